"""Decides which line breaks end a sentence (after a headline, a list line, a row) and which merely wrap one.

A blank line ends a sentence; a line that begins with a small letter continues the one before it. For any other break
the evidence is weighed: how the line before ends, how the next one begins, whether the line before is as long as its
neighbours, and whether these begin with small letters, as the lines of wrapped prose do and those of lists, tables,
addresses and verse do not. `tests/bench/files/wrapped.py` measures it.
"""

import re
from collections.abc import Iterator

from corpus.line_evidence import (
    ABBREVIATION,
    FORM_OF_ADDRESS,
    FULL,
    FUNCTION_WORDS,
    LIST_MARK,
    STOP,
    WIDEST,
    LineBreak,
    weigh,
)
from corpus.text_lines import TextLines

_ALONE = re.compile(
    r"\||\#{1,6}\s|>|```|~~~|[-=_*~+\#.]{3,}\Z|\$\s|[{}]|//|/\*"
    # Not an address in angle brackets, or an element of a sentence: "<b>".
    r"|</?(?!(?:https?|ftp|mailto):|[\w.+-]+@|(?:a|abbr|b|cite|code|em|i|kbd|mark|q|small|span|strong|sub|sup|u)\b)[a-z!]"
    r"|.*(?:\t|\s\|\s|\S\s{3,}\S|(?:\.\s?){4}|[{}]\Z|[=()].*;\Z)",
    re.IGNORECASE,
)
"""A row of a table, a heading, a quotation, a rule, a prompt, an element, a line of code or of contents."""

_RULE = re.compile(r"[-=_*~+#.]{3,}(?:\s+[-=_*~+#.]+)*")
_BYLINE = re.compile(r"by(?:\s[A-Z][\w.’'-]*){1,4}\Z")
_INITIAL = re.compile(r"(?:\A|[\s.])[A-Z]\.\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def find_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between line breaks that end a sentence, without the white space around them."""
    lines = TextLines(text)
    code = lines.find_code()
    first, is_joined = 0, False
    for number in range(1, len(lines)):
        if number in code or not lines.is_inner(number):
            is_joined = lines.is_inner(number) and lines.begins_small(number) and not lines.are_rows(number)
        else:
            is_joined = _is_within_sentence(lines, number, is_joined)
        if not is_joined:
            yield lines.starts[first], lines.ends[number - 1]
            first = number
    if lines.starts:
        yield lines.starts[first], lines.ends[-1]


def _is_within_sentence(lines: TextLines, number: int, is_joined: bool) -> bool:
    """Return whether a line continues the sentence of the line before it, which itself is joined to others or not."""
    before, head = lines.read_tail(number - 1), lines.read_head(number)
    if (
        lines.are_rows(number)
        or _RULE.fullmatch(before)
        or _is_list_line(lines, number, head)
        or (_BYLINE.match(head) and not is_joined and _is_title(before))
    ):
        return False
    if lines.begins_small(number):
        return True
    if _ALONE.match(head) or _ALONE.match(lines.read_head(number - 1)):
        return False
    near = lines.examine(number)
    fill = lines.measure_with_next(number - 1) / near.usual
    if STOP.search(before) and not any(sign.search(before) for sign in (FORM_OF_ADDRESS, ABBREVIATION, _INITIAL)):
        # Within a wrapped paragraph the splitter decides, as it knows further abbreviations and quotations.
        return fill >= FULL and near.small > 0 and near.usual <= WIDEST
    return weigh(LineBreak(before, head, lines.read_tail(number), is_joined, fill, near)) > 0


def _is_list_line(lines: TextLines, number: int, head: str) -> bool:
    """Return whether a line begins with the mark of a list.

    A dash, a number or an initial may also begin a line of prose; it is a mark if a line near it begins with the like.
    """
    mark = LIST_MARK.match(head)
    if mark is None or mark["bullet"]:
        return mark is not None
    marks = (LIST_MARK.match(lines.read_head(one)) for one in lines.find_near(number) if one != number)
    return any(one is not None and one.lastgroup == mark.lastgroup for one in marks)


def _is_title(line: str) -> bool:
    """Return whether all words of a line but function words begin with capitals, and there are several."""
    words = [word for word in _WORD.findall(line) if word.lower() not in FUNCTION_WORDS]
    return len(words) > 1 and all(word[0].isupper() for word in words)
