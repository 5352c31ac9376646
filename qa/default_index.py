"""The index that is asked where none is named."""

from pathlib import Path
from threading import Lock

from index.generation.generations import has_generation
from index.locations import Location, default_location, find_generation, open_at, parse_location
from index.store import Index
from index.types import Progress, ignore_progress

_MAX_OPEN = 4
_opened: dict[Location, Index] = {}
"""The indexes asked last, by their places; the one that was not asked for the longest time is first."""
_changing = Lock()


def resolve_index(index: Index | Location | str | None) -> Index:
    """Return an opened index, open the one at a place, or open the default one.

    The default index is built from the shipped articles where it is a folder without one. What was opened before and
    has no newer generation is not read again.
    """
    if isinstance(index, Index):
        return index
    if index is None:
        place = default_location()
        build_shipped(place)
    else:
        place = parse_location(index) if isinstance(index, str) else index
    return _open_newest(place)


def _open_newest(place: Location) -> Index:
    """Open the published generation at a place, unless it is open already; of each place no older one stays open."""
    index = _opened.get(place)
    if index is None or index.generation != find_generation(place):
        index = open_at(place)
    with _changing:
        _opened.pop(place, None)
        _opened[place] = index
        if len(_opened) > _MAX_OPEN:
            del _opened[next(iter(_opened))]
    return index


def build_shipped(place: Location, progress: Progress = ignore_progress) -> None:
    """Build an index of the shipped articles in a folder that has no index yet."""
    if isinstance(place, Path) and not has_generation(place):
        # What reads and builds takes a while to load, and whoever asks an index needs none of it.
        from corpus.reading import SHIPPED, read_articles
        from index.building.build import build_index

        build_index(read_articles([SHIPPED]), place, progress=progress)
