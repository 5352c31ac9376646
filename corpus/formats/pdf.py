"""Reads a PDF by pdfium: its paragraphs in reading order, where its pages begin, its title and author.

What is left out: running heads and feet, page numbers, watermarks. What is lost is named: pages that are damaged, and
pages that hold only images, unless rapidocr is installed (`quotedesk[ocr]`), which reads them.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.formats.pdf_metadata import read_author, read_title
from corpus.layout.columns import order_runs
from corpus.layout.furniture import remove_furniture
from corpus.layout.ocr import OcrFailed, Recogniser, has_ocr
from corpus.layout.page_titles import find_title
from corpus.layout.paragraph_text import write_text
from corpus.layout.paragraphs import Paragraphs
from corpus.layout.text_runs import PrintedPage, find_usual_size
from corpus.readers.fields import Fields, FileToRead

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfiumError

MAX_PAGES = 10_000
"""Maximum number of pages of a file; the rest is named."""

MAX_SECONDS = 12.0
"""CPU time, in seconds, after which no further page is read; the worker's limit includes ordering the pages that were
read."""

MAX_OCR_PAGES = 200
"""Maximum number of pages of a file whose images are read."""

MAX_OCR_SECONDS = 1_800.0
"""Wall-clock time, in seconds, after which no further image is read."""

READ_BY_OCR = "read by OCR"

_PASSWORD, _SECURITY = 4, 5
_TOO_LONG = f"Reading the earlier pages took {MAX_SECONDS:.0f} s; split the file."
_TOO_MANY_IMAGES = f"Only {MAX_OCR_PAGES} pages of images are read; split the file."
_LACKS = {
    "images": "It has only images; install quotedesk[ocr] to read them.",
    "drawings": "It has only drawings; install quotedesk[ocr] to read them.",
    "letters": "Its letters cannot be extracted as text; install quotedesk[ocr] to read them.",
    "nothing": "It is blank or damaged.",
}
_UNREAD = {"images", "drawings", "letters"}


def read_pdf(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of all pages, and the pages that have none."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(file.content.read())
    except PdfiumError as error:
        yield {"skipped": _explain(error)}
        return
    count = len(document)
    if count < 1:
        yield {"skipped": "It is a damaged PDF: it has no pages."}
        return
    lost: dict[int, str] = {}
    pages = _read_pages(document, lost)
    labels = _read_labels(document, count)
    remove_furniture(pages, labels)
    for page in pages:
        if page.has_image and not page.runs and not page.turned:
            page.lack = "images"
    read_by_ocr = set[int]()
    if has_ocr():
        yield from _read_images(document, pages, labels, lost, read_by_ocr)
    yield from _write_fields(file, document, pages, labels, lost, read_by_ocr)


def _explain(error: "PdfiumError") -> str:
    """Return the reason why a file cannot be opened."""
    if error.err_code == _PASSWORD:
        return "It is locked with a password; save a copy without one."
    if error.err_code == _SECURITY:
        return "It is locked in a way that cannot be opened here; print it to a new PDF."
    return f"It is a damaged PDF: {str(error).rstrip('.')}."


def _read_pages(document: "PdfDocument", lost: dict[int, str]) -> list[PrintedPage]:
    """Return the pages that can be read; the others are named in `lost`."""
    import pypdfium2.raw as pdfium

    from corpus.layout.page_text import PageUnreadable, read_page

    if pdfium.FPDF_GetFormType(document) in {pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND}:
        document.init_forms()
    count = len(document)
    began, pages = time.process_time(), list[PrintedPage]()
    for number in range(1, min(count, MAX_PAGES) + 1):
        if time.process_time() - began > MAX_SECONDS:
            lost |= dict.fromkeys(range(number, min(count, MAX_PAGES) + 1), _TOO_LONG)
            break
        try:
            pages.append(read_page(document, number, document.formenv))
        except PageUnreadable as error:
            lost[number] = str(error)
    lost |= dict.fromkeys(range(MAX_PAGES + 1, count + 1), f"A file may have {MAX_PAGES:,} pages; split it.")
    return pages


def _read_labels(document: "PdfDocument", count: int) -> list[str]:
    """Return the labels of the pages; none if they are the pages' numbers, or not unique."""
    labels = [_read_label(document, at) for at in range(min(count, MAX_PAGES))]
    is_plain = all(label in {"", str(number)} for number, label in enumerate(labels, start=1))
    named = [label for label in labels if label]
    return [] if is_plain or len(set(named)) < len(named) else labels


def _read_label(document: "PdfDocument", at: int) -> str:
    try:
        return " ".join(document.get_page_label(at).split())
    except UnicodeDecodeError:
        return ""


