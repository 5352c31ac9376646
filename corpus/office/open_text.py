"""The text of an OpenDocument, in document order: paragraphs, lists with their numbers, tables, text boxes, notes.

What a reader sees with all changes accepted; comments and hidden text are out. Notes are collected for the end.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from corpus.office.formulas import read_mathml
from corpus.office.numbering import format_number
from corpus.office.package import PACKAGE_ERRORS, Element, Package, to_int
from corpus.office.table_rows import join_cells
from corpus.readers.fields import Fields

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{{{_SPACE}office:1.0}}"
TEXT = f"{{{_SPACE}text:1.0}}"
TABLE = f"{{{_SPACE}table:1.0}}"
_STYLE = f"{{{_SPACE}style:1.0}}"
_DRAW = f"{{{_SPACE}drawing:1.0}}"
_PRESENTATION = f"{{{_SPACE}presentation:1.0}}"
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
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_CHAIN = 20
_MAX_LEVEL = 10


@dataclass
class _OpenLevel:
    """How a level of a list or of headings is numbered."""

    kind: str
    prefix: str
    suffix: str
    start: int
    shown: int


@dataclass
class _OpenStyle:
    """A style; what it does not say, the style below it says."""

    name: str
    below: str
    hides: bool
    list_style: str
    properties: dict[str, str]


class OpenStyles:
    """The styles of a document: which hide, which are titles, and how lists are numbered."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[tuple[str, str], _OpenStyle] = {}
        self._lists: dict[str, dict[int, _OpenLevel]] = {}
        self.outline: dict[int, _OpenLevel] = {}
        for root in roots:
            for element in root.iter(f"{_STYLE}style"):
                key = element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")
                self._styles[key] = _read_open_style(element)
            for element in root.iter(f"{TEXT}list-style"):
                self._lists[element.get(f"{_STYLE}name", "")] = _read_levels(element)
            for element in root.iter(f"{TEXT}outline-style"):
                self.outline = _read_levels(element)

    def _find_chain(self, family: str, name: str) -> Iterator[_OpenStyle]:
        for _ in range(_MAX_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.below

    def hides(self, family: str, name: str) -> bool:
        """Return whether a style hides its text."""
        return any(style.hides for style in self._find_chain(family, name))

    def is_title(self, name: str) -> bool:
        """Return whether a style of paragraphs is that of titles, or is based on it."""
        return name == "Title" or any("Title" in {one.name, one.below} for one in self._find_chain("paragraph", name))

    def find_list_style(self, paragraph_style: str) -> str:
        """Return the style of lists that the paragraphs of a style are in, empty if none."""
        found = (style.list_style for style in self._find_chain("paragraph", paragraph_style))
        return next(filter(None, found), "")

    def find_levels(self, list_style: str) -> dict[int, _OpenLevel]:
        """Return the numbered levels of a style of lists."""
        return self._lists.get(list_style, {})

    def is_hidden_table(self, element: Element) -> bool:
        """Return whether a sheet is hidden."""
        styles = self._find_chain("table", element.get(f"{TABLE}style-name", ""))
        return any(style.properties.get("display") == "false" for style in styles)

    def is_hidden_slide(self, element: Element) -> bool:
        """Return whether a slide is hidden."""
        styles = self._find_chain("drawing-page", element.get(f"{_DRAW}style-name", ""))
        return any(style.properties.get("visibility") == "hidden" for style in styles)


def _read_open_style(element: Element) -> _OpenStyle:
    properties = {name.rpartition("}")[2]: value for child in element for name, value in child.attrib.items()}
    display = [child.get(f"{TEXT}display") for child in element if child.tag == f"{_STYLE}text-properties"]
    return _OpenStyle(
        name=element.get(f"{_STYLE}display-name") or element.get(f"{_STYLE}name", ""),
        below=element.get(f"{_STYLE}parent-style-name", ""),
        hides="none" in display,
        list_style=element.get(f"{_STYLE}list-style-name", ""),
        properties=properties,
    )


def _read_levels(element: Element) -> dict[int, _OpenLevel]:
    return {
        to_int(one.get(f"{TEXT}level"), 1): _OpenLevel(
            kind=_KINDS.get(one.get(f"{_STYLE}num-format", ""), ""),
            prefix=one.get(f"{_STYLE}num-prefix", ""),
            suffix=one.get(f"{_STYLE}num-suffix", ""),
            start=to_int(one.get(f"{TEXT}start-value"), 1),
            shown=min(max(to_int(one.get(f"{TEXT}display-levels"), 1), 1), _MAX_LEVEL),
        )
        for one in element.iter(f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
    }


class _OpenList:
    """The counts of a list by level."""

    def __init__(self, levels: dict[int, _OpenLevel]) -> None:
        self._levels = levels
        self._counts: dict[int, int] = {}

    def count(self, level: int, start: int | None = None) -> str:
        """Count an item, and return its number with the blank after it; empty if its level has none."""
        own = self._levels.get(level)
        for deeper in [one for one in self._counts if one > level]:
            del self._counts[deeper]
        first = start if start is not None else None if level in self._counts else own.start if own else 1
        self._counts[level] = self._counts[level] + 1 if first is None else first
        if own is None or not own.kind:
            return ""
        places = range(max(level - own.shown + 1, 1), level + 1)
        numbers = [self._write(place) for place in places]
        label = f"{own.prefix}{'.'.join(filter(None, numbers))}{own.suffix}".strip()
        return f"{label} " if any(map(str.isalnum, label)) else ""

    def _write(self, place: int) -> str:
        level = self._levels.get(place)
        if level is None or not level.kind:
            return ""
        return format_number(self._counts.setdefault(place, level.start), level.kind) or ""


class _OpenLine:
    """The text of a paragraph so far, and the text boxes anchored in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._may_begin_with_blank = False
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
            self._pieces.append(text)

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
        self._lists: dict[str, _OpenList] = {}
        self._latest: dict[str, _OpenList] = {}
        self._outline = _OpenList(styles.outline)
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
        elif tag.startswith(_DRAW):
            formula = self._read_formula(child)
            line.add(formula)
            line.boxes += [] if formula else [child]
        elif tag == f"{TEXT}span" and self._styles.hides("text", child.get(f"{TEXT}style-name", "")):
            return
        elif tag not in _LEFT_OUT and not _is_hidden(child):
            self._collect(child, line)

    def _read_formula(self, frame: Element) -> str:
        """Return the formula in a frame, empty if there is none."""
        link = next((one.get(_LINK, "") for one in frame.iterchildren(f"{_DRAW}object")), "")
        part = f"{link.removeprefix('./')}/content.xml"
        if not link or self._package is None or part not in self._package:
            return ""
        try:
            root = self._package.parse(part)
        except PACKAGE_ERRORS:
            return ""
        return read_mathml(root) if root.tag == _MATH else ""

    def _read_list(self, element: Element, style: str, level: int, around: _OpenList | None) -> list[str]:
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

    def _find_list(self, element: Element, style: str) -> _OpenList:
        """Return the counts of a list: those of the list that it continues, or new ones."""
        found = self._lists.get(element.get(f"{TEXT}continue-list", ""))
        if element.get(f"{TEXT}continue-numbering") == "true":
            found = found or self._latest.get(style)
        found = found or _OpenList(self._styles.find_levels(style))
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


class OpenSlide(NamedTuple):
    """A slide, its notes if it has any, and its title."""

    element: Element
    notes: Element | None
    title: str


def list_slides(body: Element) -> Iterator[OpenSlide]:
    """Yield the slides of a presentation, without their notes in them."""
    for slide in body.iterchildren(f"{_DRAW}page"):
        notes = slide.find(f"{_PRESENTATION}notes")
        if notes is not None:
            slide.remove(notes)
        titles = (frame for frame in slide.iter(f"{_DRAW}frame") if frame.get(f"{_PRESENTATION}class") == "title")
        title = next(titles, None)
        yield OpenSlide(slide, notes, "" if title is None else " ".join("".join(title.itertext()).split()))
