"""The text of an OpenDocument, in document order: paragraphs, lists with their numbers, tables, text boxes, notes.

What a reader sees with all changes accepted; comments and hidden text are out. Notes are collected for the end.
"""

import re

from corpus.office.formulas import read_mathml
from corpus.office.package import PACKAGE_ERRORS, Element, Package, to_int
from corpus.office.table_rows import join_cells
from corpus.opendocument.open_styles import DRAW, OFFICE, TABLE, TEXT, OpenList, OpenStyles
from corpus.raised_numbers import raise_number
from corpus.readers.fields import Fields

_LINK = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
MAX_TABLE_DEPTH = 20
"""Maximum number of tables within each other."""

MAX_SPACES = 1_000
"""Maximum number of blanks that one element stands for."""

_LEFT_OUT = {f"{OFFICE}{name}" for name in ("annotation", "forms", "scripts")} | {
    f"{TEXT}{name}" for name in ("tracked-changes", "note-citation", "ruby-text", "number")
}
_MAY_BE_HIDDEN = {f"{TEXT}{name}" for name in ("section", "hidden-text", "hidden-paragraph")}
_BLANK = re.compile(r"[ \t\r\n]+")


class _OpenLine:
    """The text of a paragraph so far, and the text boxes anchored in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._may_begin_with_blank = False
        self.shift = ""
        """Whether text is raised or lowered: "super", "sub" or nothing."""

        self.boxes: list[Element] = []

    def add(self, text: str | None) -> None:
        """Add text, its white space folded as OpenDocument says."""
        if not text:
            return
        text = _BLANK.sub(" ", text).replace("\xad", "")
        if not self._may_begin_with_blank:
            text = text.removeprefix(" ")
        if text:
            self._may_begin_with_blank = not text.endswith(" ")
            before = self._pieces[-1] if self._pieces else ""
            self._pieces.append(raise_number(text, before, is_lowered=self.shift == "sub") if self.shift else text)

    def add_exactly(self, text: str) -> None:
        self._pieces.append(text)
        self._may_begin_with_blank = True

    def read(self) -> str:
        return "".join(self._pieces).strip()


class OpenText:
    """Reads blocks of text; keeps the first title, the notes, and what was lost. Formulas are parts of the package."""

    def __init__(self, styles: OpenStyles, package: Package | None = None) -> None:
        self._package = package
        self.title = ""
        self.skipped: list[Fields] = []
        self._styles = styles
        self._notes: dict[str, list[Element]] = {"footnote": [], "endnote": []}
        self._lists: dict[str, OpenList] = {}
        self._latest: dict[str, OpenList] = {}
        self._outline = OpenList(styles.outline)
        self._tables = 0
        self._depth = 0

    def read_blocks(self, container: Element) -> list[str]:
        """Return the paragraphs and rows of tables in an element, each a block."""
        blocks: list[str] = []
        for element in container:
            tag = element.tag
            if tag in {f"{TEXT}p", f"{TEXT}h"}:
                blocks += self._read_paragraph(element)
            elif tag == f"{TEXT}list":
                blocks += self._read_list(element, "", 1, None)
            elif tag == f"{TABLE}table":
                blocks += self._read_table(element)
            elif tag not in _LEFT_OUT and not _is_hidden(element):
                blocks += self.read_blocks(element)
        return blocks

    def read_notes(self) -> list[str]:
        """Return the text of the footnotes, then of the endnotes; a note has no notes."""
        return [block for notes in self._notes.values() for note in list(notes) for block in self.read_blocks(note)]

    def _read_paragraph(self, paragraph: Element, label: str = "") -> list[str]:
        style = paragraph.get(f"{TEXT}style-name", "")
        line = _OpenLine()
        if not self._styles.hides("paragraph", style) and not any(map(_is_hidden_paragraph, paragraph)):
            self._collect(paragraph, line)
        if paragraph.tag == f"{TEXT}h" and paragraph.get(f"{TEXT}is-list-header") != "true":
            label = label or self._outline.count(to_int(paragraph.get(f"{TEXT}outline-level"), 1))
        text = line.read()
        if text and not self.title and self._styles.is_title(style):
            self.title = text
        boxes = [block for box in line.boxes for block in self.read_blocks(box)]
        return [f"{label}{text}", *boxes] if text else boxes

    def _collect(self, element: Element, line: _OpenLine) -> None:
        """Add the text of an element within a paragraph, and of those in it, to the line."""
        line.add(element.text)
        for child in element:
            self._collect_child(child, line)
            line.add(child.tail)

    def _collect_child(self, child: Element, line: _OpenLine) -> None:
        tag = child.tag
        if tag == f"{TEXT}s":
            line.add_exactly(" " * min(to_int(child.get(f"{TEXT}c"), 1), MAX_SPACES))
        elif tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            line.add_exactly("\t" if tag == f"{TEXT}tab" else "\n")
        elif tag == f"{TEXT}note":
            notes = self._notes.setdefault(child.get(f"{TEXT}note-class", "footnote"), [])
            notes += child.findall(f"{TEXT}note-body")
        elif tag.startswith(DRAW):
            formula = self._read_formula(child)
            line.add(formula)
            line.boxes += [] if formula else [child]
        elif tag == f"{TEXT}span" and self._styles.hides("text", child.get(f"{TEXT}style-name", "")):
            return
        elif tag not in _LEFT_OUT and not _is_hidden(child):
            before = line.shift
            if tag == f"{TEXT}span":
                line.shift = self._styles.find_shift(child.get(f"{TEXT}style-name", "")) or before
            self._collect(child, line)
            line.shift = before

    def _read_formula(self, frame: Element) -> str:
        """Return the formula in a frame, empty if there is none."""
        link = next((one.get(_LINK, "") for one in frame.iterchildren(f"{DRAW}object")), "")
        part = f"{link.removeprefix('./')}/content.xml"
        if not link or self._package is None or part not in self._package:
            return ""
        try:
            root = self._package.parse(part)
        except PACKAGE_ERRORS:
            return ""
        return read_mathml(root) if root.tag == _MATH else ""

    def _read_list(self, element: Element, style: str, level: int, around: OpenList | None) -> list[str]:
        """Return the blocks of a list; only the first paragraph of an item has its number."""
        style = element.get(f"{TEXT}style-name") or style or self._find_style(element)
        counts = around or self._find_list(element, style)
        blocks: list[str] = []
        for item in element:
            label, is_new = "", item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    blocks += self._read_list(child, style, level + 1, counts)
                    is_new = False
                elif child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                    start = item.get(f"{TEXT}start-value")
                    label = counts.count(level, None if start is None else to_int(start, 1)) if is_new else ""
                    is_new = False
                    blocks += self._read_paragraph(child, label)
        return blocks

    def _find_style(self, element: Element) -> str:
        paragraph = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        return "" if paragraph is None else self._styles.find_list_style(paragraph.get(f"{TEXT}style-name", ""))

    def _find_list(self, element: Element, style: str) -> OpenList:
        """Return the counts of a list: those of the list that it continues, or new ones."""
        found = self._lists.get(element.get(f"{TEXT}continue-list", ""))
        if element.get(f"{TEXT}continue-numbering") == "true":
            found = found or self._latest.get(style)
        found = found or OpenList(self._styles.find_levels(style))
        self._latest[style] = found
        if name := element.get(_ID):
            self._lists[name] = found
        return found

    def _read_table(self, table: Element) -> list[str]:
        self._tables += 1
        if self._depth >= MAX_TABLE_DEPTH:
            self.skipped.append({"part": f"table {self._tables}", "skipped": "It is nested too deeply."})
            return []
        self._depth += 1
        rows = [join_cells(self._read_cells(row)) for row in table.iter(f"{TABLE}table-row") if _owner(row) is table]
        self._depth -= 1
        return [block for row in rows for block in row]

    def _read_cells(self, row: Element) -> list[list[str]]:
        return [self.read_blocks(cell) for cell in row.iterchildren(f"{TABLE}table-cell")]


def _is_hidden(element: Element) -> bool:
    """Return whether a section or field is hidden."""
    if element.tag not in _MAY_BE_HIDDEN:
        return False
    return bool(element.get(f"{TEXT}display") == "none" or element.get(f"{TEXT}is-hidden") == "true")


def _is_hidden_paragraph(element: Element) -> bool:
    return bool(element.tag == f"{TEXT}hidden-paragraph" and _is_hidden(element))


def _owner(row: Element) -> Element:
    """Return the table that a row belongs to."""
    return next(row.iterancestors(f"{TABLE}table"))
