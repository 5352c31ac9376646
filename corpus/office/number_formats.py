"""Numbers and dates of a spreadsheet as its cells show them.

Formats are those of OOXML, such as `#,##0.00 "crowns"` or `d mmmm yyyy`. Names are English. Dates whose order depends
on the reader's country are written as 2024-03-01; formats beyond this, such as fractions, show the plain number.
"""

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""The formats that files refer to by number alone."""

_PLAIN = {"", "General", "@"}
_LOCAL = {"mm-dd-yy": 14, "m/d/yy": 14, "m/d/yy h:mm": 22}
_TOKEN = re.compile(
    r'"[^"]*"|\\.|[_*].|\[[^\[\]]*\]|AM/PM|A/P|General|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|E[+-]|[0#?.,]+|.',
    re.DOTALL,
)
_DATE = re.compile(r"[ymdhs]+(?:\.0+)?|\[[hms]+\]", re.IGNORECASE)
_DIGITS = re.compile(r"([0#?,]*)(?:(\.[0#?]*)(,*))?")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_SYSTEM = {"[$-F800]": "d mmmm yyyy", "[$-F400]": "h:mm:ss"}
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LAST_DAY = 2_958_465
_LEAP_ERROR = 60
_MAX_CODE_LENGTH = 255
_MAX_DECIMALS = 30
_MANY, _LARGE = 1e10, 1e15


def show_number(value: float, code: str, *, from_1904: bool = False) -> str:
    """Return a number or date in a format of OOXML; in a format that is not understood, as a plain number."""
    if code in _PLAIN or not math.isfinite(value) or len(code) > _MAX_CODE_LENGTH:
        return show_plain(value)
    sections = _choose_sections(code)
    if _is_date(sections[0]):
        day = _to_datetime(value, from_1904)
        return show_plain(value) if day is None else _show_date(sections[0], day, value)
    if value < 0 and len(sections) > 1:
        return _show_in(sections[1], -value)
    if value == 0 and len(sections) > 2:
        return _show_in(sections[2], value)
    sign = "-" if value < 0 else ""
    text = _show_in(sections[0], abs(value))
    return f"{sign}{text}" if any(map(str.isdigit, text)) else text


def is_date_format(code: str) -> bool:
    """Return whether a format shows a number as a date or time."""
    return code not in _PLAIN and len(code) <= _MAX_CODE_LENGTH and _is_date(_choose_sections(code)[0])


def show_plain(value: float) -> str:
    """Return a number without a format, with up to ten digits."""
    if abs(value) < _LARGE and value == int(value):
        return str(int(value))
    if _MANY <= abs(value) < _LARGE:
        return f"{value:.0f}"
    text = f"{value:.10g}"
    mantissa, _, exponent = text.partition("e")
    return f"{Decimal(text):f}" if exponent and -10 < int(exponent) < 15 else text.upper() if exponent else mantissa


@cache
def _split_sections(code: str) -> tuple[tuple[str, ...], ...]:
    """Return the tokens of each section: for positive numbers, negative ones, zero."""
    sections: list[list[str]] = [[]]
    for found in _TOKEN.findall(code):
        if found == ";":
            sections.append([])
        else:
            sections[-1].append(found)
    return tuple(map(tuple, sections))


def _choose_sections(code: str) -> tuple[tuple[str, ...], ...]:
    return _split_sections(_SYSTEM.get(code[:8].upper(), BUILT_IN.get(_LOCAL.get(code, 0), code)))


@cache
def _is_date(section: tuple[str, ...]) -> bool:
    return any(_DATE.fullmatch(token) for token in section)


def _to_datetime(value: float, from_1904: bool) -> datetime | None:
    if not 0 <= value <= _LAST_DAY:
        return None
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= _LEAP_ERROR else 31)  # noqa: DTZ001 - a day of the calendar
    # The second is the smallest unit that people write; binary fractions of days are a little off.
    return first + timedelta(milliseconds=round(value * 86_400_000))


def _show_date(section: tuple[str, ...], moment: datetime, value: float) -> str:
    if any("." in token and _DATE.fullmatch(token) for token in section):
        shown = moment
    else:
        shown = moment + timedelta(milliseconds=500)
    lower = [token.lower() for token in section]
    has_half = any(token in {"am/pm", "a/p"} for token in lower)
    times = [token[0] if _DATE.fullmatch(token) else "" for token in lower]
    pieces = []
    for place, token in enumerate(lower):
        if not _DATE.fullmatch(token) and token not in {"am/pm", "a/p"}:
            pieces.append(_read_literal(section[place]))
        elif token.startswith("["):
            pieces.append(_show_elapsed(token, value))
        elif token.startswith("m") and len(token) < 3 and _is_minute(times, place):
            pieces.append(f"{shown.minute:0{len(token)}d}")
        else:
            pieces.append(_show_part(token, shown, has_half))
    return "".join(pieces).strip()


def _is_minute(times: list[str], place: int) -> bool:
    """Return whether an "m" is minutes: an hour is the part before it, or a second the part after it."""
    before = next((part for part in reversed(times[:place]) if part), "")
    after = next((part for part in times[place + 1 :] if part), "")
    return before in {"h", "["} or after == "s"


def _show_part(token: str, moment: datetime, has_half: bool) -> str:
    hour = (moment.hour + 11) % 12 + 1 if has_half else moment.hour
    kind, length = token[0], len(token)
    if token in {"am/pm", "a/p"}:
        return "AM" if moment.hour < 12 else "PM"
    if kind == "y":
        return f"{moment.year}" if length > 2 else f"{moment.year % 100:02d}"
    if kind in "md" and length > 2:
        name = _MONTHS[moment.month - 1] if kind == "m" else _DAYS[moment.weekday()]
        return name if length == 4 else name[:1] if length == 5 else name[:3]
    if kind == "s":
        seconds, _, decimals = token.partition(".")
        rest = f".{moment.microsecond:06d}"[: len(decimals) + 1] if decimals else ""
        return f"{moment.second:0{len(seconds)}d}{rest}"
    return f"{ {'m': moment.month, 'd': moment.day, 'h': hour}[kind]:0{min(length, 2)}d}"


def _show_elapsed(token: str, value: float) -> str:
    seconds = round(value * 86_400)
    unit = {"h": 3600, "m": 60, "s": 1}[token[1]]
    return f"{seconds // unit:0{len(token) - 2}d}"


def _show_in(section: tuple[str, ...], value: float) -> str:
    """Return a number that is not negative in a section of a format."""
    places = [place for place, token in enumerate(section) if _is_digits(token)]
    if any(token in {"E+", "E-"} for token in section) and places:
        decimals = _count_decimals(section[places[0]])
        return f"{value:.{decimals}E}"
    if len(places) > 1 or "/" in section or any(token.startswith(("[<", "[>", "[=")) for token in section):
        return show_plain(value)
    pieces = []
    for place, token in enumerate(section):
        if places == [place]:
            pieces.append(_show_digits(token, value, section.count("%")))
        else:
            pieces.append(show_plain(value) if token in {"General", "@"} else _read_literal(token))
    return "".join(pieces).strip()


def _is_digits(token: str) -> bool:
    return bool(re.fullmatch(r"[0#?.,]+", token)) and any(sign in token for sign in "0#?")


def _count_decimals(token: str) -> int:
    return min(sum(token.partition(".")[2].count(sign) for sign in "0#?"), _MAX_DECIMALS)


def _show_digits(token: str, value: float, percents: int) -> str:
    found = _DIGITS.fullmatch(token)
    if found is None:
        return show_plain(value)
    whole, decimals, scaling = found[1], found[2] or "", found[3] or ""
    scaling += whole[len(whole.rstrip(",")) :]
    exact = Decimal(repr(value)).scaleb(2 * percents - 3 * len(scaling))
    count = _count_decimals(token)
    if exact < Decimal(10) ** 15:
        exact = exact.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)
    rounded = f"{exact:f}"
    integer, _, fraction = rounded.partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        integer = f"{int(integer or 0):,}" if integer else ""
    kept = fraction.rstrip("0").ljust(decimals.count("0"), "0")
    return f"{integer or '0' * ('0' in whole)}.{kept}" if kept else integer or "0"


def _read_literal(token: str) -> str:
    """Return what a token shows: a quoted or escaped text, a currency, a blank for one that is as wide as a sign."""
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("["):
        currency = _CURRENCY.fullmatch(token)
        return currency[1] if currency else ""
    if token.startswith("\\"):
        return token[1:]
    return {"_": " ", "*": ""}.get(token[0], token) if len(token) == 2 else token
