"""`TextLines`: the lines of a text as offsets, and what the lines near a break have in common."""

import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_ADDRESS = re.compile(r"(?:[\w.+-]+@|www\.|[a-z]+://)\w", re.IGNORECASE)

_CLOSED_ROW = "| |"
_COLUMN_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_NUMBER_CELL = re.compile(r"[-+−$€£]?\d[\d.,]*%?")
_MIN_NUMBER_CELLS = 2
_TIGHT_ROW = re.compile(r"[^|(){}\[\]]*(?<=\S)(?:\|(?=\S)[^|(){}\[\]]*(?<=\S))+")
"""A row such as "mill|odo|40"; a bar between brackets or at the edge of a word is a sign of mathematics."""

_FENCE = re.compile(r"(?:`{3,}|~{3,})[^`]*\Z")

_SEEN = 100
"""Number of characters at either end of a line that are examined."""

NEAR = 8
"""Number of lines before a break, and after it, that are compared with each other."""

_ENOUGH = 4
"""Number of near lines of a paragraph from which the lines of other paragraphs are not consulted."""

_USUAL = 0.75
"""Quantile of the lengths of near lines that is the usual length; the last lines of paragraphs are shorter."""

_UNKNOWN = 0.3
"""Share of lines that begin small where no other line continues a paragraph."""


class Neighbourhood(NamedTuple):
    """The lines near a break.

    `usual`: their usual length. `small`: the share that begins small. `not_small`: their number if none does.
    `is_even`: they have one width, in that no line of the paragraph has room for the first word of the next.
    """

    usual: int
    small: float
    not_small: int
    is_even: bool


class TextLines:
    """The lines of a text in order, without blank ones and the white space around the others."""

    def __init__(self, text: str) -> None:
        self._text = text
        # Arrays, since a text may have millions of lines.
        self.starts, self.ends, self._paragraphs = array("q"), array("q"), array("q")
        start = paragraph = 0
        for blank in _BLANK_LINES.finditer(text):
            self._add_paragraph(start, blank.start(), paragraph)
            start, paragraph = blank.end(), paragraph + 1
        self._add_paragraph(start, len(text), paragraph)

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.starts)

    def _add_paragraph(self, start: int, end: int, paragraph: int) -> None:
        for line in self._text[start:end].split("\n"):
            if stripped := line.strip():
                first = start + line.index(stripped)
                self.starts.append(first)
                self.ends.append(first + len(stripped))
                self._paragraphs.append(paragraph)
            start += len(line) + 1

    def measure(self, number: int) -> int:
        """Return the length of a line in characters."""
        return self.ends[number] - self.starts[number]

    def read_head(self, number: int) -> str:
        """Return the first characters of a line."""
        return self._text[self.starts[number] : min(self.starts[number] + _SEEN, self.ends[number])]

    def read_tail(self, number: int) -> str:
        """Return the last characters of a line."""
        return self._text[max(self.ends[number] - _SEEN, self.starts[number]) : self.ends[number]]

    def begins_small(self, number: int) -> bool:
        """Return whether a line begins with a small letter, and not with an address such as "www.example.org"."""
        start = self.starts[number]
        return self._text[start].islower() and not _ADDRESS.match(
            self._text, start, min(start + _SEEN, self.ends[number])
        )

    def find_code(self) -> set[int]:
        """Return the lines between code fences."""
        fences = [number for number in range(len(self)) if self._is_fence(number)]
        pairs = zip(fences[::2], fences[1::2], strict=False)
        return {number for opening, closing in pairs for number in range(opening, closing + 1)}

    def _is_fence(self, number: int) -> bool:
        return self._text[self.starts[number]] in "`~" and bool(_FENCE.match(self.read_head(number)))

    def are_rows(self, number: int) -> bool:
        """Return whether a line and the one before it are rows of a table.

        The cells are separated by bars or tabs, or are numbers in columns.
        """
        before, after = (self._find_row(one) for one in (number - 1, number))
        return _CLOSED_ROW in (before, after) or (before == after != "")

    def _find_row(self, number: int) -> str:
        """Return what separates the cells of a line, empty if it is no row."""
        start, end = self.starts[number], self.ends[number]
        if self._text.find("\t", start, end) >= 0:
            return "\t"
        if self._text.find("|", start, end) < 0:
            return "  " if _has_numbers_in_columns(self.read_head(number)) else ""
        if self._text.startswith("| ", start) and self._text[end - 1] == "|":
            return _CLOSED_ROW
        line = self._text[start:end]
        return " | " if " | " in line else "|" if _TIGHT_ROW.fullmatch(line) else ""

    def is_inner(self, number: int) -> bool:
        """Return whether a line is not the first of its paragraph."""
        return number > 0 and self._paragraphs[number - 1] == self._paragraphs[number]

    def find_near(self, number: int) -> range:
        """Return the lines near the break before a line."""
        return range(max(number - NEAR, 0), min(number + NEAR, len(self)))

    def examine(self, number: int) -> Neighbourhood:
        """Examine the lines near the break before a line, those of its paragraph alone if there are enough."""
        near = self.find_near(number)
        own = [one for one in near if self._paragraphs[one] == self._paragraphs[number]]
        used = own if len(own) >= _ENOUGH else near
        lengths = sorted(map(self.measure, used))
        others = [one for one in near if one != number and self.is_inner(one)]
        is_small = [self.begins_small(one) for one in others]
        return Neighbourhood(
            usual=lengths[int(len(lengths) * _USUAL)],
            small=_find_share([small for one, small in zip(others, is_small, strict=True) if one in used]),
            not_small=0 if any(is_small) else len(others),
            is_even=len(own) > _ENOUGH and self._are_even(own),
        )

    def _are_even(self, numbers: Sequence[int]) -> bool:
        width = max(map(self.measure, numbers))
        return all(self.measure_with_next(before) > width for before in numbers[:-1])

    def measure_with_next(self, number: int) -> int:
        """Return the length that a line would have with the first word of the next."""
        return self.measure(number) + 1 + len(self.read_head(number + 1).split(maxsplit=1)[0])


def _find_share(is_small: Sequence[bool]) -> float:
    return sum(is_small) / len(is_small) if is_small else _UNKNOWN


def _has_numbers_in_columns(line: str) -> bool:
    """Return whether at least half of the cells of a line are numbers; in justified text most are words."""
    cells = _COLUMN_GAP.split(line)
    numbers = sum(_NUMBER_CELL.fullmatch(cell) is not None for cell in cells)
    return numbers >= max(_MIN_NUMBER_CELLS, len(cells) / 2)
