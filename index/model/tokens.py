"""Token vectors: a small vector for every word piece of every passage, for late interaction.

A piece's vector is projected onto the principal directions of the model's vectors, and each coordinate, minus its
mean, is stored in four bits: a twenty-fourth of the size. The directions, means and steps belong to the model and not
to the collection, so adding an article changes no vector.
(Late interaction: Khattab and Zaharia, "ColBERT", 2020. The step: Max, "Quantizing for Minimum Distortion", 1960.)
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import ScatteredArray, map_array
from index.checked import CheckedPath
from index.npy import parse_array
from index.products import multiply
from index.rows import Layout
from index.types import Pieces, Vectors

TOKEN_DIMENSION = 128
BASIS_FILE = "token_basis.npy"

Codes = NDArray[np.uint8]
"""Shape (pieces, token dimension / 2): two numbers of four bits per byte."""

MAX_SIZE = 7
"""Maximum of a four-bit number; the minimum is its negative."""

STEP = 2.6 / MAX_SIZE
"""The difference of two adjacent numbers, in standard deviations of the coordinate."""

_BASIS_DIGITS = 4
"""Decimal places of the basis, in steps per unit: far more than codes need, and the same on every CPU."""

_PIECES_AT_ONCE = 128
_VECTORS_FILE, _STARTS_FILE, _BOUNDS_FILE = "vectors.npy", "starts.npy", "bounds.npy"
_NUMBERS = np.arange(16) - MAX_SIZE - 1
_PAIRS = np.stack([np.tile(_NUMBERS, 16), np.repeat(_NUMBERS, 16)], axis=1).astype(np.float64)
"""The two numbers of each byte, the lower half first."""


class TokenCodec:
    """Compresses the vectors of word pieces.

    `basis`, shape (token dimension, dimension): the directions, each divided by its step. `means`, shape (token
    dimension,): in steps.
    """

    def __init__(self, basis: Vectors, means: Vectors) -> None:
        self.basis = basis
        self.means = means
        # In double precision, where the order of summation does not change the rounded result.
        self._basis = basis.astype(np.float64)
        self._unscaled = self._basis / np.sum(self._basis**2, axis=1, keepdims=True)

    @classmethod
    def fit(cls, tokens: Vectors) -> "TokenCodec":
        """Find the principal directions of unit vectors of shape (pieces, dimension), and the mean and step on each."""
        whole = tokens.astype(np.float64)
        directions = find_directions(whole)
        projected = whole @ directions.T
        steps = STEP * projected.std(axis=0)
        basis, means = directions / steps[:, np.newaxis], projected.mean(axis=0) / steps
        # Adding 0.0 turns -0.0 into 0.0.
        rounded = [(numbers.round(_BASIS_DIGITS) + 0.0).astype(np.float32) for numbers in (basis, means)]
        return cls(rounded[0], rounded[1])

    @classmethod
    def open(cls, folder: CheckedPath) -> "TokenCodec":
        """Read the files written by `save`. Raises IndexDamaged."""
        return (folder / BASIS_FILE).read(cls._parse)

    @classmethod
    def _parse(cls, content: bytes) -> "TokenCodec":
        saved = parse_array(content)
        return cls(saved[:, :-1], saved[:, -1])

    def save(self, folder: Path) -> None:
        """Write the basis, with the means as its last column, into a folder."""
        np.save(folder / BASIS_FILE, np.column_stack([self.basis, self.means]))

    def compress(self, tokens: Vectors) -> Codes:
        """Return the codes of vectors of passage pieces."""
        numbers = multiply(tokens.astype(np.float64), self._basis.T) - self.means
        return pack(np.clip(np.rint(numbers), -MAX_SIZE, MAX_SIZE))

    def restore(self, numbers: NDArray[np.float64]) -> Vectors:
        """Return the approximate vectors of unpacked numbers, shape (pieces, dimension)."""
        restored: Vectors = ((numbers + self.means) @ self._unscaled).astype(np.float32)
        return restored

    def project(self, tokens: Vectors) -> Vectors:
        """Project query pieces into code space. The last column is the offset that `find_cosines` adds."""
        projected = multiply(tokens.astype(np.float64), self._unscaled.T)
        return np.column_stack([projected, projected @ self.means]).astype(np.float32)


def find_cosines(projected: Vectors, codes: Codes) -> NDArray[np.float64]:
    """Return the approximate cosines of projected query pieces with coded pieces, shape (query pieces, pieces).

    One block at a time: unpacked codes take sixteen times the space, and a block should fit in the CPU's cache.
    """
    weights, alone = projected[:, :-1].astype(np.float64), projected[:, -1:].astype(np.float64)
    blocks = [
        multiply(weights, unpack(codes[first : first + _PIECES_AT_ONCE]).T)
        for first in range(0, len(codes), _PIECES_AT_ONCE)
    ]
    cosines: NDArray[np.float64] = np.concatenate(blocks, axis=1) + alone
    return cosines


def pack(numbers: NDArray[np.floating]) -> Codes:
    """Pack integers from -7 to 7 into four bits each; shape (rows, an even number) becomes half as wide."""
    halves = (numbers + (MAX_SIZE + 1)).astype(np.uint8)
    return halves[:, ::2] | (halves[:, 1::2] << 4).astype(np.uint8)


def unpack(codes: Codes) -> NDArray[np.float64]:
    """Return the packed numbers."""
    # np.take is twenty times as fast as indexing here.
    return np.take(_PAIRS, codes, axis=0).reshape(len(codes), 2 * codes.shape[1])


def find_directions(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the unit principal directions of some rows, shape (token dimension, dimension), largest first.

    The largest number of each is positive: the sign that a decomposition returns depends on the CPU.
    """
    _, directions = np.linalg.eigh(rows.T @ rows)
    directions = directions.T[::-1][:TOKEN_DIMENSION]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1, keepdims=True), axis=1)
    signed: NDArray[np.float64] = directions * np.sign(largest)
    return signed


