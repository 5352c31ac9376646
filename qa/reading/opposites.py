"""Whether the words around an answer say the opposite of the question: "closes at six" if it asks when a shop opens.

A planned cost is not the final one.
"""

import re
from functools import lru_cache

from qa.query.question_type import find_answer_type
from qa.reading.spans import SpanOffsets

_PAIRS = {
    r"open(?:s|ed|ing)?": r"clos(?:e|es|ed|ing)",
    r"(?:beg[aiu]n(?:s|ning)?|start(?:s|ed|ing)?)": r"(?:ends|ended|ending|finish(?:es|ed)?)",
    r"(?:born|birth)": r"(?:died|dies|death|dead)",
    r"arriv(?:e|es|ed|ing|al)": r"(?:leaving|depart(?:s|ed|ure)?)",
    r"brothers?": r"sisters?",
    r"husbands?": r"(?:wife|wives)",
    r"fathers?": r"mothers?",
    r"sons?": r"daughters?",
    r"uncles?": r"aunts?",
    r"boys?": r"girls?",
    r"m[ae]n": r"wom[ae]n",
    r"males?": r"females?",
    r"north(?:ern)?": r"south(?:ern)?",
    r"east(?:ern)?": r"west(?:ern)?",
    r"(?:largest|biggest)": r"smallest",
    r"highest": r"lowest",
    r"tallest": r"shortest",
    r"oldest": r"youngest",
    r"longest": r"shortest",
    r"hottest": r"coldest",
    r"heaviest": r"lightest",
    r"richest": r"poorest",
    r"fastest": r"slowest",
    r"earliest": r"latest",
    r"maximum": r"minimum",
    r"increas(?:e|es|ed|ing)": r"decreas(?:e|es|ed|ing)",
    r"(?:rise|rises|rose|rising)": r"(?:fall|falls|fell|falling)",
    r"exports?": r"imports?",
    r"upper": r"lower",
    r"summers?": r"winters?",
    r"mornings?": r"evenings?",
    r"inside": r"outside",
    r"indoors?": r"outdoors?",
    r"(?:freez(?:er|ers|ing)|frozen|deep freeze)": r"(?:fridges?|refrigerat(?:or|ors|ed)|pantry|room temperature)",
    r"weekdays?": r"weekends?",
    r"(?:departure|outbound)": r"(?:return|inbound)",
}
"""Words and their opposites.

Pairs that two sides of one event share are left out: who lost to whom also says who won.
"""

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
_ONLY_ESTIMATED = re.compile(
    r"\b(?:damages?|loss(?:es)?|deaths?|dead|killed|died|casualt\w+|victims?|populations?)\b", re.I
)
"""Things that are never counted exactly, so that an estimate answers."""

_RESULT_KINDS = {"money", "duration", "time", "time of day", "count", "length", "amount", "percent"}

_KINSHIP = ("brothers?", "husbands?", "fathers?", "sons?", "uncles?")
_CLAUSE_END = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas)\b")


def find_opposite(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return a word beside a span that is the opposite of one in the question, None if there is none.

    Only the clause that holds the span is read, or the whole sentence if there is no span.
    """
    if foreseen := _find_foreseen(question, sentence, span):
        return foreseen
    pairs = _find_pairs(question)
    if not pairs:
        return None
    clause = _find_clause(sentence, span) if span else sentence
    for asked, opposite in pairs:
        found = opposite.search(clause)
        if found and not asked.search(clause):
            return found[0].lower()
    return None


def _find_foreseen(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return the words that make a number a plan if the question asks for the outcome, or the other way round."""
    if span is None or find_answer_type(question) not in _RESULT_KINDS:
        return None
    clause = _find_clause(sentence, span)
    plan, final = _IS_PLAN.search(clause), _IS_FINAL.search(clause)
    if _ASKS_PLAN.search(question):
        return final[0].lower() if final and not plan and not _IS_FINAL.search(question) else None
    if _ONLY_ESTIMATED.search(question) or _ONLY_ESTIMATED.search(clause):
        return None
    # "When was the trial?" is answered by the day that it was scheduled for; "When did it open?" is not.
    asks_result = _ASKS_EVENT if find_answer_type(question) in ("time", "time of day") else _ASKS_RESULT
    return plan[0].lower() if plan and not final and asks_result.search(question) else None


@lru_cache(maxsize=1 << 10)
def _find_pairs(question: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return the words of a question with their opposites; pairs with both words in the question are left out."""
    # "Tom is Ann's brother" is said in a sentence about Ann, the sister.
    asks_person = re.search(r"\bwho\b", question, re.I)
    found = []
    for first, second in _PAIRS.items():
        one, other = (re.compile(rf"\b{words}\b", re.I) for words in (first, second))
        has_one, has_other = bool(one.search(question)), bool(other.search(question))
        if has_one != has_other and not (asks_person and first in _KINSHIP):
            found.append((one, other) if has_one else (other, one))
    return tuple(found)


def _find_clause(sentence: str, span: SpanOffsets) -> str:
    """Return the clause around a span, without the span."""
    start = max((end.end() for end in _CLAUSE_END.finditer(sentence, 0, span.start)), default=0)
    following = _CLAUSE_END.search(sentence, span.end)
    return f"{sentence[start : span.start]} {sentence[span.end : following.start() if following else len(sentence)]}"
