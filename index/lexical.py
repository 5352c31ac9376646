"""BM25 over the words of the passages; the only file that knows bm25s.

Okapi BM25 with k1 1.2 and b .75, the parameters of Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), with bm25s's Lucene variant.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.words import find_words

# bm25s sets its own logger to DEBUG when it is imported.
logging.getLogger("bm25s").setLevel(logging.WARNING)


class LexicalIndex:
    """Scores every passage for the words of a query; `idf` tells how telling a word is here."""

    def __init__(self, index: bm25s.BM25, count: int) -> None:
        self._index = index
        self._count = count

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the words of each text, one text a passage."""
        index = bm25s.BM25(k1=1.2, b=0.75)
        # bm25s cannot index a collection without words: the empty word, which no query has, keeps it whole.
        index.index([find_words(text) or [""] for text in texts], show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Read the files that `save` wrote."""
        index = bm25s.BM25.load(folder, show_progress=False)
        return cls(index, index.scores["num_docs"])

    def save(self, folder: Path) -> None:
        """Write the index as numpy arrays and JSON into a new folder."""
        self._index.save(folder, show_progress=False)

    @property
    def count(self) -> int:
        """The number of passages."""
        return self._count

    def score(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, shape (passages,)."""
        known = [word for word in words if self.knows(word)]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores(known)
        return scores

    def rows_with(self, word: str) -> NDArray[np.int64]:
        """Return the rows of the passages that hold a stemmed word, in order."""
        number = self._index.vocab_dict.get(word)
        if number is None:
            return np.empty(0, dtype=np.int64)
        first, after = self._index.scores["indptr"][number : number + 2]
        return np.unique(self._index.scores["indices"][first:after]).astype(np.int64)

    def knows(self, word: str) -> bool:
        """Tell whether a stemmed word stands in any passage."""
        return word in self._index.vocab_dict

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a stemmed word, greatest for one that occurs nowhere."""
        number = self._index.vocab_dict.get(word)
        starts = self._index.scores["indptr"]
        holding = 0 if number is None else int(starts[number + 1] - starts[number])
        return float(np.log1p((self._count - holding + 0.5) / (holding + 0.5)))
