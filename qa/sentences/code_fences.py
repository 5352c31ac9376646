"""Blocks of code in an article: fences of Markdown and indented lines, and the comments in them."""

import re

_MAX_LOOK_BACK_LENGTH = 262_144
"""How far before a place an open fence is looked for, in characters."""

_FENCE = re.compile(r"(?m)^[^\S\n]{0,12}(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)")
_COMMENT = re.compile(r"[^\S\n]{0,40}(?:#{1,6}(?:\s|$)|//\s)")
_INDENTED_COMMENT = re.compile(r"(?: {4}|\t)[^\S\n]{0,40}#\s")
_INDENTED = re.compile(r"(?: {4}|\t)[^\S\n]*\S")
_BLANK_LINES = re.compile(r"(?:[^\S\n]*\n){1,4}")


def find_open_fence(text: str, place: int) -> str:
    """Return the mark of the fence that is open where a line starts, empty if there is none."""
    fence = ""
    for found in _FENCE.finditer(text, max(place - _MAX_LOOK_BACK_LENGTH, 0), place):
        fence = _step(fence, found)
    return fence


def step_fence(fence: str, text: str, start: int) -> str:
    """Return the mark of the fence that is open after the line at an offset, given the one that is open before it."""
    found = _FENCE.match(text, start)
    return _step(fence, found) if found else fence


def _step(fence: str, found: re.Match[str]) -> str:
    """Open or close a fence. A mark with an info string always opens one, and one within backticks is no fence."""
    mark, info = found["mark"], found["info"].strip()
    if fence and not mark.startswith(fence):
        return fence
    if info:
        return fence if mark[0] in info else mark
    return "" if fence or _underlines(found) else mark


def _underlines(found: re.Match[str]) -> bool:
    """Return whether a line of tildes is as long as the line above it, as below a heading of reStructuredText."""
    if found["mark"][0] != "~" or not found.start():
        return False
    text, end = found.string, found.start() - 1
    above = text[max(text.rfind("\n", 0, end) + 1, end - len(found["mark"]) - 1) : end].strip()
    return 0 < len(above) <= len(found["mark"])


def is_comment(line: str, *, in_fence: bool) -> bool:
    """Return whether a line of code, in a fence or indented, is a comment of a shell or a program."""
    return bool((_COMMENT if in_fence else _INDENTED_COMMENT).match(line))


def find_code_end(text: str, end: int, limit: int) -> int:
    """Return where the block of code ends that follows a sentence, or `end` if none does.

    The block begins in the next line or after blank ones. Of a block that goes beyond `limit` the whole lines before
    that belong to it.
    """
    blank = _BLANK_LINES.match(text, end)
    if blank is None:
        return end
    fence = _FENCE.match(text, blank.end())
    opened = bool(fence) and bool(step_fence("", text, blank.end()))
    if not opened and not _INDENTED.match(text, blank.end()):
        return end
    reached, place, mark = end, blank.end(), ""
    while place < min(limit, len(text)):
        line_end = min(find_line_end(text, place), len(text))
        mark = step_fence(mark, text, place) if opened else ""
        if line_end > limit or not (opened or _INDENTED.match(text, place) or not text[place:line_end].strip()):
            break
        if text[place:line_end].strip():
            reached = place + len(text[place:line_end].rstrip())
        if opened and not mark:
            return reached
        place = line_end + 1
    return reached if not opened or reached > find_line_end(text, blank.end()) else end


def find_line_end(text: str, place: int) -> int:
    """Return where the line at a place ends."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found
