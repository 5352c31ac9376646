"""Builds again after changes of files and folders, where a burst of changes counts as one, or in intervals."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from corpus.errors import UserError
from corpus.index_folders import find_index
from corpus.reading import check_path

BURST_MS = 5_000
"""Maximum delay before a burst of changes is reported."""

QUIET_MS = 800
"""Quiet time before changes are reported, so that no file is read while it is written."""

START_MS = 200
"""Quiet time after which the watch has begun."""


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))

Build = Callable[[], object]
Report = Callable[[str], None]
"""Called with a sentence for the user."""


def build_after_changes(
    paths: Sequence[Path], outputs: Collection[Path], first: Build, build: Build, report: Report
) -> None:
    """Build, and build again after every change; only an error in the first build ends this."""
    watching = watch_paths(paths, outputs)
    next(watching)
    first()
    report("Watching for changes; Ctrl-C stops.")
    for _ in watching:
        _try(build, report)


def build_every(seconds: float, first: Build, build: Build, report: Report) -> None:
    """Build in intervals, with `first` until that succeeds; no error ends this."""
    report(f"Indexing every {name_duration(seconds)}; Ctrl-C stops.")
    is_built = False
    while True:
        is_built = _try(build if is_built else first, report) or is_built
        time.sleep(seconds)


def _try(build: Build, report: Report) -> bool:
    """Build, and report an error that a person can fix; return whether it succeeded."""
    try:
        build()
    except UserError as error:
        report(f"Not indexed: {error}")
        return False
    return True


def name_duration(seconds: float) -> str:
    """Return a duration in words, in the largest unit that divides it: "90 seconds", "15 minutes"."""
    name, size = next((name, size) for name, size in _UNITS if seconds % size == 0)
    count = int(seconds // size)
    return f"{count} {name}s" if count > 1 else name


class _ArticleFilter(DefaultFilter):
    """Ignores changes of an index: otherwise a build would notice its own output and start another, for ever."""

    def __init__(self, outputs: Collection[Path]) -> None:
        super().__init__()
        self._outputs = frozenset(output.resolve() for output in outputs)

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and find_index(Path(path), self._outputs) is None


def watch_paths(paths: Sequence[Path], outputs: Collection[Path] = ()) -> Iterator[None]:
    """Yield when the watch has begun, so that no change is missed, and after every burst of changes.

    `outputs`: where the build writes its index. Raises CorpusError as `check_path` does.
    """
    for path in paths:
        check_path(path, outputs)
    started = False
    bursts = watch(
        *paths,
        watch_filter=_ArticleFilter(outputs),
        debounce=BURST_MS,
        step=QUIET_MS,
        rust_timeout=START_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changes in bursts:
        if changes or not started:
            yield
        started = True
