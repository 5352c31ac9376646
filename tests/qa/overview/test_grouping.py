"""Groups of vectors: planted ones are found, silhouettes are right, and the number of groups stays in its limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.overview.central_sentences import normalize
from qa.overview.grouping import MAX_GROUPS, assign, choose_evenly, find_centres, measure_silhouette


def plant(groups, each, spread, dimension=32, seed=3):
    """Return unit vectors around random centres, and the group of each."""
    draw = np.random.default_rng(seed)
    centres = normalize(draw.normal(size=(groups, dimension)))
    kinds = np.tile(np.arange(groups), each)
    return normalize(centres[kinds] + spread * draw.normal(size=(len(kinds), dimension))), kinds


@pytest.mark.parametrize("groups", [2, 3, 5, 8])
def test_planted_groups_are_found_with_their_number(groups):
    vectors, kinds = plant(groups, 40, 0.05)
    found, _ = assign(vectors, find_centres(vectors))
    assert len(set(found.tolist())) == groups
    assert len({*zip(found.tolist(), kinds.tolist(), strict=True)}) == groups


def test_the_centres_are_the_same_each_time_and_of_length_1():
    vectors, _ = plant(4, 30, 0.3)
    centres = find_centres(vectors)
    assert np.array_equal(centres, find_centres(vectors.copy()))
    assert np.allclose(np.linalg.norm(centres, axis=1), 1)


@settings(max_examples=25)
@given(count=st.integers(20, 300), spread=st.floats(0, 3), seed=st.integers(0, 99))
def test_the_number_of_groups_stays_in_its_limits(count, spread, seed):
    vectors, _ = plant(3, -(-count // 3), spread, dimension=8, seed=seed)
    centres = find_centres(vectors)
    assert 1 <= len(centres) <= min(MAX_GROUPS, math.isqrt(len(vectors) // 2))
    nearest, cosines = assign(vectors, centres)
    assert np.allclose((vectors @ centres.T).max(axis=1), cosines)
    assert set(nearest.tolist()) <= set(range(len(centres)))


def test_equal_vectors_are_grouped_without_an_error():
    assert len(find_centres(np.tile(normalize(np.ones(8)), (30, 1)))) >= 1


def test_a_silhouette_is_what_its_definition_says():
    vectors, _ = plant(3, 6, 0.8, dimension=5)
    groups = np.arange(len(vectors)) % 4
    apart = 1 - vectors @ vectors.T
    each = []
    for row, group in enumerate(groups):
        own = [other for other in np.flatnonzero(groups == group) if other != row]
        within = apart[row, own].mean()
        beyond = min(apart[row, groups == other].mean() for other in set(groups.tolist()) - {group})
        each.append((beyond - within) / max(within, beyond))
    assert measure_silhouette(vectors @ vectors.T, groups) == pytest.approx(np.mean(each))
    assert measure_silhouette(vectors @ vectors.T, np.zeros(len(vectors), dtype=np.int64)) == 0


@given(count=st.integers(1, 5_000), most=st.integers(1, 300))
def test_numbers_are_chosen_evenly(count, most):
    chosen = choose_evenly(count, most)
    assert len(chosen) == min(count, most)
    assert chosen[0] == 0 and chosen[-1] in (0, count - 1)
    assert len(chosen) < 3 or np.ptp(np.diff(chosen)) <= 1
