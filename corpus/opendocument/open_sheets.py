"""The rows of an OpenDocument spreadsheet, as its cells show them."""

from collections.abc import Iterator

from corpus.office.package import Element, to_int
from corpus.office.side_by_side import describe_sheet
from corpus.office.slides import LabelledPage
from corpus.office.table_rows import SheetCell, SheetRow, StatedHeader
from corpus.opendocument.open_styles import OFFICE, TABLE, TEXT, OpenStyles
from corpus.opendocument.open_text import OpenText
from corpus.readers.fields import Fields

MAX_OPEN_CELLS = 1_000_000
"""Maximum number of cells of a spreadsheet that are read, without empty ones."""

_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_GROUPS = {f"{TABLE}{name}" for name in ("table-row-group", "table-rows", "table-header-rows")}
_VALUES = [f"{OFFICE}{name}" for name in ("string-value", "date-value", "time-value", "value", "boolean-value")]
_KINDS = {"string": "text", "date": "date", "time": "date", "boolean": "truth"}
_MAX_COLUMN = 16_384
_MAX_REPEATED = 1_000
"""How often one row or cell may be repeated; more is the format of a whole sheet."""


def read_sheets(body: Element, styles: OpenStyles, skipped: list[Fields]) -> list[LabelledPage]:
    """Return a page for each row of the sheets that are shown; the reasons for other parts are added to `skipped`."""
    pages: list[LabelledPage] = []
    left = MAX_OPEN_CELLS
    for number, table in enumerate(body.iterchildren(f"{TABLE}table"), start=1):
        name = table.get(f"{TABLE}name", f"{number}")
        if styles.is_hidden_table(table):
            reason = f"The sheet “{name}” is hidden; show it to have it read."
        else:
            sheet = _OpenSheet(styles, left)
            sheet.read(table)
            left = max(sheet.left, 0)
            reason = sheet.explain_lost(name)
            described = describe_sheet(sheet.rows, sheet.headers)
            pages += [LabelledPage(f"sheet {name}, row {row}", [text]) for row, text in described]
            pages.append(LabelledPage(f"sheet {name}", [block for shapes in table.iterchildren(f"{TABLE}shapes")
                                                for block in OpenText(styles).read_blocks(shapes)]))  # fmt: skip
        if reason:
            skipped.append({"part": f"sheet {number}", "skipped": reason})
    return pages


class _OpenSheet:
    """Collects the rows of a sheet that are shown; empty ones cost nothing, however often they are repeated."""

    def __init__(self, styles: OpenStyles, left: int) -> None:
        self.rows: list[SheetRow] = []
        self.headers: list[StatedHeader] = []
        self.left = left
        self._reader = OpenText(styles)
        self._number = 0
        self._has_hidden = self._is_cut = False
        self._hidden_columns = bytearray(_MAX_COLUMN + 1)

    def read(self, table: Element) -> None:
        column = 1
        for element in table.iter(f"{TABLE}table-column"):
            count = max(to_int(element.get(f"{TABLE}number-columns-repeated"), 1), 1)
            if _is_invisible(element):
                end = min(column + count, _MAX_COLUMN + 1)
                self._hidden_columns[column:end] = b"\1" * max(end - column, 0)
            column += count
        for row in _list_rows(table):
            self._add_row(row)
            if self.left < 0:
                return
        if self.headers:
            self.headers = [StatedHeader(self.headers[-1].row, self._number)]

    def _add_row(self, element: Element) -> None:
        repeated = max(to_int(element.get(f"{TABLE}number-rows-repeated"), 1), 1)
        first = self._number + 1
        self._number += repeated
        cells = dict(self._read_cells(element))
        if not cells:
            return
        if _is_invisible(element):
            self._has_hidden = True
            return
        if element.getparent().tag == f"{TABLE}table-header-rows":
            self.headers.append(StatedHeader(first, first))
        for number in range(first, first + self._limit(repeated)):
            self.rows.append(SheetRow(number, cells))
            self.left -= len(cells)
            if self.left < 0:
                return

    def _read_cells(self, row: Element) -> Iterator[tuple[int, SheetCell]]:
        column = 1
        for element in row:
            if element.tag not in _CELLS:
                continue
            count = max(to_int(element.get(f"{TABLE}number-columns-repeated"), 1), 1)
            cell = self._read_cell(element)
            for place in range(column, column + self._limit(count)) if cell else ():
                if place < len(self._hidden_columns) and self._hidden_columns[place]:
                    self._has_hidden = True
                elif cell:
                    yield place, cell
            column += count

    def _limit(self, repeated: int) -> int:
        """Return how often a row or cell with text is read that is repeated."""
        self._is_cut = self._is_cut or repeated > _MAX_REPEATED
        return min(repeated, _MAX_REPEATED)

    def _read_cell(self, element: Element) -> SheetCell | None:
        if element.tag != f"{TABLE}table-cell" or not (len(element) or element.get(f"{OFFICE}value-type")):
            return None
        paragraphs = (child for child in element if child.tag == f"{TEXT}p")
        blocks = [block for paragraph in paragraphs for block in self._reader.read_blocks([paragraph])]
        kind = element.get(f"{OFFICE}value-type", "string")
        text = "\n".join(blocks) or next((found for name in _VALUES if (found := element.get(name))), "")
        return SheetCell(text, _KINDS.get(kind, "number")) if text else None

    def explain_lost(self, name: str) -> str:
        """Return in a sentence which parts of the sheet are not in its rows; empty if all are."""
        if self.left < 0 or self._is_cut:
            return f"The sheet “{name}” was read in part: it repeats too much, or has over {MAX_OPEN_CELLS:,} cells."
        if self._has_hidden:
            return f"Hidden rows or columns of the sheet “{name}” were left out; show them to have them read."
        return ""


def _list_rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _list_rows(child)


def _is_invisible(element: Element) -> bool:
    return bool(element.get(f"{TABLE}visibility", "visible") != "visible")
