"""Reads the questions of a matrix from a file: a text with one per line, or CSV with a column `question`."""

import csv
import io

from corpus.errors import QuestionsError
from qa.matrix.filling import check_questions

COLUMN = "question"


def read_questions(content: bytes, name: str) -> list[str]:
    """Return the questions of a file, each once, in order. Raises QuestionsError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{name} is not UTF-8 text.", "Save the questions as plain text in UTF-8.") from error
    lines = _read_column(text, name) if name.lower().endswith(".csv") else text.splitlines()
    try:
        return check_questions(lines)
    except ValueError as error:
        raise QuestionsError(f"{name} cannot be asked: {error}.", "Change the file, then try again.") from error


def _read_column(text: str, name: str) -> list[str]:
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        fields = {field.strip().casefold(): field for field in rows.fieldnames or () if field}
        if COLUMN not in fields:
            raise QuestionsError(f"{name} has no column {COLUMN}.", f"Name the column of the questions {COLUMN}.")
        return [row[fields[COLUMN]] or "" for row in rows]
    except csv.Error as error:
        raise QuestionsError(f"{name} is not CSV: {error}.", "Save the questions as CSV, or one per line.") from error
