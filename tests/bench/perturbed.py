"""An encoder for builds of very many passages: a text gets the vectors of a real passage, moved a little at random."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.folder_index import FolderIndex
from index.types import Advance, EncodedQuery, Passages, Pieces, Vectors, ignore_advance

MOVED = 0.35
"""Length of what is added to a unit vector: the cosine to the real one is about .94."""

_WORD = re.compile(r"\S+")


class PerturbedEncoder:
    """Draws from the passages of a real index; questions are encoded by its model."""

    def __init__(self, real: FolderIndex) -> None:
        self.card = real.encoder.card
        self._real = real
        self._dense, self._tokens = real.dense, real.tokens

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return self._real.encoder.count_pieces(texts)

    def encode_query(self, text: str) -> EncodedQuery:
        return self._real.encoder.encode_query(text)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        rows = [seed % self._real.passage_count for seed in seeds]
        vectors = self._move(self._dense.vectors_of(rows), seeds[0])
        pieces = [self._fit(row, text) for row, text in zip(rows, texts, strict=True)]
        advance(len(texts))
        return Passages(vectors, pieces)

    def _move(self, vectors: Vectors, seed: int) -> Vectors:
        noise = np.random.default_rng(seed).standard_normal(vectors.shape, dtype=np.float32)
        moved = vectors + MOVED * noise / np.sqrt(np.float32(vectors.shape[1]))
        unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit

    def _fit(self, row: int, text: str) -> Pieces:
        """Put the codes of a real passage onto the words of a text, over again where these are more."""
        codes = self._tokens.pieces_of(row).vectors
        starts = np.array([word.start() for word in _WORD.finditer(text)], dtype=np.int32)
        # A word has one and a third pieces on average.
        starts = np.sort(np.concatenate([starts, starts[::3]]))
        return Pieces(np.resize(codes, (len(starts), codes.shape[1])), starts)

    def save(self, folder: Path) -> None:
        self._real.encoder.save(folder)
