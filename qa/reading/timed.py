"""Whether a span is a time: a date, a period, an event that dates something, or a time of day."""

import re

from corpus.dates import MONTH_ABBREVIATIONS, MONTH_NAMES
from qa.reading.measured import find_dimensions, has_measure
from qa.reading.spans import SpanCheck, SpanOffsets

TIMES = re.compile(
    rf"\b(?:{MONTH_NAMES}|(?:{MONTH_ABBREVIATIONS})\.? \d)"
    r"|\b\w+(?:ocene|assic|aceous|ozoic)\b|(?i:\b(?:(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)days?|today|yesterday|tomorrow|tonight|spring|summer|autumn|fall|winter|noon|midday|midnight|mornings?"
    r"|afternoons?|evenings?|nights?|dawn|dusk|sunset|sunrise|dynast(?:y|ies)|wars?|ages?|eras?|periods?|times?"
    r"|reigns?|seasons?|holidays?|eve|christmas|easter|midsummer|ramadan|antiquity|renaissance|prehistor\w+|days?"
    r"|weeks?|weekends?|months?|years?|decades?|centur(?:y|ies)|millenni\w+|annual(?:ly)?|daily|weekly|monthly|yearly"
    r"|recently|now|currently|soon|never|always|immediately|eventually|initially|shortly|sometimes|present(?:ly)?|past"
    r"|future|then|current(?:ly)?|long run|minutes?|moment|later|\w+ties|earlier|early|late|ago|already|anniversary"
    r"|quarter|ad|bc|bce|ce|(?:\d+|eigh|nine|seven|six|four|fif|thir)(?:teenth|th|st|nd|rd)s?)\b)"
    r"|\b\d{3,4}s?\b(?![,.]\d| [a-z]{4})"
)
_TIME_CLAUSE = re.compile(
    r"\b(?:when|whenever|after|before|during|until|till|once|while|upon|following|since|throughout|prior to|as soon as"
    r"|by the time|if|between|as)\b",
    re.I,
)
_CLOCK = re.compile(
    r"\d{1,2}[:.h]\d\d|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) ?(?:[ap]\.?\s?m\b"
    r"|o['’]clock|hours|in the (?:morning|afternoon|evening)|at night)|\b(?:noon|midday|midnight|half past"
    r"|quarter (?:past|to)|dawn|dusk|sunset|sunrise|\d{4} (?:hours|GMT|UTC)|(?:in|at|the) (?:the )?(?:morning"
    r"|afternoon|evening|night))\b",
    re.I,
)
_AT_HOUR = re.compile(r"\b(?:at|until|till|from|to|by|before|after|around|about)\s+$", re.I)
_NEAR = 16
"""Distance before a span within which a word of time belongs to it, in characters."""
_NAMED_DAY = re.compile(r"\b(?:what|which) (?:day|date)\b", re.I)


def can_state_time(sentence: str) -> bool:
    """Return whether a sentence holds a date, a time of day or a clause of time."""
    return any(pattern.search(sentence) for pattern in (TIMES, _CLOCK, _TIME_CLAUSE))


def _fits_time(question: str, sentence: str, span: SpanOffsets) -> bool:
    text, before = span.cut(sentence), span.before(sentence)
    if _NAMED_DAY.search(question) and not (TIMES.search(text) or any(map(str.isdigit, text))):
        return False
    if has_measure(sentence, span, {"year"}):
        return True
    if TIMES.search(text) or _TIME_CLAUSE.search(text) or _CLOCK.search(text):
        return _is_time_number(sentence, span)
    is_clause = _TIME_CLAUSE.search(before, max(0, len(before) - _NEAR)) is not None
    return is_clause or bool(re.search(r"\d", text) and _AT_HOUR.search(before))


def _is_time_number(sentence: str, span: SpanOffsets) -> bool:
    """Return whether a span has no number at all, or one that can belong to a time."""
    found = find_dimensions(sentence, span)
    return not found or any(one & {"", "year", "duration"} for one in found)


def _fits_time_of_day(question: str, sentence: str, span: SpanOffsets) -> bool:
    text = span.cut(sentence)
    return bool(_CLOCK.search(text) or (re.search(r"\d", text) and _AT_HOUR.search(span.before(sentence))))


TIME_CHECKS: dict[str, SpanCheck] = {
    "time of day": _fits_time_of_day,
    "time": _fits_time,
}
"""The check of each kind that is a time, by the names of `qa.query.question_type`."""
