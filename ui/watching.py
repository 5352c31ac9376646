"""Waits for changes of files and folders; a burst of them is one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfiles import watch

from corpus.errors import CorpusError

BURST_MS = 5_000
"""A burst of changes is told at the latest after so long."""

QUIET_MS = 800
"""It is told when nothing has changed for so long: a file that is being written is not read half."""

START_MS = 200
"""So long without a change tells that the watch has begun."""


def watch_paths(paths: Sequence[Path]) -> Iterator[None]:
    """Yield when the watch has begun, so that no change is missed, and after every burst of changes.

    Raises CorpusError where a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise CorpusError(f"There is no file or folder {path}.", "Check the path.")
    started = False
    bursts = watch(
        *paths, debounce=BURST_MS, step=QUIET_MS, rust_timeout=START_MS, yield_on_timeout=True, raise_interrupt=True
    )
    for changes in bursts:
        if changes or not started:
            yield
        started = True
