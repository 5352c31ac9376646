"""Reads a Word document: its paragraphs and tables in order, its title, author and date."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from corpus.dates import find_date_line
from corpus.readers.fields import Fields, FileToRead

if TYPE_CHECKING:
    from docx.table import Table

# Defaults that python-docx writes into every document.
_NOBODY, _NO_DAY = "python-docx", datetime(2013, 12, 23, 23, 15)  # noqa: DTZ001 - as the file has it


def read_word(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a document; each table row becomes a line."""
    yield _read_document(file.content)


def _read_document(file: BinaryIO) -> Fields:
    from docx import Document
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        document = Document(file)
        blocks = [
            _table_text(block) if isinstance(block, Table) else block.text for block in document.iter_inner_content()
        ]
    except (LxmlError, zipfile.BadZipFile, ValueError, KeyError, OSError) as error:
        # lxml reports a lack of memory like this.
        if "unknown error" in str(error):
            raise MemoryError from error
        return {"skipped": f"It is a damaged Word document: {str(error).rstrip('.')}."}
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        return {"skipped": "It contains no text."}
    about = document.core_properties
    fields: Fields = {"text": text, "title": about.title, "author": about.author.replace(_NOBODY, "")}
    day = about.created or about.modified
    if day and day.replace(tzinfo=None) == _NO_DAY:
        day = None
    # The date in the text says more about it than the date of the file.
    return fields if find_date_line(text) or day is None else fields | {"date": day.date().isoformat()}


def _table_text(table: "Table") -> str:
    """Return one line per row; a cell that spans several columns appears once."""
    rows = [list({cell._tc: cell.text for cell in row.cells}.values()) for row in table.rows]
    return "\n".join(" | ".join(row) for row in rows)
