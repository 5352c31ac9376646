"""`PassageRows`: a cache of passages, so that a question requests each from the engine once."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from index.milvus.engine import Engine, Row
from index.milvus.schema import PASSAGE_FIELDS, read_pieces
from index.types import Pieces, Rows, Vectors

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_KEPT = 4096
"""Maximum number of cached passages, about 10 kB each."""


class ReadThroughCache(Generic[Key, Value]):
    """A cache of values that are read in batches; the most recently used ones are kept."""

    def __init__(self, read: Callable[[Sequence[Key]], Mapping[Key, Value]], size: int) -> None:
        self._read = read
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def one(self, key: Key) -> Value:
        """Return the value of a key. Raises KeyError if there is none."""
        try:
            return self._values[key]
        except KeyError:
            return self.get([key])[key]

    def get(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return the values of keys; missing ones are left out."""
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            found = {key: self._values[key] for key in wanted if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        missing = [key for key in wanted if key not in found]
        if missing:
            read = self._read(missing)
            found |= read
            with self._lock:
                self._values |= read
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as stored in the engine; `words` counts its stems in the form of `write_word`."""

    article_id: str
    start: int
    end: int
    words: Counter[str]
    length: int
    dense: Vectors
    pieces: Pieces


class PassageRows:
    """The passages of a collection by their rows."""

    def __init__(self, engine: Engine, collection: str) -> None:
        self._engine = engine
        self._collection = collection
        self._kept: ReadThroughCache[int, PassageRow] = ReadThroughCache(self._read, _KEPT)

    def get(self, rows: Rows | Sequence[int]) -> list[PassageRow]:
        """Return passages; those not cached are read in one call. Raises KeyError for a row that does not exist."""
        numbers = [int(row) for row in rows]
        found = self._kept.get(numbers)
        return [found[number] for number in numbers]

    def one(self, row: int) -> PassageRow:
        """Return a passage. Raises KeyError for a row that does not exist."""
        return self._kept.one(int(row))

    def _read(self, rows: Sequence[int]) -> dict[int, PassageRow]:
        found = self._engine.get(self._collection, rows, PASSAGE_FIELDS)
        return {int(row["row"]): _make_row(row) for row in found}


def _make_row(row: Row) -> PassageRow:
    words = row["words"].split()
    return PassageRow(
        article_id=row["article_id"],
        start=int(row["start"]),
        end=int(row["end"]),
        words=Counter(words),
        length=len(words),
        dense=np.asarray(row["dense"], dtype=np.float32),
        pieces=read_pieces(row["codes"], row["starts"]),
    )
