"""Whether a span is the number that a question asks for: an amount in its dimension, a count, an age or a duration."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.text.analyzer import analyze, analyze_short
from qa.query.question_type import find_answer_type
from qa.reading.quantities import NUMBER, extend_amount, find_dimension, find_quantities, has_quantity
from qa.reading.spans import SpanCheck, SpanOffsets

_TIME_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|century|season)"
_LASTS = re.compile(
    r"\b(?:since|until|till|from|between|through|throughout|though|into|up to|during|as long as|within)\b"
    r"|\d{3,4}s?\s?(?:–|—|-|to|until|through)\s?\w|\b(?:(?:micro|milli)?seconds|minutes|hours|days|weeks|months|years"
    r"|decades|centuries|century|generations|seasons|term|life|lifetime|briefly|brief|short|long|while|forever"
    rf"|permanent(?:ly)?|indefinite(?:ly)?|overnight|temporar(?:y|ily)|remainder|(?:a|an|one|per|half an?|entire|whole"
    rf"|full|all|first|next|last|every) {_TIME_UNIT}|{_TIME_UNIT} and a half)\b|^{_TIME_UNIT}$",
    re.I,
)
_LASTS_BEFORE = re.compile(
    r"\b(?:since|until|till|from|for|through|throughout|into|up to)(?: the| at least| about| almost)*\s+$", re.I
)
_LONG_THING = re.compile(
    r"\bhow long (?:is|are|was|were)\b.*\b(?:bridge|river|road|tunnel|wall|coast(?:line)?|border|railway|track|canal"
    r"|beach|ship|boat|snake|tail|cable|pipe(?:line)?|street|trail|fence|line|route|runway|platform|pier|lake|island"
    r"|valley|reef|barrier|wing(?:span)?)s?\b(?!.{0,200}\b(?:closed|shut|open|used?|in use)\b)",
    re.I,
)
_APART, _APART_AFTER = re.compile(r"\b(?:later|ago|earlier)$", re.I), re.compile(r" (?:later|ago|earlier)\b", re.I)
_ASKS_APART = re.compile(
    r"\bhow long (?:after|before|until|later|back)\b|\bhow long\b.{0,200}\b(?:ago|takes?|took|before|after|until)\b",
    re.I,
)
_ASKS_AGO = re.compile(r"\bhow long ago\b|\bhow long\b.{0,200}\bago\b", re.I)
_DEPENDS = re.compile(r"\b(?:length|duration|depend(?:s|ing)? on|as long as)\b", re.I)
_OFTEN = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|annual(?:ly)?|yearly|hourly|always|never|often|rare(?:ly)?|seldom"
    r"|usual(?:ly)?|regular(?:ly)?|occasional(?:ly)?|frequent(?:ly)?|sometimes|quick(?:ly)?|fast|slow(?:ly)?"
    r"|rapid(?:ly)?|times|per|second|third|very|constant(?:ly)?|consistent(?:ly)?|generally|everyday|biannual(?:ly)?"
    r"|immediate(?:ly)?|instant(?:ly)?|right away|routinely|commonly)\b",
    re.I,
)
_RECURS = re.compile(
    rf"{_OFTEN.pattern}|\b(?:(?:an?|half an?) {_TIME_UNIT}|once|twice|thrice|(?:un)?common|regularity|frequency"
    r"|frequen\w+|periodic\w*|intervals?|continu\w+|repeatedly|infrequent\w*|most|any ?time|twenty-four seven|24/7"
    r"|\w{2,10}(?:ennial|monthly|weekly|yearly|nightly|hourly)(?:ly)?|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
    re.I,
)
_EVERY = re.compile(
    rf"\b(?:every|each) (?:\W{{0,2}}[\w-]{{1,20}}\W{{0,2}} )?{_TIME_UNIT}s?\b"
    rf"|\b(?:once|twice|thrice|[\w-]{{1,20}} times) (?:an?|per|each|every) {_TIME_UNIT}\b",
    re.I,
)
_EVERY_BEFORE = re.compile(r"\b(?:every|each|per)\W{1,4}$", re.I)
_GRADES = {
    "amount": r"some|large\w*|small\w*|big\w*|huge|tiny|great\w*|major|wide\w*|full\w*|whole|complete\w*|entire\w*"
    r"|negligible|minimal|signific\w+|consider\w+|moderate\w*|substantial\w*|enormous\w*|massive\w*|vast\w*|limited"
    r"|equal\w*|equivalent|amounts?|portion|fraction|percentage|siz\w+|deal|enough|sufficient\w*|doubled|tripled|quadrupled"
    r"|halved|free",
    "money": r"free|cheap\w*|(?:in)?expensive|afford\w*|costly|priced?|pricey|value|amount|half-?penny|penny|pennies",
    "length": r"tall\w*|short\w*|near\w*|close\w*|far|farther|further|long\w*|wide\w*|narrow\w*|slim\w*|thin\w*"
    r"|thick\w*|deep\w*|shallow\w*|high\w*|low\w*|tiny|small\w*|large\w*|siz\w+|distan\w+|multi-?storeyed",
    "weight": r"heav\w+|light\w*|weigh\w*",
    "speed": r"fast\w*|slow\w*|quick\w*|rapid\w*|swift\w*|speed\w*|immediately",
    "temperature": r"hot\w*|cold\w*|warm\w*|cool\w*|freezing|boiling|icy|mild",
    "age": r"teen\w*|infan\w+|newborn|baby|elderly|adult\w*|centur\w+|birth|ancient|young\w*|old\w*|kids?|child\w*|new"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ties",
}
"""Words that answer without a number: "free", "heavy", "daily"."""

_MAX_GRADED_LENGTH = {"money": 10, "age": 40}
_MAX_OTHER_GRADED_LENGTH = 5
"""Maximum number of words of a span that answers without a number."""

_MAX_VAGUE_LENGTH = 8
"""Maximum number of words of a span whose only number is a word such as "half" or "all"."""

_STOP = re.compile(r"[,;:](?=\s)")
_BORDER = re.compile(r"\s[–—-]\s|\b(?:and|but|or|while|whereas)\b")
_RANGE = re.compile(r"\s*(?:–|—|-|to|or|and|until|up to)\s*")
_APPROXIMATE = frozenset(
    analyze("up over under nearly almost only just least most another around roughly some until then")
)
_GOES_ON = re.compile(r"\s+(?:in|at|on|for|from|to|of|by|with|near|under|as|who|that|was|were|are|have|had)\b")
"""What follows a number whose noun an earlier one has: "12 people in the hall and 30 in the office"."""

_COUNTED = re.compile(r"\bhow many \w+", re.I)
_MIN_AMOUNTS = 2
"""Minimum number of amounts of a sentence from which one is chosen."""

_GRADED = {kind: re.compile(rf"\b(?:{words})\b", re.I) for kind, words in _GRADES.items()}
_HOW_MUCH, _HOW_FAR = re.compile(r"\bhow much\b", re.I), re.compile(r"\bhow far\b", re.I)
_TRAVEL_TIME = re.compile(r"(?:minutes?|mins?|hours?|hrs?)\b", re.I)
_UNIT_AFTER = 10
"""Maximum distance from a span to the end of its unit, in characters."""

_AGED = re.compile(r"\b\d{1,2} ?(?:[MF]|ish|yo|y/o)\b")
_AGED_AFTER = re.compile(r"(?:st|nd|rd|th)\b|\]? ?[MF]\b")
_DATED = re.compile(r"\b(?:dat(?:e|es|ed|ing)|go(?:es|ing)?)(?: back)?(?: to| from)?(?: the| about| around)?\s$", re.I)


def find_dimensions(sentence: str, span: SpanOffsets) -> list[frozenset[str]]:
    """Return the possible dimensions of each number in a span; a unit may follow the span."""
    return [found.dimensions for found in find_quantities(sentence) if span.start <= found.start < span.end]


def has_measure(sentence: str, span: SpanOffsets, wanted: set[str]) -> bool:
    """Return whether a number in a span has one of some dimensions."""
    return any(dimensions & wanted for dimensions in find_dimensions(sentence, span))


def _is_graded(kind: str, text: str) -> bool:
    """Return whether a short span grades what the question asks about; in a longer one the word may grade something
    else."""
    longest = _MAX_GRADED_LENGTH.get(kind, _MAX_OTHER_GRADED_LENGTH)
    return kind in _GRADED and len(text.split()) <= longest and bool(_GRADED[kind].search(text))


def _fits_dimension(wanted: str, *others: str) -> SpanCheck:
    """Return a check for a number of a dimension or without any, or for a word that grades what has the dimension."""
    dimensions = {wanted, *others}

    def check(question: str, sentence: str, span: SpanOffsets) -> bool:
        text, found = span.cut(sentence), find_dimensions(sentence, span)
        if any(dimensions & one or one == {""} for one in found):
            return True
        is_vague = not found and len(text.split()) <= _MAX_VAGUE_LENGTH and has_quantity(text)
        return is_vague or _is_graded(wanted, text)

    return check


_fits_price, _fits_sum = _fits_dimension("money"), _fits_dimension("money", "percent")
_fits_size = _fits_dimension("length")


def _fits_money(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Accept a price, and a share if money is spent or earned."""
    return (_fits_sum if _HOW_MUCH.search(question) else _fits_price)(question, sentence, span)


