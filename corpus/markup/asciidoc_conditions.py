"""Conditions of AsciiDoc: which lines of a document are shown, by the attributes that are set above them."""

import re
from collections.abc import Sequence

ATTRIBUTE = re.compile(r":(?P<unset>!?)(?P<name>\w[\w-]{0,60})(?P<also_unset>!?):(?:[ \t]+(?P<value>.*))?")
MAX_VALUE_LENGTH = 300
"""Maximum length, in characters, of an attribute that is inserted into the text."""

_BEGIN = re.compile(r"(?P<kind>ifdef|ifndef|ifeval)::(?P<names>[^\s\[]*)\[(?P<content>.*)\]")
_END = re.compile(r"endif::[^\s\[]*\[\]")
_SIGN = re.compile(r"[=!]=|[<>]=?")
_USE = re.compile(r"\{([\w-]{1,60})\}")
_SET = {"asciidoctor": "", "backend": "html5", "backend-html5": "", "basebackend": "html", "basebackend-html": ""}
"""What is set where a document is rendered as a web page."""


def keep_shown(lines: Sequence[str]) -> list[str]:
    """Return the lines whose conditions hold, without the conditions; one that is never closed counts for none."""
    ends = _match_ends(lines)
    attributes, kept = dict(_SET), list[str]()
    place = 0
    while place < len(lines):
        line = lines[place]
        condition = _BEGIN.fullmatch(line)
        if condition and condition["kind"] != "ifeval" and condition["content"]:
            kept += [condition["content"]] if _holds(condition, attributes) else []
        elif condition and place in ends and not _holds(condition, attributes):
            place = ends[place]
        elif not (condition or _END.fullmatch(line)):
            _set_attribute(line, attributes)
            kept.append(line)
        place += 1
    return kept


def _match_ends(lines: Sequence[str]) -> dict[int, int]:
    """Return the number of the last line of each condition, by that of its first."""
    ends, begun = dict[int, int](), list[int]()
    for number, line in enumerate(lines):
        condition = _BEGIN.fullmatch(line)
        if condition and (condition["kind"] == "ifeval" or not condition["content"]):
            begun.append(number)
        elif begun and _END.fullmatch(line):
            ends[begun.pop()] = number
    return ends


def _set_attribute(line: str, attributes: dict[str, str]) -> None:
    if found := ATTRIBUTE.fullmatch(line):
        name = found["name"].lower()
        if found["unset"] or found["also_unset"]:
            attributes.pop(name, None)
        else:
            attributes[name] = (found["value"] or "")[:MAX_VALUE_LENGTH]


def _holds(condition: re.Match[str], attributes: dict[str, str]) -> bool:
    if condition["kind"] == "ifeval":
        return _compare(condition["content"], attributes)
    names = condition["names"].lower()
    test = all if "+" in names else any
    is_set = test(name in attributes for name in re.split(r"[,+]", names))
    return is_set == (condition["kind"] == "ifdef")


def _compare(content: str, attributes: dict[str, str]) -> bool:
    """Return whether a comparison holds; one that is not understood does."""
    found = _SIGN.search(content)
    if found is None:
        return True
    left, right = (
        _USE.sub(lambda use: attributes.get(use[1].lower(), ""), side).strip("'\" \t")
        for side in (content[: found.start()], content[found.end() :])
    )
    if left.isdecimal() and right.isdecimal():
        left, right = left.zfill(len(right)), right.zfill(len(left))
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[found[0]]
