"""The rows of tables as text: cells joined by bars, or, in a sheet with column names, a sentence for each row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

BAR = " | "
MAX_LABEL_LENGTH = 80
"""Maximum length, in characters, of a column name and of a line in a cell that is no prose."""

_SEEN = 50
"""Number of rows of a section that decide whether its first ones are column names."""

_MIN_COVER = 0.6
"""Share of the columns that column names must cover."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_STOP = re.compile(r"[.!?…:;]['\"”’)\]]*\Z")
_END = re.compile(r"[.!?…。！？]['\"”’)\]]*\Z")


def join_cells(cells: Iterable[Sequence[str]]) -> list[str]:
    """Return the blocks of a row from the blocks of its cells: usually one line, the cells separated by bars.

    Paragraphs of prose in one cell, as on pages laid out with tables, become blocks of their own and are never glued.
    """
    blocks: list[str] = []
    line: list[str] = []
    for cell in cells:
        lines = [one.strip() for block in cell for one in block.split("\n") if one.strip()]
        if len(lines) <= 1 or all(map(_is_label, lines)):
            line += lines or [""]
        else:
            blocks += [_join_line(line), *cell]
            line = []
    blocks.append(_join_line(line))
    return [block for block in blocks if block.strip()]


def _join_line(cells: Sequence[str]) -> str:
    """Return cells in one line; an empty cell is kept only between others, to keep them apart."""
    filled = [number for number, cell in enumerate(cells) if cell]
    kept = cells[filled[0] : filled[-1] + 1] if filled else []
    return " |".join(f" {cell}" if cell else "" for cell in kept).removeprefix(" ")


def _is_label(line: str) -> bool:
    return len(line) <= MAX_LABEL_LENGTH and BAR not in line and not _STOP.search(line)


class SheetCell(NamedTuple):
    """What a cell shows, and the kind of its value: "text", "number", "date" or "truth"."""

    text: str
    kind: str = "text"

    @property
    def is_text(self) -> bool:
        """Return whether the value is text."""
        return self.kind == "text"


@dataclass
class SheetRow:
    """A row of a sheet: its number from 1, and its cells that are not empty by column."""

    number: int
    cells: dict[int, SheetCell] = field(default_factory=dict)


class StatedHeader(NamedTuple):
    """The row of a sheet that is stated to have column names, the last row that they are for, and their columns.

    `right` is 0 if only the rows are stated.
    """

    row: int
    last: int
    left: int = 0
    right: int = 0


def describe_rows(rows: Sequence[SheetRow], stated: Sequence[StatedHeader] = ()) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each row.

    Below column names a row is a sentence such as "Name: Odo Pell; Rent: 400 crowns."; elsewhere its cells are joined
    by bars. Names are those that the file states, or else the first full row of a section if it looks like names.
    """
    headers = {header.row: header.last for header in stated}
    names: dict[int, str] = {}
    last = 0
    for section in divide_rows(rows, headers):
        first = section[0].number
        if last and first > last:
            names, last = {}, 0
        if first in headers:
            names, last = _name_columns(section[0]), headers[first]
            section = section[1:] or _give_names(section, names)
        elif not last:
            place = find_header(section, is_certain=bool(names))
            names = names if place is None and _fits(section, names) else {}
            if place is not None:
                yield from ((row.number, _join_row(row)) for row in section[:place])
                names = _name_columns(section[place])
                section = section[place + 1 :]
        yield from ((row.number, _describe_row(row, names)) for row in section)


def _give_names(section: list[SheetRow], names: dict[int, str]) -> list[SheetRow]:
    """Return a section that has only column names, to be shown as they are."""
    names.clear()
    return section


def divide_rows(rows: Sequence[SheetRow], headers: Mapping[int, int] | None = None) -> Iterator[list[SheetRow]]:
    """Yield sections: rows without an empty one between, divided before column names and after the last of theirs."""
    headers = headers or {}
    section: list[SheetRow] = []
    ends = {last + 1 for last in headers.values()}
    for row in rows:
        if section and (row.number > section[-1].number + 1 or row.number in headers or row.number in ends):
            yield section
            section = []
        section.append(row)
    if section:
        yield section


def find_header(section: Sequence[SheetRow], *, is_certain: bool = False) -> int | None:
    """Return the place of the column names in a section, None if it has none.

    They are the first row that covers most columns, if all of it is short, distinct text. A list of two columns such
    as "Owner | Odo Pell", "Rent | 400" has none. `is_certain`: they must be followed by numbers or dates.
    """
    seen = section[:_SEEN]
    width = max(len(row.cells) for row in seen)
    if width < 2:
        return None
    place = next(place for place, row in enumerate(seen) if len(row.cells) >= max(_MIN_COVER * width, 2))
    while place + 1 < len(seen) and len(seen[place + 1].cells) > len(seen[place].cells) and _are_names(seen[place + 1]):
        # Names of groups of columns are above the names of the columns.
        place += 1
    below = seen[place + 1 :]
    if not below or not _are_names(seen[place]) or _is_form(seen[place:], width):
        return None
    if any(all(row.cells.get(one) == cell for row in below) for one, cell in seen[place].cells.items()):
        # A cell that is merged over all rows names no column.
        return None
    if is_certain and all(cell.is_text for row in below for cell in row.cells.values()):
        return None
    columns = Counter(column for row in below for column in row.cells)
    covered = sum(count for column, count in columns.items() if column in seen[place].cells)
    return place if covered >= _MIN_COVER * columns.total() else None


def _are_names(row: SheetRow) -> bool:
    """Return whether the cells of a row are short, distinct texts, or years in order."""
    texts = [cell.text for cell in row.cells.values()]
    years = [cell.text for cell in row.cells.values() if not cell.is_text]
    if years and (len(years) < 2 or not all(map(_YEAR.fullmatch, years))):
        return False
    in_order = all(int(after) == int(before) + 1 for before, after in pairwise(years))
    return in_order and len({text.casefold() for text in texts}) == len(texts) and all(map(_is_label, texts))


def _is_form(rows: Sequence[SheetRow], width: int) -> bool:
    """Return whether two columns are names and values: values are of several kinds, or names end with colons."""
    if width != 2:
        return False
    right = max(column for row in rows for column in row.cells)
    kinds = {row.cells[right].kind for row in rows[1:] if right in row.cells}
    keys = [cell.text for row in rows for column, cell in row.cells.items() if column != right]
    return len(kinds) > 1 or sum(key.endswith(":") for key in keys) * 2 > len(keys)


def _fits(section: Sequence[SheetRow], names: dict[int, str]) -> bool:
    """Return whether a section after an empty row surely continues the table above it: its first row has values."""
    first = section[0].cells
    return bool(names) and first.keys() <= names.keys() and not all(cell.is_text for cell in first.values())


def _name_columns(row: SheetRow) -> dict[int, str]:
    return {column: " ".join(cell.text.split()).rstrip(":") for column, cell in row.cells.items()}


def _describe_row(row: SheetRow, names: dict[int, str]) -> str:
    if not names.keys() & row.cells.keys() or (len(row.cells) == 1 and len(names) > 2):
        return _join_row(row)
    parts = [f"{names[column]}: {cell.text}" if column in names else cell.text for column, cell in row.cells.items()]
    text = "; ".join(parts)
    return text if _END.search(text) else f"{text}."


def _join_row(row: SheetRow) -> str:
    return "\n".join(join_cells([[cell.text] for cell in row.cells.values()]))
