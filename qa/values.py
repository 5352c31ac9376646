"""What a marked answer comes to, in one form however it was written: `139` for "one hundred and thirty-nine"."""

import re
from decimal import Decimal
from typing import NamedTuple

from text_to_num import alpha2digit

from index.text.analyzer import analyze
from qa.answer import Quote
from qa.query.question_type import find_kind
from qa.query.stated_dates import find_dates
from qa.reading.quantities import NUMBER

MAX_WORDS = 8
"""Maximum length of a name or another value, in characters."""

_LARGE = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_FIGURES = re.compile(r"(\d[\d.,]*\d|\d)(?: (10+|hundred|thousand|million|billion|trillion))?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNITS = {
    "%": "%|percent|per cent|percentage points?",
    "km": "km|kilomet(?:re|er)s?",
    "m": "m|met(?:re|er)s?",
    "mile": "mi|miles?",
    "ft": "ft|feet|foot",
    "kg": "kg|kilograms?|kilos?",
    "tonne": "tonnes?|tons?",
    "acre": "acres?",
    "ha": "ha|hectares?",
    "km2": "km2|km²|sq\\.? ?km|square kilomet(?:re|er)s?",
    "mi2": "sq\\.? ?mi|square miles?",
    "°": "°C?F?|degrees?",
    "$": "dollars?|USD",
    "€": "euros?|EUR",
    "£": "pounds?|GBP",
    "second": "seconds?|secs?",
    "minute": "minutes?|mins?",
    "hour": "hours?|hrs?",
    "day": "days?",
    "week": "weeks?",
    "month": "months?",
    "year": "years?|yrs?",
}
_UNIT = re.compile("[ -]?(?:" + "|".join(f"(?P<u{i}>{words})" for i, words in enumerate(_UNITS.values())) + r")(?!\w)")
_CURRENCY = re.compile(r"[$€£¥₹] ?$")
_YEAR = re.compile(r"(?<![\w.,/–-])(?:1\d{3}|20\d\d)(?![\w/–]|[.,-]\d)")


class Value(NamedTuple):
    """A number in figures, a date as ISO 8601 writes it, or the stems of other words; the unit is kept."""

    text: str
    unit: str = ""


def read_value(question: str, quote: Quote) -> Value | None:
    """Return the normalised value of a quote's span, None if it states not exactly one."""
    span = quote.span
    if span is None:
        return None
    kind = find_kind(question)
    if kind == "time":
        return _read_time(span.text)
    if kind == "number":
        return _read_number(quote.article.text, span.start, span.end)
    words = analyze(span.text)
    return Value(" ".join(words)) if 0 < len(words) <= MAX_WORDS else None


def _read_time(text: str) -> Value | None:
    """Return a day, month or year as ISO 8601 writes it."""
    found = set()
    for stated in reversed(find_dates(text)):
        found.add(stated.period.iso)
        text = f"{text[: stated.start]}#{text[stated.end :]}"
    found |= set(_YEAR.findall(text))
    return Value(found.pop()) if len(found) == 1 else None


def _read_number(text: str, start: int, end: int) -> Value | None:
    """Return a number in figures with its unit."""
    found = list(NUMBER.finditer(text, start, end))
    if len(found) != 1:
        return None
    amount, (first, after) = _read_amount(found[0][0]), found[0].span()
    if amount is None:
        return None
    money = _CURRENCY.search(text, max(first - 2, 0), first)
    unit = _UNIT.match(text, after)
    if money:
        return Value(amount, money[0].strip())
    return Value(amount, list(_UNITS)[int(unit.lastgroup.removeprefix("u"))] if unit and unit.lastgroup else "")


def _read_amount(words: str) -> str | None:
    """Return a number in figures, `8000000` for "8 million"."""
    figures = _FIGURES.fullmatch(alpha2digit(words, "en", 0).lower())
    if figures is None:
        return None
    digits, large = figures.groups()
    if "," in digits and not _THOUSANDS.fullmatch(digits):
        return None
    plain = digits.replace(",", "")
    if plain.count(".") > 1:
        return None
    factor = 1 if not large else int(large) if large.isdigit() else 10 ** _LARGE[large]
    return f"{(Decimal(plain) * factor).normalize():f}"
