"""Divides the rows of a sheet where tables are side by side, so that no sentence joins values of two of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.office.table_rows import SheetRow, StatedHeader, describe_rows, divide_rows, find_header

_MAX_TABLES = 1_000
"""Maximum number of tables side by side; beyond that the columns stay together."""


def describe_sheet(rows: Sequence[SheetRow], stated: Sequence[StatedHeader] = ()) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each row of a sheet, those of tables side by side one table after the other."""
    whole: list[SheetRow] = []
    for section in divide_rows(rows):
        parts = _find_parts(section, stated)
        if len(parts) < 2:
            whole += section
            continue
        yield from describe_rows(whole, stated)
        whole = []
        for columns, part in zip(parts, _cut(section, parts), strict=True):
            yield from describe_rows(part, [header for header in stated if header.left in columns])
    yield from describe_rows(whole, stated)


def _find_parts(section: Sequence[SheetRow], stated: Sequence[StatedHeader]) -> list[range]:
    """Return the columns of each table of a section; one part if there is no doubt that it is one table."""
    first, last = section[0].number, section[-1].number
    filled = sorted({column for row in section for column in row.cells})
    ranges = sorted({(one.left, one.right) for one in stated if one.right and one.row <= last and one.last >= first})
    if 1 < len(ranges) <= _MAX_TABLES and all(before[1] < after[0] for before, after in pairwise(ranges)):
        starts = sorted({filled[0], *(edge for left, right in ranges for edge in (left, right + 1))})
        return [part for part in _make_ranges(starts, filled[-1]) if _has_any(filled, part)]
    groups = _make_ranges([after for before, after in pairwise([-1, *filled]) if after > before + 1], filled[-1])
    is_divided = 1 < len(groups) <= _MAX_TABLES and all(map(_is_table, _cut(section, groups)))
    return groups if is_divided else groups[:1]


def _make_ranges(starts: Sequence[int], last: int) -> list[range]:
    return [range(start, end) for start, end in pairwise([*starts, last + 1])]


def _has_any(filled: Sequence[int], part: range) -> bool:
    return bisect_left(filled, part.stop) > bisect_left(filled, part.start)


def _cut(section: Sequence[SheetRow], parts: Sequence[range]) -> list[list[SheetRow]]:
    """Return the rows of a section for each part of its columns, without empty ones."""
    starts = [columns.start for columns in parts]
    found: list[list[SheetRow]] = [[] for _ in parts]
    for row in section:
        for column, cell in row.cells.items():
            rows = found[bisect_right(starts, column) - 1]
            if not rows or rows[-1].number != row.number:
                rows.append(SheetRow(row.number))
            rows[-1].cells[column] = cell
    return found


def _is_table(rows: Sequence[SheetRow]) -> bool:
    """Return whether the columns between empty ones are a table of their own: names, and a first column of text.

    An empty column may also separate groups of columns of one table; then the first of a group has numbers.
    """
    place = find_header(rows)
    if place is None:
        return False
    first = min(column for row in rows for column in row.cells)
    keys = [row.cells[first] for row in rows[place + 1 :] if first in row.cells]
    return bool(keys) and all(cell.is_text or cell.kind == "date" for cell in keys)
