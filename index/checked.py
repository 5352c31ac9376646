"""Files of an index that are checked when they are read, so that silent disk errors change no answer.

<generation>/checksums.npy   the CRC-32 of each block of every other file but the manifest, in order of their names

A flipped bit changes neither the size nor the time of a file. Therefore a small file is compared with its SHA-256
whenever an index is opened (`index/opening.py`), and every block of every file with its checksum when it is first
read in a process: all blocks of a file that is mapped into memory, and the needed blocks of one that is read in
parts. A CRC-32 misses one random change in four billion; it does not protect against deliberate changes.
"""

import hashlib
import os
import weakref
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.regular import open_binary, open_descriptor, open_raw, read_bytes
from index.damage import CHANGED, damaged, reading_file
from index.npy import parse_array

CHECKSUMS_FILE = "checksums.npy"
BLOCK_BYTES = 1 << 14
"""Size of a block in bytes. The word pieces of a passage, about 6 kB, are in at most two blocks."""

_READ_BYTES = 1 << 20

Checksums = NDArray[np.uint32]
"""The CRC-32 of each block of a file; the last block may be shorter."""

T = TypeVar("T")


def ignore_part(part: memoryview) -> None:
    """Ignore a part of a file."""


def sum_content(content: bytes | memoryview) -> Checksums:
    """Return the checksums of the blocks of some content."""
    view = memoryview(content)
    blocks = (view[start : start + BLOCK_BYTES] for start in range(0, len(view), BLOCK_BYTES))
    return np.fromiter(map(zlib.crc32, blocks), dtype=np.uint32)


def sum_file(file: BinaryIO, take: Callable[[memoryview], object] = ignore_part) -> Checksums:
    """Return the checksums of an open file; `take` is called with each part read."""
    buffer = memoryview(bytearray(_READ_BYTES))
    parts = [np.empty(0, dtype=np.uint32)]
    while size := _fill(buffer, file):
        take(buffer[:size])
        parts.append(sum_content(buffer[:size]))
    return np.concatenate(parts)


def _fill(buffer: memoryview, file: BinaryIO) -> int:
    """Read until the buffer is full or the file ends; return the number of bytes. One call may return less."""
    size = 0
    while size < len(buffer) and (count := file.readinto(buffer[size:])):  # type: ignore[attr-defined]
        size += count
    return size


