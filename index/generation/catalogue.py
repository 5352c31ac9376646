"""Which articles a generation has, and in which segment each is; mapped into memory.

<generation>/catalogue/ids.npy      the ids of the articles, in order
<generation>/catalogue/places.npy   the number of each one's segment, and its number within the segment
<generation>/origins.json           the places that each was read from; needed by builds only
<generation>/publications.json      what further places state of their articles; needed by builds only
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array
from index.checked import CheckedPath
from index.damage import IDS_FILE, PLACES_FILE

CATALOGUE_FOLDER = "catalogue"
CATALOGUE_FILES = [f"{CATALOGUE_FOLDER}/{name}" for name in (IDS_FILE, PLACES_FILE)]

Origins = tuple[str, ...]
"""The places that an article was read from, in order."""

Number = TypeVar("Number", bound=np.integer)
Ids = NDArray[np.bytes_]
Places = NDArray[np.int64]
"""Shape (articles, 2): the number of an article's segment, and its number within the segment."""


class ArticleAddress(NamedTuple):
    """The segment of an article, and the article's number in it."""

    segment: str
    number: int


class Catalogue(Mapping[str, ArticleAddress]):
    """The address of each article, in order of id."""

    def __init__(self, segments: Sequence[str], ids: Ids, places: Places) -> None:
        self.segments = segments
        self.places = places
        self._ids = ids

    @classmethod
    def open(cls, generation: CheckedPath, segments: Sequence[str]) -> "Catalogue":
        """Check the files written by `save` and map them into memory. Raises IndexDamaged."""
        folder = generation / CATALOGUE_FOLDER
        return cls(segments, map_array(folder / IDS_FILE), map_array(folder / PLACES_FILE))

    def save(self, generation: Path) -> None:
        """Write two arrays into a new folder of a generation."""
        folder = generation / CATALOGUE_FOLDER
        folder.mkdir()
        np.save(folder / IDS_FILE, self._ids)
        np.save(folder / PLACES_FILE, self.places)

    def follow(self, ids: Iterable[str], added: Mapping[str, Sequence[str]]) -> "Catalogue":
        """Return the catalogue of other ids, in order: added ones in the added segments, all others where they are."""
        new = {
            id: (segment, number)
            for segment, ids_there in enumerate(added.values(), start=len(self.segments))
            for number, id in enumerate(ids_there)
        }
        names = np.array([id.encode() for id in ids], dtype=np.bytes_)
        places = np.array([new.get(id.decode(), (-1, -1)) for id in names.tolist()], dtype=np.int64).reshape(-1, 2)
        stays = places[:, 0] < 0
        places[stays] = self.places[np.searchsorted(self._ids, names[stays])]
        used, segments = np.unique(places[:, 0], return_inverse=True)
        every = [*self.segments, *added]
        return Catalogue([every[number] for number in used], names, np.column_stack([segments, places[:, 1]]))

    def find(self, id: str) -> int:
        """Return the number of an article in order of id. Raises KeyError."""
        key = id.encode(errors="replace")
        row = int(np.searchsorted(self._ids, key)) if len(key) <= self._ids.itemsize else len(self)
        if row == len(self) or self._ids[row] != key:
            raise KeyError(id)
        return row

    def id_at(self, row: int) -> str:
        """Return the id of an article by its number."""
        id: bytes = self._ids[row]
        return id.decode()

    def __getitem__(self, id: str) -> ArticleAddress:
        """Return the address of an article. Raises KeyError."""
        segment, number = self.places[self.find(id)].tolist()
        return ArticleAddress(self.segments[segment], number)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return (id.decode() for id in self._ids.tolist())

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._ids)

    def gather(self, parts: Sequence[NDArray[Number]], empty: NDArray[Number]) -> NDArray[Number]:
        """Return the rows of arrays, one array per segment with one row per article, in order of id.

        `empty`: the array of a catalogue without articles, which has no segment.
        """
        firsts = np.cumsum([0, *map(len, parts)])
        return np.concatenate([empty, *parts])[firsts[self.places[:, 0]] + self.places[:, 1]]

    def rows_of(self, segment: int, count: int) -> NDArray[np.int64]:
        """Return the number, in order of id, of each of the `count` articles of a segment; -1 for removed ones."""
        rows = np.full(count, -1, dtype=np.int64)
        there = np.flatnonzero(self.places[:, 0] == segment)
        rows[self.places[there, 1]] = there
        return rows

    def count_without(self, ids: Iterable[str]) -> Counter[str]:
        """Return the number of articles in each segment, without the given ids."""
        counts = Counter(dict(zip(self.segments, np.bincount(self.places[:, 0]).tolist(), strict=True)))
        counts.subtract(self[id].segment for id in ids)
        return counts

    def find_outside(self, segments: Iterable[str]) -> set[str]:
        """Return the ids of the articles that are in none of the given segments."""
        inside = [number for number, name in enumerate(self.segments) if name in set(segments)]
        return {id.decode() for id in self._ids[~np.isin(self.places[:, 0], inside)].tolist()}


NO_ARTICLES = Catalogue([], np.empty(0, dtype="S1"), np.empty((0, 2), dtype=np.int64))


def write_origins(path: Path, origins: Iterable[Origins]) -> None:
    """Write the origins of articles, in order of id, as one JSON array."""
    path.write_text(json.dumps(list(origins)), encoding="utf-8")


def read_origins(place: CheckedPath, ids: Iterable[str]) -> dict[str, Origins]:
    """Return the origins in a file written by `write_origins`, by article id. Raises IndexDamaged."""
    return place.read(lambda content: dict(zip(ids, map(tuple, json.loads(content)), strict=True)))
