"""Moves articles from one collection to another: first added there, then removed here, so that none is ever lost.

An interruption leaves an article in both collections at worst; moving it again finishes the work. The other collection
is locked while articles are removed from theirs, so that a move back at the same time cannot remove them too.

Texts, links, origins, edits of title, source and date, and the moments at which articles were added are kept.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.articles import Article, FoundArticle, Publication
from corpus.errors import IndexBusy, IndexMissing, MoveRefused, UnknownArticle
from corpus.origins import MOVED, name_file
from corpus.reading import Reading
from index.building.build import BuildReport, build_index
from index.damage import CURRENT
from index.folder_index import FolderIndex
from index.generation.added import keep_added, read_added
from index.generation.edits import find_edit, restore_article
from index.generation.locking import lock_index
from index.opening import open_index
from index.types import Progress, Warn, ignore_progress, ignore_warning


def move_articles(
    source: Path,
    target: Path,
    ids: Collection[str],
    *,
    progress: Progress = ignore_progress,
    warn: Warn = ignore_warning,
) -> BuildReport:
    """Move articles by their ids from the index in one folder to that in another; return the report of the second.

    Raises UnknownArticle, MoveRefused if no article would remain in the first index, and what `build_index` raises.
    """
    if source.resolve() == target.resolve():
        raise MoveRefused("The articles are in this collection already.", "Name another collection to move them to.")
    index = open_index(source)
    wanted = list(dict.fromkeys(ids))
    for id in wanted:
        if id not in index.articles:
            raise UnknownArticle(f"The index has no article {id}.", "List the ids with: quotedesk articles")
    if len(wanted) == len(index.articles):
        raise MoveRefused("A collection cannot become empty.", "Keep at least one article, or rename the collection.")
    report = _add(index, target, wanted, progress, warn)
    _remove(source, target, wanted, warn)
    return report


def _add(index: FolderIndex, target: Path, ids: Collection[str], progress: Progress, warn: Warn) -> BuildReport:
    """Add articles of an index to the one in a folder."""
    # A first build that was killed left no pointer; the next one finishes it.
    there = open_index(target) if (target / CURRENT).exists() else None
    taken = {origin: id for id, origins in there.origins.items() for origin in origins} if there else {}
    found = [one for id in ids for one in _find(index, id, taken)]
    known = there.articles if there else {}
    # An article that is in both keeps the edit of the collection that it is moved to.
    edits = {id: edit for id in ids if id not in known and (edit := find_edit(index.articles[id]))}

    def examine(made: FolderIndex) -> None:
        with suppress(IndexMissing):
            lost = [id for id in open_index(target).articles if id not in made.articles]
            if lost:
                raise IndexBusy("The collection was changed at the same time.", "Move the articles again.")

    report = build_index(
        Reading(found),
        target,
        edits=edits,
        progress=progress,
        warn=warn,
        examine=examine,
        encoder=None if there else index.encoder,
    )
    moments = read_added(index.folder)
    keep_added(target, {id: moments[id] for id in ids if id in moments and id not in known})
    return report


def _remove(source: Path, target: Path, ids: Collection[str], warn: Warn) -> None:
    """Remove articles from one index that the other has too. Raises IndexBusy if it no longer has them."""
    with lock_index(target):
        there = open_index(target).articles
        if not all(id in there for id in ids):
            raise IndexBusy("The collection was changed at the same time.", "Move the articles again.")
        known = open_index(source).articles
        build_index(Reading(), source, remove=[id for id in ids if id in known], warn=warn)


def _find(index: FolderIndex, id: str, taken: dict[str, str]) -> Iterator[FoundArticle]:
    """Yield an article as each of its origins states it.

    An origin at which the other collection has another text gets a name of its own, so that neither replaces the other.
    """
    article = restore_article(index.articles[id])
    stated = index.publications.get(id, {})
    for origin in index.origins[id]:
        place = origin if taken.get(origin, id) == id else f"{MOVED}{id}/{name_file(origin)}"
        yield FoundArticle(_state(article, stated.get(origin, article.publication)), place)


def _state(article: Article, stated: Publication) -> Article:
    return replace(
        article,
        title=stated.title,
        source=stated.source,
        author=stated.author,
        published=stated.published,
        url=stated.url,
        date_basis=stated.date_basis,
        also=(),
    )
