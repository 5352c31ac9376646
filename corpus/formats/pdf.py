"""Reads a PDF: its text with the offsets at which pages begin, its title, author and date."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.articles import clean_text
from corpus.dates import find_date_line
from corpus.readers.fields import Fields, FileToRead

if TYPE_CHECKING:
    from pypdf import DocumentInformation


def read_pdf(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of all pages."""
    yield _read_pages(file.content.read())


def _read_pages(content: bytes) -> Fields:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"skipped": "It is locked with a password."}
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return {"skipped": f"It is a damaged PDF: {str(error).rstrip('.')}."}
    text, starts = "", []
    for page in pages:
        starts.append(len(text))
        # Cleaned here, so that the page offsets stay valid.
        text += clean_text(page).rstrip() + "\n\n"
    if not text.strip():
        return {"skipped": "It contains no text, perhaps only images."}
    about = reader.metadata
    fields: Fields = {"text": text, "pages": starts}
    if about:
        fields |= {"title": about.title, "author": about.author}
        # The date in the text says more about it than the date of the file.
        if not find_date_line(text):
            fields["date"] = _find_day(about)
    return fields


def _find_day(about: "DocumentInformation") -> str | None:
    try:
        created = about.creation_date
    except ValueError:
        return None
    return created.date().isoformat() if created else None
