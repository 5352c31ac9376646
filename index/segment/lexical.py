"""BM25 over the words of the passages.

Okapi BM25 with k1 1.2 and b .75, the parameters of Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), in Lucene's variant. A segment stores how often each word occurs in each passage;
scores are computed on demand, since every new article would change all stored weights.
"""

import math
from collections.abc import Sequence
from functools import cached_property, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import ScatteredArray, map_array
from index.caching import cache_method
from index.checked import CheckedPath
from index.rows import MISSING, Layout
from index.segment.word_list import WordList
from index.text.stems import STEMMERS, analyze_in, list_forms, mark_language
from index.types import Among, Rows, as_rows

Numbers = NDArray[np.integer]

K1, B = 1.2, 0.75

_COUNTED_WORDS = 10_000
_KEPT_SCORES = 4
_ARRAYS = ("starts", "rows", "counts", "lengths")


class LexicalSegment:
    """The words of a segment's passages: for each, the own rows that contain it, in order, and its counts."""

    def __init__(
        self,
        words: WordList,
        starts: Rows,
        rows: Numbers | ScatteredArray,
        counts: Numbers | ScatteredArray,
        lengths: Numbers,
    ) -> None:
        self.lengths = lengths
        self.words = words
        self._starts, self._rows, self._counts = starts, rows, counts

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> "LexicalSegment":
        """Count the words of each text, one text per passage, given the language of each."""
        numbers: dict[str, int] = {}
        found = [
            np.array([numbers.setdefault(word, len(numbers)) for word in analyze_in(language, text)], dtype=np.int32)
            for text, language in zip(texts, languages, strict=True)
        ]
        lengths = np.array([len(words) for words in found], dtype=np.int32)
        words = sorted(numbers)
        places = np.empty(len(words), dtype=np.int64)
        places[[numbers[word] for word in words]] = np.arange(len(words))
        flat = places[np.concatenate(found)]
        pairs, counts = np.unique(flat * len(texts) + np.repeat(np.arange(len(texts)), lengths), return_counts=True)
        number, rows = np.divmod(pairs, len(texts))
        starts = np.searchsorted(number, np.arange(len(words) + 1))
        counts = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
        return cls(WordList.make(words), starts, rows.astype(np.int32), counts, lengths)

    @classmethod
    def open(cls, folder: CheckedPath) -> "LexicalSegment":
        """Open the files written by `save`. Raises IndexDamaged."""
        starts, rows, counts, lengths = (folder / f"{name}.npy" for name in _ARRAYS)
        # A question needs the rows of a few words only.
        scattered = ScatteredArray(rows), ScatteredArray(counts)
        return cls(WordList.open(folder), map_array(starts), *scattered, map_array(lengths))

    def save(self, folder: Path) -> None:
        """Write the words and four arrays into a new folder."""
        folder.mkdir()
        self.words.save(folder)
        for name, array in zip(_ARRAYS, (self._starts, self._rows, self._counts, self.lengths), strict=True):
            np.save(folder / f"{name}.npy", array[:])

    def find(self, word: str) -> tuple[Numbers, Numbers]:
        """Return the own rows that contain a stemmed word, and its count in each."""
        number = self.words.find(word)
        if number is None:
            return self._rows[:0], self._counts[:0]
        stretch = slice(self._starts[number], self._starts[number + 1])
        return self._rows[stretch], self._counts[stretch]


