"""Reads a PDF: its text with the offsets at which pages begin, its title, author and date."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.articles import clean_text
from corpus.dates import find_date_line
from corpus.readers.html import Fields
from corpus.regular import read_bytes

if TYPE_CHECKING:
    from pypdf import DocumentInformation


def read_pdf(path: Path) -> Fields:
    """Extract the text of every page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(read_bytes(path)))
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
