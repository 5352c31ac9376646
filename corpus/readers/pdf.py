"""Reads a PDF: its text with the offsets at which pages begin, its title, author and date."""

from pathlib import Path

from corpus.readers.html import Fields


def read_pdf(path: Path) -> Fields:
    """Extract the text of every page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"skipped": "It is locked with a password."}
        pages = [page.extract_text() for page in reader.pages]
        about = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return {"skipped": f"It is a damaged PDF: {error}."}
    text, starts = "", []
    for page in pages:
        starts.append(len(text))
        text += page.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n\n"
    if not text.strip():
        return {"skipped": "It holds no text, only images perhaps."}
    created = about.creation_date if about else None
    return {
        "text": text,
        "pages": starts,
        "title": about.title if about else None,
        "author": about.author if about else None,
        "date": created.date().isoformat() if created else None,
        "date_basis": "metadata" if created else "",
    }
