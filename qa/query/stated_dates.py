"""The dates that a text states: days, months and years, also relative to the day of publishing.

A day without its year, "on Tuesday" and "last month" are dates only if the day of publishing is known. An ambiguous
one, such as a Tuesday to come or past, is no date.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from corpus.dates import MONTH_ABBREVIATIONS, MONTH_NAMES, MONTHS, WEEKDAYS, parse_date

Basis = Literal["stated", "relative", "published"]
"""The basis of a date: the words alone, the words and the day of publishing, or that day alone."""

FARTHEST = timedelta(days=120)
"""Maximum distance in days of a day without its year from the day of publishing; the nearest one is meant."""

_MONTH = rf"(?P<month>{MONTH_NAMES}|(?:{MONTH_ABBREVIATIONS})\b\.?)"
_YEAR = r"(?P<year>1\d{3}|20\d{2})\b(?! ?B\.?C)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# Of several days in a row the first is taken.
_DAY_MONTH = rf"(?<![\d.,/–-]){_DAY}(?: ?[-–] ?\d{{1,2}}| (?:and|to) \d{{1,2}})?(?: of)? {_MONTH}"
_MONTH_DAY = rf"\b{_MONTH} {_DAY}(?: ?[-–] ?\d{{1,2}})?"
_NO_NUMBER = r"(?![\w%:]|[.,]\d)"
_BEFORE_A_YEAR = "in|In|since|Since|during|During|until|early|Early|late|Late|mid|year|spring|summer|autumn|fall|winter"
_WRITTEN = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])",
        rf"{_DAY_MONTH},? {_YEAR}",
        rf"{_MONTH_DAY},? {_YEAR}",
        rf"\b{_MONTH},?(?: of)? {_YEAR}",
        rf"{_DAY_MONTH}(?!\w)",
        rf"{_MONTH_DAY}{_NO_NUMBER}(?! ?[ap]\.?m\b)",
        rf"\b(?:{_BEFORE_A_YEAR})[ -]{_YEAR}(?!s?[\d%/]|[.,]\d)",
        rf"\({_YEAR}\)",
    )
]
_NUMERIC = re.compile(r"(?<![\w./-])\d{1,2}([./-])\d{1,2}\1\d{4}(?![\w/-])")
_WEEKDAY = re.compile(rf"\b(?:[Oo]n|[Ll]ast) ({'|'.join(WEEKDAYS)})\b")
_YESTERDAY = re.compile(r"\byesterday\b", re.I)
_MONTH_OR_YEAR = re.compile(r"\b(last|this|next) (month|year)\b(?!['’]s)", re.I)
_FIRST_YEAR = 1000
_STEPS = {"last": -1, "this": 0, "next": 1}
_TO_COME = re.compile(r"\b(?:will|shall|would|next|expect\w*|schedul\w*|plan\w*|due|to be|going to)\b|['’]ll\b", re.I)


class DateRange(NamedTuple):
    """A day, a month (the day is 0) or a year (the month is 0); ordered by its first day, the longer one first."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        month = self.month or len(MONTHS)
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """The date as ISO 8601 writes it: `2024-02-14`, `2024-02`, `2024`."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    def __str__(self) -> str:
        """Return the date as people write it: `14 February 2024`, `February 2024`, `2024`."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(filter(None, [str(self.day or ""), month, str(self.year)]))


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date, its basis, and the offsets of its words in the text."""

    period: DateRange
    basis: Basis
    start: int
    end: int


def period_of(day: date) -> DateRange:
    """Return a day as a period."""
    return DateRange(day.year, day.month, day.day)


def find_dates(text: str, published: date | None = None) -> list[StatedDate]:
    """Return the dates that a text states, in its order; they do not overlap."""
    if published and not _FIRST_YEAR <= published.year < date.max.year:
        published = None
    found: list[StatedDate] = []
    for stated in [*_find_written(text, published), *_find_numeric(text), *_find_relative(text, published)]:
        if all(stated.end <= other.start or other.end <= stated.start for other in found):
            found.append(stated)
    return sorted(found, key=lambda stated: stated.start)


def _find_written(text: str, published: date | None) -> Iterator[StatedDate]:
    """Yield dates with the name of a month, and years; the fullest forms first."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            year, month, day = int(parts.get("year") or 0), _read_month(parts.get("month")), int(parts.get("day") or 0)
            period = _check(DateRange(year, month, day)) if year else _place_near(month, day, published)
            if period:
                # The word before a year on its own, and brackets around it, are no part of the date.
                start, end = match.span() if month else match.span("year")
                yield StatedDate(period, "stated" if year else "relative", start, end)
        # Of a day that no calendar has, the month is no date either.
        text = pattern.sub(lambda match: "#" * len(match[0]), text)


def _read_month(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else [month[:3] for month in MONTHS].index(word[:3]) + 1


def _check(period: DateRange) -> DateRange | None:
    """Return a date if the calendar has it."""
    try:
        return period if period.first_day else None
    except ValueError:
        return None


def _place_near(month: int, day: int, published: date | None) -> DateRange | None:
    """Return the day of a month that is nearest to the day of publishing, None if none is near enough."""
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    known = [period for year in years if (period := _check(DateRange(year, month, day)))]
    near = [period for period in known if abs(period.first_day - published) <= FARTHEST]
    return near[0] if near else None


def _find_numeric(text: str) -> Iterator[StatedDate]:
    """Yield unambiguous dates in figures."""
    for match in _NUMERIC.finditer(text):
        if day := parse_date(match[0]):
            yield StatedDate(period_of(day), "stated", *match.span())


def _find_relative(text: str, published: date | None) -> Iterator[StatedDate]:
    """Yield the dates of words that are relative to the day of publishing."""
    if published is None:
        return
    for match in _YESTERDAY.finditer(text):
        yield StatedDate(period_of(published - timedelta(days=1)), "relative", *match.span())
    for match in _WEEKDAY.finditer(text):
        back = (published.weekday() - WEEKDAYS.index(match[1])) % 7
        # "Last Tuesday" on a Tuesday is the one before; "on Tuesday" that day itself.
        back = 7 if not back and match[0].lower().startswith("last") else back
        if not _TO_COME.search(text):
            yield StatedDate(period_of(published - timedelta(days=back)), "relative", *match.span(1))
    for match in _MONTH_OR_YEAR.finditer(text):
        step = _STEPS[match[1].lower()]
        months = published.year * 12 + published.month - 1 + step
        is_month = match[2].lower() == "month"
        period = DateRange(months // 12, months % 12 + 1) if is_month else DateRange(published.year + step)
        yield StatedDate(period, "relative", *match.span())
