"""Reads a Word document: its paragraphs and tables in their order, its title, author and date."""

import zipfile
from pathlib import Path

from corpus.readers.archive import find_danger
from corpus.readers.html import Fields


def read_word(path: Path) -> Fields:
    """Extract the text of a document; a table gives a line a row."""
    from docx import Document
    from docx.table import Table
    from lxml.etree import LxmlError

    danger = find_danger(path)
    if danger:
        return {"skipped": danger}
    try:
        document = Document(str(path))
        blocks = [
            "\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows)
            if isinstance(block, Table)
            else block.text
            for block in document.iter_inner_content()
        ]
    except (LxmlError, zipfile.BadZipFile, ValueError, KeyError, OSError) as error:
        return {"skipped": f"It is a damaged Word document: {error}."}
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        return {"skipped": "It holds no text."}
    about = document.core_properties
    day = about.created or about.modified
    return {
        "text": text,
        "title": about.title,
        "author": about.author,
        "date": day.date().isoformat() if day else None,
        "date_basis": "metadata" if day else "",
    }
