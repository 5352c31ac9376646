"""Parses dates as people write them, and finds the date of a text or file name; nothing is guessed."""

import os
import re
from datetime import date, datetime

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH_NAMES = "|".join(MONTHS)
MONTH_ABBREVIATIONS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
"""The names of the months, and their abbreviations without a dot, as alternatives of a pattern."""

_MAX_LENGTH = 40
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LABEL = re.compile(r"(?:published|posted|dated?)(?: on)?\s*:?\s+", re.IGNORECASE)
_UPDATED = re.compile(r"(?:last )?(?:updated?|modified|changed)(?: on| at)?\s*:?\s+", re.IGNORECASE)
_MONTH = rf"(?:{MONTH_NAMES}|(?:{MONTH_ABBREVIATIONS})\b\.?)"
_BYLINE = re.compile(
    rf"By [A-Z].{{1,60}}?[\s,|·–—-]"
    rf"(?P<date>{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
)
_LINES_AT_THE_TOP = 6
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.])(\d{2})\2(\d{2})(?!\d)")
_TWO_DAYS = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 - only the day counts


def parse_date(value: object) -> date | None:
    """Return the date in a field; None if day, month or year is missing or the date is ambiguous."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = str(value or "").strip()
    try:
        return date.fromisoformat(words[: len("2024-01-31")])
    except ValueError:
        return _read_words(words)


def _read_words(words: str) -> date | None:
    from dateutil.parser import ParserError, parse

    if len(words) > _MAX_LENGTH or not _YEAR.search(words):
        return None
    try:
        # Missing parts are filled from the default, so two defaults give two dates.
        found = {
            parse(words, default=default, dayfirst=dayfirst, ignoretz=True).date()
            for default in _TWO_DAYS
            for dayfirst in (True, False)
        }
    except (ParserError, OverflowError, ValueError):
        return None
    return found.pop() if len(found) == 1 else None


def find_date_line(text: str) -> date | None:
    """Return the date in a line of its own or beside the author at the top of a text, before one of an update."""
    lines = [line.strip() for line in text[:2000].split("\n") if line.strip()][:_LINES_AT_THE_TOP]
    stated = filter(None, map(_find_stated, lines))
    updated = (parse_date(line[label.end() :]) for line in lines if _is_short(line) and (label := _UPDATED.match(line)))
    return next(stated, None) or next(filter(None, updated), None)


def _find_stated(line: str) -> date | None:
    """Return the date that a line states as that of the text, None if it has other words."""
    if byline := _BYLINE.fullmatch(line):
        return parse_date(byline["date"])
    label = _LABEL.match(line)
    return parse_date(line[label.end() :] if label else line) if _is_short(line) else None


def _is_short(line: str) -> bool:
    return len(line) <= _MAX_LENGTH and bool(_YEAR.search(line))


def find_date_in_name(place: str) -> date | None:
    """Return the date in a file's name, written as 2024-01-31."""
    found = _IN_NAME.search(place.rpartition(os.sep)[2])
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None
