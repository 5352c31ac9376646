"""How sure a figure is: 95 % percentile bootstrap over clusters, as questions on one article are alike."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
Floats = NDArray[np.float64]
Interval = tuple[float, float]


def bootstrap_interval(values: Sequence[float], clusters: Sequence[str], seed: int) -> Interval:
    """Return the 95 % interval of a mean; (nan, nan) for a single cluster, which says nothing of others."""
    return bootstrap_ratio(values, [1.0] * len(values), clusters, seed)


def bootstrap_ratio(above: Sequence[float], below: Sequence[float], clusters: Sequence[str], seed: int) -> Interval:
    """Return the 95 % interval of sum(above) / sum(below); resamples where nothing is below are left out."""
    members, weights = _resample(clusters, seed)
    sums = weights @ np.bincount(members, above)
    counts = weights @ np.bincount(members, below)
    defined = counts != 0
    return _percentiles(sums[defined] / counts[defined]) if weights.shape[1] > 1 else (np.nan, np.nan)


def bootstrap_statistic(statistic: Callable[[Floats], float], clusters: Sequence[str], seed: int) -> Interval:
    """Return the 95 % interval of a statistic that takes how often each question was drawn.

    A statistic that gives nan for a resample (AUROC with one class left) is left out of the interval.
    """
    members, weights = _resample(clusters, seed)
    if weights.shape[1] == 1:
        return np.nan, np.nan
    found = np.array([statistic(drawn[members]) for drawn in weights])
    return _percentiles(found[~np.isnan(found)])


def auroc(confidence: Floats, answerable: NDArray[np.bool_], drawn: Floats) -> float:
    """Return how often an answerable question has more confidence than an unanswerable one, a tie being half.

    That is scikit-learn's `roc_auc_score` with sample weights, which takes too long to be called 1,000 times.
    """
    levels, members = np.unique(confidence, return_inverse=True)
    positive = np.bincount(members, drawn * answerable, len(levels))
    negative = np.bincount(members, drawn * ~answerable, len(levels))
    pairs = positive.sum() * negative.sum()
    won = positive * (np.cumsum(negative) - negative / 2)
    return float(won.sum() / pairs) if pairs else np.nan


def risk_coverage_area(confidence: Floats, right: NDArray[np.bool_], drawn: Floats) -> float:
    """Return the mean share of wrong answers over all coverages: 0 is best, chance is the share wrong.

    At each coverage the questions with most confidence are answered; equal confidence is answered together.
    """
    levels, members = np.unique(-confidence, return_inverse=True)
    answered = np.bincount(members, drawn, len(levels))
    wrong = np.bincount(members, drawn * ~right, len(levels))
    covered = np.cumsum(answered)
    risk = np.divide(np.cumsum(wrong), covered, out=np.zeros(len(levels)), where=covered > 0)
    return float((risk * answered).sum() / covered[-1])


def _resample(clusters: Sequence[str], seed: int) -> tuple[NDArray[np.int64], Floats]:
    """Return each question's cluster number, and how often each resample draws each cluster."""
    if not clusters:
        raise ValueError("clusters is empty: there is nothing to resample")
    names, members = np.unique(np.asarray(clusters), return_inverse=True)
    chances = np.full(len(names), 1 / len(names))
    drawn = np.random.default_rng(seed).multinomial(len(names), chances, size=RESAMPLES)
    return members.astype(np.int64), drawn.astype(np.float64)


def _percentiles(found: Floats) -> Interval:
    if not len(found):
        return np.nan, np.nan
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)