def _read_at(descriptor: int, size: int, start: int) -> bytes:
    """Return `size` bytes of a file from `start`, fewer only at its end; one call of `pread` may return less."""
    parts, left = [], size
    while left and (part := os.pread(descriptor, left, start + size - left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def hash_and_sum(path: Path) -> tuple[str, Checksums]:
    """Return the SHA-256 of a file as hexadecimal digits, and the checksums of its blocks; the file is read once."""
    digest = hashlib.sha256()
    with open_binary(path) as file:
        checksums = sum_file(file, digest.update)
    return digest.hexdigest(), checksums


def write_checksums(generation: Path, checksums: Mapping[str, Checksums]) -> None:
    """Write the checksums of all files of a generation."""
    parts = [checksums[name] for name in sorted(checksums)]
    np.save(generation / CHECKSUMS_FILE, np.concatenate([np.empty(0, dtype=np.uint32), *parts]))


def read_checksums(generation: Path, sizes: Mapping[str, int], sha256: str) -> dict[str, Checksums]:
    """Read what `write_checksums` wrote for files of these sizes in bytes. Raises IndexDamaged."""
    with reading_file(generation.parent, CHECKSUMS_FILE):
        content = read_bytes(generation / CHECKSUMS_FILE)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise damaged(generation.parent, CHECKSUMS_FILE, CHANGED)
        every = parse_array(content)
        names = sorted(sizes)
        ends = np.cumsum([-(-sizes[name] // BLOCK_BYTES) for name in names], dtype=np.int64)
        if len(every) != ends[-1]:
            raise damaged(generation.parent, CHECKSUMS_FILE, "does not fit the files of the index")
        return dict(zip(names, np.split(every, ends[:-1]), strict=True))


class CheckedPath:
    """A file or folder of a generation, `name` within it; its content is compared with its checksums.

    Like a `Path`, `folder / name` is a file of a folder. `read`, `check` and `compare` raise IndexDamaged if the file
    is missing or not as published, and IndexUnreadable if the system cannot read it.
    """

    def __init__(self, generation: Path, checksums: Mapping[str, Checksums], name: str = "") -> None:
        self.generation = generation
        self.checksums = checksums
        self.name = name
        self.path = generation / name

    @classmethod
    def of(cls, folder: Path, names: Iterable[str] | None = None) -> "CheckedPath":
        """Return a folder whose files, or those named, were just checked or written and need no check."""
        paths = folder.rglob("*") if names is None else [folder / name for name in names]
        files = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
        return cls(folder, {name: hash_and_sum(path)[1] for name, path in files.items()})

    def __truediv__(self, name: str) -> "CheckedPath":
        """Return a file or folder in this folder."""
        return CheckedPath(self.generation, self.checksums, f"{self.name}/{name}" if self.name else name)

    def exists(self) -> bool:
        """Return whether a file of this name was published."""
        return self.name in self.checksums

    def reading(self) -> AbstractContextManager[None]:
        """Raise IndexDamaged for any error of reading or parsing this file."""
        return reading_file(self.generation.parent, self.name)

    def read(self, parse: Callable[[bytes], T]) -> T:
        """Return the result of a function of the content."""
        with self.reading():
            content = read_bytes(self.path)
            self.compare(sum_content(content))
            return parse(content)

    def check(self) -> Path:
        """Compare the whole file; return its path, for a library that reads it itself."""
        with self.reading(), open_raw(self.path) as file:
            self.compare(sum_file(file))
            return self.path

    def compare(self, found: Checksums, first: int = 0, after: int | None = None) -> None:
        """Raise IndexDamaged unless the checksums of the blocks from `first` to `after` (the end by default) match."""
        if found.tobytes() != self.checksums[self.name][first:after].tobytes():
            raise damaged(self.generation.parent, self.name, CHANGED)


class HeldFile:
    """A file that is mapped into memory, and so readable after it was renamed or removed; checked at each read."""

    def __init__(self, place: CheckedPath) -> None:
        self._place = place
        with place.reading(), open_binary(place.path) as file:
            self._content = mmap(file.fileno(), 0, access=ACCESS_READ)

    def read(self, parse: Callable[[bytes], T]) -> T:
        """Return the result of a function of a copy of the content. Raises IndexDamaged."""
        with self._place.reading():
            return parse(bytes(self.check()))

    def check(self) -> memoryview:
        """Compare the whole file, and return its content without a copy. Raises IndexDamaged."""
        content = memoryview(self._content)
        self._place.compare(sum_content(content))
        return content


class OpenFile:
    """A file that is read in parts; a block is checked when it is first read."""

    def __init__(self, place: CheckedPath) -> None:
        self._place = place
        with place.reading():
            self._file = open_descriptor(place.path)
            weakref.finalize(self, os.close, self._file)
            # Whether each block was checked.
            self._is_checked = bytearray(len(place.checksums[place.name]))

    def read(self, start: int, size: int) -> bytes:
        """Return bytes of the file. Raises IndexDamaged."""
        first, after = start // BLOCK_BYTES, min(-(-(start + size) // BLOCK_BYTES), len(self._is_checked))
        if self._is_checked.find(0, first, after) >= 0:
            skipped = start - first * BLOCK_BYTES
            content = self._read_blocks(first, after)[skipped : skipped + size]
        else:
            content = self._read_checked(start, size)
        if len(content) < size:
            raise damaged(self._place.generation.parent, self._place.name, "was cut short")
        return content

    def _read_checked(self, start: int, size: int) -> bytes:
        try:
            return _read_at(self._file, size, start)
        except OSError:
            with self._place.reading():
                raise

    def _read_blocks(self, first: int, after: int) -> bytes:
        with self._place.reading():
            content = _read_at(self._file, (after - first) * BLOCK_BYTES, first * BLOCK_BYTES)
            self._place.compare(sum_content(content), first, after)
        self._is_checked[first:after] = b"\x01" * (after - first)
        return content

    def advise(self, start: int, size: int, advice: str) -> None:
        """Advise the system how a part of the file will be read, where that is supported."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file, start, size, getattr(os, advice))
