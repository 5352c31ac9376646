"""The time that a question asks its articles from: "since March 2024", "between 2022 and 2023", "articles from 2023".

Many questions hold a year that is their subject ("What happened in 2014?"), so only words that bound a time, or name
the articles, are taken for a filter, and only at the start or the end of a question. A period with nothing else
("since March 2024", "What happened since March 2024?") asks for the articles of that period.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from index.text.analyzer import analyze
from qa.query.common_words import AUXILIARIES, QUESTION_WORDS

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:{_YEAR}-\d\d-\d\d|{_DAY} (?:of )?{_MONTH},? {_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    rf"|{_MONTH},? (?:of )?{_YEAR}|{_YEAR})"
)
_ARTICLES = (
    r"(?:(?:in|by|from|according to) )?(?:the )?(?:articles|reports|stories|news)(?: (?:published|written|dated))?"
)
_FORMS = (
    rf"(?P<opens>between|from) (?P<first>{_DATE}) (?P<closes>and|to|until|till|through) (?P<last>{_DATE})",
    rf"(?P<opens>since|after) (?P<first>{_DATE}),? (?P<closes>(?:and )?(?:before|until|till|up to)) (?P<last>{_DATE})",
    rf"(?:{_ARTICLES} )?(?P<bound>since|after|before|until|till|up to) (?P<at>{_DATE})",
    rf"(?:{_ARTICLES}|published|reported) (?:from|of|in|on) (?P<within>{_DATE})",
)
_ASKING = rf"(?:{QUESTION_WORDS}|{AUXILIARIES})\b"
_PATTERNS = [
    pattern
    for form in _FORMS
    for pattern in (
        re.compile(rf"^(?P<before>)\s*{form}(?:\s*,\s*|\s+(?={_ASKING}))(?P<after>.+)$", re.IGNORECASE | re.DOTALL),
        re.compile(rf"^(?P<before>.+?)[\s,]\(?{form}\)?(?P<after>\s*[?.!]*\s*)$", re.IGNORECASE | re.DOTALL),
    )
]
_ALONE = [
    re.compile(rf"^(?P<before>)(?P<after>){form}\s*[?.!]*$", re.IGNORECASE)
    for form in (*_FORMS, rf"(?:(?:in|from|of|on|during) )?(?P<within>{_DATE})")
]
_NAMES_ARTICLES = re.compile(rf"{_ARTICLES}|published|reported", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    analyze(
        "happened happens happening occurred new news latest recent going on article articles report reports reported "
        "story stories published written list show tell give find see read all everything anything something events"
    )
)
"""Words beside a period that ask for nothing but its articles."""

_ASKS_MORE = re.compile(
    r"\b(?:who|whom|whose|where|why|how|he|him|his|she|her|hers|they|them|their|its)\b", re.IGNORECASE
)

_LEAP_YEAR = 2000
"""A year that has every day that a calendar can have."""

_WRITTEN_DAYS = (
    re.compile(rf"\b(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})(?![\w-])(?:,? (?P<year>{_YEAR})\b)?", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY})\b(?!\d|[:.,]\d)(?:,? (?P<year>{_YEAR})\b)?", re.IGNORECASE),
)
_ALSO_WORDS = {"may", "march", "mar", "sep", "dec"}
"""Months in small letters that may be other words: "may 40 people come?"."""

_ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")

_LAST_DAY = 31
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends included and None for an open one, and the `question` without the words that named them.

    `question` is empty where it asks for nothing else. `typed` are the words that named the days; it is empty where
    they speak of articles, since an article that holds other words is then not meant.
    """

    since: date | None
    until: date | None
    question: str
    typed: str = ""


def find_period(question: str) -> Period | None:
    """Return the period that a question asks its articles from, None where it names none."""
    plain = " ".join(question.split())
    for pattern in (*_ALONE, *_PATTERNS):
        if found := pattern.match(plain):
            # A form with a day that no calendar has, or with its days swapped, is read in no other way.
            if (days := _read_days(found)) is None:
                return None
            rest = (found["before"].rstrip(" ,") + found["after"]).strip()
            if _asks_nothing(rest):
                rest = ""
            typed = plain[len(found["before"]) : len(plain) - len(found["after"])].strip(" ,()?.!")
            return Period(*days, rest[:1].upper() + rest[1:], "" if _NAMES_ARTICLES.match(typed) else typed)
    return None


def find_impossible_date(text: str) -> str | None:
    """Return the first day of a text that no calendar has, as "30 February", None if there is none."""
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _WRITTEN_DAYS):
        number, month = re.findall(r"\d+", found["day"])[0], _MONTHS.index(found["month"][:3].lower()) + 1
        # "In March 34 people came" has no date.
        is_number = int(number) > _LAST_DAY and found["year"] is None
        is_word = found["month"] in _ALSO_WORDS or is_number
        if not is_word and not _is_day(int(found["year"] or _LEAP_YEAR), month, int(number)):
            return found[0]
    return next((found[0] for found in _ISO_DAY.finditer(text) if not _is_day(*map(int, found.groups()))), None)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _asks_nothing(rest: str) -> bool:
    """Return whether the words beside a period ask for nothing but its articles; "Where did they go" asks for more."""
    return set(analyze(rest)) <= _SAYS_NOTHING and not _ASKS_MORE.search(rest)


def find_searched(question: str, since: date | None, until: date | None) -> str:
    """Return what is searched of a question that was asked of these days: without the words that name just them."""
    period = find_period(question)
    named = period is not None and (period.since, period.until) == (since, until)
    return period.question if period and named and period.question else question


def format_period(since: date | None, until: date | None) -> str:
    """Return a period in words, empty where both ends are open."""
    if since and until:
        if since == until:
            return f"on {_format_day(since)}"
        if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
            return f"in {since.year}"
        if since.day == 1 and until == _end_month(since):
            return f"in {since:%B %Y}"
        return f"{_format_day(since)} to {_format_day(until)}"
    if since:
        return f"since {_format_day(since)}"
    return f"until {_format_day(until)}" if until else ""


def _read_days(found: re.Match[str]) -> tuple[date | None, date | None] | None:
    """Return the first and the last day that a form names; None where there is no such day, or the two are swapped."""
    named = found.groupdict()
    try:
        if first := named.get("first"):
            (since, opening_end), (closing_start, until) = _read_date(first), _read_date(named["last"])
            since = opening_end + _ONE_DAY if named["opens"].casefold() == "after" else since
            until = closing_start - _ONE_DAY if named["closes"].casefold().endswith("before") else until
            return (since, until) if since <= until else None
        if within := named.get("within"):
            return _read_date(within)
        start, end = _read_date(named["at"])
    except ValueError:
        return None
    return {"since": (start, None), "after": (end + _ONE_DAY, None), "before": (None, start - _ONE_DAY)}.get(
        named["bound"].casefold(), (None, end)
    )


def _read_date(text: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year; raises ValueError if there is none."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return day, day
    year = int(re.findall(_YEAR, text)[-1])
    name = re.search(r"[a-z]{3,}", text.lower())
    if not name:
        return date(year, 1, 1), date(year, 12, 31)
    month = _MONTHS.index(name[0][:3]) + 1
    if number := re.search(r"\b(\d{1,2})(?!\d)", text):
        day = date(year, month, int(number[1]))
        return day, day
    return date(year, month, 1), _end_month(date(year, month, 1))


def _end_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE_DAY


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
