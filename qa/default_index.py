"""The index that is asked where none is named."""

from functools import lru_cache
from pathlib import Path

from index.generations import has_generation
from index.places import Place, default_place, find_generation, open_place, read_place
from index.progress import Progress, ignore_progress
from index.store import Index


def resolve_index(index: Index | Place | str | None) -> Index:
    """Return an opened index, open the one at a place, or open the default one.

    The default index is built from the shipped articles where it is a folder without one. What was opened before and
    has no newer generation is not read again.
    """
    if isinstance(index, Index):
        return index
    if index is None:
        place = default_place()
        build_shipped(place)
    else:
        place = read_place(index) if isinstance(index, str) else index
    return _open_generation(place, find_generation(place))


@lru_cache(maxsize=4)
def _open_generation(place: Place, generation: str) -> Index:
    return open_place(place)


def build_shipped(place: Place, progress: Progress = ignore_progress) -> None:
    """Build an index of the shipped articles in a folder that has no index yet."""
    if isinstance(place, Path) and not has_generation(place):
        # What reads and builds takes a while to load, and whoever asks an index needs none of it.
        from corpus.reading import SHIPPED, read_articles
        from index.build import build_index

        build_index(read_articles([SHIPPED]), place, progress=progress)
