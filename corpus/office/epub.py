"""Reads e-books: each chapter of the table of contents is a page; title, author and date of the book."""

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from corpus.dates import parse_date
from corpus.office.html_blocks import parse_html_blocks, parse_page
from corpus.office.package import PACKAGE_ERRORS, Element, Package, drop_default_title, resolve_target
from corpus.office.slides import LabelledPage, join_pages
from corpus.pages.blocks import Block
from corpus.readers.fields import Fields, FileToRead

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_METHOD = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
_OF_FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_PUBLICATION = {None, "publication", "original-publication"}
_NO_YEAR = 1000
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}


class _Book(NamedTuple):
    """The description of a book, the parts of its chapters in order, and the table of contents by part and fragment."""

    root: Element
    chapters: list[str]
    contents: dict[str, dict[str, str]]


def read_epub(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a book, then the chapters that could not be read."""
    try:
        package = Package(file.content)
        if _is_locked(package):
            yield {"skipped": "It is locked by its seller (DRM); export or buy it without."}
        else:
            yield from _read_book(package, _open_book(package))
    except PACKAGE_ERRORS as error:
        yield {"skipped": f"It is a damaged e-book: {str(error).rstrip('.')}."}


def _is_locked(package: Package) -> bool:
    """Return whether more than fonts is encrypted."""
    if "META-INF/encryption.xml" not in package:
        return False
    methods = package.parse("META-INF/encryption.xml").iter(_METHOD)
    return any(method.get("Algorithm") not in _OF_FONTS for method in methods)


def _open_book(package: Package) -> _Book:
    rootfiles = package.parse("META-INF/container.xml").iter(f"{_CONTAINER}rootfile")
    path = next((one.get("full-path", "") for one in rootfiles), "")
    root = package.parse(path)
    folder = posixpath.dirname(path)
    items = {item.get("id", ""): item for item in root.iter(f"{_OPF}item")}
    targets = {name: resolve_target(folder, item.get("href", "")) for name, item in items.items()}
    spine = [one.get("idref", "") for one in root.iter(f"{_OPF}itemref")]
    navigation = {name for name, item in items.items() if "nav" in item.get("properties", "").split()}
    chapters = [
        targets[name]
        for name in dict.fromkeys(spine)
        if name in items and name not in navigation and items[name].get("media-type") in _PAGES
    ]
    toc = next((one.get("toc", "") for one in root.iter(f"{_OPF}spine")), "")
    contents: dict[str, dict[str, str]] = {}
    for name in [*navigation, toc]:
        try:
            contents = contents or (_read_contents(package, targets[name]) if name in targets else {})
        except PACKAGE_ERRORS:
            # The chapters are numbered instead.
            continue
    return _Book(root, chapters, contents)


def _read_contents(package: Package, part: str) -> dict[str, dict[str, str]]:
    """Return the name of each part and fragment in a table of contents, of EPUB 3 or 2."""
    root = parse_page(package.read(part))
    folder = posixpath.dirname(part)
    found: dict[str, dict[str, str]] = {}
    for href, words in _list_links(root):
        target, _, fragment = href.partition("#")
        name = " ".join(words.split())
        if name:
            found.setdefault(resolve_target(folder, target).lower(), {}).setdefault(fragment, name)
    return found


def _list_links(root: Element) -> Iterator[tuple[str, str]]:
    for point in root.iter(f"{_NCX}navPoint"):
        content, label = point.find(f"{_NCX}content"), point.find(f"{_NCX}navLabel")
        if content is not None and label is not None:
            yield content.get("src", ""), "".join(label.itertext())
    for navigation in root.iter("{*}nav"):
        if "toc" in navigation.get(_EPUB_TYPE, "toc").split():
            yield from ((link.get("href", ""), "".join(link.itertext())) for link in navigation.iter("{*}a"))


def _read_book(package: Package, book: _Book) -> Iterator[Fields]:
    pages: list[LabelledPage] = []
    skipped: list[Fields] = []
    for number, chapter in enumerate(book.chapters, start=1):
        try:
            blocks = parse_html_blocks(package.read(chapter))
        except PACKAGE_ERRORS as error:
            skipped.append({"part": f"chapter {number}", "skipped": f"It is damaged: {str(error).rstrip('.')}."})
            continue
        names = book.contents.get(chapter.lower(), {})
        label = names.get("", "" if book.contents else f"chapter {number}")
        _add_chapter(pages, blocks, label, names)
    yield _describe_book(book.root, pages)
    yield from skipped


def _add_chapter(pages: list[LabelledPage], blocks: list[Block], label: str, names: dict[str, str]) -> None:
    """Add the blocks of a file to the pages; a new page begins where the table of contents names one."""
    if label or not pages:
        pages.append(LabelledPage(label or "front matter", []))
    for block in blocks:
        name = next((names[one] for one in reversed(block.ids) if one in names), "")
        if name:
            pages.append(LabelledPage(name, []))
        if block.text:
            pages[-1].blocks.append(block.text)


def _describe_book(root: Element, pages: list[LabelledPage]) -> Fields:
    fields = join_pages(pages)
    if not fields["text"]:
        return {"skipped": "It contains no text."}
    titles, authors = (_read_all(root, name) for name in ("title", "creator"))
    dates = (parse_date(one.text) for one in root.iter(f"{_DC}date") if one.get(f"{_OPF}event") in _PUBLICATION)
    # Programs write the year 101 where they know none.
    day = next((day for day in dates if day and day.year > _NO_YEAR), None)
    about: Fields = {"title": drop_default_title(titles[0]) if titles else "", "author": authors}
    return fields | about | ({"date": day.isoformat()} if day else {})


def _read_all(root: Element, name: str) -> list[str]:
    """Return the values of a field of Dublin Core."""
    texts = (" ".join("".join(one.itertext()).split()) for one in root.iter(f"{_DC}{name}"))
    return list(filter(None, texts))
