"""Reads articles from files and folders; what cannot be read is listed with its reason and stops nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.articles import FoundArticle, Skipped
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


@dataclass(slots=True)
class Reading:
    """All articles that were found, in the order of reading, and all that was skipped."""

    found: list[FoundArticle] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read_articles(paths: Sequence[Path]) -> Reading:
    """Read files, and folders with all that is in them.

    Raises CorpusError where a path does not exist or a folder holds no file that can be read.
    """
    reading = Reading()
    first_place: dict[str, str] = {}
    for item in (item for path in paths for file in _list_files(path) for item in _read_file(file)):
        if isinstance(item, Skipped):
            reading.skipped.append(item)
        elif item.article.id in first_place:
            reason = f"It has the same text as {first_place[item.article.id]}, which was read."
            reading.skipped.append(Skipped(item.origin, reason))
        else:
            first_place[item.article.id] = item.origin
            reading.found.append(FoundArticle(item.article, os.path.abspath(item.origin)))  # noqa: PTH100
    return reading


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
        yield from reader(file)
    except OSError as error:
        yield Skipped(str(file), f"It cannot be opened: {error.strerror}.")
