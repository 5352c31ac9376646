"""The articles that the page is adding at the moment, and how long that still takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

ENCODING = "encoding passages"
"""The step of a build that takes nearly all of its time."""

MIN_SHARE = 0.05
"""Share of the work from which the remaining time is estimated."""


@dataclass(frozen=True, slots=True)
class Adding:
    """Work in progress: the number of files, of articles in them (0 until they are read), and the share that is done.

    `seconds_left` is None until it can be estimated.
    """

    files: int
    articles: int = 0
    share: float = 0.0
    seconds_left: int | None = None


class AddingWork:
    """Reports to other threads what one thread is adding; only one does at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._now: Adding | None = None
        self._began = 0.0

    @property
    def now(self) -> Adding | None:
        """The work in progress, None if there is none."""
        with self._lock:
            return self._now

    @contextmanager
    def begin(self, files: int) -> Iterator[None]:
        """Report that files are being added, until the block ends."""
        self._set(Adding(files))
        try:
            yield
        finally:
            self._set(None)

    def count(self, articles: int) -> None:
        """Report how many articles the files contain."""
        with self._lock:
            self._began = self._clock()
            if self._now:
                self._now = Adding(self._now.files, articles)

    def report(self, step: str, done: int, total: int) -> None:
        """Report the progress of a build, as its `progress`."""
        if step != ENCODING or not total:
            return
        share = done / total
        with self._lock:
            if self._now:
                spent = self._clock() - self._began
                left = round(spent * (1 - share) / share) if share >= MIN_SHARE else None
                self._now = Adding(self._now.files, self._now.articles, share, left)

    def _set(self, now: Adding | None) -> None:
        with self._lock:
            self._now = now
