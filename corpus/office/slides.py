"""Reads presentations: each slide is a page, and so are its notes; hidden slides are named as left out."""

from collections.abc import Iterator
from typing import NamedTuple

from corpus.dates import find_date_line
from corpus.office.drawing_text import MC, A, read_diagram, read_drawing_table, read_shape_text
from corpus.office.package import PACKAGE_ERRORS, Element, Package, read_properties
from corpus.readers.fields import Fields, FileToRead

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_AROUND = {"sldNum", "dt", "ftr", "hdr", "sldImg"}
"""The kinds of placeholders that repeat on every slide."""


class LabelledPage(NamedTuple):
    """What a citation calls a page, and its paragraphs."""

    label: str
    blocks: list[str]


def join_pages(pages: list[LabelledPage]) -> Fields:
    """Return the text of pages, with the offsets at which they begin and their labels; empty ones are left out."""
    parts, offsets, labels = [], [], []
    length = 0
    for page in pages:
        text = "\n\n".join(page.blocks)
        if text:
            parts.append(text)
            offsets.append(length)
            labels.append(page.label)
            length += len(text) + len("\n\n")
    return {"text": "\n\n".join(parts), "pages": offsets, "page_labels": labels}


def read_slides(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a presentation, then the slides that were left out."""
    try:
        yield from _read_presentation(Package(file.content))
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged presentation: {str(error).rstrip('.')}."}


def _read_presentation(package: Package) -> Iterator[Fields]:
    main = package.find_main("ppt/presentation.xml")
    related = package.find_relationships(main)
    ids = [one.get(f"{_RELATED}id", "") for one in package.parse(main).iter(f"{P}sldId")]
    pages: list[LabelledPage] = []
    skipped: list[Fields] = []
    title = ""
    for number, part in enumerate((related[one].target for one in ids if one in related), start=1):
        try:
            slide = _Slide(package, part)
            if slide.is_hidden:
                skipped.append({"part": f"slide {number}", "skipped": "It is hidden; show it to have it read."})
                continue
            pages += slide.read(number)
            title = title or slide.title
            if slide.has_only_pictures:
                skipped.append({"part": f"slide {number}", "skipped": "It has only images."})
        except PACKAGE_ERRORS as error:
            skipped.append({"part": f"slide {number}", "skipped": f"It is damaged: {str(error).rstrip('.')}."})
    yield describe_package(package, pages, title)
    yield from skipped


def describe_package(package: Package, pages: list[LabelledPage], title: str) -> Fields:
    """Return the article of a package, or that it has no text."""
    fields = join_pages(pages) | read_properties(package)
    if not fields["text"]:
        return {"skipped": "It contains no text."}
    fields["title"] = fields.get("title") or title
    if find_date_line(str(fields["text"])):
        # The date in the text says more about it than the date of the file.
        fields.pop("date", None)
    return fields


class _Slide:
    """A slide and the parts that it refers to."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._part = part
        self._root = package.parse(part)
        self.is_hidden = self._root.get("show") in {"0", "false"}
        self.title = ""
        self.has_only_pictures = False

    def read(self, number: int) -> list[LabelledPage]:
        """Return the page of the slide, its title first, and that of its notes."""
        blocks = self._read_shapes(self._root)
        has_pictures = next(self._root.iter(f"{P}pic", f"{A}blip"), None) is not None
        self.has_only_pictures = has_pictures and not blocks
        notes = []
        for part in self._package.find_related(self._part, "notesSlide"):
            shapes = self._package.parse(part).iter(f"{P}sp")
            notes += [block for shape in shapes if _find_kind(shape) == "body" for block in _read_shape(shape)]
        return [LabelledPage(f"slide {number}", blocks), LabelledPage(f"slide {number}, notes", notes)]

    def _read_shapes(self, element: Element) -> list[str]:
        titles: list[str] = []
        blocks: list[str] = []
        for shape in _list_shapes(element):
            if shape.tag == f"{A}tbl":
                blocks += read_drawing_table(shape)
            elif shape.tag == _DIAGRAM:
                blocks += self._read_diagram(shape.get(f"{_RELATED}dm", ""))
            elif _find_kind(shape) in {"title", "ctrTitle"}:
                titles += _read_shape(shape)
            elif _find_kind(shape) not in _AROUND:
                blocks += _read_shape(shape)
        self.title = " ".join(" ".join(titles).split())
        return titles + blocks

    def _read_diagram(self, relationship: str) -> list[str]:
        found = self._package.find_relationships(self._part).get(relationship)
        return read_diagram(self._package.parse(found.target)) if found else []


def _list_shapes(element: Element) -> Iterator[Element]:
    """Yield the shapes, tables and diagrams in an element; of alternatives only the first with text."""
    for child in element:
        if child.tag == f"{MC}AlternateContent":
            wanted = (f"{A}t", _DIAGRAM)
            branches = (branch for branch in child if next(branch.iter(*wanted), None) is not None)
            yield from _list_shapes(next(branches, ()))
        elif child.tag in {f"{P}sp", f"{A}tbl", _DIAGRAM}:
            yield child
        else:
            yield from _list_shapes(child)


def _find_kind(shape: Element) -> str:
    """Return the kind of a placeholder, empty for other shapes."""
    placeholder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return "" if placeholder is None else placeholder.get("type", "obj")


def _read_shape(shape: Element) -> list[str]:
    body = shape.find(f"{P}txBody")
    return [] if body is None else read_shape_text(body)
