"""The text of a Word document's body, or of a note or text box in it, in document order.

What a reader sees with all changes accepted: insertions, content controls and results of fields are in; deletions,
comments, instructions of fields and hidden text are out. A text box follows the paragraph that it is anchored in, so
that it breaks no sentence; notes are collected for the end.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.office.formulas import M, read_formula
from corpus.office.numbering import Numbering
from corpus.office.package import Element, is_on, to_int
from corpus.office.styles import VAL, Styles, W
from corpus.office.table_rows import join_cells
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields

MAX_DEPTH = 20
"""Maximum number of tables within each other."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_CHARACTERS = {f"{W}{name}": sign for name, sign in _SIGNS.items()}
_LEFT_OUT = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sectPr", "rt")
}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_BLANK = re.compile(r"[ \t\r\n]+")
_SYMBOLS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\xa3\xac\xae\xb0\xb1\xb3\xb4\xb8\xb9\xbb\xd6\xe5",
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ≤←→°±≥×÷≠≈√∑",
)
"""The letters and signs that the codes of the font Symbol stand for."""


class NoteReference(NamedTuple):
    """A reference to a note: the part that it is in, and its id there."""

    part: str
    id: str


class _StoryLine:
    """The text of a paragraph so far, the text boxes anchored in it, and the fields that are open in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.boxes: list[Element] = []
        self.fields: list[bool] = []
        """For each open field whether its instruction has ended, and its result begun."""
        self.shift = ""
        """The value of `vertAlign`."""

        self.hides = False

    def add(self, text: str) -> None:
        if not all(self.fields) or not text:
            return
        before = self._pieces[-1] if self._pieces else ""
        is_shifted = self.shift in ("superscript", "subscript")
        self._pieces.append(raise_number(text, before, is_lowered=self.shift == "subscript") if is_shifted else text)

    def read(self) -> str:
        return "".join(self._pieces)


class Story:
    """Reads stories of one document; keeps its first title, the notes and diagrams referred to, and what was lost."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.title = ""
        self.notes: list[NoteReference] = []
        self.related: list[str] = []
        """The ids of relationships to text in other parts: diagrams and pieces of HTML."""
        self.skipped: list[Fields] = []
        self._styles = styles
        self._numbering = numbering
        self._tables = 0
        self._depth = 0

    def read_blocks(self, container: Element) -> list[str]:
        """Return the paragraphs and rows of tables in an element, each a block."""
        blocks: list[str] = []
        carried = ""
        for element in _list_blocks(container):
            if element.tag == f"{W}p":
                added, carried = self._read_paragraph(element, carried)
            else:
                added = [carried, *(self._read_table(element) if element.tag == f"{W}tbl" else self._note(element))]
                carried = ""
            blocks += added
        return [block for block in [*blocks, carried] if block.strip()]

    def _note(self, element: Element) -> list[str]:
        """Keep the relationship of a piece in another format."""
        self.related.append(element.get(f"{_RELATED}id", ""))
        return []

    def _read_paragraph(self, paragraph: Element, before: str) -> tuple[list[str], str]:
        """Return the paragraph and its text boxes, and the text that continues in the next if its mark was deleted."""
        properties = paragraph.find(f"{W}pPr")
        style = _find_style(properties, "pStyle")
        line = _StoryLine()
        line.hides = self._styles.hides(style)
        for child in paragraph:
            self._collect(child, line)
        text = before + line.read()
        boxes = [block for box in line.boxes for block in self.read_blocks(box)]
        if _is_mark_hidden(properties):
            return boxes, text
        label = self._numbering.number_paragraph(properties, style)
        text = text.strip()
        if text and not self.title and self._styles.is_title(style):
            self.title = text
        return [f"{label}{text}" if text else "", *boxes], ""

    def _collect(self, element: Element, line: _StoryLine) -> None:
        """Add the text of an element within a paragraph to its line."""
        tag = element.tag
        if tag in _LEFT_OUT:
            return
        if tag == f"{W}r":
            self._collect_run(element, line)
        elif tag == f"{W}t":
            line.add(_BLANK.sub(" ", element.text or "").replace("\xad", ""))
        elif tag in _CHARACTERS:
            line.add(_CHARACTERS[tag])
        elif tag == f"{W}txbxContent":
            line.boxes.append(element)
        elif tag in {f"{M}oMath", f"{M}oMathPara"}:
            line.add(read_formula(element))
        elif not self._collect_special(element, line):
            for child in _choose_branch(element) if tag == f"{_MC}AlternateContent" else element:
                self._collect(child, line)

    def _collect_special(self, element: Element, line: _StoryLine) -> bool:
        """Collect a field, symbol or reference; return whether the element is one."""
        tag = element.tag
        if tag == f"{W}fldChar":
            _turn_field(element, line)
        elif tag == f"{W}sym":
            line.add(_read_symbol(element))
        elif tag in _NOTES:
            self.notes.append(NoteReference(_NOTES[tag], element.get(f"{W}id", "")))
        elif tag == _DIAGRAM:
            self.related.append(element.get(f"{_RELATED}dm", ""))
        else:
            return False
        return True

    def _collect_run(self, run: Element, line: _StoryLine) -> None:
        properties = run.find(f"{W}rPr")
        hides = line.hides
        if properties is not None:
            own = properties.find(f"{W}vanish")
            hides = is_on(own.get(VAL)) if own is not None else hides or self._styles.hides(_find_style(properties))
            raised = properties.find(f"{W}vertAlign")
            line.shift = "" if raised is None else raised.get(VAL, "")
        if not hides:
            for child in run:
                self._collect(child, line)
        line.shift = ""

    def _read_table(self, table: Element) -> list[str]:
        self._tables += 1
        if self._depth >= MAX_DEPTH:
            self.skipped.append({"part": f"table {self._tables}", "skipped": "It is nested too deeply."})
            return []
        self._depth += 1
        rows = [self._read_row(row) for row in _list_inner(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        self._depth -= 1
        return [block for row in rows for block in row]

    def _read_row(self, row: Element) -> list[str]:
        cells = (cell for cell in _list_inner(row, f"{W}tc") if cell.find(f"{W}tcPr/{W}cellDel") is None)
        return join_cells([self.read_blocks(cell) for cell in cells])


def _list_blocks(container: Element) -> Iterator[Element]:
    """Yield the paragraphs, tables and pieces of other formats in an element, whatever controls are around them."""
    for child in container:
        if child.tag in {f"{W}p", f"{W}tbl", f"{W}altChunk"}:
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            for branch in _choose_branch(child):
                yield from _list_blocks(branch)
        elif child.tag not in _LEFT_OUT:
            yield from _list_blocks(child)


def _list_inner(container: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, whatever controls are around them."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag not in {f"{W}p", f"{W}tbl"}:
            yield from _list_inner(child, tag)


def _choose_branch(alternatives: Element) -> list[Element]:
    """Return the first of several branches that has text, in a list; all say the same."""
    return next(([branch] for branch in alternatives if any(True for _ in branch.iter(f"{W}t", _DIAGRAM))), [])


def _turn_field(element: Element, line: _StoryLine) -> None:
    kind = element.get(f"{W}fldCharType")
    if kind == "begin":
        line.add(_read_choice(element))
        line.fields.append(False)
    elif kind == "separate" and line.fields:
        line.fields[-1] = True
    elif kind == "end" and line.fields:
        line.fields.pop()


def _read_choice(field: Element) -> str:
    """Return the entry that is chosen in the drop-down list of a form."""
    choices = field.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [entry.get(VAL, "") for entry in choices.findall(f"{W}listEntry")]
    chosen = next((found for name in ("result", "default") if (found := choices.find(f"{W}{name}")) is not None), None)
    number = 0 if chosen is None else to_int(chosen.get(VAL))
    return entries[number] if 0 <= number < len(entries) else ""


def _read_symbol(element: Element) -> str:
    """Return the letter of a symbol in the font Symbol; other fonts have pictures."""
    if element.get(f"{W}font") != "Symbol":
        return ""
    try:
        code = int(element.get(f"{W}char", ""), 16) & 0xFF
    except ValueError:
        return ""
    sign = chr(code)
    return sign.translate(_SYMBOLS) if sign.isascii() or sign.translate(_SYMBOLS) != sign else ""


def _find_style(properties: Element | None, name: str = "rStyle") -> str:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return "" if found is None else found.get(VAL, "")


def _is_mark_hidden(properties: Element | None) -> bool:
    """Return whether the mark of a paragraph was deleted or is hidden, so that the next paragraph continues it."""
    mark = properties.find(f"{W}rPr") if properties is not None else None
    if mark is None:
        return False
    vanish = mark.find(f"{W}vanish")
    is_deleted = any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
    return is_deleted or (vanish is not None and is_on(vanish.get(VAL)))
