"""Removes the marks of quoted mail, such as `> ` at the start of each line; prompts, tables and diffs keep theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_MARKS = re.compile(r"[ \t]{0,3}(?:>[ \t]?|\|(?=[ \t]|\Z)[ \t]?)+")
_BEFORE_CHANGES = re.compile(r"(?:<|---|\d+(?:,\d+)?[acd]\d+)")
_ATTRIBUTION = re.compile(r".*(?:@|\b(?:wrote|writes|said|schrieb|écrit|escribió|scritto|escreveu|schreef)\b).*:\s*\Z")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"\A(?:from\s\S+\s)?import\s|<-|[=!]=|\w\(\S*\)|[;{}\\]\Z|\A[\w./~-]*/|\A\S+\s?=\s|\s--?\w")
_ENDING = re.compile(r"[.!?,:;…][\"'”’)]*\Z")

_WORDS, _WORDS_ALONE = 2, 4
"""Minimum words of a line of prose among others, and of one that stands alone."""


class QuotedLine(NamedTuple):
    """A line without marks, and the number of these."""

    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class _MarkedLine:
    """A line, its text without marks, and the number of these."""

    written: str
    text: str
    depth: int


@dataclass(slots=True)
class _Block:
    """Consecutive lines that all have marks, or all have none, and the line before them."""

    is_marked: bool
    before: str
    lines: list[_MarkedLine] = field(default_factory=list)


def remove_quote_marks(text: str) -> str:
    """Return a text in which quoted lines have no marks, with a blank line wherever the number of marks changes.

    The lines of tables and diffs, and those typed at a prompt, keep their marks. A line that a mail program wrapped
    after it was quoted belongs to the lines around it.
    """
    return "\n".join(line.text for line in unquote(text))


def unquote(text: str) -> list[QuotedLine]:
    """Return the lines of `remove_quote_marks`."""
    if ">" not in text and "|" not in text:
        return [QuotedLine(0, line) for line in text.split("\n")]
    lines: list[QuotedLine] = []
    depth = 0
    for block in _find_blocks(text.split("\n")):
        is_quoted = block.is_marked and _is_quoted(block)
        for line in block.lines:
            now = line.depth if is_quoted else 0
            words = line.text if is_quoted else line.written
            if now != depth and lines and lines[-1].text.strip() and words.strip():
                lines.append(QuotedLine(now, ""))
            if words.strip():
                depth = now
            lines.append(QuotedLine(now, words))
    return lines


def _find_blocks(written: Sequence[str]) -> Iterator[_Block]:
    block = _Block(is_marked=False, before="")
    before = ""
    for number, line in enumerate(written):
        marks = _MARKS.match(line)
        depth = sum(map(marks[0].count, ">|")) if marks else 0
        if not marks and block.is_marked and _is_wrapped(block.lines[-1], written[number : number + 2]):
            marks, depth = re.match("", line), block.lines[-1].depth
        if (depth > 0) != block.is_marked:
            yield block
            block = _Block(is_marked=depth > 0, before=before)
        block.lines.append(_MarkedLine(line, line[marks.end() :] if marks else line, depth))
        before = line if line.strip() else before
    yield block


def _is_wrapped(before: _MarkedLine, following: Sequence[str]) -> bool:
    """Return whether a line without marks continues the marked line before it, and a marked line follows."""
    next_marks = _MARKS.match(following[1]) if len(following) > 1 else None
    is_open = bool(before.text.strip()) and not _ENDING.search(before.text.rstrip())
    return is_open and following[0][:1].islower() and next_marks is not None and len(following[0]) < len(before.written)


def _is_quoted(block: _Block) -> bool:
    """Return whether marked lines are quoted: most are prose, or the text before announces them."""
    filled = [line for line in block.lines if line.text.strip()]
    if not filled or _BEFORE_CHANGES.match(block.before):
        return False
    if all(line.written.lstrip().startswith("|") for line in filled):
        is_table = any("|" in line.text for line in filled) or len(filled) < 2
        return not is_table and _is_mostly_prose(filled)
    return _is_mostly_prose(filled) or bool(_ATTRIBUTION.match(block.before) and not _has_code(filled))


def _has_code(lines: Sequence[_MarkedLine]) -> bool:
    return any(_CODE.search(line.text.strip()) for line in lines)


def _is_mostly_prose(lines: Sequence[_MarkedLine]) -> bool:
    if len(lines) == 1:
        words = len(_WORD.findall(lines[0].text))
        is_ended = bool(_ENDING.search(lines[0].text.strip()))
        return not _has_code(lines) and words >= (_WORDS if is_ended else _WORDS_ALONE)
    prose = sum(len(_WORD.findall(line.text)) >= _WORDS and not _CODE.search(line.text.strip()) for line in lines)
    return 2 * prose > len(lines)
