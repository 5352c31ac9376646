"""BM25 over the words of the passages; the only file that knows bm25s.

Okapi BM25 with k1 1.2 and b .75, the parameters of Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), with bm25s's Lucene variant.
"""

import logging
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s\b")
# Words that ask or bind but name nothing. Without this list the "how many" of a question would weigh most in
# a small collection of news, which rarely asks.
_STOP_WORDS = frozenset(
    "a about among an and any are as at be been but by can could did do does for from had has have he her him his how "
    "i if in into is it its many may me much my no not of on or our she should such that the their them then there "
    "these they this to us was we were what when where which who whom whose why will with would you your".split()
)
# bm25s sets its own logger to DEBUG when it is imported.
logging.getLogger("bm25s").setLevel(logging.WARNING)
_stemmer = Stemmer.Stemmer("english")


def find_words(text: str) -> list[str]:
    """Return the stemmed words that a text is found by: lower case, accents and stop words dropped."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), plain)
    words = _WORD.findall(_POSSESSIVE.sub("", plain))
    stems: list[str] = _stemmer.stemWords([word.replace(",", "") for word in words if word not in _STOP_WORDS])
    return stems


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

    def knows(self, word: str) -> bool:
        """Tell whether a stemmed word stands in any passage."""
        return word in self._index.vocab_dict

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a stemmed word, greatest for one that occurs nowhere."""
        number = self._index.vocab_dict.get(word)
        starts = self._index.scores["indptr"]
        holding = 0 if number is None else int(starts[number + 1] - starts[number])
        return float(np.log1p((self._count - holding + 0.5) / (holding + 0.5)))
