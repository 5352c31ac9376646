"""Finds the date that a page shows beside its title, in words of its language, where nothing else dates the page."""

import re
from datetime import date
from typing import Any

from corpus.pages.blocks import find_blocks, fold

_BEFORE, _AFTER = 4, 6
"""Number of blocks before and after the title in which a date is searched for."""

_MAX_LENGTH = 100
"""Maximum length of a line with a date, in characters; a longer one tells a story."""

_FIRST_YEAR = 1990
_DATE = re.compile(
    r"(?<![\d.])(?:\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2},\s*\d{4})(?![\d.]\d)"
)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


def find_date_by_title(tree: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return the only date in the short lines around the first heading of a page; empty if there is none or several.

    Dates with an ambiguous order of day and month must have been removed.
    """
    blocks = find_blocks(tree)
    place = next((number for number, block in enumerate(blocks) if _is_title(block.element)), None)
    if place is None:
        return ""
    lines = [block.text for block in blocks[max(place - _BEFORE, 0) : place + _AFTER + 1]]
    found = {parse_words(words) for line in lines if len(line) <= _MAX_LENGTH for words in _DATE.findall(fold(line))}
    found.discard(None)
    days = {day for day in found if day and day.year >= _FIRST_YEAR}
    return days.pop().isoformat() if len(days) == 1 else ""


def parse_words(words: str) -> date | None:
    """Return the date in a few words of any language; None unless it has day, month and year."""
    if dotted := _DOTTED.fullmatch(words):
        try:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        except ValueError:
            return None
    import dateparser

    found = dateparser.parse(words, settings={"STRICT_PARSING": True, "DATE_ORDER": "DMY"})
    return found.date() if found else None


def _is_title(element: Any) -> bool:  # noqa: ANN401
    for _ in range(3):
        if element is None or element.tag == "h1":
            return element is not None
        element = element.getparent()
    return False
