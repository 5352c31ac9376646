"""Arrays on the disk, read whole or mapped into memory: a page of a mapped file is read when it is needed."""

import io
import threading
from mmap import ACCESS_READ, ALLOCATIONGRANULARITY, MADV_RANDOM, MADV_WILLNEED, PAGESIZE, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_READING = threading.RLock()
"""Held while numpy reads the header of an array: it parses Python, in which two threads of Python 3.11 may disturb
each other (a SystemError of "AST constructor recursion depth", https://github.com/python/cpython/issues/106905)."""


def read_array(path: Path) -> NDArray[Any]:
    """Read a saved array."""
    with _READING:
        array: NDArray[Any] = np.load(path)
    return array


def map_array(path: Path) -> NDArray[Any]:
    """Map a saved array, as a plain one: a slice of `numpy.memmap` takes ten times as long as one of that."""
    with _READING:
        return np.asarray(np.load(path, mmap_mode="r"))


class ScatteredArray:
    """A saved array of rows that are read here and there: nothing around them, and what is wanted all at once."""

    def __init__(self, path: Path) -> None:
        with _READING:
            mapped = np.load(path, mmap_mode="r")
        self.rows: NDArray[Any] = np.asarray(mapped)
        self._mapping: mmap = mapped.base
        self._first = mapped.offset % ALLOCATIONGRANULARITY
        self._mapping.madvise(MADV_RANDOM)

    def prefetch(self, start: int, end: int) -> None:
        """Have rows read from the disk, if they are not in memory, without waiting for them."""
        if start == end:
            return
        size = self.rows.strides[0]
        first = (self._first + start * size) // PAGESIZE * PAGESIZE
        self._mapping.madvise(MADV_WILLNEED, first, self._first + end * size - first)


def map_bytes(path: Path) -> mmap:
    """Map a file, which must not be empty; what was mapped stays when the file is renamed or removed."""
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def read_archive(content: bytes) -> dict[str, NDArray[Any]]:
    """Read all arrays of what `numpy.savez` wrote."""
    with _READING, np.load(io.BytesIO(content)) as arrays:
        return dict(arrays)
