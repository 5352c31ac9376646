"""Edits in a build: which articles they change, and when they are saved."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from index.building.merge import Merge
from index.building.snapshot import Snapshot
from index.generation.edits import Edit, Edits, edit_article, find_edit, write_edits


def edit_merge(merge: Merge, snapshot: Snapshot, edits: Edits) -> Merge:
    """Return a merge with edited articles.

    Articles of the last generation whose edits changed are written again. Of the others only those with an edit are
    read.
    """
    written = {id: edit_article(article, edits.get(id, {})) for id, article in merge.written.items()}
    for id in edits:
        if id in merge.origins and id not in written:
            article = snapshot.articles[id]
            edited = edit_article(article, edits[id])
            written |= {id: edited} if edited != article else {}
    removed = [edit_article(article, edits.get(article.id, {})) for article in merge.removed_articles]
    return replace(merge, written={id: written[id] for id in sorted(written)}, removed_articles=removed)


def find_present(saved: Edits, snapshot: Snapshot, id: str) -> Edit:
    """Return the edit of an article: the saved one, otherwise that in the last generation."""
    if id in saved:
        return saved[id]
    return find_edit(snapshot.articles[id]) if id in snapshot.articles else {}


@contextmanager
def save_edits(folder: Path, saved: Edits, edits: Edits) -> Iterator[None]:
    """Save edits before the generation with them is published, and the earlier ones again if that fails.

    After a build that was killed in between, the next one applies them.
    """
    if edits:
        write_edits(folder, {**saved, **edits})
    try:
        yield
    except BaseException:
        if edits:
            with suppress(OSError):
                write_edits(folder, saved)
        raise
