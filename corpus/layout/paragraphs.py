"""Joins the lines of pages to paragraphs, over columns and pages, and tells where each page begins in the text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from corpus.articles import clean_text
from corpus.layout.columns import Stack
from corpus.layout.hyphens import HYPHENS, MIN_LINES, MIN_SHARE, collect_words, end_divided
from corpus.layout.printed_tables import find_cells
from corpus.layout.text_runs import TextRun

PARAGRAPH_GAP = 1.22
"""Minimum distance of two paragraphs, as a multiple of the distance of lines."""

MAX_GAP = 1.6
"""Maximum distance of two lines of one paragraph, as a multiple of the usual one, where a formula is between them."""

INDENT = 0.6
"""Minimum indent of a first line, in font sizes."""

CELL_GAP = 1.8
"""Minimum gap, in font sizes, between two cells of a table that stand alone."""

SAME_SIZE = 0.1
"""Maximum difference of the sizes of two lines of one paragraph, as a share."""

USUAL_LEADING = 1.25
"""Distance of lines, in font sizes, where nothing else is known."""

MAX_BETWEEN = 12
"""Maximum number of paragraphs, such as footnotes and captions, between two parts of a paragraph on two pages."""

_NEAR_LINES = 10
_MIN_FULL_LINES = 3
_MAX_RAGGED = 3.0
_SURE_WIDTH = 24.0
_AS_WIDE = 0.9
_SAME_EDGE = 2.0
_BLANK = 0.2
_BULLET = re.compile(r"[•‣◦▪▫●○■□➢➤✓✔❖⁃∙☐☒](?=\s|\Z)")
_DASH_BULLET = re.compile(r"[·*–—-]\s")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=\s)|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s|\[\d{1,3}\]\s")
_BARE_NUMBER = re.compile(r"\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|_{5,}")
_ENDED = re.compile(r"[.!?:;。！？；：।॥؟۔…][\"'”’»)\]]*\Z")
_OPEN = re.compile(
    r"(?:[,(–—-]|\b(?:the|an?|of|to|in|on|at|by|for|from|with|and|or|nor|but|that|which|who|whose|than|as|is|are|was|were"
    r"|be|been|has|have|had|will|would|should|can|could|may|might|not|its|their|his|her|our|this|these|those|under|into"
    r"|about|between|against|during|Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|No)\.?)\Z"
)
_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f"
_NO_BLANK = re.compile(rf"[{_WIDE}]\Z")
_NO_BLANK_BEFORE = re.compile(rf"[{_WIDE}]")
_DASH = re.compile(r"(?<=\w)[–—/]\Z|(?:\bhttps?:/|\bwww\.)\S*[/.=&?%_-]\Z|\bhttps?:\Z|\w@\Z")


@dataclass(slots=True)
class TextLine:
    """A line: its runs, its position, the right edge of its column, and the right neighbour's left edge.

    `has_mark`: its first run is the mark of a list item, which may have another size and base line than the item.
    """

    runs: list[TextRun]
    page: int
    limit: float | None = None
    margin: float = 0.0
    has_margin: bool = False
    is_row: bool = False
    has_mark: bool = False
    text: str = ""
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0
    starts_bold: bool = False
    is_bold: bool = False
    is_broken: bool = False
    first_width: float = 0.0
    first_size: float = 0.0
    last_size: float = 0.0

    def __post_init__(self) -> None:
        """Derive the other fields."""
        words = [word for run in self.runs for word in run.words]
        sizes = Counter[float]()
        for run in self.runs:
            sizes[run.size] += len(run.text)
        self.text = " ".join(word.text for word in words)
        self.left = min(run.left for run in self.runs)
        self.right = max(run.right for run in self.runs)
        self.size = sizes.most_common(1)[0][0]
        self.base = next(run.base for run in self.runs if run.size == self.size)
        self.starts_bold, self.is_bold = words[0].is_bold, all(word.is_bold for word in words)
        self.is_broken = words[-1].is_broken or (
            len(self.text) > 2 and self.text[-1] in HYPHENS and self.text[-2].isalpha()
        )
        self.first_size, self.last_size = words[0].size, words[-1].size
        self.first_width = words[0].right - words[0].left

    @property
    def is_lower(self) -> bool:
        """Whether its first letter is a small one."""
        return self.text.lstrip("\"'“‘(«[")[:1].islower()

    @property
    def has_ended(self) -> bool:
        """Whether it ends with the end of a sentence, or with a colon."""
        return bool(_ENDED.search(self.text))

    def has_same_size(self, other: "TextLine") -> bool:
        """Return whether two lines may belong to one paragraph by their size."""
        return _is_alike(self.size, other.size)

    def runs_on_in(self, other: "TextLine") -> bool:
        """Return whether the next line may belong to one paragraph by its size, or by that of the words between."""
        return self.has_same_size(other) or (self.has_margin and _is_alike(self.last_size, other.first_size))

    def is_full(self, following: str, width: float) -> bool:
        """Return whether the line had no room for the first word of the next."""
        if not self.has_margin:
            return False
        room = self.margin - self.right
        return room < width + (_BLANK * self.size if following else 0)


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
        lines = [_make_lines(stack, number) for stack in stacks]
        _set_limits([line for stack in lines for line in stack])
        for stack in lines:
            _set_margins(stack)
            _mark_rows(stack)
            _join_cells(stack)
        self._stacks += lines

    def divide(self) -> list[Paragraph]:
        """Return all paragraphs in reading order."""
        leading = _find_leading(self._stacks)
        _widen_margins(self._stacks)
        paragraphs: list[Paragraph] = []
        for stack in self._stacks:
            paragraphs += _divide_stack(stack, leading)
        return _join_parts(_join_initials(paragraphs))


def _is_alike(size: float, other: float) -> bool:
    return abs(size - other) <= SAME_SIZE * max(size, other)


def _make_lines(stack: Stack, page: int) -> list[TextLine]:
    groups: list[list[TextRun]] = []
    for run in stack:
        if run.follows and groups:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [TextLine(group, page) for group in groups]


def _set_limits(lines: list[TextLine]) -> None:
    """Set the left edge of the nearest line to the right of each, which bounds its column."""
    ordered = sorted(lines, key=lambda line: line.base)
    for at, line in enumerate(ordered):
        for step in (-1, 1):
            for other_at in range(at + step, at + step * 40, step):
                if not 0 <= other_at < len(ordered):
                    break
                other = ordered[other_at]
                if abs(other.base - line.base) > line.size:
                    break
                if other.left >= line.right:
                    line.limit = min(other.left, line.limit) if line.limit is not None else other.left


def _set_margins(stack: list[TextLine]) -> None:
    """Set the right edge of the column of each line: that of its neighbours within its column."""
    for at, line in enumerate(stack):
        near = stack[max(at - _NEAR_LINES, 0) : at + _NEAR_LINES + 1]
        rights = [
            other.right
            for other in near
            if other.has_same_size(line) and (line.limit is None or other.right <= line.limit)
        ]
        line.margin = max(rights, default=line.right)
        # Of a list of short lines the longest is not full.
        as_long = sum(right > line.margin - _MAX_RAGGED * line.size for right in rights)
        line.has_margin = as_long >= _MIN_FULL_LINES or line.margin - line.left >= _SURE_WIDTH * line.size


def _widen_margins(stacks: list[list[TextLine]]) -> None:
    """Give lines whose column has too few to know its edge the edge that lines with the same left edge have."""
    edges = defaultdict[tuple[int, int], list[float]](list)
    widths = defaultdict[int, list[float]](list)
    lines = [line for stack in stacks for line in stack]
    for line in lines:
        if line.has_margin:
            edges[round(line.left / _SAME_EDGE), round(line.size)].append(line.margin)
            widths[round(line.size)].append(line.margin - line.left)
    known = {place: median(margins) for place, margins in edges.items()}
    usual = {size: median(found) for size, found in widths.items()}
    for line in lines:
        margin = known.get((round(line.left / _SAME_EDGE), round(line.size)))
        if margin is not None and not line.has_margin and (line.limit is None or margin <= line.limit):
            line.margin, line.has_margin = max(line.margin, margin), True
        width = usual.get(round(line.size))
        line.has_margin = line.has_margin or (width is not None and line.margin - line.left > _AS_WIDE * width)


def _mark_rows(stack: list[TextLine]) -> None:
    """Mark the rows of tables: lines with gaps that are wide or below each other, and lines with leaders."""
    for at, line in enumerate(stack):
        if _LEADERS.search(line.text):
            line.is_row = True
            continue
        line.has_mark = _has_mark(line, stack[at + 1] if at + 1 < len(stack) else None)
        runs = line.runs[line.has_mark :]
        gaps = [(b.left - a.right) / line.size for a, b in pairwise(runs)]
        if not gaps:
            continue
        if max(gaps) >= CELL_GAP:
            line.is_row = True
            continue
        near = [other for other in stack[max(at - 1, 0) : at + 2] if other is not line and len(other.runs) > 1]
        line.is_row = any(
            abs(run.left - cell.left) < _SAME_EDGE or abs(run.right - cell.right) < 1
            for run in runs[1:]
            for other in near
            for cell in other.runs[1:]
        )


def _join_cells(stack: list[TextLine]) -> None:
    """Set a bar between the cells of consecutive rows of a table."""
    for is_table, group in groupby(stack, lambda line: line.is_row and not _LEADERS.search(line.text)):
        rows = list(group)
        cells = find_cells([line.runs for line in rows]) if is_table else None
        for line, texts in zip(rows, cells or [], strict=False):
            line.text = " | ".join(texts).replace("|  |", "| |").strip()


def _has_mark(line: TextLine, following: TextLine | None) -> bool:
    """Return whether the first run of a line is the mark of a list item.

    A number without a point is one if the next line begins below the text beside it.
    """
    if len(line.runs) < 2:
        return False
    mark, text = line.runs[:2]
    if _is_item(f"{mark.text} "):
        return len(mark.words) == 1
    is_below = following is not None and len(following.runs) == 1 and abs(following.left - text.left) < _SAME_EDGE
    return len(line.runs) == 2 and is_below and bool(_BARE_NUMBER.fullmatch(mark.text))


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
    if above.is_row or line.is_row or not above.runs_on_in(line):
        return False
    if line.has_mark or _BULLET.match(line.text):
        return False
    is_full = above.is_full(line.text, line.first_width)
    is_within = line.is_lower and not above.has_ended
    drop = line.base - above.base
    if drop > PARAGRAPH_GAP * usual and not (is_within and is_full and drop < MAX_GAP * usual):
        return False
    if above.is_broken:
        return True
    if _changes_weight(above, line, is_full):
        return False
    indent = (line.left - above.left) / line.size
    if (_NUMBERED.match(line.text) or _DASH_BULLET.match(line.text)) and (
        indent < -INDENT / 2 or above.has_ended or not is_full
    ):
        return False
    if indent > INDENT and not _hangs(paragraph, line, following):
        # A full line that ends no sentence goes on, as in a list of references.
        return is_full and not above.has_ended
    if indent < -INDENT and len(paragraph.lines) > 1 and (above.has_ended or _begins_item(paragraph)):
        return False
    if is_full:
        return True
    return not above.has_ended and (line.is_lower or bool(_OPEN.search(above.text)))


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
    return paragraph.first.has_mark or _is_item(paragraph.first.text)


def _is_item(text: str) -> bool:
    """Return whether a text begins with the mark of a list item."""
    return any(mark.match(text) for mark in (_BULLET, _DASH_BULLET, _NUMBERED))


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


def write_text(paragraphs: Iterable[Paragraph], pages: int) -> tuple[str, list[int]]:
    """Return the text with a blank line between paragraphs, and the offset at which each page begins."""
    paragraphs = list(paragraphs)
    known, is_hyphenated = _collect_known(paragraphs)
    parts: list[str] = []
    length = 0
    starts: dict[int, int] = {}
    for paragraph in paragraphs:
        pieces: list[str] = []
        for line in paragraph.lines:
            text = clean_text(line.text)
            if pieces:
                joined = _end_line(pieces[-1], text, known, is_hyphenated)
                length += len(joined) - len(pieces[-1])
                pieces[-1] = joined
            starts.setdefault(line.page, length)
            pieces.append(text)
            length += len(text)
        parts.append("".join(pieces))
        length += 2
    text = "\n\n".join(parts)
    offsets, next_start = [0] * pages, len(text)
    for number in range(pages, 0, -1):
        next_start = min(starts.get(number, next_start), next_start)
        offsets[number - 1] = next_start
    return text, offsets


def _collect_known(paragraphs: list[Paragraph]) -> tuple[Counter[str], bool]:
    """Return the words of undivided lines, and whether a program divided words, if any line ends with a hyphen."""
    lines = [
        (line, at == len(paragraph.lines) - 1) for paragraph in paragraphs for at, line in enumerate(paragraph.lines)
    ]
    broken = sum(line.is_broken for line, _ in lines)
    if not broken:
        return Counter(), False
    texts = (line.text.rpartition(" ")[0] if line.is_broken else line.text for line, _ in lines)
    inner = sum(not is_last for _, is_last in lines)
    return collect_words(texts), inner < MIN_LINES or broken >= MIN_SHARE * inner


def _end_line(before: str, after: str, known: Counter[str], is_hyphenated: bool) -> str:
    """Return a line with what separates it from the next, without a hyphen that only divides a word."""
    if before[-1] in HYPHENS and len(before) > 1 and before[-2].isalnum():
        return end_divided(before, after, known, is_hyphenated)
    is_dense = _NO_BLANK.search(before) and _NO_BLANK_BEFORE.match(after)
    return before if is_dense or _DASH.search(before) else f"{before} "
