"""Files that numpy saved, read by one thread at a time.

numpy parses the header of such a file as Python, and in Python 3.11 two threads that parse at once may fail with a
SystemError, "AST constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905). So nothing
else in the project calls `numpy.load`.
"""

import io
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PARSING = threading.RLock()


def parse_array(content: bytes) -> NDArray[Any]:
    """Return the array that `numpy.save` wrote. Raises ValueError or EOFError where it is not one."""
    with _PARSING:
        array: NDArray[Any] = np.load(io.BytesIO(content))
    return array


def map_saved(path: Path) -> NDArray[Any]:
    """Map a saved array into memory; nothing is compared with checksums. Raises ValueError where it is cut short."""
    with _PARSING:
        array: NDArray[Any] = np.load(path, mmap_mode="r")
    return array


def read_archive(content: bytes) -> dict[str, NDArray[Any]]:
    """Read all arrays of what `numpy.savez` wrote."""
    with _PARSING, np.load(io.BytesIO(content)) as arrays:
        return dict(arrays)
