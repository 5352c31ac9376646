"""Reads articles from files and folders; what cannot be read is listed with its reason and stops nothing."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.articles import Article, FoundArticle, Skipped
from corpus.errors import CorpusError
from corpus.readers.tables import read_csv, read_jsonl
from corpus.readers.text import read_text

SHIPPED = Path(__file__).parent / "articles"
"""The folder of the five articles that come with quotedesk."""

READERS: dict[str, Callable[[Path], Iterator[FoundArticle | Skipped]]] = {
    ".txt": read_text,
    ".md": read_text,
    ".jsonl": read_jsonl,
    ".csv": read_csv,
}
FORMATS = ", ".join(READERS)
_LINE = re.compile(r", line \d+\Z")


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

    Raises CorpusError where a path does not exist or a folder holds no file that can be read.
    """
    reading = Reading(searched=[_absolute(path) for path in paths])
    first: dict[str, Article] = {}
    for item in (item for path in paths for file in _list_files(path) for item in _read_file(file)):
        if isinstance(item, Skipped):
            reading.skipped.append(item)
        else:
            # A copy is the same article at another place.
            article = first.setdefault(item.article.id, item.article)
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
    """Return the file of an origin, which in a collection ends with the line."""
    return _LINE.sub("", origin)


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
    if not any(file.suffix.lower() in READERS for file in files):
        raise CorpusError(f"The folder {path} holds no {FORMATS} file.", "Name a folder that holds articles.")
    return files


def _read_file(file: Path) -> Iterator[FoundArticle | Skipped]:
    reader = READERS.get(file.suffix.lower())
    if reader is None or not file.is_file():
        yield Skipped(str(file), f"It is not a {FORMATS} file.")
        return
    try:
        before = _identify_version(file)
        items = list(reader(file))
        changed = _identify_version(file) != before
        yield from [Skipped(str(file), "It changed while it was read; index it again.")] if changed else items
    except OSError as error:
        yield Skipped(str(file), f"It cannot be opened: {error.strerror}.")


def _identify_version(file: Path) -> tuple[int, int, int]:
    """Return what changes with every change of a file."""
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
