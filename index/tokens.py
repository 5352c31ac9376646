"""Token vectors: a small vector for every word piece of every passage, for late interaction.

A piece's vector is projected onto the directions that carry most of what the model's vectors hold and kept as
int8, a twenty-fourth of its size; the inner product with a projected piece of a question is their cosine, nearly.
The directions belong to the model and not to the collection, so that adding an article moves no vector.
(Late interaction: Khattab and Zaharia, "ColBERT", 2020.)
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array, read_array
from index.encoder import Pieces, Vectors
from index.layout import Layout

TOKEN_DIMENSION = 64
BASIS_FILE = "token_basis.npy"
HEADLINE = -1
"""The start of a piece that is not of the article's own text."""

_LARGEST = 127
_VECTORS_FILE, _STARTS_FILE, _BOUNDS_FILE = "vectors.npy", "starts.npy", "bounds.npy"


class TokenCodec:
    """Compresses the vectors of word pieces; `basis` has shape (token dimension, dimension)."""

    def __init__(self, basis: Vectors) -> None:
        self.basis = basis
        self._unscaled = basis / np.sum(basis**2, axis=1, keepdims=True)

    @classmethod
    def fit(cls, tokens: Vectors) -> "TokenCodec":
        """Find the main directions of unit vectors of shape (pieces, dimension), and scale each to int8."""
        _, _, directions = np.linalg.svd(tokens, full_matrices=False)
        directions = directions[:TOKEN_DIMENSION]
        largest = np.abs(tokens @ directions.T).max(axis=0)
        return cls((directions * (_LARGEST / largest)[:, np.newaxis]).astype(np.float32))

    @classmethod
    def open(cls, folder: Path) -> "TokenCodec":
        """Read the basis that `save` wrote."""
        return cls(read_array(folder / BASIS_FILE))

    def save(self, folder: Path) -> None:
        """Write the basis into a folder."""
        np.save(folder / BASIS_FILE, self.basis)

    def compress(self, tokens: Vectors) -> NDArray[np.int8]:
        """Return vectors of passage pieces as int8, shape (pieces, token dimension)."""
        compressed: NDArray[np.int8] = np.clip(np.rint(tokens @ self.basis.T), -_LARGEST, _LARGEST).astype(np.int8)
        return compressed

    def project(self, tokens: Vectors) -> Vectors:
        """Return vectors of question pieces whose inner product with compressed ones is the cosine."""
        projected: Vectors = tokens @ self._unscaled.T
        return projected


class TokenSegment:
    """The pieces of a segment's passages, one after the other; only those asked for are read from the disk."""

    def __init__(self, vectors: NDArray[np.int8], starts: NDArray[np.int32], bounds: NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._starts = starts
        self._bounds = bounds

    @classmethod
    def build(cls, pieces: Sequence[Pieces]) -> "TokenSegment":
        """Put together the pieces of passages; their starts count in the article."""
        bounds = np.cumsum([0, *(len(part.starts) for part in pieces)])
        vectors = np.concatenate([part.vectors for part in pieces])
        return cls(vectors, np.concatenate([part.starts for part in pieces]), bounds)

    @classmethod
    def open(cls, folder: Path) -> "TokenSegment":
        """Map the files that `save` wrote into memory."""
        return cls(*(map_array(folder / name) for name in (_VECTORS_FILE, _STARTS_FILE, _BOUNDS_FILE)))

    def save(self, folder: Path) -> None:
        """Write three arrays into a new folder."""
        folder.mkdir()
        np.save(folder / _VECTORS_FILE, self._vectors)
        np.save(folder / _STARTS_FILE, self._starts)
        np.save(folder / _BOUNDS_FILE, self._bounds)

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self._bounds) - 1

    def pieces_of(self, own: int) -> Pieces:
        """Return the pieces of a passage."""
        stretch = slice(self._bounds[own], self._bounds[own + 1])
        return Pieces(self._vectors[stretch], self._starts[stretch])


class TokenIndex:
    """The pieces of the passages of all segments."""

    def __init__(self, segments: Sequence[TokenSegment], layout: Layout) -> None:
        self._segments = segments
        self._layout = layout

    def pieces_of(self, row: int) -> Pieces:
        """Return the pieces of a passage."""
        return self._segments[int(self._layout.segment[row])].pieces_of(int(self._layout.own[row]))