def _read_images(
    document: "PdfDocument",
    pages: list[PrintedPage],
    labels: Sequence[str],
    lost: dict[int, str],
    read_by_ocr: set[int],
) -> Iterator[Fields]:
    """Replace pages that hold only images by their recognised text; yield progress, which renews the time limit."""
    from corpus.layout.page_image import render_page

    recogniser, began = Recogniser(), time.monotonic()
    found: list[PrintedPage] = []
    tried = 0
    try:
        for at, page in enumerate(pages):
            if page.lack not in _UNREAD:
                continue
            tried += 1
            if tried > MAX_OCR_PAGES or time.monotonic() - began > MAX_OCR_SECONDS:
                lost[page.number] = _TOO_MANY_IMAGES
                continue
            progress: Fields = {"progress": f"page {page.number}"}
            try:
                for recognised in recogniser.read(page.number, render_page(document, page.number)):
                    yield progress
                    if recognised and recognised.runs:
                        pages[at] = recognised
                        found.append(recognised)
                        read_by_ocr.add(page.number)
                    if recognised and (lack := _explain_image(recognised)):
                        lost[page.number] = lack
            except OcrFailed as error:
                lost[page.number] = str(error)
                yield progress
    finally:
        recogniser.close()
    remove_furniture(found, [labels[page.number - 1] for page in found] if labels else [])


def _explain_image(recognised: PrintedPage) -> str:
    """Return what could not be read of the images of a page; empty if all of it was."""
    if recognised.runs:
        return _explain_unread(recognised.unread) if recognised.unread else ""
    if recognised.unread:
        return "It has only images, whose text cannot be recognised reliably."
    return "It has only images, in which no text was found."


def _explain_unread(lines: int) -> str:
    """Return the reason why some lines of an image are not in the text."""
    named = "A line" if lines == 1 else f"{lines:,} lines"
    return f"{named} of its image could not be recognised reliably; the rest was read."


def _write_fields(
    file: FileToRead,
    document: "PdfDocument",
    pages: list[PrintedPage],
    labels: list[str],
    lost: dict[int, str],
    read_by_ocr: set[int],
) -> Iterator[Fields]:
    """Yield the article, and then the pages that are not in it."""
    count = min(len(document), MAX_PAGES)
    paragraphs = Paragraphs()
    for page in pages:
        paragraphs.add_page(page.number, order_runs(page.runs) + order_runs(page.turned))
        if page.lack and page.number not in lost:
            lost[page.number] = _LACKS[page.lack]
    divided = paragraphs.divide()
    text, starts = write_text(divided, count)
    if not text.strip():
        yield {"skipped": _explain_empty(lost)}
        return
    metadata = document.get_metadata_dict()
    # The sizes of recognised letters are estimates, so a page of these is not compared with one of text.
    is_read = divided[0].first.page in read_by_ocr
    usual = find_usual_size([run for page in pages if (page.number in read_by_ocr) == is_read for run in page.runs])
    fields: Fields = {"text": text, "pages": starts, "author": read_author(metadata)}
    fields["title"] = read_title(metadata, file.path.name) or find_title(divided, usual)
    if labels or read_by_ocr:
        fields["page_labels"] = _write_labels(labels, count, read_by_ocr)
    yield fields
    for part, reason in _group_pages(lost):
        yield {"part": part, "skipped": reason}


def _explain_empty(lost: Mapping[int, str]) -> str:
    """Return the reason why a file has no text: the one of most of its pages."""
    reasons = list(lost.values())
    if not reasons:
        return "It contains no text."
    reason = max(set(reasons), key=reasons.count)
    if reason == _LACKS["nothing"]:
        return "It contains no text; its pages are blank or damaged."
    return reason.replace("It has only", "It contains no text, only")


def _write_labels(labels: Sequence[str], count: int, read_by_ocr: set[int]) -> list[str]:
    """Return the label of each page in citations: that of the file or its number, and whether it was read by OCR."""
    written = []
    for number in range(1, count + 1):
        label = labels[number - 1] if number <= len(labels) else ""
        name = f"p. {label}" if label else f"page {number} of the file" if labels else f"p. {number}"
        written.append(f"{name}, {READ_BY_OCR}" if number in read_by_ocr else name)
    return written


def _group_pages(lost: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Yield the pages that are lost as "page 3" or "pages 3 to 5", with the reason."""
    numbered = sorted(lost.items())
    # Pages in a row that are lost for one reason are named together.
    for (reason, _), group in groupby(enumerate(numbered), key=lambda item: (item[1][1], item[1][0] - item[0])):
        numbers = [number for _, (number, _) in group]
        first, last = numbers[0], numbers[-1]
        yield (f"page {first:,}" if first == last else f"pages {first:,} to {last:,}"), reason
