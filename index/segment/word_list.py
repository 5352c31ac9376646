"""`WordList`: sorted words in a file; a lookup reads only a few."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from mmap import mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array, map_bytes
from index.checked import CheckedPath

_WORDS_FILE, _ENDS_FILE = "words.txt", "word_ends.npy"


class WordList:
    """Sorted words, one per line; `ends` contains the end of each line."""

    def __init__(self, content: bytes | mmap, ends: NDArray[np.int64]) -> None:
        self._content = content
        self._ends = ends
        # Numbers of a numpy array take three times as long.
        self._end_of = ends.data

    @classmethod
    def make(cls, words: Sequence[str]) -> "WordList":
        """Make a list of sorted words."""
        lines = [f"{word}\n".encode() for word in words]
        return cls(b"".join(lines), np.cumsum([len(line) for line in lines], dtype=np.int64))

    @classmethod
    def open(cls, folder: CheckedPath) -> "WordList":
        """Check the files written by `save` and map them into memory. Raises IndexDamaged."""
        return cls(map_bytes(folder / _WORDS_FILE), map_array(folder / _ENDS_FILE))

    def save(self, folder: Path) -> None:
        """Write the words and their ends into a folder."""
        (folder / _WORDS_FILE).write_bytes(self._content)
        np.save(folder / _ENDS_FILE, self._ends)

    def find(self, word: str) -> int | None:
        """Return the number of a word, None if it is not in the list."""
        # UTF-8 sorts in the same order as the characters.
        key = word.encode()
        number = bisect_left(range(len(self)), key, key=self._line)
        return number if number < len(self) and self._line(number) == key else None

    def has_prefix(self, prefix: str) -> bool:
        """Return whether any word begins with a prefix."""
        key = prefix.encode()
        number = bisect_left(range(len(self)), key, key=self._line)
        return number < len(self) and self._line(number).startswith(key)

    def _line(self, number: int) -> bytes:
        start = self._end_of[number - 1] if number else 0
        return self._content[start : self._end_of[number] - 1]

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        """Yield the words."""
        return (self._line(number).decode() for number in range(len(self)))
