"""Waits for changes of files and folders; a burst of changes counts as one."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from corpus.index_folders import find_index
from corpus.reading import check_path

BURST_MS = 5_000
"""Maximum delay before a burst of changes is reported."""

QUIET_MS = 800
"""Quiet time before changes are reported, so that no file is read while it is written."""

START_MS = 200
"""Quiet time after which the watch has begun."""


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