def find_own_pieces(offsets: Sequence[tuple[int, int]], prompt: int) -> list[int]:
    """Return which pieces belong to the text itself, not to special tokens or the prompt before it."""
    return [piece for piece, (start, end) in enumerate(offsets) if end > start >= prompt]


class TokenSegment:
    """The pieces of a segment's passages, one after the other; they are read from disk on demand."""

    def __init__(self, folder: CheckedPath) -> None:
        self._vectors, self._starts = (ScatteredArray(folder / name) for name in (_VECTORS_FILE, _STARTS_FILE))
        self._bounds: NDArray[np.int64] = map_array(folder / _BOUNDS_FILE)

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self._bounds) - 1

    def prefetch(self, own: int) -> None:
        """Start reading the pieces of a passage."""
        for array in (self._vectors, self._starts):
            array.prefetch(*self._find(own))

    def pieces_of(self, own: int) -> Pieces:
        """Return the pieces of a passage."""
        stretch = slice(*self._find(own))
        return Pieces(self._vectors[stretch], self._starts[stretch])

    def _find(self, own: int) -> tuple[int, int]:
        return int(self._bounds[own]), int(self._bounds[own + 1])


def write_tokens(folder: Path, pieces: Sequence[Pieces]) -> None:
    """Write the pieces of passages, with starts counted in the passage, into a new folder."""
    folder.mkdir()
    np.save(folder / _VECTORS_FILE, np.concatenate([part.vectors for part in pieces]))
    np.save(folder / _STARTS_FILE, np.concatenate([part.starts for part in pieces]))
    np.save(folder / _BOUNDS_FILE, np.cumsum([0, *(len(part.starts) for part in pieces)]))


class TokenIndex:
    """The pieces of the passages of all segments."""

    def __init__(self, segments: Sequence[TokenSegment], layout: Layout) -> None:
        self._segments = segments
        self._layout = layout

    def read(self, rows: Sequence[int]) -> list[Pieces]:
        """Return the pieces of passages, read from disk concurrently."""
        places = [(self._segments[int(self._layout.segment[row])], int(self._layout.own[row])) for row in rows]
        for segment, own in places:
            segment.prefetch(own)
        return [segment.pieces_of(own) for segment, own in places]

    def pieces_of(self, row: int) -> Pieces:
        """Return the pieces of a passage."""
        return self.read([row])[0]
