"""Reads OpenDocument: texts (ODT), spreadsheets (ODS) and presentations (ODP), with title, author and date."""

from collections.abc import Iterator
from typing import NamedTuple

from corpus.dates import find_date_line, parse_date
from corpus.office.package import (
    PACKAGE_ERRORS,
    Element,
    Package,
    PartError,
    drop_default_title,
    drop_nobody,
    parse_xml,
)
from corpus.office.slides import LabelledPage, join_pages
from corpus.opendocument.open_sheets import read_sheets
from corpus.opendocument.open_styles import DRAW, OFFICE, PRESENTATION, OpenStyles
from corpus.opendocument.open_text import OpenText
from corpus.readers.fields import Fields, FileToRead

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_NAMES = {
    f"{_DC}title": "title",
    f"{_META}initial-creator": "author",
    f"{_DC}creator": "editor",
    f"{_META}creation-date": "created",
    f"{_DC}date": "modified",
}


class _OpenSlide(NamedTuple):
    """A slide, its notes if it has any, and its title."""

    element: Element
    notes: Element | None
    title: str


def read_opendocument(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document, then the parts of it that were left out."""
    try:
        package = Package(file.content)
        if _is_locked(package):
            yield {"skipped": "It is locked with a password; save it without one."}
        else:
            root = package.parse("content.xml")
            styles = [*_parse_part(package, "styles.xml"), root]
            yield from _read_content(root, styles, package, *_parse_part(package, "meta.xml"))
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged OpenDocument file: {str(error).rstrip('.')}."}


def read_flat_opendocument(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document in one XML file, then the parts of it that were left out."""
    try:
        root = parse_xml(file.content.read())
        yield from _read_content(root, [root], None, root)
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged OpenDocument file: {str(error).rstrip('.')}."}


def _is_locked(package: Package) -> bool:
    if "META-INF/manifest.xml" not in package:
        return False
    return b"encryption-data" in package.read("META-INF/manifest.xml")


def _read_content(
    root: Element, style_roots: list[Element], package: Package | None, meta: Element | None = None
) -> Iterator[Fields]:
    styles = OpenStyles(style_roots)
    body = root.find(f"{OFFICE}body")
    kind = "" if body is None or not len(body) else body[0].tag
    skipped: list[Fields] = []
    title = ""
    if kind == f"{OFFICE}spreadsheet":
        pages = read_sheets(body[0], styles, skipped)
    elif kind == f"{OFFICE}presentation":
        pages, title = _read_slides(body[0], styles, skipped)
    elif kind == f"{OFFICE}text":
        reader = OpenText(styles, package)
        pages = [LabelledPage("", reader.read_blocks(body[0]) + reader.read_notes())]
        title, skipped = reader.title, reader.skipped
    else:
        yield {"skipped": "It is a drawing, chart or database; export it as PDF."}
        return
    yield _describe(meta, pages, title)
    yield from skipped


def _parse_part(package: Package, name: str) -> list[Element]:
    """Return the root of a part that may be missing or damaged."""
    try:
        return [package.parse(name)]
    except PartError:
        return []


def _read_slides(body: Element, styles: OpenStyles, skipped: list[Fields]) -> tuple[list[LabelledPage], str]:
    pages: list[LabelledPage] = []
    title = ""
    for number, slide in enumerate(_list_slides(body), start=1):
        if styles.is_hidden_slide(slide.element):
            skipped.append({"part": f"slide {number}", "skipped": "It is hidden; show it to have it read."})
            continue
        reader = OpenText(styles)
        pages.append(LabelledPage(f"slide {number}", reader.read_blocks(slide.element) + reader.read_notes()))
        if slide.notes is not None:
            pages.append(LabelledPage(f"slide {number}, notes", OpenText(styles).read_blocks(slide.notes)))
        title = title or slide.title
    return pages, title


def _list_slides(body: Element) -> Iterator[_OpenSlide]:
    """Yield the slides of a presentation, without their notes."""
    for slide in body.iterchildren(f"{DRAW}page"):
        notes = slide.find(f"{PRESENTATION}notes")
        if notes is not None:
            slide.remove(notes)
        titles = (frame for frame in slide.iter(f"{DRAW}frame") if frame.get(f"{PRESENTATION}class") == "title")
        title = next(titles, None)
        yield _OpenSlide(slide, notes, "" if title is None else " ".join("".join(title.itertext()).split()))


def _describe(meta: Element | None, pages: list[LabelledPage], title: str) -> Fields:
    fields = join_pages(pages)
    if not fields["text"]:
        return {"skipped": "It contains no text."}
    if not all(page.label for page in pages):
        del fields["pages"], fields["page_labels"]
    found = {} if meta is None else {_NAMES[one.tag]: (one.text or "").strip() for one in meta.iter(*_NAMES)}
    day = parse_date(found.get("created") or found.get("modified"))
    about: Fields = {
        "title": drop_default_title(found.get("title", "")) or title,
        "author": drop_nobody(found.get("author") or found.get("editor", "")),
    }
    # The date in the text says more about it than the date of the file.
    is_dated = day is None or find_date_line(str(fields["text"]))
    return fields | about | ({} if is_dated or day is None else {"date": day.isoformat()})
