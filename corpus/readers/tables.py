"""Reads collections: JSON Lines and CSV, an article a row, columns named as the fields of `Article`."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from corpus.articles import FoundArticle, Skipped
from corpus.readers.fields import article_from_fields
from corpus.readers.text import LARGEST_FILE, decode


def read_jsonl(path: Path, content: BinaryIO) -> Iterator[FoundArticle | Skipped]:
    """Yield the article of every line; blank lines are passed over."""
    for number, line in enumerate(_read_lines(content), start=1):
        if len(line) > LARGEST_FILE:
            yield Skipped(f"{path}, line {number}", f"It has more than {LARGEST_FILE:,} bytes.")
        elif line.strip():
            yield _read_line(line, f"{path}, line {number}")


def _read_lines(content: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, of one that is too long the beginning only."""
    while line := content.readline(LARGEST_FILE + 1):
        yield line
        while len(line) > LARGEST_FILE and not line.endswith(b"\n"):
            line = content.readline(LARGEST_FILE + 1)


def _read_line(line: bytes, place: str) -> FoundArticle | Skipped:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Skipped(place, "It is not UTF-8; save the file as UTF-8.")
    except (ValueError, RecursionError):
        return Skipped(place, "It is not valid JSON.")
    if not isinstance(row, dict):
        return Skipped(place, "It is not a JSON object.")
    return _read_row(row, place)


def read_csv(path: Path, content: BinaryIO) -> Iterator[FoundArticle | Skipped]:
    """Yield the article of every row below the header."""
    rows = decode(path, content)
    if isinstance(rows, Skipped):
        yield rows
        return
    csv.field_size_limit(LARGEST_FILE)
    table = csv.DictReader(io.StringIO(rows, newline=""), strict=True)
    try:
        if "text" not in (table.fieldnames or ()):
            yield Skipped(str(path), "Its first line names no column text.")
            return
        for row in table:
            yield _read_row(row, f"{path}, line {table.line_num}")
    except csv.Error as error:
        yield Skipped(f"{path}, line {table.line_num}", f"It is not valid CSV: {error}.")


def _read_row(row: Mapping[str, object], place: str) -> FoundArticle | Skipped:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return Skipped(place, "It has no text.")
    return FoundArticle(article_from_fields(row, text), place)
