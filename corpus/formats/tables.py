"""Reads collections: JSON Lines and CSV, one article per row, columns named as the fields of `Article`."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from corpus.formats.text import decode
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead, pick_fields


def read_jsonl(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of every line; blank lines are skipped."""
    for number, line in enumerate(_read_lines(file.content), start=1):
        if len(line) > MAX_FILE_SIZE:
            yield {"line": number, "skipped": f"It has more than {MAX_FILE_SIZE:,} bytes."}
        elif line.strip():
            yield _read_line(line) | {"line": number}


def _read_lines(content: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; an overlong line is cut."""
    while line := content.readline(MAX_FILE_SIZE + 1):
        yield line
        while len(line) > MAX_FILE_SIZE and not line.endswith(b"\n"):
            line = content.readline(MAX_FILE_SIZE + 1)


def _read_line(line: bytes) -> Fields:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {"skipped": "It is not UTF-8; save the file as UTF-8."}
    except (ValueError, RecursionError):
        return {"skipped": "It is not valid JSON."}
    if not isinstance(row, dict):
        return {"skipped": "It is not a JSON object."}
    return _read_row(row)


def read_csv(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of every row below the header."""
    rows = decode(file.content)
    if isinstance(rows, dict):
        yield rows
        return
    csv.field_size_limit(MAX_FILE_SIZE)
    table = csv.DictReader(io.StringIO(rows, newline=""), strict=True)
    try:
        if "text" not in (table.fieldnames or ()):
            yield {"skipped": "Its first line names no column text."}
            return
        for row in table:
            yield _read_row(row) | {"line": table.line_num}
    except csv.Error as error:
        yield {"line": table.line_num, "skipped": f"It is not valid CSV: {error}."}


def _read_row(row: Mapping[str, object]) -> Fields:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return {"skipped": "It has no text."}
    return pick_fields(row) | {"text": text}
