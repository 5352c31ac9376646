"""Whether a sentence is about another number of a series than a question: another year, version or error code."""

import re

from index.text.analyzer import is_stop_word

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


def find_other_number(question: str, sentence: str, around: str) -> str | None:
    """Return a number of a question in whose place a sentence has another one, None if there is none.

    `around` is the text before the sentence with its title and headings, which may name the number.
    """
    known = f"{around} {sentence}"
    return _find_other_label(question, sentence, known) or _find_other_year(question, sentence, known)


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
    return asked[0]


def _find_other_label(question: str, sentence: str, known: str) -> str | None:
    """Return a label of a question if a sentence has the same word with other numbers only."""
    for pattern in (_LABEL, _NAME):
        for asked in pattern.finditer(question):
            series, number = asked["series"], asked["number"]
            if is_stop_word(series.lower()) or len(number) == _YEAR_LENGTH or _has_number(known, number):
                continue
            between = " (?:no[.]? ?|number |#)?" if asked["between"].strip("-") else "-?"
            if re.search(rf"\b{re.escape(series)}s?{between}\d", sentence, re.I):
                return asked[0]
    return None


def _has_number(text: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)", text) is not None
