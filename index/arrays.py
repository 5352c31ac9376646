"""Arrays on the disk: read whole, mapped into memory, of which a page is read when it is needed, or read in parts."""

import io
import os
import threading
import weakref
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.regular import check_regular, open_binary, open_descriptor

_READING = threading.RLock()
"""Held while numpy reads the header of an array: it parses Python, in which two threads of Python 3.11 may disturb
each other (a SystemError of "AST constructor recursion depth", https://github.com/python/cpython/issues/106905)."""


def read_array(path: Path) -> NDArray[Any]:
    """Read a saved array."""
    with _READING, open_binary(path) as file:
        array: NDArray[Any] = np.load(file)
    return array


def map_array(path: Path) -> NDArray[Any]:
    """Map a saved array, as a plain one: a slice of `numpy.memmap` takes ten times as long as one of that."""
    check_regular(path)
    with _READING:
        return np.asarray(np.load(path, mmap_mode="r"))


class ScatteredArray:
    """A saved array of rows that are read here and there: nothing around them, and what is wanted all at once.

    It is read and not mapped, so that what was read once is no memory of this process for ever.
    """

    def __init__(self, path: Path) -> None:
        check_regular(path)
        with _READING:
            mapped = np.load(path, mmap_mode="r")
        self._kind: np.dtype[Any] = mapped.dtype
        self._row_shape: tuple[int, ...] = mapped.shape[1:]
        self._row_bytes: int = mapped.strides[0]
        self._offset: int = mapped.offset
        self._file = open_descriptor(path)
        weakref.finalize(self, os.close, self._file)
        self._advise(0, 0, "POSIX_FADV_RANDOM")

    def read(self, start: int, end: int) -> NDArray[Any]:
        """Return the rows from `start` up to `end`."""
        content = os.pread(self._file, (end - start) * self._row_bytes, self._offset + start * self._row_bytes)
        return np.frombuffer(content, dtype=self._kind).reshape(end - start, *self._row_shape)

    def prefetch(self, start: int, end: int) -> None:
        """Have rows read from the disk, if they are not in memory, without waiting for them."""
        if start < end:
            first, size = self._offset + start * self._row_bytes, (end - start) * self._row_bytes
            self._advise(first, size, "POSIX_FADV_WILLNEED")

    def _advise(self, first: int, size: int, advice: str) -> None:
        # Not every system takes advice.
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file, first, size, getattr(os, advice))


def map_bytes(path: Path) -> mmap:
    """Map a file, which must not be empty; what was mapped stays when the file is renamed or removed."""
    with open_binary(path) as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def read_archive(content: bytes) -> dict[str, NDArray[Any]]:
    """Read all arrays of what `numpy.savez` wrote."""
    with _READING, np.load(io.BytesIO(content)) as arrays:
        return dict(arrays)
