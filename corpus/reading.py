"""Reads articles from files and folders; what cannot be read is listed with its reason and stops nothing."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.articles import Article, FoundArticle, Skipped
from corpus.errors import CorpusError
from corpus.languages import find_language
from corpus.readers.archive import find_danger, unpack
from corpus.readers.fields import article_from_fields
from corpus.readers.formats import Format, find_format
from corpus.readers.html import Fields
from corpus.readers.tables import read_csv, read_jsonl
from corpus.readers.text import LARGEST_FILE, read_text
from corpus.readers.worker import Worker

SHIPPED = Path(__file__).parent / "articles"
"""The folder of the five articles that come with quotedesk."""

FORMATS = "text, Markdown, HTML, PDF, Word, e-mail, RSS or Atom, JSON Lines, CSV or ZIP"
_TEXT_READERS: dict[Format, Callable[[Path], Iterator[FoundArticle | Skipped]]] = {
    "text": read_text,
    "jsonl": read_jsonl,
    "csv": read_csv,
}
_PART = re.compile(r", (?:line|entry) \d+\Z")


@dataclass(slots=True)
class Reading:
    """All articles that were found, in the order of reading, and all that was skipped.

    `searched` are the absolute paths of the files and folders that were read whole: an article that came from one of
    them before, and is neither found nor skipped now, is gone.
    """

    found: list[FoundArticle] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)


def read_articles(paths: Sequence[Path]) -> Reading:
    """Read files, and folders with all that is in them.

    Raises CorpusError where a path does not exist or a folder holds no file.
    """
    reading = Reading(searched=[_absolute(path) for path in paths])
    first: dict[str, Article] = {}
    with closing(Worker()) as worker:
        for item in (item for path in paths for file in _list_files(path) for item in _read_file(file, path, worker)):
            if isinstance(item, Skipped):
                reading.skipped.append(item)
                continue
            # A copy is the same article at another place.
            known = first.get(item.article.id)
            article = known or replace(item.article, language=find_language(item.article.text))
            first[article.id] = article
            reading.found.append(FoundArticle(article, _absolute(item.origin)))
    return reading


def _absolute(path: Path | str) -> str:
    # Links are not followed: a place is called as the person called it.
    return os.path.abspath(path)  # noqa: PTH100


def find_gone(reading: Reading, origins: Iterable[str]) -> set[str]:
    """Return those of the places read before that were searched now and hold no article any more.

    What was skipped is still there, and so are the articles of a file of which a line was skipped.
    """
    there = {item.origin for item in reading.found}
    skipped = {_absolute(_file_of(item.path)) for item in reading.skipped}
    return {
        origin
        for origin in origins
        if origin not in there
        and _file_of(origin) not in skipped
        and any(_file_of(origin) == place or origin.startswith(place + os.sep) for place in reading.searched)
    }


def _file_of(origin: str) -> str:
    """Return the file of an origin, which in a collection ends with the line or entry."""
    return _PART.sub("", origin)


def _list_files(path: Path) -> list[Path]:
    """Return the file, or the visible files of the folder and its folders in the order of their names."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise CorpusError(f"There is no file or folder {path}.", "Check the path.")
    files = []
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        files += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    if not files:
        raise CorpusError(f"The folder {path} holds no file.", "Name a folder that holds articles.")
    return files


def _read_file(file: Path, root: Path, worker: Worker) -> Iterator[FoundArticle | Skipped]:
    if not file.is_file():
        yield Skipped(str(file), "It is not a file.")
    elif root.is_dir() and not file.resolve().is_relative_to(root.resolve()):
        yield Skipped(str(file), "It is a link to a place outside the folder.")
    else:
        try:
            yield from _read_content(file, worker)
        except OSError as error:
            yield Skipped(str(file), f"It cannot be opened: {error.strerror}.")


def _read_content(file: Path, worker: Worker) -> Iterator[FoundArticle | Skipped]:
    format = find_format(file)
    if format is None:
        yield Skipped(str(file), f"It is a binary file, not {FORMATS}.")
    elif format in _TEXT_READERS:
        yield from _TEXT_READERS[format](file)
    elif (size := file.stat().st_size) > LARGEST_FILE:
        yield Skipped(str(file), f"It has {size:,} bytes; a file may have {LARGEST_FILE:,}.")
    elif format == "zip":
        yield from _read_archive(file, worker)
    else:
        found = worker.read(format, file)
        for number, fields in enumerate(found, start=1):
            place = f"{file}, entry {number}" if format == "feed" else str(file)
            reason = fields.get("skipped")
            yield Skipped(place, str(reason)) if reason else _make_article(fields, place)


def _make_article(fields: Fields, place: str) -> FoundArticle:
    return FoundArticle(article_from_fields(fields, str(fields["text"])), place)


def _read_archive(file: Path, worker: Worker) -> Iterator[FoundArticle | Skipped]:
    """Read what an archive holds; its places are called by its own name and theirs."""
    danger = find_danger(file)
    if danger:
        yield Skipped(str(file), danger)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, member in unpack(file, Path(folder)):
            place = f"{file}/{name}"
            if isinstance(member, str):
                yield Skipped(place, member)
                continue
            for item in _read_content(member, worker):
                if isinstance(item, Skipped):
                    yield Skipped(item.path.replace(str(member), place), item.reason)
                else:
                    yield FoundArticle(item.article, item.origin.replace(str(member), place))
            member.unlink()
