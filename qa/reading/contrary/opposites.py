"""Whether the words around an answer say the opposite of the question: "closes at six" if it asks when a shop opens.

A planned cost is not the final one.
"""

import re

from index.text.analyzer import analyze, analyze_short
from qa.query.question_type import find_answer_type
from qa.reading.contrary.negated_words import WORD, find_negated
from qa.reading.contrary.opposite_pairs import find_pairs
from qa.reading.spans import SpanOffsets

_FORESEEN = (
    r"(?:planned|estimated|expected|projected|forecast|budgeted|anticipated|scheduled|predicted|intended|proposed)"
)
_OUTCOME = (
    r"(?:costs?|prices?|bills?|sums?|totals?|dates?|durations?|lengths?|time|openings?|completions?|figures?|numbers?"
    r"|attendance|start|spending|expenses?|budgets?)"
)
_IS_PLAN = re.compile(
    rf"\b(?:(?:was|were|is|are|been|had|originally|initially|first) (?:\w+ly )?(?:{_FORESEEN}|due|supposed|meant"
    rf"|hoped|slated) (?:to(?! have)|for|that)\b|(?:the|an?|its|their|of|s) (?:\w+ly )?"
    rf"(?:{_FORESEEN}|provisional|target) (?:\w+ )?{_OUTCOME}\b"
    r"|(?:estimates?|forecasts?|projections?|budgets?|plans?) (?:had )?(?:was|were|put|said|foresaw|called for)\b"
    rf"|(?:budgets?|estimates?) for\b|had {_FORESEEN}\b)",
    re.I,
)
_IS_TO_COME = re.compile(
    r"\b(?:will|shall|should|(?:is|are) (?:going )?to|plans? to|intends? to|hopes? to|aims? to|considers|considering)\b"
    r"(?! (?:have|blame)\b)|['’]ll\b",
    re.I,
)
_TO_BE = re.compile(r"\bbe(?: [a-z]+ly)? [a-z]+")
_IS_FINAL = re.compile(
    r"\b(?:final(?:ly)?|actual(?:ly)?|in the end|eventually|ultimately|ended up|turned out|in fact|in reality|overran"
    r"|came to|really)\b",
    re.I,
)
_ASKS_PLAN = re.compile(
    rf"\b(?:{_FORESEEN}|budgets?|estimates?|forecasts?|projections?|expect|project|anticipate|schedule|predict"
    r"|intend|propose|due|supposed|original(?:ly)?|initial(?:ly)?"
    r"|will|would|should|going to|meant|hoped|provisional)\b",
    re.I,
)
_ASKS_RESULT = re.compile(r"\b(?:did|was|were|(?:has|have|had) been|final|actual|ended? up)\b", re.I)
_ASKS_EVENT = re.compile(r"\bdid\b", re.I)
_PARTICIPLE_ENDS = tuple("ed en wn ught ilt old eld ut un id ade ent ung ost eft et".split())
_ONLY_ESTIMATED = re.compile(
    r"\b(?:damages?|loss(?:es)?|deaths?|dead|killed|died|casualt\w+|victims?|populations?)\b", re.I
)
"""Things that are never counted exactly, so that an estimate answers."""

_RESULT_KINDS = {"money", "duration", "time", "time of day", "count", "length", "amount", "percent"}

_CAUSE = re.compile(r"\b(?:because|as|since|after|when|due to|owing to|thanks to|caused by)\b", re.I)
_IS_PAST = re.compile(r"\b(?:was|were|had|did|ran|led|held|kept|sat|taught|stood|\w+ed)\b", re.I)
_CLAUSE_END = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas)\b")


def find_opposite(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return a word beside a span that is the opposite of one in the question, None if there is none.

    For most words only the clause that holds the span is read, or the whole sentence if there is no span.
    """
    if foreseen := _find_foreseen(question, sentence, span):
        return foreseen
    clause, rest = (_find_clause(sentence, span), _leave_out(sentence, span)) if span else (sentence, sentence)
    if negated := find_negated(question, rest):
        return negated
    if find_answer_type(question) == "reason":
        # "Prices rose because the supply fell."
        clause, rest = (_CAUSE.split(text, maxsplit=1)[0] for text in (clause, rest))
    for pair in find_pairs(question):
        found = pair.opposite.search(rest if pair.anywhere else clause)
        word = found[0].lower() if found else ""
        # "Open until six" is true now, "was open until 1990" is not.
        is_over = word != "until" or _IS_PAST.search(clause)
        if word and is_over and not pair.asked.search(sentence if pair.is_clear else clause):
            return word
    return None


def _find_foreseen(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return the words that make a number a plan if the question asks for the outcome, or the other way round."""
    kind = find_answer_type(question)
    if span is None or kind not in _RESULT_KINDS:
        return None
    clause = _find_clause(sentence, span)
    plan, final = _IS_PLAN.search(clause), _IS_FINAL.search(clause)
    if _ASKS_PLAN.search(question):
        return final[0].lower() if final and not plan and not _IS_FINAL.search(question) else None
    if final or _ONLY_ESTIMATED.search(question) or _ONLY_ESTIMATED.search(clause):
        return None
    # "When was the trial?" is answered by the day that it was scheduled for; "When did it open?" is not.
    asks_result = _ASKS_EVENT if kind in ("time", "time of day") else _ASKS_RESULT
    if plan and asks_result.search(question):
        return plan[0].lower()
    to_come = _IS_TO_COME.search(clause) if kind == "time" and _asks_deed(question) else None
    return to_come[0].lower() if to_come and not _has_happened(question, clause) else None


def _asks_deed(question: str) -> bool:
    """Return whether a question asks about what was done: "did it open", "was it opened"."""
    *words, last = WORD.findall(question.lower()) or [""]
    return "did" in (*words, last) or not {"was", "were"}.isdisjoint(words) and last.endswith(_PARTICIPLE_ENDS)


def _has_happened(question: str, clause: str) -> bool:
    """Return whether a clause has a verb of the question in the past: "announced on 4 May that it will open"."""
    asked = WORD.findall(question.lower())
    stems = set(analyze_short(question))
    asks_with_did = _ASKS_EVENT.search(question) is not None
    for word in WORD.findall(_TO_BE.sub(" ", clause.lower())):
        if asks_with_did:
            is_past = word not in asked and not word.endswith(("s", "ing"))
        else:
            is_past = word.endswith("ed") or word == asked[-1]
        if is_past and not stems.isdisjoint(analyze(word)):
            return True
    return False


def _leave_out(sentence: str, span: SpanOffsets) -> str:
    """Return a sentence without a span."""
    return f"{span.before(sentence)} {span.after(sentence)}"


def _find_clause(sentence: str, span: SpanOffsets) -> str:
    """Return the clause around a span, without the span."""
    start = max((end.end() for end in _CLAUSE_END.finditer(sentence, 0, span.start)), default=0)
    following = _CLAUSE_END.search(sentence, span.end)
    return f"{sentence[start : span.start]} {sentence[span.end : following.start() if following else len(sentence)]}"
