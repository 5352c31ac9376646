"""Whether a sentence is about another number than a question: another year, version or code, or so many of a thing."""

import re

from index.text.analyzer import analyze, is_stop_word
from qa.reading.quantities import NUMBER
from qa.reading.spans import SpanOffsets

_YEAR = re.compile(r"(?<![\w.,£$€-])(?:1[0-9]|20)\d\d(?![\w%]|[.,]\d)")
_OUT_OF = re.compile(r"\bout of \d+", re.I)
_ERA = re.compile(r"\d0s|\bcentur", re.I)
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(
    r"\b(?P<series>[A-Za-z]{3,})(?P<between> (?:no\.? ?|number |#)?)(?P<number>\d+(?:\.\d+)*)(?![\w%]|[.,:]\d)", re.I
)
"""A word with its number: "exit code 4", "version 2.1", "May 7"."""

_NAME = re.compile(r"\b(?P<series>[A-Za-z]{1,8})(?P<between>-?)(?P<number>\d+)(?![\w%]|[.,:]\d)")
"""A name with a number in it: "M17", "F-16"."""

_YEAR_LENGTH = 4
_COUNTED = re.compile(r"[ -](?P<thing>[a-z]+)")
_SERIES_END = re.compile(r"\b(?P<series>[A-Za-z]{3,}) $")
_ONE_OF_MANY = re.compile(r"\b(?:other|first|last|top|next|another|\d+[-–])\s*$", re.I)
_DIGITS = r"\d+(?:\.\d+)*"
_LATER = r"(?:above|later|newer|higher|over|older|up|more)"
_LASTING = re.compile(
    r"\b(?:(?P<from>since)|(?:until|till|up to)) (?:\w+ ){0,2}?(?P<year>(?:1[0-9]|20)\d\d)(?!\d)", re.I
)
"""A time that has no year as its other end: "since 1990", "until March 2005"."""


def find_other_number(question: str, sentence: str, span: SpanOffsets | None, around: str) -> str | None:
    """Return a number of a question in whose place a sentence has another one, None if there is none.

    `around` is the text before the sentence with its title and headings, which may name the number.
    """
    known = f"{around} {sentence}"
    return (
        _find_other_label(question, sentence, known)
        or _find_other_year(question, sentence, known)
        or _find_other_count(question, sentence, span, known)
    )


def _find_other_count(question: str, sentence: str, span: SpanOffsets | None, known: str) -> str | None:
    """Return a number with its thing of a question if a sentence has that thing once, with another number."""
    for number in NUMBER.finditer(question):
        thing = _read_thing(question, number)
        before = question[: number.start()]
        if thing is None or _ONE_OF_MANY.search(before) or _is_labelled(before, sentence):
            continue
        values = _read_values(number[0])
        if values & _read_values(known):
            continue
        others = [other for other in NUMBER.finditer(sentence) if _read_thing(sentence, other) == thing]
        is_answer = span and any(other.start() < span.end and span.start < other.end() for other in others)
        if len(others) == 1 and not is_answer and not values & _read_values(others[0][0]):
            return f"{number[0]} {thing}"
    return None


def _is_labelled(before: str, sentence: str) -> bool:
    """Return whether a number has a word before it that has another number in a sentence: "fault 7"."""
    found = _SERIES_END.search(before)
    return found is not None and re.search(rf"\b{found['series']}s? \d", sentence, re.I) is not None


def _read_thing(text: str, number: re.Match[str]) -> str | None:
    """Return the stem of the thing that a number counts, None if it counts none or may be a year."""
    found = _COUNTED.match(text, number.end())
    if found is None or is_stop_word(found["thing"]) or _YEAR.fullmatch(number[0]) or number[0].lower() == "one":
        return None
    return "".join(analyze(found["thing"]))


def _read_values(text: str) -> set[str]:
    """Return the numbers of a text in digits, with its other words."""
    return set(analyze(text.replace("-", " ")))


def _find_other_year(question: str, sentence: str, known: str) -> str | None:
    """Return a year of a question if a sentence has years, and neither it nor the words before are about that one."""
    asked: list[str] = _YEAR.findall(_OUT_OF.sub("", question))
    if not asked or not _YEAR.search(sentence) or _ERA.search(known):
        return None
    years = [int(year) for year in _YEAR.findall(known)]
    # The second year of "2001-02" has two digits.
    numbers = set(_NUMBER.findall(known))
    if any(year in known or year[2:] in numbers or min(years) < int(year) < max(years) for year in asked):
        return None
    return None if any(_lasts_in(year, question, sentence) for year in asked) else asked[0]


def _lasts_in(year: str, question: str, sentence: str) -> bool:
    """Return whether a question is about a year that is after a "since" or before an "until" of a sentence."""
    return re.search(rf"\b(?:in|during) (?:the year )?{year}", question, re.I) is not None and any(
        found["year"] < year if found["from"] else year < found["year"] for found in _LASTING.finditer(sentence)
    )


def _find_other_label(question: str, sentence: str, known: str) -> str | None:
    """Return a label of a question if a sentence has the same word with other numbers only."""
    for pattern in (_LABEL, _NAME):
        labels = list(filter(_is_label, pattern.finditer(question)))
        # A question about versions 2 and 3 is answered by a sentence about one of them.
        known_series = {one["series"].lower() for one in labels if _has_number(known, one["number"])}
        for asked in labels:
            between = " (?:no[.]? ?|number |#)?" if asked["between"].strip("-") else "-?"
            words = rf"{re.escape(asked['series'])}s?{between}"
            if asked["series"].lower() in known_series or not re.search(rf"\b{words}\d", sentence, re.I):
                continue
            if not _is_in_range(asked["number"], words, sentence):
                return asked[0]
    return None


def _is_label(found: re.Match[str]) -> bool:
    return not is_stop_word(found["series"].lower()) and len(found["number"]) != _YEAR_LENGTH


def _is_in_range(number: str, words: str, sentence: str) -> bool:
    """Return whether a sentence has a range with a number: "faults 5 to 9", "version 2 or later"."""
    low = rf"\b{words}(?P<low>{_DIGITS})"
    ranges = (
        rf"{low} ?(?:[-–—]|to|through|until) ?(?:{words})?(?P<high>{_DIGITS})",
        rf"{low}(?:\+| (?:and|or) {_LATER}\b| onwards?\b)",
        rf"\b(?:since|from|as of) {low}",
    )
    asked = _split(number)
    return any(
        _split(found["low"]) <= asked <= _split(found.groupdict().get("high") or number)
        for one in ranges
        for found in re.finditer(one, sentence, re.I)
    )


def _split(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _has_number(text: str, number: str) -> bool:
    """Return whether a text has a number, maybe with further parts: 3.1 is a version 3."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None
