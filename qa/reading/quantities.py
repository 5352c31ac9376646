"""Numbers in a text and their dimensions: "two years" is a duration, "5 km" a length, "$8 million" money."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.dates import MONTH_ABBREVIATIONS, MONTH_NAMES
from index.text.analyzer import analyze, analyze_short

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_LARGE = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
_GLUED = (
    r"[cmk]?m|[km]?g|mi|ft|in|yds?|lbs?|oz|mph|km/?h|kph|[kKMGT]i?B|ms|hrs?|mins?|secs?|yrs?|bn|tn|k|hours?|minutes?"
    r"|seconds?|days?|weeks?|months?|years?|miles?|(?:kilo|centi|milli)?met(?:re|er)s?|inch(?:es)?|feet|euros?|dollars?"
)
"""Units that may follow a number without a blank."""

NUMBER = re.compile(
    rf"\b\d[\d.,]*(?<=\d)(?: (?:{_LARGE})\b|\b|(?=(?:{_GLUED})\b))"
    rf"|\b(?:{_SMALL}|{_LARGE})(?:(?: and |[ -])(?:{_SMALL}|{_LARGE}))*\b",
    re.I,
)
_QUANTITY = re.compile(
    r"\b(?:no|none|zero|half|halves|thirds?|quarters?|fifths?|tenths?|both|several|few|many|much|most|more|less|all"
    r"|dozens?|hundreds|(?:thousand|million|billion|trillion|score)s|trillion|couple|pair|single|numerous|majority"
    r"|minority|little|once|twice|thrice|double|triple|\w{1,30}fold|entire|nothing|everything|infinite(?:ly)?|lots?)\b",
    re.I,
)
_DIGIT = re.compile(r"\d(?![\d.,]{0,12}[^\W\d_]{3})")

_LENGTH = r"(?:milli|centi|kilo)?met(?:re|er)s?|inch(?:es)?|feet|foot|yards?|miles?|mm|cm|km|ft|yd|mi"
_DIMENSIONS = {
    "area": rf"(?:square|sq\.?)[ -]?(?:{_LENGTH}|m)|acres?|hectares?|ha|k?m(?:²|2)",
    "volume": rf"(?:cubic|cu\.?)[ -](?:{_LENGTH})|(?:milli)?lit(?:re|er)s?|gallons?|pints?|barrels?|ml|k?m[³3]",
    "speed": rf"(?:{_LENGTH}|m)(?:/| ?per | ?an? )(?:h|s|hr|hour|second|minute)|mph|km/?h|kph|knots?|mach",
    "duration": r"(?:nano|micro|milli)?seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?"
    r"|weekends?|months?|years?|yrs?|decades?|centur(?:y|ies)|millenni(?:um|a)|generations?|seasons?|ms",
    "percent": r"%|per ?cent|percent(?:age points?)?",
    "temperature": r"°(?: ?[CFK])?|degrees?|kelvins?|[CF](?! \w)",
    "length": rf"{_LENGTH}|nautical miles?|leagues?|fathoms?|furlongs?|light[- ]years?|stor(?:ey|ie|y)s?|floors?|[′'″]",
    "weight": r"(?:kilo|milli)?gram(?:me)?s?|kilos?|tonnes?|tons?|ounces?|stones?|carats?|kg|mg|g|lbs?|oz",
    "money": r"dollars?|euros?|yen|yuan|rupees?|cents?|pence|tenge|roubles?|rubles?|francs?|lira|crowns?|guineas?"
    r"|pounds? sterling|shillings?|pesos?|kron(?:a|er|or)|zloty|dinars?|dirhams?|rials?|ringgit|shekels?|bitcoins?"
    r"|bucks|quid|USD|EUR|GBP|JPY|CHF|CAD|AUD|INR|CNY|RMB|[$€£¥₹]",
    "data": r"(?:kilo|mega|giga|tera)?(?:byte|bit)s?|[kKMGT]i?B",
}
_UNITS = re.compile(
    r"\+?[ -]{0,2}(?:" + "|".join(f"(?P<{name}>{units})" for name, units in _DIMENSIONS.items()) + r")(?!\w)"
)
_EITHER = re.compile(r"\+?[ -]?(?:(?P<length>m)|(?P<pounds>pounds?))(?!\w)")
_SCALE = re.compile(r"(?: (?:thousand|million|billion|trillion)|k|m|bn|tn)(?!\w)")
_CURRENCY = re.compile(r"(?:[$€£¥₹]|\b(?:US|USD|EUR|GBP|Rs\.?))\s?$")
_RANGE = re.compile(r"\s?(?:–|—|-|to|or|and)\s?(?=\d|\w+[ -])")

_MONTH = rf"(?:{MONTH_NAMES}|(?:{MONTH_ABBREVIATIONS})\b)"
_YEAR = re.compile(r"1\d{3}|20\d\d|2100")
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:in|since|until|till|by|during|from|to|of|before|after|circa|c\.|early|late|mid|year|and|between"
    rf"|around)(?: the)?|{_MONTH}(?: \d\d?(?:st|nd|rd|th)?)?,?)[ -]$|[–(/-]$",
    re.I,
)
_BEFORE_DAY = re.compile(rf"\b{_MONTH}\.? (?:the )?$")
_LAST_DAY = 31
_DAY = re.compile(rf"(?:st|nd|rd|th)?(?: of)? {_MONTH}")

_COUNTED = re.compile(r"\bhow many (?!of\b)(\w+)(?: (\w+))?", re.I)
_WORDS_BETWEEN = 2
"""Maximum number of words between a number and what it counts."""

_UNIT = re.compile(r"[\s-]*(?:%|°|(?:in|ft|mi|yd|lb|oz|mm|cm|m|km|kg|g|ha|kW|MW|mph|per ?cent)\b)")


class Quantity(NamedTuple):
    """A number by its offsets in a text, and its possible dimensions: "" for a plain number, "year" for a date."""

    start: int
    end: int
    dimensions: frozenset[str]


def find_count(question: str, text: str) -> tuple[int, int] | None:
    """Return the offsets of the number that "how many" asks for, None if no number or more than one may be it."""
    asked = _COUNTED.search(question)
    if asked is None:
        return None
    things = set(analyze_short(" ".join(filter(None, asked.groups()))))
    numbers = [number for number in NUMBER.finditer(text) if not _UNIT.match(text, number.end())]
    after = [analyze(" ".join(text[number.end() :].split()[: _WORDS_BETWEEN + 1])) for number in numbers]
    shared = [len(things & set(words)) for words in after]
    most = max(shared, default=0)
    return numbers[shared.index(most)].span() if most and shared.count(most) == 1 else None


def find_quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a text with their dimensions, read from the words around each."""
    for number in NUMBER.finditer(text):
        yield Quantity(number.start(), number.end(), _find_dimensions(text, number.start(), number.end()))


