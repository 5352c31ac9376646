"""Matrix products in the thread that asks for them.

OpenBLAS, which numpy comes with, divides a larger one among a thread a core, and these wait for the next at full speed,
for longer than it takes to come: the cores are taken from those who encode or answer on them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST_MULTIPLICATIONS = 1 << 18
"""OpenBLAS 0.3 keeps to one thread below 2^19; `tests/bench/products.py` shows what it costs above."""


def multiply(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return `left @ right`, made of some rows of `left` at a time."""
    rows = max(_MOST_MULTIPLICATIONS // max(right.size, 1), 1)
    if len(left) <= rows:
        product: NDArray[Any] = left @ right
        return product
    return np.concatenate([left[first : first + rows] @ right for first in range(0, len(left), rows)])