class LexicalIndex:
    """Scores every passage for the words of a query; `idf` measures how specific a word is in this index."""

    def __init__(self, segments: Sequence[LexicalSegment], layout: Layout) -> None:
        self._segments = segments
        self._layout = layout
        # Several stages of a question look up the same few words.
        self.frequency = cache_method(self._count_rows, _COUNTED_WORDS)
        # Stages request the best rows, and then the scores of some.
        self._score_all = cache_method(self._score_every, _KEPT_SCORES)

    @cached_property
    def _lengths(self) -> Rows:
        """The number of words of each passage."""
        lengths = np.zeros(self._layout.count, dtype=np.int64)
        for segment, rows in zip(self._segments, self._layout.rows, strict=True):
            lengths[rows[rows != MISSING]] = segment.lengths[rows != MISSING]
        return lengths

    @property
    def mean_length(self) -> float:
        """The average number of words of a passage."""
        return float(self._lengths.mean()) if len(self._lengths) else 0.0

    @property
    def words(self) -> list[str]:
        """Every word that occurs in a passage."""
        known = sorted({word for segment in self._segments for word in segment.words})
        return [word for word in known if self.count_rows(word)]

    @cached_property
    def languages(self) -> list[str]:
        """The languages, other than English, whose stems the index contains."""
        marks = {language: mark_language(language) for language in STEMMERS}
        return [name for name, mark in marks.items() if any(part.words.has_prefix(mark) for part in self._segments)]

    @cached_property
    def _saturation(self) -> NDArray[np.float32]:
        return saturate(self._lengths, self.mean_length)

    def _find(self, word: str) -> tuple[Rows, Numbers]:
        """Return the rows that contain a stemmed word, in any language, and its count in each."""
        forms = list_forms(word, self.languages)
        if len(forms) == 1:
            return self._find_form(word)
        rows, counts = zip(*map(self._find_form, forms), strict=True)
        return np.concatenate(rows), np.concatenate(counts)

    def _find_form(self, word: str) -> tuple[Rows, Numbers]:
        """Return the rows that contain a word as it is indexed, and its count in each."""
        found = [segment.find(word) for segment in self._segments]
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint16)
        rows = np.concatenate([of_all[own] for of_all, (own, _) in zip(self._layout.rows, found, strict=True)])
        counts = np.concatenate([counts for _, counts in found])
        return rows[rows != MISSING], counts[rows != MISSING]

    def read_ahead(self, words: Sequence[str]) -> None:
        """Do nothing: the rows of a word are contiguous in a local file, read in one call on demand."""

    def search(self, words: Sequence[str], count: int, among: Among = None) -> Rows:
        """Return the rows with the highest BM25 scores above zero, ties of the last one included, in order."""
        scores = self._score_all(tuple(words))
        rows = np.flatnonzero(scores > 0) if among is None else as_rows(among)[scores[as_rows(among)] > 0]
        if len(rows) <= count:
            return rows
        best: Rows = rows[scores[rows] >= np.partition(scores[rows], -count)[-count]]
        return best

    def score(self, words: Sequence[str], rows: Rows) -> NDArray[np.float32]:
        """Return the BM25 score of each of the rows."""
        scores: NDArray[np.float32] = self._score_all(tuple(words))[rows]
        return scores

    def _score_every(self, words: tuple[str, ...]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, shape (passages,)."""
        scores = np.zeros(self._layout.count, dtype=np.float32)
        for word in words:
            rows, counts = self._find(word)
            scores[rows] += np.float32(self.idf(word)) * (counts / (counts + self._saturation[rows]))
        return scores

    def rows_with(self, word: str) -> Rows:
        """Return the rows of the passages that contain a stemmed word, in order."""
        return np.sort(self._find(word)[0])

    def rows_with_all(self, words: Sequence[str]) -> Rows:
        """Return the rows of the passages that contain every stemmed word, in order; all rows if there are no words."""
        found = [self.rows_with(word) for word in words]
        return reduce(np.intersect1d, found) if found else np.arange(self._layout.count)

    def rows_with_most(self, words: Sequence[str], count: int) -> Rows:
        """Return the rows, best first, that contain at least half as much of the words, by weight, as the best."""
        weights = np.zeros(self._layout.count, dtype=np.float32)
        for word in dict.fromkeys(words):
            weights[self.rows_with(word)] += weigh(self.frequency(word), len(weights))
        found = np.flatnonzero(weights > weights.max(initial=0) / 2)
        return found[np.argsort(-weights[found], kind="stable")][:count]

    def count_rows(self, word: str) -> int:
        """Return the number of passages that contain a word as it is indexed."""
        return len(self._find_form(word)[0])

    def _count_rows(self, word: str) -> int:
        return len(self._find(word)[0])

    def knows(self, word: str) -> bool:
        """Return whether a stemmed word occurs in any passage."""
        return self.frequency(word) > 0

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a stemmed word; highest for a word that does not occur."""
        return inverse_frequency(self.frequency(word), self._layout.count)


def inverse_frequency(holding: int, passages: int) -> float:
    """Return the inverse document frequency of a word that `holding` of the passages contain."""
    return math.log1p((passages - holding + 0.5) / (holding + 0.5))


def weigh(holding: int, passages: int) -> float:
    """Return the maximum score of a word that `holding` of the passages contain, however often it occurs in one."""
    return math.log1p(passages / max(holding, 1))


def saturate(lengths: NDArray[np.integer], mean: float) -> NDArray[np.float32]:
    """Return the saturation of counts in passages of these lengths: higher in a long one."""
    return (K1 * (1 - B + B * lengths / (mean or 1.0))).astype(np.float32)