def _fits_length(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Accept a length; for "how far" also the minutes or hours that the way takes."""
    travel = _TRAVEL_TIME.search(sentence, span.start) if _HOW_FAR.search(question) else None
    is_near = travel is not None and travel.start() < span.end + _UNIT_AFTER
    return _fits_size(question, sentence, span) or (is_near and has_measure(sentence, span, {"duration"}))


def _fits_count(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Accept a plain number, and one with a unit if units are counted ("how many miles")."""
    if not find_dimensions(sentence, span):
        return has_quantity(span.cut(sentence))
    counted = re.search(r"\bhow many ((?:[\w-]+ ){0,3}[\w-]+)", question, re.I)
    words = counted[1].lower().split() if counted else []
    units = {find_dimension(unit) for unit in [*words, *map(" ".join, zip(words, words[1:], strict=False))]}
    return has_measure(sentence, span, {"", "percent", *units})


def _fits_amount(question: str, sentence: str, span: SpanOffsets) -> bool:
    text, found = span.cut(sentence), find_dimensions(sentence, span)
    is_dated = bool(found) and all(one == {"year"} for one in found)
    return (has_quantity(text) and not is_dated) or bool(_OFTEN.search(text)) or _is_graded("amount", text)


def _fits_frequency(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Accept what recurs, as "daily", "twice a year" or the "two weeks" of "every two weeks", and a share."""
    text = span.cut(sentence)
    is_every = _EVERY_BEFORE.search(span.before(sentence)) is not None
    return is_every or bool(_RECURS.search(text)) or has_measure(sentence, span, {"percent"})


def _fits_duration(question: str, sentence: str, span: SpanOffsets) -> bool:
    text = span.cut(sentence)
    if _LONG_THING.search(question):
        return has_measure(sentence, span, {"length"})
    if (_APART.search(text) or _APART_AFTER.match(span.after(sentence))) and not _ASKS_APART.search(question):
        return False
    if _ASKS_AGO.search(question) and has_measure(sentence, span, {"year"}):
        return True
    if _DEPENDS.search(text):
        return True
    if has_measure(sentence, span, {"duration", "length"}):
        return True
    return bool(_LASTS.search(text) or _LASTS_BEFORE.search(span.before(sentence)))


def _fits_age(question: str, sentence: str, span: SpanOffsets) -> bool:
    text = span.cut(sentence)
    if _AGED.search(text) or _AGED_AFTER.match(span.after(sentence)) or _DATED.search(span.before(sentence)):
        return has_quantity(text)
    return has_measure(sentence, span, {"duration", "", "percent"}) or _is_graded("age", text)


MEASURE_CHECKS: dict[str, SpanCheck] = {
    "duration": _fits_duration,
    "money": _fits_money,
    "percent": _fits_dimension("percent"),
    "age": _fits_age,
    "length": _fits_length,
    "area": _fits_dimension("area"),
    "weight": _fits_dimension("weight"),
    "speed": _fits_dimension("speed", "length", "percent", "duration", "data"),
    "temperature": _fits_dimension("temperature"),
    "count": _fits_count,
    "frequency": _fits_frequency,
    "amount": _fits_amount,
}
"""The check of each kind that is a number, by the names of `qa.query.question_type`."""


def find_frequency(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of the one stretch that says how often something recurs, as "every two years"."""
    if find_answer_type(question) != "frequency":
        return None
    found = [match.span() for match in _EVERY.finditer(sentence)]
    return found[0] if len(found) == 1 else None


class _Part(NamedTuple):
    """A part of a sentence with one amount: the stems before and after that, and its offsets."""

    before: frozenset[str]
    after: frozenset[str]
    start: int
    end: int


def find_amount(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of the amount beside the thing that a question asks about, if a sentence has several amounts.

    "Three days in the fridge, three months in the freezer" gives three months for the freezer. The first amount also
    has beside it what all of them are of, so it is chosen by the words after it alone.
    """
    kind = find_answer_type(question) or ""
    if kind not in MEASURE_CHECKS or len(NUMBER.findall(sentence)) < _MIN_AMOUNTS:
        return None
    parts = _split(question, sentence, MEASURE_CHECKS[kind])
    if len(parts) < _MIN_AMOUNTS:
        return None
    asked = frozenset(analyze_short(_COUNTED.sub("", question)))
    scores = [len(_find_own(parts, number, asked)) for number in range(len(parts))]
    best = max(scores)
    if not best or scores.count(best) > 1:
        return None
    chosen = scores.index(best)
    if kind == "count" and not _GOES_ON.match(sentence, parts[chosen].end):
        return None
    return parts[chosen][2:] if not chosen or _may_share_subject(parts, chosen, asked) else None


def _find_own(parts: Sequence[_Part], number: int, asked: frozenset[str]) -> frozenset[str]:
    """Return the words of a question that one part has and no other."""
    others = [part.before | part.after for place, part in enumerate(parts) if place != number]
    own = parts[number].after if not number else parts[number].before | parts[number].after
    return (own & asked).difference(*others)


def _may_share_subject(parts: Sequence[_Part], number: int, asked: frozenset[str]) -> bool:
    """Return whether a later part has no subject of its own, or one that the question names."""
    subject = parts[number].before - _APPROXIMATE
    return subject <= asked or bool((subject & asked) - parts[0].before)


def _split(question: str, sentence: str, check: SpanCheck) -> list[_Part]:
    """Return the parts of a sentence that have an amount of a kind; none if two amounts have no border between them."""
    has_plain = check in (_fits_count, _fits_age)
    amounts = [
        extend_amount(sentence, found)
        for found in find_quantities(sentence)
        if (has_plain or "" not in found.dimensions) and check(question, sentence, SpanOffsets(found.start, found.end))
    ]
    amounts = _join_ranges(sentence, amounts)
    parts, first = [], 0
    for number, (start, end) in enumerate(amounts):
        is_last = number + 1 == len(amounts)
        limit = len(sentence) if is_last else amounts[number + 1][0]
        border = _STOP.search(sentence, end, limit) or _BORDER.search(sentence, end, limit)
        if border is None and not is_last:
            return []
        after = sentence[end : border.start() if border else len(sentence)]
        parts.append(_Part(frozenset(analyze(sentence[first:start])), frozenset(analyze(after)), start, end))
        first = border.end() if border else end
    return parts


def _join_ranges(sentence: str, amounts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return amounts with those joined that are the two ends of a range: "three to five days"."""
    joined: list[tuple[int, int]] = []
    for start, end in amounts:
        if joined and _RANGE.fullmatch(sentence, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
