"""Reads one file by the reader of its format, an archive by those of the files in it."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.articles import FoundArticle, Skipped
from corpus.readers.fields import article_from_fields
from corpus.readers.formats import BEGINNING, Format, find_format
from corpus.readers.html import Fields
from corpus.readers.tables import read_csv, read_jsonl
from corpus.readers.text import LARGEST_FILE, read_text
from corpus.readers.worker import Worker
from corpus.regular import open_raw

FORMATS = "text, Markdown, HTML, PDF, Word, e-mail, RSS or Atom, JSON Lines, CSV or ZIP"
_TEXT_READERS: dict[Format, Callable[[Path, BinaryIO], Iterator[FoundArticle | Skipped]]] = {
    "text": read_text,
    "jsonl": read_jsonl,
    "csv": read_csv,
}


def read_file(
    file: Path, worker: Worker, *, packed: bool = False, lasting: bool = False
) -> Iterator[FoundArticle | Skipped]:
    """Yield the articles of a file; `packed` is one that lies in an archive.

    `lasting` calls the entries of a feed by names that stay when others come before them, and not by their numbers.
    Raises OSError where the file cannot be opened.
    """
    with io.BufferedReader(open_raw(file), BEGINNING) as content:
        format = find_format(content.peek(), file.suffix)
        if format in _TEXT_READERS:
            yield from _TEXT_READERS[format](file, content)
            return
    if format is None:
        yield Skipped(str(file), f"It is a binary file or one for programs, not {FORMATS}.")
    elif (size := file.stat().st_size) > LARGEST_FILE:
        yield Skipped(str(file), f"It has {size:,} bytes; a file may have {LARGEST_FILE:,}.")
    elif format != "zip" or packed:
        yield from _take_all(worker.read(format, file), file, worker, lasting)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield from _take_all(worker.read(format, file, Path(folder)), file, worker, lasting)


def _take_all(found: list[Fields], file: Path, worker: Worker, lasting: bool) -> Iterator[FoundArticle | Skipped]:
    """Make articles of what the worker found; what it unpacked is read in turn, and called by its own name."""
    for number, fields in enumerate(found, start=1):
        place = f"{file}/{fields['name']}" if "name" in fields else str(file)
        if "entry" in fields:
            place = f"{file}, entry {fields['entry'] if lasting else number}"
        if "skipped" in fields:
            yield Skipped(place, str(fields["skipped"]))
        elif "path" in fields:
            yield from _take_member(Path(str(fields["path"])), place, worker, lasting)
        else:
            yield FoundArticle(article_from_fields(fields, str(fields["text"])), place)


def _take_member(member: Path, place: str, worker: Worker, lasting: bool) -> Iterator[FoundArticle | Skipped]:
    for item in read_file(member, worker, packed=True, lasting=lasting):
        if isinstance(item, Skipped):
            yield Skipped(item.path.replace(str(member), place), item.reason)
        else:
            yield FoundArticle(item.article, item.origin.replace(str(member), place))
