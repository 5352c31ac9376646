"""The index that is used if none is named, the collections beside it, and the indexes that were opened last."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock

from corpus.errors import CollectionMissing, IndexMissing
from index.collections.collection_folders import find_collection_folder, list_names
from index.collections.collection_names import DEFAULT
from index.generation.generations import has_generation
from index.places import Location, NewestIndex, default_location, parse_location
from index.store import Index
from index.types import Progress, ignore_progress

OneIndex = Index | Location | str
"""An open index, or the place of one."""

AskedIndex = OneIndex | Sequence[OneIndex] | Mapping[str, OneIndex] | None
"""One index, several, or several by name; None for the default one."""

_MAX_OPEN = 8
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


def resolve_indexes(index: AskedIndex, collections: Sequence[str] = ()) -> Mapping[str, Index]:
    """Return the opened indexes by the names of their collections; a single index that was not named has an empty one.

    `collections` are names of collections of the default index, or of `index` if that is a folder. Raises ValueError
    for no index or an argument that fits neither, CollectionNameError, CollectionMissing, and what opening raises.
    """
    if collections:
        if isinstance(collections, str):
            raise TypeError("collections must be a list of names")
        if index is not None and not isinstance(index, str | Path):
            raise ValueError("give collections or an index, not both")
        return open_collections(collections, None if index is None else parse_location(index))
    if isinstance(index, Mapping):
        named = {name: resolve_index(one) for name, one in index.items()}
    elif isinstance(index, Sequence) and not isinstance(index, str):
        opened = [resolve_index(one) for one in index]
        names = [one.folder.name for one in opened]
        are_unique = len(set(names)) == len(names)
        named = {one.folder.name if are_unique else str(one.folder): one for one in opened}
    else:
        return {"": resolve_index(index)}
    if not named:
        raise ValueError("no index is given")
    return named


def open_collections(names: Sequence[str], root: Location | None = None) -> dict[str, Index]:
    """Open collections of an index folder, the default one if none is given; the same order for the same names."""
    place = root or default_location()
    if not isinstance(place, Path):
        raise CollectionMissing("An index in Milvus has no collections.", "Name a folder with --index.")
    order = list_names(place)
    folders = {name: find_collection_folder(place, name) for name in sorted(set(names), key=_place_in(order))}
    return {
        name: _open_named(name, None if root is None and name == DEFAULT else folder)
        for name, folder in folders.items()
    }


def _place_in(order: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (order.index(name) if name in order else len(order), name)


def _open_named(name: str, folder: Path | None) -> Index:
    try:
        return resolve_index(folder)
    except IndexMissing as error:
        if name == DEFAULT or folder is None or has_generation(folder):
            raise
        raise empty_collection(name) from error


def empty_collection(name: str, place: str = "") -> IndexMissing:
    """Return the error for a collection without articles; `place` is another way to add some, in words."""
    return IndexMissing(
        f"The collection {name} has no articles yet.", f"Add some {place}with: quotedesk index PATH --collection {name}"
    )


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
