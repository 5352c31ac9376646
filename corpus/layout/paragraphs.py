"""Joins the lines of pages to paragraphs, over columns and pages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.layout.columns import Stack
from corpus.layout.page_lines import (
    BULLET,
    DASH_BULLET,
    NUMBERED,
    TextLine,
    is_item,
    join_cells,
    make_lines,
    mark_rows,
    set_limits,
    set_margins,
    widen_margins,
)
from corpus.line_evidence import FORM_OF_ADDRESS

PARAGRAPH_GAP = 1.22
"""Minimum distance of two paragraphs, as a multiple of the distance of lines."""

MAX_GAP = 1.6
"""Maximum distance of two lines of one paragraph, as a multiple of the usual one, where a formula is between them."""

INDENT = 0.6
"""Minimum indent of a first line, in font sizes."""

USUAL_LEADING = 1.25
"""Distance of lines, in font sizes, where nothing else is known."""

MAX_BETWEEN = 12
"""Maximum number of paragraphs, such as footnotes and captions, between two parts of a paragraph on two pages."""

_OPEN = re.compile(
    r"(?:[,(–—-]|\b(?:the|an?|of|to|in|on|at|by|for|from|with|and|or|nor|but|that|which|who|whose|than|as|is|are|was|were"
    r"|be|been|has|have|had|will|would|should|can|could|may|might|not|its|their|his|her|our|this|these|those|under|into"
    r"|about|between|against|during|Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|No)\.?)\Z"
)


@dataclass(slots=True)
class Paragraph:
    """Lines that are read as one."""

    lines: list[TextLine] = field(default_factory=list)
    is_open: bool = False

    @property
    def first(self) -> TextLine:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> TextLine:
        """Its last line."""
        return self.lines[-1]

    @property
    def text(self) -> str:
        """Its lines, separated by blanks."""
        return " ".join(line.text for line in self.lines)


class Paragraphs:
    """Divides the stacks of a document into paragraphs."""

    def __init__(self) -> None:
        self._stacks: list[list[TextLine]] = []

    def add_page(self, number: int, stacks: Sequence[Stack]) -> None:
        """Add the stacks of a page in reading order."""
        lines = [make_lines(stack, number) for stack in stacks]
        set_limits([line for stack in lines for line in stack])
        for stack in lines:
            set_margins(stack)
            mark_rows(stack)
            join_cells(stack)
        self._stacks += lines

    def divide(self) -> list[Paragraph]:
        """Return all paragraphs in reading order."""
        leading = _find_leading(self._stacks)
        widen_margins(self._stacks)
        paragraphs: list[Paragraph] = []
        for stack in self._stacks:
            paragraphs += _divide_stack(stack, leading)
        return _join_parts(_join_initials(paragraphs))


def _find_leading(stacks: list[list[TextLine]]) -> dict[float, float]:
    """Return the usual distance of lines, for each font size."""
    drops = defaultdict[float, list[float]](list)
    others = defaultdict[float, list[float]](list)
    for stack in stacks:
        for a, b in pairwise(stack):
            if a.size == b.size and 0 < b.base - a.base < 3 * a.size:
                (drops if b.is_lower else others)[a.size].append(b.base - a.base)
    return {size: median(drops.get(size) or others[size]) for size in drops.keys() | others.keys()}


def _divide_stack(stack: list[TextLine], leading: dict[float, float]) -> Iterator[Paragraph]:
    own = [b.base - a.base for a, b in pairwise(stack) if b.is_lower and a.size == b.size]
    paragraph = Paragraph()
    for at, line in enumerate(stack):
        if paragraph.lines:
            above = paragraph.last
            usual = median(own) if len(own) > 2 else leading.get(above.size, USUAL_LEADING * above.size)
            following = stack[at + 1] if at + 1 < len(stack) else None
            if not _continues(paragraph, line, following, usual):
                yield paragraph
                paragraph = Paragraph()
        paragraph.lines.append(line)
    if paragraph.lines:
        yield paragraph


def _continues(paragraph: Paragraph, line: TextLine, following: TextLine | None, usual: float) -> bool:
    """Return whether a line continues a paragraph."""
    above = paragraph.last
    if line.is_row or line.has_mark or BULLET.match(line.text) or not above.runs_on_in(line):
        return False
    if above.is_row:
        return _continues_cell(above, line, usual)
    is_full = above.is_full(line.text, line.first_width)
    is_within = line.is_lower and not above.has_ended
    drop = line.base - above.base
    if drop > PARAGRAPH_GAP * usual and not (is_within and is_full and drop < MAX_GAP * usual):
        return False
    if above.is_broken or FORM_OF_ADDRESS.search(above.text):
        return True
    if _changes_weight(above, line, is_full):
        return False
    indent = (line.left - above.left) / line.size
    if (NUMBERED.match(line.text) or DASH_BULLET.match(line.text)) and (
        indent < -INDENT / 2 or above.has_ended or not is_full
    ):
        return False
    if indent > INDENT and not _hangs(paragraph, line, following):
        # A full line that ends no sentence continues, as in a list of references.
        return is_full and not above.has_ended
    if indent < -INDENT and len(paragraph.lines) > 1 and (above.has_ended or _begins_item(paragraph)):
        return False
    if is_full:
        return True
    return not above.has_ended and (line.is_lower or bool(_OPEN.search(above.text)))


def _continues_cell(row: TextLine, line: TextLine, usual: float) -> bool:
    """Return whether a line is the rest of the last cell of a row."""
    is_near = 0 < line.base - row.base <= PARAGRAPH_GAP * usual
    is_open = line.is_lower or bool(_OPEN.search(row.text))
    return line.is_below_cell(row) and is_near and is_open and not row.has_ended


def _changes_weight(above: TextLine, line: TextLine, is_full: bool) -> bool:
    """Return whether a heading in bold begins or ends between two lines."""
    if above.is_bold and not line.starts_bold:
        return not (is_full and line.is_lower)
    return line.is_bold and not above.is_bold and not (is_full and not above.has_ended)


def _hangs(paragraph: Paragraph, line: TextLine, following: TextLine | None) -> bool:
    """Return whether an indented line is the second of a list item or of a paragraph that hangs out."""
    if len(paragraph.lines) > 1:
        return False
    if _begins_item(paragraph):
        return True
    same = following is not None and abs(following.left - line.left) < 0.3 * line.size
    return same and not paragraph.first.has_ended


def _begins_item(paragraph: Paragraph) -> bool:
    return paragraph.first.has_mark or is_item(paragraph.first.text)


def _join_initials(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join a large first letter to the text that it begins."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        before = joined[-1] if joined else None
        if before and _is_initial(before, paragraph):
            line = paragraph.first
            line.text = before.first.text + line.text
            joined.pop()
        joined.append(paragraph)
    return joined


def _is_initial(letter: Paragraph, paragraph: Paragraph) -> bool:
    first, line = letter.first, paragraph.first
    is_letter = (
        len(letter.lines) == 1 and len(first.text) == 1 and first.text.isupper() and first.size > 1.5 * line.size
    )
    if not is_letter or first.page != line.page or line.left < first.right - line.size:
        return False
    beside = -0.5 * line.size < first.base - line.base < first.size
    return beside and (line.is_lower or line.text[:1].isupper() and line.left - first.right < 0.3 * line.size)


def _join_parts(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join the parts of paragraphs that go on in the next column or on the next page.

    What is between them at the foot of the first page, such as footnotes, comes before the paragraph; what is between
    them at the top of the next, such as a figure, comes after it.
    """
    joined: list[Paragraph] = []
    taken = set[int]()
    for at, paragraph in enumerate(paragraphs):
        if at in taken:
            continue
        after: list[Paragraph] = []
        here = at
        while (found := _find_rest(paragraphs, here, taken)) is not None:
            rest = paragraphs[found]
            page = paragraph.last.page
            for between in (number for number in range(here + 1, found) if number not in taken):
                taken.add(between)
                is_before = paragraphs[between].first.page == page and not after
                (joined if is_before else after).append(paragraphs[between])
            paragraph.lines += rest.lines
            taken.add(found)
            here = found
        joined += [paragraph, *after]
    return joined


