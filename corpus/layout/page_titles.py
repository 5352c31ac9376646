"""Finds the title of printed pages: the first large line, or a first line that stands alone."""

import re
from itertools import pairwise

from corpus.dates import find_date_line
from corpus.layout.paragraphs import Paragraph

MAX_TITLE_LENGTH = 200
"""Maximum length of a title, in characters."""

MAX_PLAIN_LENGTH = 120
"""Maximum length, in characters, of a first line in the size of the text that counts as the title."""

MAX_ADDRESS_LENGTH = 45
"""Maximum length, in characters, of a line of an address."""

ADDRESS_LINES = 3
"""Minimum number of lines of an address."""

LARGE = 1.15
"""Minimum size of a large line, as a multiple of the usual size."""

VERY_LARGE = 1.5
"""The same for a line that ends with a full stop, comma or colon."""

_SAME_SIZE = 0.03
_LEADING = 1.8
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_TITLE = re.compile(r"\A[-*+•>|<]\s|[.,;:。．，；：।۔…][\s\"'”’»)\]]*\Z")


def find_title(paragraphs: list[Paragraph], usual: float) -> str:
    """Return the title on the first page that has text; empty if no line looks like one.

    `usual` is the size of most letters of the document.
    """
    if not paragraphs:
        return ""
    first = paragraphs[0].first.page
    page = [paragraph for paragraph in paragraphs if paragraph.first.page == first]
    large = [paragraph for paragraph in page if _is_large(paragraph, usual) and _can_be_title(paragraph)]
    if large:
        size = max(paragraph.first.size for paragraph in large)
        return _join_title(page, next(one for one in large if one.first.size >= size * (1 - _SAME_SIZE)))
    return _find_plain_title(page) if len(paragraphs) > 1 else ""


def _is_large(paragraph: Paragraph, usual: float) -> bool:
    """Return whether a paragraph is large; one that ends like a sentence needs to be larger."""
    least = VERY_LARGE if _NO_TITLE.search(paragraph.text) else LARGE
    return paragraph.first.size >= least * usual


def _can_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return len(text) <= MAX_TITLE_LENGTH and bool(_WORD.search(text)) and not find_date_line(text)


def _join_title(page: list[Paragraph], start: Paragraph) -> str:
    """Return a title with the lines below it that have the same size and weight."""
    text, last = start.text, start.last
    for paragraph in page[page.index(start) + 1 :]:
        line = paragraph.first
        is_near = 0 < line.base - last.base < _LEADING * line.size
        if not is_near or abs(line.size - last.size) > _SAME_SIZE * last.size or line.is_bold != last.is_bold:
            break
        if len(text) + len(paragraph.text) >= MAX_TITLE_LENGTH:
            break
        text, last = f"{text} {paragraph.text}", paragraph.last
    return text


def _begins_address(page: list[Paragraph]) -> bool:
    """Return whether a line is followed by two short lines of the same look, as in an address."""
    lines = [paragraph.first for paragraph in page[:ADDRESS_LINES] if len(paragraph.lines) == 1]
    if len(lines) < ADDRESS_LINES:
        return False
    return all(
        len(line.text) <= MAX_ADDRESS_LENGTH
        and not (line.is_row or _NO_TITLE.search(line.text) or find_date_line(line.text))
        and abs(line.size - lines[0].size) <= _SAME_SIZE * line.size
        and line.is_bold == lines[0].is_bold
        for line in lines
    ) and all(0 < b.base - a.base < _LEADING * b.size for a, b in pairwise(lines))


def _find_plain_title(page: list[Paragraph]) -> str:
    """Return the first line if it is short, alone and no sentence, list or date."""
    for at, paragraph in enumerate(page[:2]):
        text = paragraph.text
        if find_date_line(text):
            continue
        is_short = len(paragraph.lines) == 1 and len(text) <= MAX_PLAIN_LENGTH and not paragraph.first.is_row
        is_short = is_short and not _begins_address(page[at:])
        return text if is_short and _WORD.search(text) and not _NO_TITLE.search(text) else ""
    return ""
