"""Reads the citations of a table that quotedesk exported as CSV or as a workbook of Excel.

Each line has a quotation twice, as text for people and as a citation. A line whose text was changed afterwards is
noticed. A workbook has the lines in its sheet Cells, and each quotation once more in a cell of its sheet Table.
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
from qa.citations.shared_page import fold_space, is_same_text

QUESTION, RESULT, SENTENCE, CITATION = "question", "result", "sentence", "citation"
"""The columns of the question, of its result, and of the quotation as text and as a citation."""

NOT_STATED, NOT_ASKED, CLOSEST = "not stated", "not asked yet", "closest: "
"""What cells of the sheet Table show instead of a quotation, and before one."""

LINES, TABLE = "Cells", "Table"
"""The sheets of a workbook."""

MAX_UNPACKED = 500_000_000
"""Maximum size of the parts of a workbook, in bytes."""

MIN_LONG = 5_000
"""Length in characters from which on a sentence may be too long for a line, as a citation takes more."""

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
    rows, shown = _read_workbook(content, name) if name.lower().endswith(".xlsx") else (_read_csv(content, name), [])
    found = [*_read_rows(rows, name), *(Citation(words, "") for words in shown)]
    if not found:
        raise CitationError(f"{name} holds no citation.", _REMEDY)
    return found


def _read_csv(content: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CitationError(f"{name} is not CSV in UTF-8.", _REMEDY) from error


def _read_workbook(content: bytes, name: str) -> tuple[list[Sequence[str]], list[str]]:
    """Return the rows of the lines, and the texts of the table that no line has."""
    # Loading it takes a while, and only workbooks need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MAX_UNPACKED:
            raise CitationError(f"{name} is too large unpacked.", _REMEDY)
        workbook = load_workbook(io.BytesIO(content), read_only=True)
        rows = list(_read_lines(workbook[LINES], name))
        shown = _read_table(workbook[TABLE], rows, name) if TABLE in workbook.sheetnames else ()
        return rows, list(_find_changed(shown, rows))
    except CitationError:
        raise
    except Exception as error:
        # A damaged workbook can raise anything.
        raise CitationError(f"{name} is not a workbook with a sheet {LINES}.", _REMEDY) from error


def _read_lines(sheet: Any, name: str) -> Iterator[Sequence[str]]:  # noqa: ANN401
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


def _read_table(sheet: Any, lines: Sequence[Sequence[str]], name: str) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts of the cells of the table, without its heads; notes may stand below and beside it."""
    head, *rows = lines
    questions = len({row[head.index(QUESTION)] for row in rows}) if QUESTION in head else 0
    columns = -(-len(rows) // questions) if questions else 0
    height, width = (columns, questions) if columns > 1 else (questions, columns)
    if not questions:
        return
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(2, height + 1, 2, width + 1), start=2):
        yield from (_read_cell(cell, f"{name}, sheet {TABLE}, row {number}") for cell in row)


def _find_changed(shown: Iterable[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield those of the texts that are no sentence of a line; they may be in another order."""
    head, *rows = lines
    if not {RESULT, SENTENCE, CITATION} <= set(head):
        return
    result, sentence, citation = map(head.index, (RESULT, SENTENCE, CITATION))
    known = {fold_space(words) for row in rows for words in (row[sentence], row[sentence].removeprefix("'"))}
    known |= {NOT_STATED, NOT_ASKED}
    # A sentence that is too long for a line has no citation.
    has_long = any(not row[citation] and row[result] not in (NOT_STATED, NOT_ASKED) for row in rows)
    for text in shown:
        words = text.removeprefix(CLOSEST)
        if not {fold_space(text), fold_space(words)} & known and not (has_long and len(words) >= MIN_LONG):
            yield words


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
