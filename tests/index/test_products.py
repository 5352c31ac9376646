"""A product made of blocks is the product."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.products import multiply


@given(st.integers(0, 40), st.integers(1, 300), st.integers(1, 300), st.integers(0, 9))
def test_blocks_give_the_whole_product(rows, inner, columns, seed):
    draw = np.random.default_rng(seed)
    left, right = draw.standard_normal((rows, inner)), draw.standard_normal((inner, columns))
    assert np.allclose(multiply(left, right), np.einsum("ri,ic->rc", left, right))
    assert np.allclose(multiply(left, right[:, 0]), np.einsum("ri,i->r", left, right[:, 0]))
