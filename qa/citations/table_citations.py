"""Reads the citations of a table that quotedesk exported as CSV or as a workbook of Excel.

Each line has a quotation twice, as text for people and as a citation. A line whose text was changed afterwards is
noticed. Of a workbook the sheet Cells is read.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.errors import CitationError
from qa.citations.citations import Citation, read_citations
from qa.citations.hidden import reveal
from qa.citations.shared_page import is_same_text

SENTENCE, CITATION = "sentence", "citation"
"""The columns of the quotation as text and as a citation."""

MAX_UNPACKED = 500_000_000
"""Maximum size of the parts of a workbook, in bytes."""

MAX_ROWS = 1_048_576
"""Maximum number of rows in a sheet of Excel."""

_FORMATS = ("General", "@")
"""The number formats that show a text as it is."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that a spreadsheet would compute."""

_REMEDY = "Give a table that quotedesk exported."


def guard_cell(text: str) -> str:
    """Return the text of a cell that no spreadsheet computes: one like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def is_table(name: str) -> bool:
    """Return whether a file is a table by its name."""
    return name.lower().endswith((".csv", ".xlsx"))


def read_table(content: bytes, name: str) -> list[Citation]:
    """Read the citations of a table, each with the words that its line shows. Raises CitationError."""
    rows = _read_workbook(content, name) if name.lower().endswith(".xlsx") else _read_csv(content, name)
    found = list(_read_rows(rows, name))
    if not found:
        raise CitationError(f"{name} holds no citation.", _REMEDY)
    return found


def _read_csv(content: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CitationError(f"{name} is not CSV in UTF-8.", _REMEDY) from error


def _read_workbook(content: bytes, name: str) -> Iterator[Sequence[str]]:
    # Loading it takes a while, and only workbooks need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MAX_UNPACKED:
            raise CitationError(f"{name} is too large unpacked.", _REMEDY)
        sheet = load_workbook(io.BytesIO(content), read_only=True)["Cells"]
        # The size that a sheet states can leave out rows that people see.
        sheet.reset_dimensions()
        width = 0
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > MAX_ROWS:
                raise CitationError(f"{name} has more than {MAX_ROWS:,} rows.", _REMEDY)
            cells = [_read_cell(cell, f"{name}, row {number}") for cell in row]
            width = width or len(cells)
            # A row may end at its last filled cell.
            yield cells + [""] * (width - len(cells))
    except CitationError:
        raise
    except Exception as error:
        # A damaged workbook can raise anything.
        raise CitationError(f"{name} is not a workbook with a sheet Cells.", _REMEDY) from error


def _read_cell(cell: Any, place: str) -> str:  # noqa: ANN401
    """Return the text of a cell that every spreadsheet shows as it is."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        raise CitationError(f"{place} has a formula: it was changed.", _REMEDY)
    if cell.number_format not in _FORMATS:
        raise CitationError(f"{place} has a cell that shows other words than it has: it was changed.", _REMEDY)
    return str(cell.value)


def _read_rows(rows: Iterable[Sequence[str]], name: str) -> Iterator[Citation]:
    lines = iter(rows)
    head = list(next(lines, ()))
    if SENTENCE not in head or CITATION not in head:
        raise CitationError(f"{name} has no columns {SENTENCE} and {CITATION}.", _REMEDY)
    shown_at, citation_at = head.index(SENTENCE), head.index(CITATION)
    for number, row in enumerate(lines, start=2):
        if len(row) != len(head):
            raise CitationError(f"{name}, row {number} has {len(row)} cells, not {len(head)}.", _REMEDY)
        shown, written = row[shown_at], row[citation_at]
        if shown.strip() and not written.strip():
            raise CitationError(f"{name}, row {number} shows a quotation without its citation.", _REMEDY)
        if written.strip():
            yield _read_row(shown, written, f"{name}, row {number}")


def _read_row(shown: str, written: str, place: str) -> Citation:
    citations = read_citations(written.encode("utf-8", "surrogatepass"), place)
    if len(citations) != 1:
        raise CitationError(f"{place} has {len(citations)} citations, not one.", _REMEDY)
    citation = citations[0]
    if any(is_same_text(reveal(citation.text), words) for words in (shown, shown.removeprefix("'"))):
        return citation
    if not shown.strip():
        raise CitationError(f"{place} shows no quotation, but has its citation.", _REMEDY)
    return replace(citation, text=shown, start=None, end=None)
