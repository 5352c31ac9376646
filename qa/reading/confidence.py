"""How sure we are that the first quote answers the question, and what we say where we are not.

The probability is a logistic regression, which also orders the sentences of all passages. It was fitted on public
question sets, whose questions were asked a second time with the passages that answer them taken out;
`tests/bench/README.md` gives its error.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.products import EXACT_DIGITS
from index.store import Index
from index.text.analyzer import find_terms
from qa.answer import Status
from qa.query.cover import find_content, find_names
from qa.query.negation import count_negations, is_denial
from qa.query.query import Query, find_rows_with_phrases
from qa.reading.reason import find_reason
from qa.reading.scored_sentence import ScoredSentence

# Fitted by `python -m qa.training.fit_confidence`.
_BIAS = -4.57
_WEIGHTS = (0.21, 0.16, 0.21, 2.18, 1.08)
ANSWERED = 0.5
"""From this probability on the quotes are given as the answer; below, they are called nearest."""

# Fitted to `python -m tests.bench.answers.few_passages SET`.
MAX_SCORE_GAP = 10.0
_GAP_FACTOR, _GAP_EXPONENT = 0.22, 1.23

MAX_WORD_LENGTH = 40
"""Maximum length of a word that is not taken for gibberish, in characters."""

MIN_SHOWN = 0.15
"""Below this probability a sentence is not quoted beside the first one."""

CONFLICT = 2.0
"""The log-odds that a sentence loses whose role or event is another one than is asked for; not fitted, since the sets
have few such questions."""

CONTRARY = 0.08
"""At most this where the question has a "not" and the sentence has none, or where its phrase in quotation marks stands
in no passage."""

NOTHING_MATCHES = 0.06
"""Below this probability nothing is quoted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of an answer, the probability behind it, and the reason in fixed words."""

    status: Status
    confidence: float
    reason: str


NO_ARTICLE = Verdict("not_found", 0.0, "No article matches these sources and dates.")
"""Where filters leave nothing to search."""

EMPTY = Verdict("not_found", 0.0, "There are no articles yet.")
"""Where the index is empty."""


def explain_nothing(index: Index) -> Verdict:
    """Return why there is no article to search."""
    return NO_ARTICLE if len(index.articles) else EMPTY


def judge(query: Query, best: Sequence[ScoredSentence], index: Index) -> Verdict:
    """Judge the best sentences, best first."""
    confidence = estimate(best[0]) if best else 0.0
    is_contrary = best and is_denial(query.question) and not count_negations(best[0].text)
    if is_contrary or (query.phrases and not len(find_rows_with_phrases(query, index))):
        confidence = min(confidence, CONTRARY)
    if confidence >= ANSWERED:
        return Verdict("answered", confidence, "")
    reason = find_reason(query, index, best[0].text if best else "")
    # Keywords ask nothing that a passage with these words could fail to answer.
    is_near = confidence >= NOTHING_MATCHES or (bool(best) and not query.asks)
    return Verdict("nearest" if is_near else "not_found", confidence, reason)


def refuse_unknown(query: Query, index: Index) -> Verdict | None:
    """Return that the articles do not say where none of them has a word of a question that names something, or nothing.

    A question of common words ("How long will they stay?") may be answered in other words, so it is searched.
    """
    question = find_content(query.question)
    if query.phrases or any(map(index.lexical.knows, query.standalone.text_words)):
        return None
    if not query.carried and any(map(index.lexical.knows, query.words)):
        return None
    words = [term.written for term in find_terms(question) if term.forms]
    names = find_names(query.question).split()
    if any(word in names or len(word) > MAX_WORD_LENGTH or not _is_common(word, index) for word in words):
        return Verdict("not_found", 0.0, find_reason(query, index))
    if words or query.carried or query.standalone.text_words:
        return None
    return Verdict("not_found", 0.0, "The question names nothing to search for.")


def _is_common(word: str, index: Index) -> bool:
    """Return whether the model knows a word whole."""
    return index.encoder.count_pieces([word.lower()]) == [1]


def estimate(sentence: ScoredSentence) -> float:
    """Return the probability that a sentence answers the question."""
    return round(1 / (1 + math.exp(-find_log_odds(sentence))), EXACT_DIGITS)


def find_log_odds(sentence: ScoredSentence) -> float:
    """Return the logarithm of that probability over its counterpart: the weighted sum of the signals."""
    weighted = (weight * signal for weight, signal in zip(_WEIGHTS, signals_of(sentence), strict=True))
    return round(_BIAS + math.fsum(weighted) - (CONFLICT if sentence.conflict else 0.0), EXACT_DIGITS)


def signals_of(sentence: ScoredSentence) -> tuple[float, ...]:
    """Return the signals of the probability, in the order of its weights."""
    hit = sentence.hit
    return sentence.logit, sentence.margin, hit.score + sentence.score_gap, hit.why.cosine, float(sentence.fits)


def find_score_gap(passages: int) -> float:
    """Return what the best score in an index of so few passages lacks beside that in a large one.

    Scores are standardised, and the standard deviation of few numbers limits the largest: one passage alone has 0.
    """
    return round(MAX_SCORE_GAP / (1 + _GAP_FACTOR * math.pow(passages, _GAP_EXPONENT)), EXACT_DIGITS)
