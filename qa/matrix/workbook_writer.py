"""Writes a workbook of Excel: sheets whose cells are texts, with marked words and links.

Every cell is an inline string, so that no spreadsheet computes it.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

MAX_CELL_LENGTH = 32_767
"""Maximum length of a cell in Excel, in characters."""

_MAX_LINKS = 65_000
_MAX_LINK_LENGTH = 2_000
"""Excel opens no workbook with more links in a sheet, or longer ones."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FURTHER_ESCAPES = {'"': "&quot;", "\r": "&#13;"}

_OUTSIDE = ' TargetMode="External"'

RunStyle = Literal["", "bold", "quiet"]

_RUN_STYLES: dict[RunStyle, str] = {"": "", "bold": "<rPr><b/></rPr>", "quiet": '<rPr><color rgb="FF808080"/></rPr>'}

_BOLD, _WRAPPED, _QUOTED = 1, 2, 4
"""The parts of the number of a cell style."""


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
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in _list_parts(sheets):
            package.writestr(name, _DECLARATION + part)
    return saved.getvalue()


def _list_parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """Yield the parts of the package with their names."""
    numbered = list(enumerate(sheets, start=1))
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number, _ in numbered
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relate([("officeDocument", "xl/workbook.xml", False)])
    named = "".join(
        f'<sheet name="{_escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>' for number, sheet in numbered
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>'
    parts = [("worksheet", f"worksheets/sheet{number}.xml", False) for number, _ in numbered]
    yield "xl/_rels/workbook.xml.rels", _relate([*parts, ("styles", "styles.xml", False)])
    yield "xl/styles.xml", _write_styles()
    for number, sheet in numbered:
        links: list[tuple[str, str]] = []
        yield f"xl/worksheets/sheet{number}.xml", _write_sheet(sheet, links, is_first=number == 1)
        if links:
            targets = [("hyperlink", target, True) for _, target in links]
            yield f"xl/worksheets/_rels/sheet{number}.xml.rels", _relate(targets)


def _relate(targets: Sequence[tuple[str, str, bool]]) -> str:
    """Return the relations of a part: the kind and target of each, and whether it is an address outside."""
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{_escape(target)}"{_OUTSIDE * is_outside}/>'
        for number, (kind, target, is_outside) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _write_styles() -> str:
    """Return the styles of the cells, each at the place of its number."""
    styles = "".join(
        f'<xf numFmtId="0" fontId="{style & _BOLD}" fillId="0" borderId="0" xfId="0" applyFont="1"'
        f' applyAlignment="1" quotePrefix="{style // _QUOTED}">'
        f'<alignment vertical="top" wrapText="{style // _WRAPPED % 2}"/></xf>'
        for style in range(2 * _QUOTED)
    )
    font = '<sz val="11"/><name val="Calibri"/>'
    fill, border = "<fill><patternFill/></fill>", "<border><left/><right/><top/><bottom/><diagonal/></border>"
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        f'<fills count="2">{fill}<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="1">{border}</borders><cellStyleXfs count="1">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{2 * _QUOTED}">{styles}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _write_sheet(sheet: Sheet, links: list[tuple[str, str]], *, is_first: bool) -> str:
    """Return a sheet, and add the place and target of each of its links."""
    letters = [_name_column(number) for number in range(1, len(sheet.widths) + 1)]
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, start=1)
    )
    rows = "".join(
        f'<row r="{number}">{_write_row(number, row, sheet, letters, links)}</row>'
        for number, row in enumerate(sheet.rows, start=1)
    )
    listed = "".join(
        f'<hyperlink ref="{place}" r:id="rId{number}"/>' for number, (place, _) in enumerate(links, start=1)
    )
    hyperlinks = f"<hyperlinks>{listed}</hyperlinks>" if listed else ""
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><dimension ref="A1:{letters[-1]}{len(sheet.rows)}"/>'
        f'<sheetViews><sheetView workbookViewId="0" tabSelected="{int(is_first)}">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
        f"<cols>{widths}</cols><sheetData>{rows}</sheetData>"
        f"{hyperlinks}</worksheet>"
    )


def _write_row(
    number: int, row: Sequence[TextCell | None], sheet: Sheet, letters: Sequence[str], links: list[tuple[str, str]]
) -> str:
    cells = []
    for letter, cell in zip(letters, row, strict=True):
        if cell is None:
            continue
        place = f"{letter}{number}"
        is_bold = number == 1 or (sheet.wraps and letter == letters[0])
        style = _BOLD * is_bold + _WRAPPED * sheet.wraps + _QUOTED * cell.is_quoted
        cells.append(f'<c r="{place}" s="{style}" t="inlineStr"><is>{_write_runs(cell.runs)}</is></c>')
        if cell.link and len(cell.link) <= _MAX_LINK_LENGTH and len(links) < _MAX_LINKS:
            links.append((place, cell.link))
    return "".join(cells)


def _write_runs(runs: Sequence[tuple[str, RunStyle]]) -> str:
    if len(runs) == 1 and not runs[0][1]:
        return _write_text(runs[0][0])
    return "".join(f"<r>{_RUN_STYLES[style]}{_write_text(text)}</r>" for text, style in runs)


def _write_text(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{_escape(text)}</t>"


def _escape(text: str) -> str:
    return escape(_NO_XML.sub("", text), _FURTHER_ESCAPES)


def _name_column(number: int) -> str:
    """Return the letters of a column, numbered from 1."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
