"""Features for finding near copies: the shingles of an article, three consecutive words each, and their MinHash."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from corpus.articles import Article
from index.npy import parse_array

MIN_LENGTH = 20
"""Minimum number of shingles of an article; shorter ones cannot be distinguished from a shared phrase."""

SHINGLE_WORDS = 3
HASHES, SEED = 128, 7

_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Shingles = NDArray[np.uint64]


class Shingler:
    """Maps every word to a number, and every three consecutive words to one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def shingle(self, text: str) -> Shingles:
        """Return the distinct shingles of a text, sorted; case and punctuation are dropped."""
        words = _WORD.findall(text.casefold())
        numbers = np.array([self._number(word) for word in words], dtype=np.uint64)
        count = max(len(words) - SHINGLE_WORDS + 1, 0)
        shingles = np.zeros(count, dtype=np.uint64)
        for place in range(SHINGLE_WORDS):
            shingles = (shingles ^ numbers[place : place + count]) * _FACTOR
            shingles ^= shingles >> np.uint64(29)
        return np.unique(shingles)

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
            self._numbers[word] = int.from_bytes(digest, "little")
        return self._numbers[word]


@dataclass(frozen=True, slots=True)
class Signatures:
    """The number of shingles of each article, and its MinHash, shape (articles, `HASHES`)."""

    sizes: NDArray[np.uint32]
    hashes: NDArray[np.uint32]

    def save(self, path: Path) -> None:
        """Write one array with the sizes in its first column."""
        np.save(path, np.column_stack([self.sizes, self.hashes]))

    @classmethod
    def parse(cls, content: bytes) -> "Signatures":
        """Return the signatures in a file written by `save`."""
        sizes, hashes = np.split(parse_array(content), [1], axis=1)
        return cls(sizes[:, 0], hashes)


NO_SIGNATURES = Signatures(np.empty(0, dtype=np.uint32), np.empty((0, HASHES), dtype=np.uint32))
"""The signatures of no articles."""


def sign(articles: Sequence[Article]) -> Signatures:
    """Compute the signatures of articles."""
    shingler = Shingler()
    shingles = [shingler.shingle(article.text) for article in articles]
    sizes = np.array([len(part) for part in shingles], dtype=np.uint32)
    hashes = np.zeros((len(articles), HASHES), dtype=np.uint32)
    signed = np.flatnonzero(sizes >= MIN_LENGTH)
    if len(signed):
        offsets = np.concatenate([[0], np.cumsum(sizes[signed])]).astype(np.uint64)
        flat = np.concatenate([shingles[number] for number in signed])
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, HASHES, SEED)
        hashes[signed] = matrix.to_rows()
    return Signatures(sizes, hashes)
