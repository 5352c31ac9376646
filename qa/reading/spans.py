"""Spans of sentences: their offsets, pairs of marks at their edges, and the cells of tables."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.text.analyzer import analyze, analyze_short
from qa.query.cover import find_names

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ('"', '"'))

_BAR_FIRST = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[\s|:+-]+")
_MIN_BARS = 2
MAX_INTRODUCTION_LENGTH = 200
"""Maximum length of the text above a table that is read for what its rows are about, in characters."""

MAX_TABLE_LENGTH = 20_000
"""Maximum length of a table that is read above and below a row, in characters."""


class SpanOffsets(NamedTuple):
    """The start and end of a span in its sentence, in which the same words may occur more than once."""

    start: int
    end: int

    def cut(self, sentence: str) -> str:
        """Return the span."""
        return sentence[self.start : self.end]

    def before(self, sentence: str) -> str:
        """Return the words before the span."""
        return sentence[: self.start]

    def after(self, sentence: str) -> str:
        """Return the words after the span."""
        return sentence[self.end :]


SpanCheck = Callable[[str, str, SpanOffsets], bool]
"""Returns whether a span, given with its question and sentence, has the kind that is asked for."""


def pair_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span that has both marks of a pair or neither: a mark at its edge is left out, or its counterpart is
    added."""
    for opening, closing in _PAIRS:
        span = text[start:end]
        alike = opening == closing and span.count(opening) % 2 == 1
        surplus = span.count(opening) - span.count(closing)
        if (alike or surplus > 0) and span.startswith(opening):
            start += 1
        elif (alike or surplus < 0) and span.endswith(closing):
            end -= 1
        elif surplus > 0 and text.startswith(closing, end):
            end += 1
        elif surplus < 0 and start and text[start - 1] == opening:
            start -= 1
    return start, end


class TableRow:
    """A row of a Markdown table in an article, with the heading of each column and the other rows."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.cells = _find_cells(text[start:end])
        first, after = _find_table(text, start)
        self._introduction = text[max(first - MAX_INTRODUCTION_LENGTH, 0) : first]
        self.headings, self._rows = _read_table(text[first:after])
        own = text[start:end]
        self._words = [set(analyze(cell.cut(own))) for cell in self.cells]

    def find_missing(self, question: str, around: str) -> str | None:
        """Return a word of a question that this row lacks, None if it is the row that is asked for.

        Each name must be in the row, a heading or `around` it; of the other words no other row may have more.
        """
        own, asked = set().union(*self._words), set(analyze_short(question))
        known = own.union(*self.headings, analyze(self._introduction), analyze(around))
        for name in find_names(question).split():
            # The table may spell an acronym out.
            if not name.isupper() and not known & set(analyze_short(name)):
                return name
        held = asked & own
        better = next((row & asked - held for row in self._rows if held < row & asked), frozenset[str]())
        return min(better - known, default=None)

    def find_cell(self, question: str) -> SpanOffsets | None:
        """Return the one cell whose column a question names, None if it names no column or more."""
        asked = set(analyze_short(question))
        named = [
            number
            for number, heading in enumerate(self.headings[: len(self.cells)])
            if heading & asked and not self._words[number] & asked and self._words[number]
        ]
        return self.cells[named[0]] if len(named) == 1 else None

    def is_in_one_cell(self, span: SpanOffsets) -> bool:
        """Return whether a span crosses no border of a cell."""
        return any(cell.start <= span.start and span.end <= cell.end for cell in self.cells)


@lru_cache(maxsize=64)
def _read_table(table: str) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Return the words of each column's heading and of each row; cached, since every row of a table needs them."""
    lines = [line for line in table.splitlines() if line.strip()]
    # The reader of Markdown leaves the rule below the headings out.
    has_rule = len(lines) > 1 and "-" in lines[1] and bool(_RULE.fullmatch(lines[1]))
    header = lines[0] if len(lines) > 1 else ""
    headings = [frozenset(analyze(cell.cut(header))) for cell in _find_cells(header)]
    return headings, [frozenset(analyze(line)) for line in lines[2 if has_rule else bool(header) :]]


def is_table_row(sentence: str) -> bool:
    """Return whether a sentence is a row of a Markdown table."""
    return sentence.lstrip().startswith("|") and sentence.count("|") >= _MIN_BARS and "\n" not in sentence.strip()


def _find_cells(row: str) -> list[SpanOffsets]:
    """Return the offsets of the words of each cell; an empty one has none."""
    bars = [place for place, sign in enumerate(row) if sign == "|" and row[place - 1 : place] != "\\"]
    if bars and row[bars[-1] + 1 :].strip():
        bars.append(len(row))
    cells = []
    for first, last in pairwise(bars):
        words = row[first + 1 : last]
        start = first + 1 + len(words) - len(words.lstrip())
        cells.append(SpanOffsets(start, max(start, last - (len(words) - len(words.rstrip())))))
    return cells


def _find_table(text: str, start: int) -> tuple[int, int]:
    """Return the offsets of the lines of the table around an offset."""
    first, end = start, start
    while first and text[text.rfind("\n", 0, first - 1) + 1 : first].lstrip().startswith("|"):
        first = text.rfind("\n", 0, first - 1) + 1
        if start - first > MAX_TABLE_LENGTH:
            break
    while end < len(text) and _BAR_FIRST.match(text, end) and end - start <= MAX_TABLE_LENGTH:
        line_end = text.find("\n", end)
        end = len(text) if line_end < 0 else line_end + 1
    return first, end
