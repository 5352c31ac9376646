"""Writes a workbook of Excel: sheets whose cells are texts, with marked words and links.

Every cell is a string, so that no spreadsheet computes it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

MAX_CELL_LENGTH = 32_767
"""Maximum length of a cell in Excel, in characters."""

_MAX_LINKS = 65_000
_MAX_LINK_LENGTH = 2_000
"""Excel opens no workbook with more links in a sheet, or longer ones."""

RunStyle = Literal["", "bold", "quiet"]

_RUN_STYLES: dict[RunStyle, InlineFont] = {"bold": InlineFont(b=True), "quiet": InlineFont(color="00808080")}
_HEAD = Font(bold=True)
_PLACED = {wraps: Alignment(wrap_text=wraps, vertical="top") for wraps in (False, True)}


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell: its text in runs of a style each, and the address that it opens, empty for none.

    `is_quoted`: the text looks like a formula, and stays a text when it is edited.
    """

    runs: Sequence[tuple[str, RunStyle]]
    link: str = ""
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the widths of its columns in characters, and its rows; None is an empty cell.

    The first row is a head. With `wraps`, texts take several lines, and the first column is a head too.
    """

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[TextCell | None]]
    wraps: bool = False


def write_sheets(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of some sheets; the first one is shown."""
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(sheet.name), sheet)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _write_sheet(worksheet: Any, sheet: Sheet) -> None:  # noqa: ANN401
    worksheet.freeze_panes = "B2"
    for number, width in enumerate(sheet.widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    links = 0
    for row, cells in enumerate(sheet.rows):
        made = [None if cell is None else _make_cell(worksheet, cell) for cell in cells]
        for column, (cell, written) in enumerate(zip(cells, made, strict=True)):
            if cell is None or written is None:
                continue
            written.alignment = _PLACED[sheet.wraps]
            if row == 0 or (sheet.wraps and column == 0):
                written.font = _HEAD
            if cell.link and len(cell.link) <= _MAX_LINK_LENGTH and links < _MAX_LINKS:
                links += 1
                written.hyperlink = cell.link
        worksheet.append(made)


def _make_cell(worksheet: Any, cell: TextCell) -> WriteOnlyCell:  # noqa: ANN401
    """Return a cell with a text as it is: a spreadsheet computes nothing in it, also after it is edited."""
    runs = [(ILLEGAL_CHARACTERS_RE.sub("", text), style) for text, style in cell.runs]
    written = WriteOnlyCell(worksheet)
    if any(style for _, style in runs):
        blocks = [TextBlock(_RUN_STYLES[style], text) if style else text for text, style in runs if text]
        written.value = CellRichText(*blocks)
    else:
        written.value = "".join(text for text, _ in runs)
        written.data_type = "s"
    written.quotePrefix = cell.is_quoted
    return written
