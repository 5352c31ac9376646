"""Numbers that do not depend on the CPU: scores that are rounded, and matrix products in the thread that asks for them.

The order in which a CPU adds up a sum changes its last bits. Every score is therefore made in double precision and
passes `round_scores` before it is compared with another; what is equal then is ordered by passage id, rank or row.

OpenBLAS, which numpy comes with, divides a larger one among a thread a core, and these wait for the next at full speed,
for longer than it takes to come: the cores are taken from those who encode or answer on them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_DIGITS = 9
"""Decimal places of a score. Sums in double precision that are added up in another order differ from the 15th on."""

_MAX_MULTIPLICATIONS = 1 << 18
"""OpenBLAS 0.3 keeps to one thread below 2^19; `tests/bench/runtime/products.py` shows what it costs above."""


def multiply(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return `left @ right`, made of some rows of `left` at a time."""
    rows = max(_MAX_MULTIPLICATIONS // max(right.size, 1), 1)
    if len(left) <= rows:
        product: NDArray[Any] = left @ right
        return product
    return np.concatenate([left[first : first + rows] @ right for first in range(0, len(left), rows)])


def round_scores(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return scores as they are compared."""
    rounded: NDArray[np.float64] = scores.astype(np.float64).round(EXACT_DIGITS)
    return rounded + 0.0  # Turns -0.0 into 0.0.
