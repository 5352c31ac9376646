"""Reads the files of a question set row by row; every complaint names the file and the line."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import GzipFile
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from corpus.errors import EvaluationError
from corpus.regular import open_binary

Data = dict[str, Any]
"""What a row holds, as JSON gives it."""


@dataclass(frozen=True, slots=True)
class SetRow:
    """One row of a file, with the place to name when it is wrong."""

    path: Path
    line: int
    data: Data


def first_of(folder: Path, name: str) -> Path:
    """Return the file of that name, packed or not, or say that the folder is no question set."""
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    raise EvaluationError(
        f"{folder} is not a question set: it has no {name} or {name}.gz.",
        "Give a folder with corpus.jsonl, queries.jsonl and qrels.tsv, or a .jsonl file of questions.",
    )


def json_rows(path: Path) -> Iterator[SetRow]:
    """Yield the objects of a JSONL file; empty lines are passed over."""
    for number, line in _lines(path):
        if line.strip():
            row = SetRow(path, number, {})
            with reading(row):
                row.data.update(json.loads(line))
            yield row


def qrels_rows(path: Path) -> Iterator[SetRow]:
    """Yield `query-id`, `corpus-id` and `score` of each line after the header."""
    for number, line in _lines(path):
        fields = line.rstrip("\r\n").split("\t")
        row = SetRow(path, number, dict(zip(("query-id", "corpus-id", "score"), fields, strict=False)))
        if number == 1 and fields[0] == "query-id" or not line.strip():
            continue
        with reading(row):
            if len(fields) != 3:
                raise ValueError(f"it has {len(fields)} fields, not query-id, corpus-id and score")
        yield row


@contextmanager
def reading(row: SetRow) -> Iterator[None]:
    """Turn errors of a malformed row into one that names its file and line."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise EvaluationError(
            f"{row.path.name}, line {row.line}, cannot be read: {what}.",
            f"Correct that line of {row.path}.",
        ) from error


def text_of(data: Data, key: str) -> str:
    """Return the text under a key, or raise the error that `reading` reports."""
    if not isinstance(data[key], str):
        raise ValueError(f"{key!r} is not text")
    return str(data[key])


def id_of(data: Data) -> str:
    """Return the id of a row; a run file has no way to write one with white space in it."""
    found = text_of(data, "id")
    if found.split() != [found]:
        raise ValueError(f"the id {found!r} is empty or holds white space")
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    # Only "\n" ends a row: JSON texts may hold U+2028 or U+0085 unescaped.
    number = 0
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, start=1):
                yield number, line
    except (OSError, EOFError, UnicodeError, zlib.error) as error:
        raise EvaluationError(
            f"{path.name} cannot be read after line {number}: {error}.",
            f"Get {path} again: it must be UTF-8 text, packed with gzip if its name ends with .gz.",
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with open_binary(path) as file:
        content = GzipFile(fileobj=file) if path.suffix == ".gz" else file
        with TextIOWrapper(content, encoding="utf-8-sig", newline="\n") as text:
            yield text
