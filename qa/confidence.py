"""How sure we are that the first quote answers the question, and what we say where we are not.

The probability is a logistic regression on signals that mean the same in every collection. It was fitted on
public question sets, half of whose questions were asked a second time with the passages that answer them taken
out; `tests/bench/README.md` gives its error.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.products import EXACT_DIGITS
from index.store import Index
from qa.answer import Status
from qa.negation import count_negations
from qa.query import Query
from qa.read_sentence import ReadSentence
from qa.reason import find_reason

# Fitted by `python -m qa.training.confidence`.
_BIAS = -5.61
_WEIGHTS = (0.45, 4.43, 1.63, 0.58, 0.59)
ANSWERED = 0.35
"""From this probability on the quotes are given as the answer; below, they are called nearest."""

CONTRARY = 0.08
"""At most this where the question has a "not" and the sentence has none; of thirteen such answers one was right."""

NOTHING_MATCHES = 0.03
"""Below this probability nothing is quoted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of an answer, the probability behind it, and the reason in fixed words."""

    status: Status
    confidence: float
    reason: str


NO_ARTICLE = Verdict("not_found", 0.0, "No article is of these sources and days.")
"""Where filters leave nothing to search."""


def judge(query: Query, best: Sequence[ReadSentence], index: Index) -> Verdict:
    """Judge the best sentences, best first."""
    confidence = estimate(best[0]) if best else 0.0
    contrary = bool(best) and count_negations(query.question) > 0 == count_negations(best[0].text)
    if contrary:
        confidence = min(confidence, CONTRARY)
    if confidence >= ANSWERED:
        return Verdict("answered", confidence, "")
    reason = find_reason(query, index) or (
        "The question denies, and the nearest sentence does not." if contrary else ""
    )
    if confidence >= NOTHING_MATCHES:
        return Verdict("nearest", confidence, reason)
    return Verdict("not_found", confidence, reason or "No sentence comes near the question.")


def estimate(sentence: ReadSentence) -> float:
    """Return the probability that a sentence answers the question."""
    return round(1 / (1 + math.exp(-find_log_odds(sentence))), EXACT_DIGITS)


def find_log_odds(sentence: ReadSentence) -> float:
    """Return the logarithm of that probability over its counterpart: the weighted sum of the signals."""
    weighted = (weight * signal for weight, signal in zip(_WEIGHTS, signals_of(sentence), strict=True))
    return round(_BIAS + math.fsum(weighted), EXACT_DIGITS)


def signals_of(sentence: ReadSentence) -> tuple[float, ...]:
    """Return what the probability is made of, in the order of its weights."""
    return (
        sentence.logit,
        sentence.hit.why.cosine,
        sentence.cover,
        sentence.named,
        float(sentence.fits),
    )
