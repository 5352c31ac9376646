"""Arrays on disk: read whole, mapped into memory, or read in parts."""

from mmap import ACCESS_READ, mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.regular import open_binary
from index.checked import CheckedPath, OpenFile
from index.npy import map_saved


def map_array(place: CheckedPath) -> NDArray[Any]:
    """Check a saved array and map it. The result is a plain array: slicing a `numpy.memmap` takes ten times as long."""
    with place.reading():
        return np.asarray(map_saved(place.check()))


class ScatteredArray:
    """On-disk array for random access to rows, without read-ahead.

    It is read, not mapped, so that the pages read do not stay in this process's memory.
    """

    def __init__(self, place: CheckedPath) -> None:
        self._file = OpenFile(place)
        # The header is in the first block, so it is checked before numpy parses it.
        self._file.read(0, 1)
        with place.reading():
            mapped = map_saved(place.path)
        self._kind: np.dtype[Any] = mapped.dtype
        self._count: int = mapped.shape[0]
        self._row_shape: tuple[int, ...] = mapped.shape[1:]
        self._row_bytes: int = mapped.strides[0]
        self._offset: int = mapped.offset  # type: ignore[attr-defined]
        self._file.advise(0, 0, "POSIX_FADV_RANDOM")

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Return consecutive rows. Raises IndexDamaged."""
        start, end, _ = rows.indices(self._count)
        content = self._file.read(self._offset + start * self._row_bytes, (end - start) * self._row_bytes)
        return np.frombuffer(content, dtype=self._kind).reshape(end - start, *self._row_shape)

    def prefetch(self, start: int, end: int) -> None:
        """Ask the system to read rows into its cache, without waiting."""
        if start < end:
            first, size = self._offset + start * self._row_bytes, (end - start) * self._row_bytes
            self._file.advise(first, size, "POSIX_FADV_WILLNEED")


def map_bytes(place: CheckedPath) -> bytes | mmap:
    """Check a file and map it; the mapping stays valid when the file is renamed or removed."""
    with place.reading():
        path = place.check()
        if not path.stat().st_size:
            return b""
        with open_binary(path) as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
