"""The index that is used if none is named, and the indexes that were opened last."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from index.generation.generations import has_generation
from index.places import Location, NewestIndex, default_location, parse_location
from index.store import Index
from index.types import Progress, ignore_progress

_MAX_OPEN = 4
"""Maximum number of indexes that stay open."""

_opened: OrderedDict[Location, NewestIndex] = OrderedDict()
"""The indexes used last, by their places, the least recently used one first."""

_changing = Lock()


def resolve_index(index: Index | Location | str | None) -> Index:
    """Return an opened index, open the one at a place, or open the default one.

    The default index is built from the shipped articles if its folder has none. An open index is only read again
    if it has a newer generation.
    """
    if isinstance(index, Index):
        return index
    if index is None:
        place = default_location()
        build_shipped(place)
    else:
        place = parse_location(index) if isinstance(index, str) else index
    with _changing:
        newest = _opened.get(place) or NewestIndex(place)
    opened = newest.open()
    # A place without an index takes no place of one that is open.
    _keep(place, newest)
    return opened


def _keep(place: Location, newest: NewestIndex) -> None:
    with _changing:
        _opened.setdefault(place, newest)
        _opened.move_to_end(place)
        if len(_opened) > _MAX_OPEN:
            _opened.popitem(last=False)


def build_shipped(place: Location, progress: Progress = ignore_progress) -> None:
    """Build an index of the shipped articles in a folder that has no index yet."""
    if isinstance(place, Path) and not has_generation(place):
        # Building takes a while to import, and a question needs none of it.
        from corpus.reading import SHIPPED, read_articles
        from index.building.build import build_index

        build_index(read_articles([SHIPPED]), place, progress=progress)
