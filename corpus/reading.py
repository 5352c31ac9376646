"""Reads articles from files, folders and web addresses; unreadable ones are listed with the reason."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from corpus.articles import Article, FoundArticle, Skipped, Unchanged
from corpus.dates import find_date_in_name
from corpus.errors import CorpusError
from corpus.index_folders import find_index, is_index_folder
from corpus.origins import find_surrounding, is_address, is_feed_entry, is_part, is_within, name_place
from corpus.readers.file_reader import read_file
from corpus.readers.worker import Worker

if TYPE_CHECKING:
    from corpus.readers.download import Network

SHIPPED = Path(__file__).parent / "articles"
"""The folder of the five articles that come with quotedesk."""

_REPORT_EVERY = 100
_LINKED = "It is a link to a folder; such links are not followed."


@dataclass(slots=True)
class Reading:
    """All articles found, in the order of reading, and all that were skipped.

    `searched`: the files and folders that were read completely, as absolute paths, and the web addresses that were
    downloaded. An earlier article from one of them that is neither found nor skipped now is missing.
    """

    found: list[FoundArticle] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)


def ignore_count(count: int) -> None:
    """Ignore the progress."""


def read_articles(
    paths: Sequence[Path | str],
    network: "Network | None" = None,
    tell_count: Callable[[int], None] = ignore_count,
    outputs: Collection[Path] = (),
) -> Reading:
    """Read files, folders recursively, and web addresses if a network is given.

    Folders that contain an index are skipped like hidden ones, and so are `outputs`, which the build writes.
    `tell_count` is called from time to time with the number of articles read or skipped. Raises CorpusError if a path
    does not exist or belongs to an index, a folder contains no file, or an address is given without a network.
    """
    outputs = frozenset(output.resolve() for output in outputs)
    places = [_choose_place(path, network) for path in paths]
    reading = Reading(searched=[name_place(place) for place in places])
    texts: dict[str, str] = {}
    with closing(Worker()) as worker:
        items = (item for place in places for item in _read_place(place, worker, network, outputs))
        for count, item in enumerate(items):
            if count % _REPORT_EVERY == 0:
                tell_count(count)
            if isinstance(item, Skipped):
                reading.skipped.append(item)
                continue
            if isinstance(item, Unchanged):
                reading.searched.remove(item.path)
                continue
            article = _date_by_name(item)
            # The copies of an article differ in their fields, and share its text in memory.
            article = replace(article, text=texts.setdefault(article.id, article.text))
            reading.found.append(FoundArticle(article, name_place(item.origin)))
    return reading


def _date_by_name(item: FoundArticle) -> Article:
    """Return an article, dated by its file name if it states no date."""
    article = item.article
    named = not (is_part(item.origin) or is_address(item.origin))
    day = find_date_in_name(item.origin) if named and not article.published else None
    return replace(article, published=day, date_basis="file name") if day else article


def find_missing(reading: Reading, origins: Iterable[str]) -> set[str]:
    """Return those of the earlier origins that were searched now and no longer have an article.

    Skipped places are not missing; nor are the articles of a file that could not be read to its end, those of an
    address that could not be downloaded, and entries that a feed on the web no longer lists. A skipped line, page or
    entry hides no others.
    """
    there = {item.origin for item in reading.found}
    # An archive or folder that could not be opened hides everything in it.
    skipped = {name_place(item.path) for item in reading.skipped}
    searched = tuple(reading.searched)
    return {
        origin
        for origin in origins
        # Cheap test first; it rejects nearly everything.
        if origin.startswith(searched)
        and origin not in there
        and not is_feed_entry(origin)
        and any(is_within(origin, place) for place in reading.searched)
        and not (find_surrounding(origin) | {origin}) & skipped
    }


def find_unread(reading: Reading) -> list[str]:
    """Return the web addresses that were searched and of which something could not be read."""
    skipped = [name_place(item.path) for item in reading.skipped]
    return [
        place for place in reading.searched if is_address(place) and any(is_within(path, place) for path in skipped)
    ]


def check_paths(paths: Sequence[Path | str], network: "Network | None", outputs: Collection[Path] = ()) -> None:
    """Raise CorpusError for a path that is no file or folder, and for an address without a network."""
    for place in [_choose_place(path, network) for path in paths]:
        if isinstance(place, Path):
            check_path(place, outputs)


def _choose_place(path: Path | str, network: "Network | None") -> Path | str:
    """Return a path, or an address in canonical spelling."""
    if not is_address(path):
        return Path(path)
    if network is None:
        raise CorpusError(f"{path} is a web address, and downloads are off.", "Allow them with --allow-net.")
    from corpus.readers.addresses import spell_address

    return spell_address(str(path))


def _read_place(
    place: Path | str, worker: Worker, network: "Network | None", outputs: Collection[Path]
) -> Iterator[FoundArticle | Skipped | Unchanged]:
    if isinstance(place, Path):
        yield from _read_path(place, worker, outputs)
    elif network:
        from corpus.readers.web import read_address

        yield from read_address(place, network, worker)


def check_path(path: Path, outputs: Collection[Path] = ()) -> None:
    """Raise CorpusError if a path is no file or folder, or belongs to an index."""
    if not path.exists():
        raise CorpusError(f"There is no file or folder {path}.", "Check the path.")
    if not (path.is_file() or path.is_dir()):
        raise CorpusError(f"{path} is a FIFO, socket or device.", "Name a file or folder with articles.")
    if index := find_index(path, outputs):
        raise CorpusError(
            f"{path} belongs to the index {index}, which is not read as articles.",
            "Name the files and folders of your articles.",
        )


def _read_path(path: Path, worker: Worker, outputs: Collection[Path]) -> Iterator[FoundArticle | Skipped]:
    """Read a file, or the visible files of a folder and its subfolders in alphabetical order."""
    check_path(path, outputs)
    if path.is_file():
        yield from _read_file(path, worker)
        return
    root = path.resolve()
    found = False
    for item in _list_folder(path, outputs):
        found = True
        if isinstance(item, Path):
            yield from _read_file(item, worker, root, outputs)
        else:
            yield item
    if not found:
        raise CorpusError(f"The folder {path} contains no files.", "Name a folder with articles.")


def _list_folder(path: Path, outputs: Collection[Path]) -> Iterator[Path | Skipped]:
    closed: list[Skipped] = []

    def note(error: OSError) -> None:
        closed.append(Skipped(str(error.filename), f"It cannot be opened: {error.strerror}."))

    for folder, subfolders, names in os.walk(path, onerror=note):
        place, real = Path(folder), Path(folder).resolve()
        visible = sorted(name for name in subfolders if not name.startswith("."))
        linked = [name for name in visible if (place / name).is_symlink()]
        own = {output.name for output in outputs if output.parent == real}
        subfolders[:] = [
            name for name in visible if name not in linked and name not in own and not is_index_folder(place / name)
        ]
        yield from (Skipped(str(place / name), _LINKED) for name in linked if not find_index(place / name, outputs))
        yield from (place / name for name in sorted(names) if not name.startswith(".") and name not in own)
    yield from closed


def _read_file(
    file: Path, worker: Worker, root: Path | None = None, outputs: Collection[Path] = ()
) -> Iterator[FoundArticle | Skipped]:
    """Read a file; it may be a link to another file within its root."""
    try:
        state = file.lstat()
        linked = S_ISLNK(state.st_mode)
        if linked:
            state = file.stat()
        if not S_ISREG(state.st_mode):
            yield Skipped(str(file), "It is not a file.")
        elif root and linked and not file.resolve().is_relative_to(root):
            yield Skipped(str(file), "It is a link to a file outside the folder.")
        elif linked and find_index(file, outputs):
            yield Skipped(str(file), "It is a link to a file of an index.")
        else:
            items = list(read_file(file, worker))
            changed = _identify(file.stat()) != _identify(state)
            yield from [Skipped(str(file), "It changed while it was read; index it again.")] if changed else items
    except OSError as error:
        yield Skipped(str(file), f"It cannot be opened: {error.strerror}.")


def _identify(state: os.stat_result) -> tuple[int, int, int]:
    return state.st_ino, state.st_size, state.st_mtime_ns
