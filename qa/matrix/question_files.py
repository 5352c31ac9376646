"""Reads the questions of a matrix from a file: a text with one per line, or CSV with a column `question`."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from corpus.encodings import decode_text
from corpus.errors import QuestionsError
from qa.matrix.filling import check_questions

COLUMN = "question"

_TABLES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",;\t|"
_STATED_DELIMITER = re.compile(r'\s*"?sep=([^\w"\n])"?[^\S\n]*\n', re.IGNORECASE)


def read_questions(content: bytes, name: str) -> list[str]:
    """Return the questions of a file, each once, in order. Raises QuestionsError."""
    text = decode_text(content)
    if text is None:
        raise QuestionsError(f"{name} is not text.", "Save the questions as plain text, one per line.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = list(_read_column(text, name)) if name.lower().endswith(_TABLES) else text.splitlines()
    try:
        return check_questions(lines)
    except ValueError as error:
        raise QuestionsError(f"{name} cannot be asked: {error}.", "Change the file, then try again.") from error


def _read_column(text: str, name: str) -> Iterator[str]:
    """Yield the cells of the column, also the empty ones."""
    stated = _STATED_DELIMITER.match(text)
    text = text[stated.end() :] if stated else text
    try:
        for delimiter in stated[1] if stated else _DELIMITERS:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            head = _read_head(rows)
            if COLUMN in head:
                yield from _read_cells(rows, head, delimiter, name)
                return
    except csv.Error as error:
        raise QuestionsError(f"{name} is not CSV: {error}.", "Save the questions as CSV, or one per line.") from error
    raise QuestionsError(f"{name} has no column {COLUMN}.", f"Name the column of the questions {COLUMN}.")


def _read_head(rows: Iterator[list[str]]) -> list[str]:
    """Return the names of the columns; none if quotation marks show that the cells have another delimiter."""
    with suppress(csv.Error):
        return [cell.strip().casefold() for cell in next(rows, ())]
    return []


def _read_cells(rows: Iterator[list[str]], head: Sequence[str], delimiter: str, name: str) -> Iterator[str]:
    place = head.index(COLUMN)
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row[len(head) :]):
            yield row[place] if place < len(row) else ""
        elif len(head) == 1:
            # A question without quotation marks around it that has the sign between cells.
            yield delimiter.join(row)
        else:
            raise QuestionsError(
                f"{name}, row {number} has more cells than there are columns.",
                "Put quotation marks around a question that has the sign between cells in it.",
            )
