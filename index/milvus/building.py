"""Builds an index in Milvus: a generation in a local folder, which is then published there."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Unpack

from corpus.articles import FoundArticle
from corpus.errors import CorpusError
from corpus.reading import Reading
from corpus.regular import read_bytes
from index.building.build import BuildOptions, BuildReport, build_index
from index.building.writing import Examine, accept_all
from index.files import atomic_write
from index.folder_index import FolderIndex
from index.generation.edits import find_edit, restore_article
from index.generation.generations import find_former, has_generation, remove_generations, roll_back
from index.generation.locking import lock_index
from index.generation.manifest import NAME_DIGITS
from index.milvus.address import Address
from index.milvus.engine import Engine, connect
from index.milvus.publishing import point_back, publish_served
from index.milvus.records import ArticleRecord
from index.milvus.served import MilvusIndex, open_served, staging_folder
from index.opening import open_index
from index.types import Progress, Warn, ignore_progress, ignore_warning

_BASE = "milvus.txt"
"""The file with the name of the collection that the folder corresponds to."""


def build_served(
    reading: Reading,
    address: Address,
    **options: Unpack[BuildOptions],
) -> BuildReport:
    """Add and update articles as `build_index` does, with its options and errors, and publish the result in Milvus.

    A published generation that was not built on this machine is read back first. `quick` has no effect: Milvus gets
    full vectors only. Also raises EngineError, and CorpusError if no article remains.
    """
    warn, progress = options.get("warn", ignore_warning), options.get("progress", ignore_progress)
    engine = connect(address, warn=warn)
    former = engine.find_target(address.name)
    folder = staging_folder(address)
    prepare_staging(engine, former, folder, warn, progress)
    examine = partial(_refuse_empty, options.get("examine", accept_all))
    report = build_index(reading, folder, **(options | {"quick": False, "examine": examine}))
    collection = publish_served(open_index(folder), engine, former, progress)
    _write_base(folder, collection)
    return replace(report, generation=collection)


def _refuse_empty(examine: Examine, index: FolderIndex) -> None:
    """Examine a generation; raise CorpusError if it has no articles."""
    if not index.articles:
        raise CorpusError("The index would have no articles.", "Add articles with: quotedesk index PATH")
    examine(index)


def prepare_staging(engine: Engine, former: str | None, folder: Path, warn: Warn, progress: Progress) -> None:
    """Make the folder match the published generation, so that nothing from another machine is lost.

    A generation of the folder that is based on the published one, and was not completely published, stays.
    """
    if former is None or _read_base(folder) == former:
        return
    published = open_served(engine)
    count = published.manifest.articles
    warn(f"Reading {count:,} articles back from {engine.address}.")
    if has_generation(folder):
        # The exam and the judgements in the same folder stay.
        with lock_index(folder):
            remove_generations(folder)
    edits = {id: edit for id, article in published.articles.items() if (edit := find_edit(article))}
    reading = _read_back(published)
    build_index(reading, folder, encoder=published.encoder, edits=edits, progress=progress, warn=warn)
    _write_base(folder, former)


def _read_base(folder: Path) -> str | None:
    """Return the collection that the folder corresponds to or is based on."""
    path = folder / _BASE
    return read_bytes(path).decode(errors="replace") if has_generation(folder) and path.is_file() else None


def _write_base(folder: Path, collection: str) -> None:
    atomic_write(folder / _BASE, collection.encode())


def _read_back(index: MilvusIndex) -> Reading:
    """Return the articles of a published generation with their origins."""
    return Reading([item for id in index.articles for item in _list_found(index.record(id))])


def _list_found(record: ArticleRecord) -> Iterator[FoundArticle]:
    """Yield the article of a record as each of its origins states it."""
    for origin in record.origins:
        article = restore_article(record.article)
        stated = record.publications.get(origin, article.publication)
        yield FoundArticle(replace(article, **asdict(stated), also=()), origin)


def roll_back_served(address: Address) -> str:
    """Publish the generation before the current one again, and return its name. Raises IndexMissing or EngineError."""
    engine, folder = connect(address), staging_folder(address)
    collection = point_back(engine)
    # Roll back the folder as well if it has that generation; otherwise the next build reads it back.
    digest = collection[-NAME_DIGITS:]
    former = find_former(folder)
    if former and former.name[-NAME_DIGITS:] == digest:
        roll_back(folder)
        _write_base(folder, collection)
    return collection
