"""Milvus proposes candidates; scores are computed here, as for a folder."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.milvus.engine import Engine
from index.milvus.passage_rows import PassageRow, PassageRows, ReadThroughCache
from index.milvus.records import read_records
from index.milvus.schema import MAX_FOUND, records_of, write_word
from index.products import round_scores
from index.segment.lexical import inverse_frequency, saturate, weigh
from index.text.stems import list_forms
from index.types import Among, Pieces, Rows, Vectors

_KEPT_WORDS = 100_000
_SPARE = 2
"""Factor of extra candidates requested, since the engine's scores differ slightly from ours."""

_NONE = "row < 0"
"""A condition that no row matches: some versions reject an empty list."""


def make_condition(among: Among) -> str:
    """Return `among` as a condition of the engine; empty for all rows."""
    if among is None:
        return ""
    if isinstance(among, str):
        return among
    return f"row in {among.tolist()}" if len(among) else _NONE


class MilvusLexical:
    """Scores passages for the words of a query, by the counts of the whole collection."""

    def __init__(
        self,
        engine: Engine,
        collection: str,
        rows: PassageRows,
        *,
        passages: int,
        mean_length: float,
        languages: Sequence[str],
    ) -> None:
        self._engine = engine
        self._collection = collection
        self._rows = rows
        self._passages = passages
        self._mean_length = mean_length
        self._languages = languages
        self._frequencies: ReadThroughCache[str, int] = ReadThroughCache(self._read_frequencies, _KEPT_WORDS)

    def read_ahead(self, words: Sequence[str]) -> None:
        """Fetch the document frequencies of the words in one request."""
        self._frequencies.get(chain.from_iterable(map(self.list_written, words)))

    def list_written(self, word: str) -> list[str]:
        """Return the forms of a word, in any language, as they are written in Milvus."""
        return list(map(write_word, list_forms(word, self._languages)))

    def _read_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        found = read_records(self._engine, records_of(self._collection), "word", words)
        return {word: int(found.get(word, 0)) for word in words}

    def search(self, words: Sequence[str], count: int, among: Among = None) -> Rows:
        """Return the rows with the highest BM25 scores above zero, ties of the last one included, in order."""
        rows = self._find(words, _SPARE * count, make_condition(among))
        scores = self.score(words, rows)
        if len(rows) <= count:
            return rows[scores > 0]
        best: Rows = rows[scores >= max(np.partition(scores, -count)[-count], np.nextafter(np.float32(0), 1))]
        return best

    def _find(self, words: Sequence[str], count: int, condition: str = "") -> Rows:
        """Return the rows that the engine ranks highest by words, in order."""
        if not words:
            return np.empty(0, dtype=np.int64)
        text = " ".join(chain.from_iterable(map(self.list_written, words)))
        found = self._engine.search(self._collection, "sparse", text, min(count, MAX_FOUND), condition)
        return np.array(sorted(hit["row"] for hit in found), dtype=np.int64)

    def score(self, words: Sequence[str], rows: Rows) -> NDArray[np.float32]:
        """Return the BM25 score of each of the rows."""
        self.read_ahead(words)
        passages = self._rows.get(rows)
        saturation = saturate(np.array([passage.length for passage in passages], dtype=np.int64), self._mean_length)
        scores = np.zeros(len(rows), dtype=np.float32)
        for word in words:
            forms = self.list_written(word)
            counts = np.array([_count(forms, passage) for passage in passages], dtype=np.uint16)
            scores += np.float32(self.idf(word)) * (counts / (counts + saturation))
        return scores

    def rows_with(self, word: str) -> Rows:
        """Return the rows of the passages that contain a word, in order."""
        if self.frequency(word) <= MAX_FOUND:
            return self._find([word], max(self.frequency(word), 1))
        return self._query(f"TEXT_MATCH(words, '{' '.join(self.list_written(word))}')")

    def rows_with_all(self, words: Sequence[str]) -> Rows:
        """Return the rows of the passages that contain every word, in order; all rows if there are no words."""
        if not words:
            return self._query("row >= 0")
        self.read_ahead(words)
        rows = self.rows_with(min(words, key=self.frequency))
        wanted = list(map(self.list_written, words))
        holding = [all(_count(forms, passage) for forms in wanted) for passage in self._rows.get(rows)]
        found: Rows = rows[np.array(holding, dtype=bool)]
        return found

    def rows_with_most(self, words: Sequence[str], count: int) -> Rows:
        """Return the rows, best first, that contain at least half as much of the words, by weight, as the best."""
        distinct = list(dict.fromkeys(words))
        self.read_ahead(distinct)
        rows = self._find(distinct, _SPARE * count)
        weights = np.zeros(len(rows), dtype=np.float32)
        for word in distinct:
            forms = self.list_written(word)
            holds = np.array([_count(forms, passage) for passage in self._rows.get(rows)], dtype=bool)
            weights[holds] += weigh(self.frequency(word), self._passages)
        found = np.flatnonzero(weights > weights.max(initial=0) / 2)
        best: Rows = rows[found[np.argsort(-weights[found], kind="stable")][:count]]
        return best

    def _query(self, condition: str) -> Rows:
        found = self._engine.query(self._collection, condition, ["row"])
        return np.array(sorted(row["row"] for row in found), dtype=np.int64)

    def knows(self, word: str) -> bool:
        """Return whether a word occurs in any passage."""
        return self.frequency(word) > 0

    def frequency(self, word: str) -> int:
        """Return the number of passages that contain a word."""
        return sum(map(self._frequencies.one, self.list_written(word)))

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a word; highest for a word that does not occur."""
        return inverse_frequency(self.frequency(word), self._passages)


def _count(forms: Sequence[str], passage: PassageRow) -> int:
    """Return how often a passage contains a word, in any of its forms."""
    return sum(passage.words[form] for form in forms)


class MilvusDense:
    """Finds passages by their vectors."""

    def __init__(self, engine: Engine, collection: str, rows: PassageRows) -> None:
        self._engine = engine
        self._collection = collection
        self._rows = rows

    def vectors_of(self, rows: Rows | Sequence[int]) -> Vectors:
        """Return the vectors of rows, shape (rows, dimension); there must be at least one row."""
        return np.stack([passage.dense for passage in self._rows.get(rows)]).astype(np.float32)

    def search(self, query: Vectors, count: int, among: Among = None) -> Rows:
        """Return the rows with the highest cosines, ties of the last one included, best first."""
        wanted = min(_SPARE * count, MAX_FOUND)
        found = self._engine.search(self._collection, "dense", query.tolist(), wanted, make_condition(among))
        last = found[min(count, len(found)) - 1]["distance"] if found else 0.0
        best = sorted((-hit["distance"], hit["row"]) for hit in found if hit["distance"] >= last)
        return np.array([row for _, row in best], dtype=np.int64)

    def score(self, query: Vectors, rows: Rows | Sequence[int]) -> NDArray[np.float64]:
        """Return the cosine of the query with each of the rows."""
        passages = self._rows.get(rows)
        if not passages:
            return np.empty(0)
        vectors = np.stack([passage.dense for passage in passages]).astype(np.float64)
        return round_scores(vectors @ query.astype(np.float64))


class MilvusTokens:
    """The word pieces of the passages."""

    def __init__(self, rows: PassageRows) -> None:
        self._rows = rows

    def read(self, rows: Sequence[int]) -> list[Pieces]:
        """Return the pieces of passages."""
        return [passage.pieces for passage in self._rows.get(rows)]
