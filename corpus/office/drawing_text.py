"""The paragraphs of shapes, tables and diagrams in slides and drawings."""

import re

from corpus.office.numbering import format_number
from corpus.office.package import Element, to_int
from corpus.office.table_rows import join_cells
from corpus.raised_numbers import raise_number

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DIAGRAM_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}t"
_BLANK = re.compile(r"[ \t\r\n]+")
_NUMBERED = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_KINDS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND = {"Period": "{}. ", "ParenR": "{}) ", "ParenBoth": "({}) ", "Plain": "{} "}


def read_shape_text(body: Element) -> list[str]:
    """Return the paragraphs of a shape, a block each, with the numbers of list items."""
    blocks = []
    counts: dict[int, int] = {}
    for paragraph in body.findall(f"{A}p"):
        text = read_drawing_paragraph(paragraph)
        if text:
            blocks.append(_number(paragraph, counts) + text)
    return blocks


def read_drawing_paragraph(paragraph: Element) -> str:
    """Return the text of a paragraph; a line break in it stays one."""
    pieces: list[str] = []
    for element in paragraph.iter(f"{A}t", f"{A}br", f"{A}tab"):
        if element.tag == f"{A}t":
            text = _BLANK.sub(" ", (element.text or "").replace("\v", "\n")).replace("\xad", "")
            properties = element.getparent().find(f"{A}rPr")
            shift = 0 if properties is None else to_int(properties.get("baseline"))
            before = pieces[-1] if pieces else ""
            pieces.append(raise_number(text, before, is_lowered=shift < 0) if shift else text)
        else:
            pieces.append("\n" if element.tag == f"{A}br" else "\t")
    return "".join(pieces).strip()


def _number(paragraph: Element, counts: dict[int, int]) -> str:
    """Count a list item, and return its number; a paragraph without one restarts its level."""
    properties = paragraph.find(f"{A}pPr")
    numbering = properties.find(f"{A}buAutoNum") if properties is not None else None
    level = to_int(properties.get("lvl")) if properties is not None else 0
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    found = None if numbering is None else _NUMBERED.fullmatch(numbering.get("type", ""))
    if numbering is None or found is None:
        counts.pop(level, None)
        return ""
    counts[level] = counts[level] + 1 if level in counts else to_int(numbering.get("startAt"), 1)
    number = format_number(counts[level], _KINDS[found[1]])
    return _AROUND[found[2]].format(number) if number else ""


def read_drawing_table(table: Element) -> list[str]:
    """Return the rows of a table; a cell over several columns or rows appears once."""
    rows = (row.findall(f"{A}tc") for row in table.findall(f"{A}tr"))
    return [block for row in rows for block in join_cells([_read_cell(cell) for cell in row if not _is_covered(cell)])]


def _is_covered(cell: Element) -> bool:
    return cell.get("hMerge") in {"1", "true"}


def _read_cell(cell: Element) -> list[str]:
    body = cell.find(f"{A}txBody")
    is_below = cell.get("vMerge") in {"1", "true"}
    return [] if body is None or is_below else read_shape_text(body)


def read_diagram(root: Element) -> list[str]:
    """Return the texts of a diagram such as an organisation chart, in the order in which they were typed."""
    return [block for element in root.iter(_DIAGRAM_TEXT) for block in read_shape_text(element)]
