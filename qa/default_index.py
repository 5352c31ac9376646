"""The index that is asked where none is named."""

from functools import lru_cache
from pathlib import Path

from index.generations import default_folder, find_current, has_generation
from index.opening import open_index
from index.progress import Progress, ignore_progress
from index.store import Index


def resolve_index(index: Index | Path | str | None) -> Index:
    """Return an opened index, open a folder, or open the default index.

    The default index is built from the shipped articles where there is none yet. A folder that was opened
    before and has no newer generation is not read again.
    """
    if isinstance(index, Index):
        return index
    folder = default_folder() if index is None else Path(index)
    if index is None:
        build_shipped(folder)
    return _open_generation(folder, find_current(folder).name)


@lru_cache(maxsize=4)
def _open_generation(folder: Path, generation: str) -> Index:
    return open_index(folder)


def build_shipped(folder: Path, progress: Progress = ignore_progress) -> None:
    """Build an index of the shipped articles in a folder that has no index yet."""
    if not has_generation(folder):
        # What reads and builds takes a while to load, and whoever asks an index needs none of it.
        from corpus.reading import SHIPPED, read_articles
        from index.build import build_index

        build_index(read_articles([SHIPPED]), folder, progress=progress)
