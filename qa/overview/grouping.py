"""Groups unit vectors by k-means on the sphere, with the number of groups chosen by size and silhouette.

Spherical k-means: Dhillon and Modha, "Concept decompositions for large sparse text data using clustering", 2001. The
groups grow one by one: the next centre is drawn as in greedy k-means++ (Arthur and Vassilvitskii, 2007), with a fixed
seed. The number of groups is at most the square root of half the number of articles (Mardia and others, "Multivariate
Analysis", 1979) and at least a quarter of that; within these limits the mean silhouette decides (Rousseeuw,
"Silhouettes", 1987).

faiss has a k-means too, in single precision, so that near ties may fall differently on another CPU. Here products are
of double precision and rounded, as all scores.
"""

import math

import numpy as np
from numpy.typing import NDArray

from index.products import EXACT_DIGITS, multiply, round_scores
from index.types import Rows
from qa.overview.central_sentences import Matrix, normalize

MAX_GROUPS = 24
"""Maximum number of groups: as many as a person looks through."""

SAMPLED = 2_048
"""Maximum number of vectors that the groups are found from; the others only join the nearest."""

MEASURED = 1_024
"""Maximum number of vectors whose silhouettes are computed, since each is compared with all others."""

MIN_SIZE = 2
"""Minimum number of sampled vectors of a group; smaller ones join others."""

_FEWEST = 4
"""The minimum number of groups is the maximum divided by this."""

_TRIED = 8
"""Number of vectors that are tried as the next centre."""

_STEPS, _LAST_STEPS = 4, 20
"""Maximum number of iterations of k-means after each new centre, and with the chosen number of groups."""

_SEED = 7


def find_centres(vectors: Matrix) -> Matrix:
    """Return the centres of groups of unit vectors, shape (groups, dimension)."""
    most = min(MAX_GROUPS, math.isqrt(len(vectors) // 2))
    fewest = max(2, -(-most // _FEWEST))
    draw = np.random.default_rng(_SEED)
    measured = vectors[choose_evenly(len(vectors), MEASURED)]
    alike = multiply(measured, measured.T)
    centres = normalize(vectors.mean(axis=0))[np.newaxis]
    best, highest = centres, -np.inf
    while len(centres) < most:
        centres = _settle(vectors, _add_centre(vectors, centres, draw.random(_TRIED)), _STEPS)
        if len(centres) >= fewest:
            silhouette = measure_silhouette(alike, assign(measured, centres)[0])
            best, highest = (centres, silhouette) if silhouette > highest else (best, highest)
    return _drop_smallest(vectors, _settle(vectors, best, _LAST_STEPS))


def choose_evenly(count: int, most: int) -> Rows:
    """Return at most `most` of the numbers below a count, at even distances."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))


def assign(vectors: Matrix, centres: Matrix) -> tuple[Rows, Matrix]:
    """Return the nearest centre of each vector, the first one of equally near ones, and their cosines."""
    cosines = round_scores(multiply(vectors, np.ascontiguousarray(centres.T)))
    nearest = cosines.argmax(axis=1)
    return nearest, np.take_along_axis(cosines, nearest[:, np.newaxis], axis=1)[:, 0]


def measure_silhouette(alike: Matrix, groups: Rows) -> float:
    """Return the mean silhouette of grouped vectors, given the cosine of each with each; 0 for a single group."""
    names, groups = np.unique(groups, return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004
        return 0.0
    members = np.eye(len(names))[groups]
    sizes = members.sum(axis=0)
    sums = (1 - alike) @ members
    rows = np.arange(len(groups))
    own_size = sizes[groups]
    within = sums[rows, groups] / np.maximum(own_size - 1, 1)
    means = sums / sizes
    means[rows, groups] = np.inf
    beyond = means.min(axis=1)
    widest = np.maximum(np.maximum(within, beyond), np.finfo(np.float64).tiny)
    each = np.where(own_size > 1, (beyond - within) / widest, 0.0)
    return float(each.mean().round(EXACT_DIGITS))


def _add_centre(vectors: Matrix, centres: Matrix, draws: NDArray[np.float64]) -> Matrix:
    """Add the one of some drawn vectors that lowers the sum of the distances most; far ones are drawn more often."""
    distances = np.maximum(1 - assign(vectors, centres)[1], 0)
    drawn = np.searchsorted(np.cumsum(distances), draws * distances.sum()).clip(max=len(vectors) - 1)
    apart = 1 - multiply(vectors, np.ascontiguousarray(vectors[drawn].T))
    left = round_scores(np.minimum(apart, distances[:, np.newaxis]).sum(axis=0))
    return np.vstack([centres, vectors[drawn[int(left.argmin())]]])


def _settle(vectors: Matrix, centres: Matrix, steps: int) -> Matrix:
    """Move centres to the means of their groups until no vector changes its group, or for a number of steps."""
    before: Rows | None = None
    for _ in range(steps):
        groups, _ = assign(vectors, centres)
        if before is not None and np.array_equal(groups, before):
            break
        before = groups
        sums = np.stack([vectors[groups == group].sum(axis=0) for group in range(len(centres))])
        has_members = np.bincount(groups, minlength=len(centres)) > 0
        centres = np.where(has_members[:, np.newaxis], normalize(sums), centres)
    return centres


def _drop_smallest(vectors: Matrix, centres: Matrix) -> Matrix:
    """Return the centres of the groups that have enough members; all of them if none has."""
    sizes = np.bincount(assign(vectors, centres)[0], minlength=len(centres))
    kept = centres[sizes >= MIN_SIZE]
    return kept if len(kept) else centres
