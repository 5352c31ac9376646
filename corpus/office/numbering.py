"""The numbers of list items and headings as a reader of a Word document sees them, such as "2." or "Article 3.1"."""

import re
from dataclasses import dataclass, field

from corpus.office.package import Element, to_int
from corpus.office.styles import VAL, Styles, W

MAX_LEVELS = 9
"""Number of levels of a list."""

_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split(),
        strict=True,
    )
)
_MAX_ROMAN = 3_999
_MAX_LETTERS = 26 * 20
_MAX_NUMBER = 1_000_000_000


@dataclass
class _Level:
    """A level of a list: its first number, the format of its numbers, and its text with placeholders."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    separator: str = " "
    is_legal: bool = False
    restarts: bool = True
    style: str = ""


@dataclass
class _List:
    """The levels of a list by number, the name of its style, and the style that has its levels instead."""

    levels: dict[int, _Level]
    style: str = ""
    link: str = ""
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class _Instance:
    """A use of a list, with levels of its own and first numbers to restart with."""

    list_id: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """Counts the items of all lists of a document, in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, _Instance] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._lists = {one.get(f"{W}abstractNumId", ""): _read_list(one) for one in root.iter(f"{W}abstractNum")}
            self._instances = {one.get(f"{W}numId", ""): _read_instance(one) for one in root.iter(f"{W}num")}

    def number_paragraph(self, properties: Element | None, style: str) -> str:
        """Count a paragraph, and return its number with the blank after it; empty if none is shown."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        own_id, own_level = _read_reference(own)
        style_id, style_level, owner = self._styles.find_numbering(style)
        instance_id = own_id if own_id is not None else style_id
        instance = self._instances.get(instance_id or "0")
        numbered = self._find_list(instance) if instance else None
        if instance is None or numbered is None:
            return ""
        level = own_level if own_level is not None else style_level
        if level is None:
            level = next((number for number, one in numbered.levels.items() if owner and one.style == owner), 0)
        return self._count(instance_id or "", instance, numbered, min(max(level, 0), MAX_LEVELS - 1))

    def _find_list(self, instance: _Instance) -> _List | None:
        found = self._lists.get(instance.list_id)
        if found is None or not found.link:
            return found
        linked = self._instances.get(self._styles.find_numbering(found.link)[0] or "")
        return self._lists.get(linked.list_id, found) if linked else found

    def _count(self, instance_id: str, instance: _Instance, numbered: _List, level: int) -> str:
        levels = numbered.levels | instance.levels
        counts = numbered.counts
        if level in instance.starts and (instance_id, level) not in self._begun:
            counts[level] = instance.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else levels.get(level, _Level()).start
        self._begun.add((instance_id, level))
        for deeper in [number for number in counts if number > level and levels.get(number, _Level()).restarts]:
            del counts[deeper]
        shown = levels.get(level)
        return _write_label(shown, levels, counts) if shown else ""


def _write_label(shown: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if shown.format in {"bullet", "none"}:
        return ""
    numbers = {}
    for place in {int(found) - 1 for found in _PLACEHOLDER.findall(shown.text)}:
        level = levels.get(place, _Level())
        kind = "decimal" if shown.is_legal else level.format
        number = format_number(counts.setdefault(place, level.start), kind)
        if number is None:
            return ""
        numbers[place] = number
    label = _PLACEHOLDER.sub(lambda found: numbers[int(found[1]) - 1], shown.text).strip()
    return f"{label}{shown.separator}" if any(map(str.isalnum, label)) else ""


def format_number(number: int, kind: str) -> str | None:
    """Return a number in a format of Word, None for formats of other scripts, which are left out."""
    if not 0 <= number <= _MAX_NUMBER:
        return None
    if kind in {"lowerLetter", "upperLetter"} and 0 < number <= _MAX_LETTERS:
        repeated, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) * (repeated + 1)
        return letters if kind == "lowerLetter" else letters.upper()
    if kind in {"lowerRoman", "upperRoman"} and 0 < number <= _MAX_ROMAN:
        roman = write_roman(number)
        return roman if kind == "upperRoman" else roman.lower()
    plain = {"decimal": str(number), "decimalZero": f"{number:02d}", "ordinal": f"{number}{_find_ending(number)}"}
    return plain.get(kind, "" if kind == "none" else None)


def write_roman(number: int) -> str:
    """Return a number in Roman numerals."""
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def _find_ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _read_list(element: Element) -> _List:
    names = {name: element.find(f"{W}{name}") for name in ("styleLink", "numStyleLink")}
    style, link = ("" if found is None else found.get(VAL, "") for found in names.values())
    return _List(_read_levels(element), style, link)


def _read_levels(element: Element) -> dict[int, _Level]:
    return {to_int(one.get(f"{W}ilvl")): _read_level(one) for one in element.findall(f"{W}lvl")}


def _read_level(element: Element) -> _Level:
    values = {child.tag: child.get(VAL) for child in element}
    separator = "" if values.get(f"{W}suff") == "nothing" else " "
    return _Level(
        start=to_int(values.get(f"{W}start"), 0),
        format=values.get(f"{W}numFmt") or "decimal",
        text=values.get(f"{W}lvlText") or "",
        separator=separator,
        is_legal=f"{W}isLgl" in values,
        restarts=values.get(f"{W}lvlRestart") != "0",
        style=values.get(f"{W}pStyle") or "",
    )


def _read_instance(element: Element) -> _Instance:
    reference = element.find(f"{W}abstractNumId")
    levels, starts = {}, {}
    for override in element.findall(f"{W}lvlOverride"):
        number = to_int(override.get(f"{W}ilvl"))
        start = override.find(f"{W}startOverride")
        if start is not None:
            starts[number] = to_int(start.get(VAL), 1)
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[number] = _read_level(own)
    return _Instance("" if reference is None else reference.get(VAL, ""), levels, starts)


def _read_reference(element: Element | None) -> tuple[str | None, int | None]:
    """Return the id of the list of a paragraph, "0" for none, and its level."""
    if element is None:
        return None, None
    instance, level = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    return (
        None if instance is None else instance.get(VAL, "0"),
        None if level is None else to_int(level.get(VAL)),
    )
