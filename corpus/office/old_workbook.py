"""Reads old workbooks of Excel (.xls) by xlrd: rows as in new ones, a sentence each with its column names."""

import io
from collections.abc import Iterator
from typing import Any

from corpus.office.number_formats import is_date_format, show_number
from corpus.office.side_by_side import describe_sheet
from corpus.office.slides import LabelledPage, join_pages
from corpus.office.table_rows import SheetCell, SheetRow
from corpus.office.workbook import MAX_CELLS
from corpus.readers.fields import Fields

_EMPTY, _TEXT, _NUMBER, _DATE, _TRUTH, _ERROR, _BLANK = range(7)
_VISIBLE = 0
_ERRORS = (ValueError, IndexError, KeyError, AssertionError, TypeError, AttributeError, OSError, UnicodeError)


def read_old_workbook(content: bytes, about: Fields) -> Iterator[Fields]:
    """Yield the text of a workbook, then the sheets that were left out; `about` is its title, author and date."""
    from xlrd import XLRDError, open_workbook
    from xlrd.compdoc import CompDocError

    try:
        book = open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except (XLRDError, CompDocError, *_ERRORS) as error:
        if "encrypted" in str(error).lower():
            yield {"skipped": "It is locked with a password; save it without one."}
        else:
            yield {"skipped": f"It is a damaged or very old Excel file ({type(error).__name__}); save it as .xlsx."}
        return
    pages: list[LabelledPage] = []
    skipped: list[Fields] = []
    left = MAX_CELLS
    for place in range(book.nsheets):
        reason = ""
        try:
            sheet = book.sheet_by_index(place)
            name = sheet.name
            if sheet.visibility != _VISIBLE:
                reason = f"The sheet “{name}” is hidden; show it to have it read."
            else:
                reader = _OldSheet(book, sheet, left)
                rows = reader.read()
                left = max(reader.left, 0)
                pages += [LabelledPage(f"sheet {name}, row {row}", [text]) for row, text in describe_sheet(rows)]
                reason = reader.explain_lost()
            book.unload_sheet(place)
        except (XLRDError, *_ERRORS) as error:
            reason = f"It is damaged: {type(error).__name__}."
        if reason:
            skipped.append({"part": f"sheet {place + 1}", "skipped": reason})
    fields = join_pages(pages)
    yield fields | about if fields["text"] else {"skipped": "It contains no text."}
    yield from skipped


class _OldSheet:
    """Collects the rows of a sheet that are shown."""

    def __init__(self, book: Any, sheet: Any, left: int) -> None:  # noqa: ANN401 - xlrd has no types
        self.left = left
        self._book = book
        self._sheet = sheet
        self._hidden_columns = {place for place, column in sheet.colinfo_map.items() if column.hidden}
        self._has_hidden = False

    def read(self) -> list[SheetRow]:
        """Return the rows, with a cell that is merged over several of them in each."""
        rows = [row for place in range(self._sheet.nrows) if (row := self._read_row(place)).cells]
        by_number = {row.number: row for row in rows}
        for first, end, left, _ in self._sheet.merged_cells:
            merged = by_number.get(first + 1)
            cell = merged.cells.get(left + 1) if merged else None
            for number in range(first + 2, end + 1) if cell else ():
                self.left -= 1
                if self.left < 0:
                    return rows
                if cell and number in by_number:
                    row = by_number[number]
                    row.cells = dict(sorted({**row.cells, left + 1: cell}.items()))
        return rows

    def _read_row(self, place: int) -> SheetRow:
        row = SheetRow(place + 1)
        about = self._sheet.rowinfo_map.get(place)
        is_hidden = bool(about and about.hidden)
        for column in range(self._sheet.row_len(place)) if self.left > 0 else ():
            cell = self._show(self._sheet.cell(place, column))
            if cell and (is_hidden or column in self._hidden_columns):
                self._has_hidden = True
            elif cell:
                row.cells[column + 1] = cell
        self.left -= len(row.cells)
        return row

    def _show(self, cell: Any) -> SheetCell | None:  # noqa: ANN401
        """Return what a cell shows; errors of formulas are left out."""
        if cell.ctype == _TEXT:
            text = "\n".join(filter(None, map(str.strip, str(cell.value).replace("\xad", "").splitlines())))
            return SheetCell(text) if text else None
        if cell.ctype == _TRUTH:
            return SheetCell("TRUE" if cell.value else "FALSE", "truth")
        if cell.ctype not in (_NUMBER, _DATE):
            return None
        code = self._find_code(cell)
        text = show_number(float(cell.value), code, from_1904=bool(self._book.datemode))
        return SheetCell(text, "date" if is_date_format(code) else "number") if text else None

    def _find_code(self, cell: Any) -> str:  # noqa: ANN401
        style = self._book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        found = self._book.format_map.get(style.format_key) if style else None
        return found.format_str if found else ""

    def explain_lost(self) -> str:
        """Return in a sentence which parts of the sheet are not in its rows; empty if all are."""
        name = self._sheet.name
        if self.left <= 0:
            return f"The sheet “{name}” was read in part; a workbook may have {MAX_CELLS:,} cells."
        if self._has_hidden:
            return f"Hidden rows or columns of the sheet “{name}” were left out; show them to have them read."
        return ""
