"""Reads one file with the reader of its format, and an archive file by file."""

import io
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus.articles import FoundArticle, Skipped
from corpus.errors import lacks_memory
from corpus.readers.detection import explain_foreign
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead, article_from_fields, resolve_link
from corpus.readers.formats import BEGINNING, find_format
from corpus.readers.worker import Worker, explain_failure
from corpus.regular import open_raw

SMALL = 65_536
"""Maximum size in bytes of a text file that is read in this process: its readers take linear time."""

_log = logging.getLogger(__name__)


def read_file(
    file: Path, worker: Worker, *, packed: bool = False, stable_names: bool = False, address: str = ""
) -> Iterator[FoundArticle | Skipped]:
    """Yield the articles of a file; `packed`: the file was unpacked from an archive.

    `stable_names`: name the entries of a feed by id, not by position. `address`: where the file was downloaded from.
    Errors of a reader are not raised: the file is skipped, and the traceback is logged. Raises OSError if the file
    cannot be opened, and MemoryError.
    """
    try:
        yield from _read_known(file, worker, packed, stable_names, address)
    except OSError:
        raise
    except Exception as error:
        if lacks_memory(error):
            raise
        _log.debug("%s cannot be read", file, exc_info=True)
        yield Skipped(str(file), explain_failure(error))


def _read_known(
    file: Path, worker: Worker, packed: bool, stable_names: bool, address: str
) -> Iterator[FoundArticle | Skipped]:
    with io.BufferedReader(open_raw(file), BEGINNING) as content:
        format = find_format(content.peek(), file.suffix)
        size = os.fstat(content.fileno()).st_size
        if format and not format.in_worker and size <= SMALL:
            found = list(format.load_reader()(FileToRead(file, content)))
            yield from _take_all(found, file, worker, stable_names)
            return
    if format is None:
        yield Skipped(str(file), explain_foreign(file.suffix))
    elif size > MAX_FILE_SIZE and not (format.is_stream or format.is_container):
        yield Skipped(str(file), f"It has {size:,} bytes; a file may have {MAX_FILE_SIZE:,}.")
    elif format.name != "zip" or packed:
        found = [_resolve(fields, address) for fields in worker.read(format, file)]
        yield from _take_all(found, file, worker, stable_names)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield from _take_all(worker.read(format, file, Path(folder)), file, worker, stable_names)


def _resolve(fields: Fields, address: str) -> Fields:
    """Return the fields with the address that a relative link gives, unless they have one."""
    link = fields.get("link")
    if fields.get("url") or not address or not isinstance(link, str):
        return fields
    return fields | {"url": resolve_link(link, address)}


def _take_all(found: list[Fields], file: Path, worker: Worker, stable_names: bool) -> Iterator[FoundArticle | Skipped]:
    """Make articles of the fields; unpacked files are read in turn, under their own names."""
    for number, fields in enumerate(found, start=1):
        place = f"{file}/{fields['name']}" if "name" in fields else str(file)
        if "entry" in fields:
            place = f"{file}, entry {fields['entry'] if stable_names else number}"
        elif "line" in fields:
            place = f"{file}, line {fields['line']}"
        elif "part" in fields:
            place = f"{file}, {fields['part']}"
        if "traceback" in fields:
            _log.debug("%s: %s\n%s", place, fields["skipped"], fields["traceback"])
        if "skipped" in fields:
            yield Skipped(place, str(fields["skipped"]))
        elif "path" in fields:
            yield from _take_member(Path(str(fields["path"])), place, worker, stable_names)
        else:
            article = article_from_fields(fields, str(fields["text"]))
            # Soft hyphens alone are no text.
            yield FoundArticle(article, place) if article.text else Skipped(place, "It contains no text.")


def _take_member(member: Path, place: str, worker: Worker, stable_names: bool) -> Iterator[FoundArticle | Skipped]:
    for item in read_file(member, worker, packed=True, stable_names=stable_names):
        if isinstance(item, Skipped):
            yield Skipped(item.path.replace(str(member), place), item.reason)
        else:
            yield FoundArticle(item.article, item.origin.replace(str(member), place))
