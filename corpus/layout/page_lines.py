"""The lines of a page with their columns: which have room left, which are rows of a table, which begin with a mark."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.layout.columns import Stack
from corpus.layout.hyphens import HYPHENS
from corpus.layout.printed_tables import find_cells
from corpus.layout.text_runs import TextRun
from corpus.line_evidence import FORM_OF_ADDRESS

CELL_GAP = 1.8
"""Minimum gap, in font sizes, between two cells of a table that stand alone."""

SAME_SIZE = 0.1
"""Maximum difference of the sizes of two lines of one paragraph, as a share."""

_NEAR_LINES = 10
_MIN_FULL_LINES = 3
_MAX_RAGGED = 3.0
_SURE_WIDTH = 24.0
_AS_WIDE = 0.9
_SAME_EDGE = 2.0
_BLANK = 0.2
BULLET = re.compile(r"[•‣◦▪▫●○■□➢➤✓✔❖⁃∙☐☒](?=\s|\Z)")
DASH_BULLET = re.compile(r"[·*–—-]\s")
NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=\s)|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s|\[\d{1,3}\]\s")
_BARE_NUMBER = re.compile(r"\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|_{5,}")
_STOP = re.compile(r"[^.\s][.!?][\"'”’)]*\Z")
_ENDED = re.compile(r"[.!?:;。！？；：।॥؟۔…][\"'”’»)\]]*\Z")


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
        return bool(_ENDED.search(self.text)) and not FORM_OF_ADDRESS.search(self.text)

    def has_same_size(self, other: "TextLine") -> bool:
        """Return whether two lines may belong to one paragraph by their size."""
        return is_alike(self.size, other.size)

    def runs_on_in(self, other: "TextLine") -> bool:
        """Return whether the next line may belong to one paragraph by its size, or by that of the words between."""
        return self.has_same_size(other) or (self.has_margin and is_alike(self.last_size, other.first_size))

    def is_below_cell(self, row: "TextLine") -> bool:
        """Return whether the line begins where the last cell of a row does, and has no other cell."""
        return len(row.runs) > 1 and len(self.runs) == 1 and abs(self.left - row.runs[-1].left) < _SAME_EDGE

    def is_full(self, following: str, width: float) -> bool:
        """Return whether the line had no room for the first word of the next."""
        if not self.has_margin:
            return False
        room = self.margin - self.right
        return room < width + (_BLANK * self.size if following else 0)


def is_alike(size: float, other: float) -> bool:
    """Return whether lines of two font sizes may belong to one paragraph."""
    return abs(size - other) <= SAME_SIZE * max(size, other)


def make_lines(stack: Stack, page: int) -> list[TextLine]:
    """Return the lines of a stack of runs."""
    groups: list[list[TextRun]] = []
    for run in stack:
        if run.follows and groups:
            groups[-1].append(run)
        else:
            groups.append([run])
    return [TextLine(group, page) for group in groups]


def set_limits(lines: list[TextLine]) -> None:
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


def set_margins(stack: list[TextLine]) -> None:
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


def widen_margins(stacks: list[list[TextLine]]) -> None:
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


def mark_rows(stack: list[TextLine]) -> None:
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
            for before, run in pairwise(runs)
            if not _begins_sentence(before, run)
            for other in near
            for cell in other.runs[1:]
        )


def _begins_sentence(before: TextRun, run: TextRun) -> bool:
    """Return whether a wide blank is one between sentences, as in old books; two may be below each other by chance."""
    return len(before.words) > 1 and bool(_STOP.search(before.text)) and run.text.lstrip("\"'“‘(")[:1].isupper()


def join_cells(stack: list[TextLine]) -> None:
    """Set a bar between the cells of the rows of each table, whose last cells may go on below their beginnings."""
    rows: list[TextLine] = []
    for line in stack:
        if line.is_row and not _LEADERS.search(line.text):
            rows.append(line)
        elif rows and not line.is_below_cell(rows[-1]):
            _set_bars(rows)
            rows = []
    _set_bars(rows)


def _set_bars(rows: list[TextLine]) -> None:
    cells = find_cells([line.runs for line in rows])
    for line, texts in zip(rows, cells or [], strict=False):
        line.text = " | ".join(texts).replace("|  |", "| |").strip()


def _has_mark(line: TextLine, following: TextLine | None) -> bool:
    """Return whether the first run of a line is the mark of a list item.

    A number without a point is one if the next line begins below the text beside it.
    """
    if len(line.runs) < 2:
        return False
    mark, text = line.runs[:2]
    if is_item(f"{mark.text} "):
        return len(mark.words) == 1
    is_below = following is not None and len(following.runs) == 1 and abs(following.left - text.left) < _SAME_EDGE
    return len(line.runs) == 2 and is_below and bool(_BARE_NUMBER.fullmatch(mark.text))


def is_item(text: str) -> bool:
    """Return whether a text begins with the mark of a list item."""
    return any(mark.match(text) for mark in (BULLET, DASH_BULLET, NUMBERED))
