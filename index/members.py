"""Which articles a generation holds: for each, where it lies and which places it was read from."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Origins = tuple[str, ...]
"""The places that an article was read from, in order."""

Places = NDArray[np.int64]
"""Shape (articles, 2): the number of the segment of an article, and the article's number in that."""


class Member(NamedTuple):
    """The segment that an article lies in, its number there, and the places that it was read from."""

    segment: str
    number: int
    origins: Origins


class Members(Mapping[str, Member]):
    """The members by article id, in order of id; kept in columns, as there may be very many."""

    def __init__(self, segments: Sequence[str], places: Places, origins: Mapping[str, Origins]) -> None:
        self.segments = segments
        self.places = places
        self.origins = origins
        self._rows = {id: row for row, id in enumerate(origins)}

    def follow(self, origins: Mapping[str, Origins], added: Mapping[str, Sequence[str]]) -> "Members":
        """Return the members with other origins: the ids of added segments there, all others where they lie."""
        new = {
            id: (segment, number)
            for segment, ids in enumerate(added.values(), start=len(self.segments))
            for number, id in enumerate(ids)
        }
        places = np.array([new.get(id, (-1, -1)) for id in origins], dtype=np.int64).reshape(-1, 2)
        stays = places[:, 0] < 0
        places[stays] = self.places[[self._rows[id] for id, stay in zip(origins, stays, strict=True) if stay]]
        used, segments = np.unique(places[:, 0], return_inverse=True)
        names = [*self.segments, *added]
        return Members([names[number] for number in used], np.column_stack([segments, places[:, 1]]), origins)

    @classmethod
    def read(cls, path: Path) -> "Members":
        """Read what `write` wrote."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        origins = dict(zip(fields["articles"], map(tuple, fields["origins"]), strict=True))
        return cls(fields["segments"], np.array(fields["places"], dtype=np.int64).reshape(-1, 2), origins)

    def write(self, path: Path) -> None:
        """Write the columns as one JSON object."""
        fields = {
            "segments": self.segments,
            "articles": list(self.origins),
            "places": self.places.ravel().tolist(),
            "origins": list(self.origins.values()),
        }
        path.write_text(json.dumps(fields), encoding="utf-8")

    def __getitem__(self, id: str) -> Member:
        """Return a member. Raises KeyError."""
        segment, number = self.places[self._rows[id]].tolist()
        return Member(self.segments[segment], number, self.origins[id])

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self.origins)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.origins)

    def __contains__(self, id: object) -> bool:
        """Tell whether there is an article of this id."""
        return id in self.origins

    def count_without(self, ids: Iterable[str]) -> Counter[str]:
        """Return how many articles lie in each segment, those of the ids left out."""
        counts = Counter(dict(zip(self.segments, np.bincount(self.places[:, 0]).tolist(), strict=True)))
        counts.subtract(self[id].segment for id in ids)
        return counts

    def find_outside(self, segments: Iterable[str]) -> set[str]:
        """Return the ids of the articles that lie in none of some segments."""
        inside = [number for number, name in enumerate(self.segments) if name in set(segments)]
        outside = ~np.isin(self.places[:, 0], inside)
        return {id for id, is_outside in zip(self.origins, outside.tolist(), strict=True) if is_outside}


NO_MEMBERS = Members([], np.empty((0, 2), dtype=np.int64), {})
