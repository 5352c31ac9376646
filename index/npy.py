"""Files that numpy saved, read by one thread at a time.

numpy parses the header of such a file as Python, and in Python 3.11 two threads that parse at once may fail with a
SystemError, "AST constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905). Therefore
no other module calls `numpy.load`.
"""

import io
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PARSING = threading.RLock()


def parse_array(content: bytes) -> NDArray[Any]:
    """Return the array in the output of `numpy.save`. Raises ValueError or EOFError if it is invalid."""
    with _PARSING:
        array: NDArray[Any] = np.load(io.BytesIO(content))
    return array


def map_saved(path: Path) -> NDArray[Any]:
    """Map a saved array into memory, without checksums. Raises ValueError if it is cut short."""
    with _PARSING:
        array: NDArray[Any] = np.load(path, mmap_mode="r")
    return array


def read_archive(content: bytes) -> dict[str, NDArray[Any]]:
    """Return all arrays in the output of `numpy.savez`."""
    with _PARSING, np.load(io.BytesIO(content)) as arrays:
        return dict(arrays)
