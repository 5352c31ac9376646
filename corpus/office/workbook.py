"""Reads workbooks of Excel: each row of a sheet is a sentence with its column names, and a page of its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from io import BytesIO

from corpus.office.drawing_text import read_shape_text
from corpus.office.number_formats import BUILT_IN, is_date_format, show_number
from corpus.office.package import PACKAGE_ERRORS, Element, Package, is_on, iterate_xml, to_int
from corpus.office.side_by_side import describe_sheet
from corpus.office.slides import LabelledPage, describe_package
from corpus.office.table_rows import SheetCell, SheetRow, StatedHeader
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields, FileToRead

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_CELLS = 1_000_000
"""Maximum number of cells of a workbook that are read, without empty ones."""

_MAX_COLUMN = 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_KINDS = {"n": "number", "d": "date", "b": "truth"}


def read_workbook(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a workbook, then the sheets that were left out."""
    try:
        yield from _WorkbookReader(Package(file.content)).read()
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged workbook: {str(error).rstrip('.')}."}


class _WorkbookReader:
    """A workbook, its texts and formats."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.find_main("xl/workbook.xml")
        self._texts: list[str] = []
        self._codes: list[str] = []
        self._from_1904 = False
        self._left = MAX_CELLS

    def read(self) -> Iterator[Fields]:
        root = self._package.parse(self._main)
        related = self._package.find_relationships(self._main)
        self._from_1904 = any(is_on(one.get("date1904", "0")) for one in root.iter(f"{S}workbookPr"))
        self._texts = [text for part in self._list("sharedStrings") for text in self._read_texts(part)]
        self._codes = [code for part in self._list("styles") for code in _read_codes(self._package.parse(part))]
        pages: list[LabelledPage] = []
        skipped: list[Fields] = []
        for number, sheet in enumerate(root.iter(f"{S}sheet"), start=1):
            name, found = sheet.get("name", f"{number}"), related.get(sheet.get(f"{_RELATED}id", ""))
            reason = ""
            if sheet.get("state", "visible") != "visible":
                reason = f"The sheet “{name}” is hidden; show it to have it read."
            elif found and found.kind == "worksheet":
                try:
                    added, reason = self._read_sheet(found.target, name)
                    pages += added
                except PACKAGE_ERRORS as error:
                    reason = f"The sheet “{name}” is damaged: {str(error).rstrip('.')}."
            if reason:
                skipped.append({"part": f"sheet {number}", "skipped": reason})
        yield describe_package(self._package, pages, "")
        yield from skipped

    def _list(self, kind: str) -> list[str]:
        return self._package.find_related(self._main, kind)[:1]

    def _read_texts(self, part: str) -> Iterator[str]:
        items = iterate_xml(BytesIO(self._package.read_xml(part)), [f"{S}si"])
        return map(_read_rich_text, items)

    def _read_sheet(self, part: str, name: str) -> tuple[list[LabelledPage], str]:
        """Return the pages of a sheet, and the reasons for parts that were left out."""
        sheet = _SheetReader(self._texts, self._codes, self._from_1904, self._left)
        for element in iterate_xml(BytesIO(self._package.read_xml(part)), _SheetReader.TAGS):
            sheet.add(element)
            if sheet.left < 0:
                break
        self._left = max(sheet.left, 0)
        headers = [*sheet.headers, *self._read_tables(part)]
        rows = sheet.fill_merged()
        pages = [LabelledPage(f"sheet {name}, row {number}", [text]) for number, text in describe_sheet(rows, headers)]
        drawings = self._package.find_related(part, "drawing")
        drawn = [block for drawing in drawings for block in self._read_drawing(drawing)]
        return [*pages, LabelledPage(f"sheet {name}", drawn)], sheet.explain_lost(name)

    def _read_tables(self, part: str) -> Iterator[StatedHeader]:
        for table in self._package.find_related(part, "table"):
            root = self._package.parse(table)
            if root.get("headerRowCount", "1") != "0":
                yield from _find_header(root.get("ref", ""))

    def _read_drawing(self, part: str) -> list[str]:
        bodies = self._package.parse(part).iter("{*}txBody")
        return [block for body in bodies for block in read_shape_text(body)]


class _SheetReader:
    """Collects the rows of a sheet that are shown."""

    TAGS = [f"{S}{name}" for name in ("row", "col", "mergeCell", "autoFilter")]

    def __init__(self, texts: list[str], codes: list[str], from_1904: bool, left: int) -> None:
        self.left = left
        self.headers: list[StatedHeader] = []
        self._texts = texts
        self._codes = codes
        self._from_1904 = from_1904
        self._rows: list[SheetRow] = []
        self._merged: list[tuple[int, int, int]] = []
        self._hidden_columns = bytearray(_MAX_COLUMN + 1)
        self._hidden = 0
        self._without_value = 0
        self._number = 0

    def add(self, element: Element) -> None:
        """Add a row, or what is said of columns, merged cells and filters."""
        if element.tag == f"{S}row":
            self._add_row(element)
        elif element.tag == f"{S}col" and is_on(element.get("hidden", "0")):
            first, last = to_int(element.get("min")), min(to_int(element.get("max")), _MAX_COLUMN)
            self._hidden_columns[max(first, 0) : last + 1] = b"\1" * max(last + 1 - max(first, 0), 0)
        elif element.tag == f"{S}autoFilter":
            self.headers += _find_header(element.get("ref", ""))
        elif element.tag == f"{S}mergeCell":
            self._merged += [(top, bottom, left) for top, bottom, left, _ in _read_range(element.get("ref", ""))]

    def _add_row(self, element: Element) -> None:
        self._number = max(to_int(element.get("r")), self._number + 1)
        row = SheetRow(self._number)
        is_hidden = is_on(element.get("hidden", "0"))
        column = 0
        for cell in element:
            place = _read_reference(cell.get("r", ""))
            column = place[1] if place else column + 1
            shown = self._read_cell(cell)
            if shown and (is_hidden or column <= _MAX_COLUMN and self._hidden_columns[column]):
                self._hidden += 1
            elif shown:
                row.cells[column] = shown
        self.left -= len(row.cells)
        self._rows += [row] if row.cells else []

    def _read_cell(self, cell: Element) -> SheetCell | None:
        kind, value, inline, has_formula = cell.get("t", "n"), "", "", False
        for child in cell:
            if child.tag == f"{S}v":
                value = child.text or ""
            elif child.tag == f"{S}is":
                inline = _read_rich_text(child)
            else:
                has_formula = has_formula or child.tag == f"{S}f"
        self._without_value += has_formula and not value
        number = to_int(cell.get("s"), -1)
        code = self._codes[number] if 0 <= number < len(self._codes) else ""
        text = self._show(kind, value, inline, code)
        text = "\n".join(filter(None, map(str.strip, text.splitlines())))
        if kind == "n" and is_date_format(code):
            kind = "d"
        return SheetCell(text, _KINDS.get(kind, "text")) if text else None

    def _show(self, kind: str, value: str, inline: str, code: str) -> str:
        """Return the text that a cell shows; errors of formulas are left out."""
        if kind == "s":
            number = to_int(value, -1)
            return self._texts[number] if 0 <= number < len(self._texts) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE" if value else ""
        if kind == "e" or (kind == "n" and not value):
            return ""
        if kind == "n":
            return _show_value(value, code, self._from_1904)
        return inline or value

    def fill_merged(self) -> list[SheetRow]:
        """Return the rows, with a cell that is merged over several of them in each."""
        numbers = [row.number for row in self._rows]
        for first, last, column in self._merged:
            place = bisect_left(numbers, first)
            if place == len(numbers) or numbers[place] != first or column not in self._rows[place].cells:
                continue
            for row in self._rows[place + 1 : bisect_left(numbers, last + 1)]:
                self.left -= 1
                if self.left < 0:
                    break
                row.cells = dict(sorted((row.cells | {column: self._rows[place].cells[column]}).items()))
        return self._rows

    def explain_lost(self, name: str) -> str:
        """Return in a sentence which parts of the sheet are not in its rows; empty if all are."""
        if self.left < 0:
            return f"The sheet “{name}” was read in part; a workbook may have {MAX_CELLS:,} cells."
        if self._without_value:
            count = f"{self._without_value:,} formulas" if self._without_value > 1 else "1 formula"
            return (
                f"In the sheet “{name}” {count} had no saved value; open the file in a spreadsheet program and save it."
            )
        if self._hidden:
            return f"Hidden rows or columns of the sheet “{name}” were left out; show them to have them read."
        return ""


def _show_value(value: str, code: str, from_1904: bool) -> str:
    try:
        return show_number(float(value), code, from_1904=from_1904)
    except (ValueError, OverflowError, ArithmeticError):
        return value


def _read_rich_text(element: Element) -> str:
    """Return the text of its runs; how Japanese words are read aloud is left out."""
    pieces: list[str] = []
    for child in element:
        if child.tag == f"{S}t":
            pieces.append(child.text or "")
        elif child.tag == f"{S}r":
            shift = next((one.get("val", "") for one in child.iter(f"{S}vertAlign")), "")
            for run in child.iterchildren(f"{S}t"):
                text, before = run.text or "", pieces[-1] if pieces else ""
                is_shifted = shift in ("superscript", "subscript")
                pieces.append(raise_number(text, before, is_lowered=shift == "subscript") if is_shifted else text)
    return "".join(pieces).replace("_x000D_", "").replace("\xad", "")


def _read_codes(root: Element) -> list[str]:
    """Return the format of numbers for each style of cells."""
    own = {to_int(one.get("numFmtId")): one.get("formatCode", "") for one in root.iter(f"{S}numFmt")}
    styles = (style for group in root.iter(f"{S}cellXfs") for style in group.iterchildren(f"{S}xf"))
    numbers = (to_int(style.get("numFmtId")) for style in styles)
    return [own.get(number, BUILT_IN.get(number, "")) for number in numbers]


def _read_reference(reference: str) -> tuple[int, int] | None:
    """Return row and column of a cell such as "B12", from 1."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return (int(found[2]), column) if column <= _MAX_COLUMN else None


def _read_range(reference: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the first and last row and the first and last column of a range of several rows, such as "A3:D20"."""
    first, last = (_read_reference(one) for one in f"{reference}:".split(":")[:2])
    if first and last and last[0] > first[0]:
        yield first[0], last[0], first[1], last[1]


def _find_header(reference: str) -> Iterator[StatedHeader]:
    """Yield the first row of a range, with its last."""
    yield from (StatedHeader(*found) for found in _read_range(reference))
