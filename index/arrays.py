"""Arrays on the disk, mapped into memory: a page of the file is read when it is needed."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def map_array(path: Path) -> NDArray[Any]:
    """Map a saved array, as a plain one: a slice of `numpy.memmap` takes ten times as long as one of that."""
    return np.asarray(np.load(path, mmap_mode="r"))
