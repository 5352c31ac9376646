"""Amounts, percentages and versions, normalised for `index.text.analyzer`.

"$1.5m", "$1.5 million" and "1.5 million dollars" are "1500000 dollar", "8 %" and "8 per cent" are "8 percent", and
"v2.6.10" is "2.6.10".
"""

import re
from decimal import Decimal

_CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}
_SCALES = {"k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12, "hundred": 2}
_SCALES |= {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
NUMBER_PARTS = frozenset(_SCALES) | {"point"}
"""Words that may become part of the number before them."""

SCALE_POWERS = (2, 3, 6, 9, 12)
"""Powers of ten that a number may omit, such as 3.5 for 3.5 million."""

_DIGITS = r"\d+(?:[.,]\d+)*"
_MONEY = r"(?:dollars?|pounds?|euros?|USD|GBP|EUR)\b"
# It starts with a set of characters, so that the regular expression engine finds candidates fast.
_AMOUNT = re.compile(
    r"(?P<first>[$£€¥₹\d])(?P<rest>(?:(?<=\d)\d*|(?<=\D)\s?\d+)(?:[.,]\d+)*)"
    rf"(?:(?:\s|\s?-)?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|(?<!\s)(?:k|m)(?=\s?{_MONEY}))\b"
    r"|(?P<letter>[km])\b)?",
    re.IGNORECASE,
)
_PERCENT_SIGN = re.compile(r"(?<=\d)\s?%")
_PER_CENT = re.compile(r"\bper[\s-]cent\b", re.IGNORECASE)
_DIGIT, _DECIMAL = re.compile(r"\d"), re.compile(r"\d\.\d")
_VERSION = re.compile(r"\b[vV](?=\d+\.\d)|(?<=[^\W\d_])(?=\d+\.\d)")
_DAY_WITH_DOTS = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2}\.((?:1[5-9]|20)\d\d))(?![\d]|\.\d)")
_DECADE = re.compile(r"(\d{2,4})'?s\b")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?")

WRITTEN_NUMBER = rf"""
    (?:(?:\b[A-Z]{{1,2}})?[$£€¥₹]\s?)?(?<![\w.,]){_DIGITS}
    (?:[\s-]?(?:hundred|thousand|million|billion|trillion|bn|mn|tn|k|m)\b)?
    (?:\s?%|\s?per[ ]?cent\b|\s{_MONEY})?(?![\w]|[.,:'’-]\w)
  | \bper[ ]cent\b
"""
"""A verbose pattern of a number with its words and signs."""


def fold_figures(text: str, *, joins_numbers: bool = True) -> str:
    """Return a text with each amount, percentage and version normalised.

    Without `joins_numbers`, the words after a number stay words, and a currency comes before it: "$1.5 million" is
    "dollar 1.5 million".
    """
    if "cent" in text or "CENT" in text:
        text = _PER_CENT.sub("percent", text)
    if not _DIGIT.search(text):
        return text
    if "%" in text:
        text = _PERCENT_SIGN.sub(" percent ", text)
    if _DECIMAL.search(text):
        text = _VERSION.sub(_part_version, _DAY_WITH_DOTS.sub(r"\1 \2", text))
    return _AMOUNT.sub(_write_amount if joins_numbers else _write_currency, _DECADE.sub(r"\1", text))


def _part_version(found: re.Match[str]) -> str:
    return "" if found[0] else " "


def _write_amount(found: re.Match[str]) -> str:
    first, rest, scale, letter = found.group("first", "rest", "scale", "letter")
    currency = _CURRENCIES.get(first)
    before = found.string[found.start() - 1 : found.start()]
    if not (currency or scale) or (not currency and (before.isalnum() or before in ("_", ".", ","))):
        return found[0]
    digits = rest.strip() if currency else first + rest
    # Without a currency "1.5m" may be metres.
    power = _SCALES[(scale or letter).lower()] if scale or letter else 0
    number = raise_number(digits, power) if power else digits
    if not number:
        return found[0]
    return f" {number} {currency}" if currency else number


def _write_currency(found: re.Match[str]) -> str:
    currency = _CURRENCIES.get(found["first"])
    return f" {currency} {found[0][1:]}" if currency else found[0]


def raise_number(digits: str, power: int) -> str:
    """Return a number times a power of ten in digits; empty if it is a version or a list."""
    if "," in digits and not _THOUSANDS.fullmatch(digits):
        return ""
    plain = digits.replace(",", "")
    if plain.count(".") > 1:
        return ""
    return f"{Decimal(plain).scaleb(power).normalize():f}"
