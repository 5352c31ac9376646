"""The sentences that define what a question asks to define: they answer, however sure the reader is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.query.definition import (
    LEAD_LENGTH,
    defines,
    find_complement,
    find_defined,
    is_place_of_definition,
    is_titled,
)
from qa.reading.scored_sentence import ScoredSentence

DEFINES_LOGIT = 5.0
"""Minimum logit of a sentence such as "Faiss is a library" for the question "What is Faiss?"; not fitted."""

LEADS_LOGIT = 3.0
"""Minimum logit of the first sentence of an article whose title is the term: "A linter, written in Rust."."""

MIN_LEAD_WORDS = 4
"""Minimum length of such a sentence, in words; a shorter line is a menu or a label."""


_ASKS_WHAT = re.compile(r"\bwhat\b", re.I)


def raise_definitions(
    term: str, sentences: Sequence[ScoredSentence], quotable: Sequence[ScoredSentence]
) -> list[ScoredSentence]:
    """Raise the logits of the sentences that define a term; only a `quotable` one is the first of its article."""
    leads = _find_leads(quotable, term)
    return [_raise(sentence, term, (sentence.hit.article.id, sentence.start) in leads) for sentence in sentences]


def find_meaning(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of what a sentence says that a thing is or means, if a question asks "what"."""
    term = find_defined(question)
    return find_complement(sentence, term) if term and _ASKS_WHAT.search(question) else None


def _find_leads(quotable: Sequence[ScoredSentence], term: str) -> set[tuple[str, int]]:
    """Return the article ids and offsets of the first sentences of the articles that have the term as their title."""
    first: dict[str, int] = {}
    for sentence in quotable:
        is_sentence = len(sentence.text.split()) >= MIN_LEAD_WORDS and not sentence.conflict
        if is_sentence and sentence.start < LEAD_LENGTH and is_titled(sentence.hit.article.title, term):
            first[sentence.hit.article.id] = min(sentence.start, first.get(sentence.hit.article.id, LEAD_LENGTH))
    return set(first.items())


def _raise(sentence: ScoredSentence, term: str, leads: bool) -> ScoredSentence:
    if sentence.conflict:
        return sentence
    may_define = is_place_of_definition(sentence.hit.article.title, sentence.start, term)
    least = DEFINES_LOGIT if may_define and defines(sentence.text, term) else LEADS_LOGIT if leads else None
    if least is None:
        return sentence
    return replace(sentence, logit=max(sentence.logit, least), margin=max(sentence.margin, least), fits=True)