def _find_dimensions(text: str, start: int, end: int) -> frozenset[str]:
    if _CURRENCY.search(text[max(start - 5, 0) : start]):
        return frozenset({"money"})
    unit = _UNITS.match(text, end)
    if unit and unit.lastgroup:
        return frozenset({unit.lastgroup})
    either = _EITHER.match(text, end)
    if either and either.lastgroup:
        return frozenset({"length", ""} if either.lastgroup == "length" else {"money", "weight"})
    if (scale := _SCALE.match(text, end)) and (unit := _UNITS.match(text, scale.end())) and unit.lastgroup:
        return frozenset({unit.lastgroup})
    if _is_day(text, start, end) or (_YEAR.fullmatch(text[start:end]) and _BEFORE_YEAR.search(text[:start][-24:])):
        return frozenset({"year"})
    # The unit of "five to ten years" and "2,000–3,000 km" is that of the second number.
    if (joint := _RANGE.match(text, end)) and (second := NUMBER.match(text, joint.end())):
        return _find_dimensions(text, *second.span())
    return frozenset({""})


def _is_day(text: str, start: int, end: int) -> bool:
    """Return whether a number is the day of a month: 4 March, March 4."""
    is_small = text[start:end].isdigit() and int(text[start:end]) <= _LAST_DAY
    return bool(_DAY.match(text, end)) or (is_small and bool(_BEFORE_DAY.search(text[max(start - 16, 0) : start])))


def extend_amount(text: str, number: Quantity) -> tuple[int, int]:
    """Return the offsets of a number with its currency before it, or its scale and its unit behind it."""
    currency = _CURRENCY.search(text[max(number.start - 5, 0) : number.start])
    start = number.start - len(currency[0]) if currency else number.start
    scale = _SCALE.match(text, number.end)
    for place in (scale.end() if scale else number.end, number.end):
        if unit := _UNITS.match(text, place) or _EITHER.match(text, place):
            return start, unit.end()
    return start, scale.end() if scale else number.end


def find_dimension(unit: str) -> str:
    """Return the dimension of a unit such as "years" or "square miles", "" if it is none."""
    known = _UNITS.fullmatch(unit)
    if known and known.lastgroup:
        return known.lastgroup
    return "weight" if unit in ("pounds", "pound") else ""


def has_quantity(text: str) -> bool:
    """Return whether a text has a number or a word for an amount, such as "half" or "several"; "3Com" is a name."""
    return any(pattern.search(text) for pattern in (NUMBER, _QUANTITY, _DIGIT))