def _find_rest(paragraphs: list[Paragraph], at: int, taken: set[int]) -> int | None:
    """Return the number of the paragraph that continues another in the next column or on the next page."""
    one = paragraphs[at]
    last = one.last
    if last.is_row or (last.has_ended and not last.is_broken):
        return None
    for number in range(at + 1, min(at + 2 + MAX_BETWEEN, len(paragraphs))):
        if number in taken:
            continue
        other = paragraphs[number]
        if other.first.page > last.page + 1:
            return None
        if _is_aside(one, other):
            continue
        return number if _is_rest(one, other) else None
    return None


def _is_aside(one: Paragraph, other: Paragraph) -> bool:
    """Return whether a paragraph is a footnote, a caption or a table beside another one, by its size."""
    return other.first.is_row or other.first.size < 0.95 * one.last.size


def _is_rest(one: Paragraph, other: Paragraph) -> bool:
    last, first = one.last, other.first
    is_next = first.page > last.page or first.base < last.base
    if not is_next or abs(last.size - first.size) > 0.03 * last.size or first.is_bold != last.is_bold:
        return False
    if _begins_item(other):
        return False
    if last.is_broken or (first.is_lower and len(last.text) > 1):
        return True
    is_indented = len(other.lines) > 1 and first.left - other.lines[1].left > INDENT * first.size
    is_full = last.is_full(first.text, first.first_width)
    # A heading, or a line of a list, is rarely as long as a line of text.
    return not is_indented and (bool(_OPEN.search(last.text)) or (is_full and len(one.lines) > 1))
