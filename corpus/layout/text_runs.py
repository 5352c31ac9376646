"""What a page holds: runs of words with their positions, in the order in which they were drawn.

Positions are in points, as a reader of the page sees it: `base`, the base line, grows downwards, whichever way the page
is turned.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

WIDE_GAP = 0.9
"""Minimum distance, in font sizes, between two runs on one line; words nearer to each other are in one run."""

MAX_BASE_SHIFT = 0.5
"""Maximum distance of base lines, in font sizes, within a line; indices are raised or lowered by less."""

WITHIN_LINE = 0.35
"""Maximum distance of base lines, in font sizes, of runs that stand side by side."""

Box = tuple[float, float, float, float]
"""The edges of a rectangle, in points."""

MAX_BLANK = 5.0
"""Maximum width of a blank in a justified line, in font sizes."""

ALIKE_BLANKS = 1.5
"""Maximum width of the widest blank of a justified line, as a multiple of the usual one in it."""

_NARROW = 0.25
_ALIGNED = 1.0
_SAME_EDGE = 1.5
_LETTERS = re.compile(r"[^\W\d_]")


class PlacedWord(NamedTuple):
    """A word and its position; `is_broken` if a hyphen at its end was the last sign of a line."""

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str
    is_bold: bool
    is_broken: bool = False


@dataclass(slots=True)
class TextRun:
    """Words on one base line without a wide gap; `follows`: it was drawn after the run before it on the same line."""

    words: list[PlacedWord]
    follows: bool = False
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0

    def __post_init__(self) -> None:
        """Derive the other fields."""
        self.left = min(word.left for word in self.words)
        self.right = max(word.right for word in self.words)
        # Of two sizes that of more letters: an index or a first letter may have another one.
        sizes = Counter[float]()
        for word in self.words:
            sizes[word.size] += len(word.text)
        self.size = sizes.most_common(1)[0][0]
        self.base = next(word.base for word in self.words if word.size == self.size)

    @property
    def text(self) -> str:
        """The words, separated by blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def middle(self) -> float:
        """The position between its left and its right end."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class PrintedPage:
    """A page: its runs as drawn, those written in another direction, and the positions of its upper and lower edge.

    `lack` says what a page without text has instead: "images", "drawings", "letters" that have no meaning, or
    "nothing". `has_image`: one of few words has an image. `unread`: the number of lines whose
    letters were not recognised.
    """

    number: int
    runs: list[TextRun] = field(default_factory=list)
    turned: list[TextRun] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0
    lack: str = ""
    has_image: bool = False
    unread: int = 0

    @property
    def height(self) -> float:
        """The distance of its edges."""
        return max(self.bottom - self.top, 1.0)


def make_runs(words: Sequence[PlacedWord]) -> list[TextRun]:
    """Return the runs of words that are in the order in which they were drawn."""
    groups: list[list[PlacedWord]] = []
    following: list[bool] = []
    known = set[tuple[str, int, int]]()
    last: PlacedWord | None = None
    for word in words:
        # Bold letters are imitated by drawing a word twice.
        place = (word.text, round(word.left), round(word.base))
        if place in known:
            continue
        known.add(place)
        gap = measure_gap(last, word) if last is not None and is_beside(last, word) else None
        if gap is not None and -MAX_BASE_SHIFT <= gap <= WIDE_GAP and not (last and last.is_broken):
            groups[-1].append(word)
        else:
            groups.append([word])
            following.append(gap is not None and gap > WIDE_GAP)
        last = word
    return [TextRun(group, follows) for group, follows in zip(groups, following, strict=True)]


def join_justified(runs: Sequence[TextRun]) -> list[TextRun]:
    """Return the runs, joined in lines whose blanks were widened so that the line ends at the edge of the column.

    Cells of a table are below each other; the blanks of a justified line are alike.
    """
    lines: list[list[TextRun]] = []
    for run in runs:
        if run.follows and lines:
            lines[-1].append(run)
        else:
            lines.append([run])
    joined: list[TextRun] = []
    for at, line in enumerate(lines):
        near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
        if len(line) > 1 and _is_justified(line, near):
            joined.append(TextRun([word for run in line for word in run.words], line[0].follows))
        else:
            joined += line
    return joined


def _is_justified(line: list[TextRun], near: list[list[TextRun]]) -> bool:
    words = [word for run in line for word in run.words]
    if sum(has_letters(word.text) for word in words) * 2 < len(words):
        return False
    gaps = sorted(measure_gap(a, b) for a, b in pairwise(words))
    if gaps[-1] > MAX_BLANK or any(_is_aligned(line, other) for other in near):
        return False
    if len(gaps) > 2 and gaps[-1] > ALIKE_BLANKS * max(gaps[len(gaps) // 2], _NARROW):
        return False
    return any(
        abs(other[-1].right - line[-1].right) < _SAME_EDGE or abs(other[0].left - line[0].left) < _SAME_EDGE
        for other in near
    )


def _is_aligned(line: list[TextRun], other: list[TextRun]) -> bool:
    """Return whether each run of a line, the first left out, begins or ends where one of another line does."""
    return len(other) > 1 and all(
        any(abs(run.left - cell.left) < _ALIGNED or abs(run.right - cell.right) < _ALIGNED for cell in other[1:])
        for run in line[1:]
    )


def is_beside(one: PlacedWord, other: PlacedWord) -> bool:
    """Return whether two words are on one line."""
    return abs(one.base - other.base) <= MAX_BASE_SHIFT * max(one.size, other.size)


def measure_gap(one: PlacedWord, other: PlacedWord) -> float:
    """Return the distance between two words in font sizes, in whichever direction they are written."""
    return max(other.left - one.right, one.left - other.right) / max(one.size, other.size)


def find_rows(runs: Sequence[TextRun]) -> Iterator[list[TextRun]]:
    """Yield the runs on about the same base line, from top to bottom, each row from left to right."""
    row: list[TextRun] = []
    for run in sorted(runs, key=lambda run: run.base):
        if row and run.base - row[0].base > WITHIN_LINE * max(run.size, row[0].size):
            yield sorted(row, key=lambda run: run.left)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=lambda run: run.left)


def find_usual_size(runs: Sequence[TextRun]) -> float:
    """Return the size of most letters, 0 without runs."""
    sizes = Counter[float]()
    for run in runs:
        sizes[run.size] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def has_letters(text: str) -> bool:
    """Return whether a text has letters."""
    return bool(_LETTERS.search(text))


def turn_box(box: Box, turn: int) -> Box:
    """Return the left, upper, right and lower edge of a box of a page, given as left, bottom, right and top.

    `turn` is the number of quarter turns, counter-clockwise, of the lines in it.
    """
    left, bottom, right, top = box
    return (
        (left, -top, right, -bottom),
        (bottom, left, top, right),
        (-right, bottom, -left, top),
        (-top, -right, -bottom, -left),
    )[turn]
