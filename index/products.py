"""Numbers that do not depend on the CPU: rounded scores, and matrix products in the calling thread.

The order of summation changes the last bits of a sum, and depends on the CPU. Therefore every score is computed in
double precision and passes `round_scores` before it is compared; equal scores are ordered by passage id, rank or row.

OpenBLAS, which numpy uses, divides larger products among threads that spin between calls and so take cores from
encoding and answering.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_DIGITS = 9
"""Decimal places of a score. Sums in double precision differ by the order of summation from the 15th digit on."""

_MAX_MULTIPLICATIONS = 1 << 18
"""Maximum multiplications of one product. OpenBLAS 0.3 uses one thread below 2^19; see
`tests/bench/runtime/products.py` for the cost above."""


def multiply(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Return `left @ right`, computed some rows of `left` at a time."""
    rows = max(_MAX_MULTIPLICATIONS // max(right.size, 1), 1)
    if len(left) <= rows:
        product: NDArray[Any] = left @ right
        return product
    return np.concatenate([left[first : first + rows] @ right for first in range(0, len(left), rows)])


def round_scores(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return scores rounded for comparison."""
    rounded: NDArray[np.float64] = scores.astype(np.float64).round(EXACT_DIGITS)
    return rounded + 0.0  # Turns -0.0 into 0.0.
