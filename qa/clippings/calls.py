"""The clippings of an index in Python: keep, list, edit, remove and export them in one call each.

All raise ClippingError for a file that cannot be read or written, and ValueError for wrong arguments. `user` names
whose clippings they are; without a login it is empty.
"""

from collections.abc import Iterable, Sequence

from corpus.errors import ClippingError
from index.places import Location
from index.store import Index
from qa.answer import Quote
from qa.clippings import keeping
from qa.clippings.clipping import Clipping
from qa.clippings.clipping_export import export_clippings as write_clippings
from qa.clippings.clipping_list import NEWEST, VerifiedClipping, find_clippings, update_facts, verify_clippings
from qa.clippings.clippings_file import read_clippings
from qa.default_index import resolve_index

AnyIndex = Index | Location | str | None
"""An opened index, its place, or None for the default one."""


def keep_clipping(
    quote: Quote, *, note: str = "", tags: Iterable[str] = (), index: AnyIndex = None, user: str = ""
) -> Clipping:
    """Keep a quotation of an answer with a note and tags. The index must have its article."""
    opened = resolve_index(index)
    kept = keeping.quote_place(opened, quote.article.id, quote.start, quote.end)
    if kept.text != quote.text.strip():
        raise ClippingError("The article has other words at this place.", "Ask again, and keep the new quotation.")
    return keeping.save_clipping(opened.folder, kept, note, tags, user)


def list_clippings(
    words: str = "", *, order: str = NEWEST, tag: str = "", index: AnyIndex = None, user: str = ""
) -> list[VerifiedClipping]:
    """Return the clippings that contain all words and have a tag, each with where it is in the index now.

    `order`: "newest", "source", "article" or "tag".
    """
    opened = resolve_index(index)
    known = update_facts(read_clippings(opened.folder, user), opened)
    return list(verify_clippings(find_clippings(known, words, order, tag), opened))


def edit_clipping(
    id: str, *, note: str | None = None, tags: Iterable[str] | None = None, index: AnyIndex = None, user: str = ""
) -> Clipping:
    """Replace the note or the tags of a clipping; None keeps them."""
    return keeping.edit_clipping(resolve_index(index).folder, id, note=note, tags=tags, user=user)


def remove_clippings(ids: Sequence[str], *, index: AnyIndex = None, user: str = "") -> list[Clipping]:
    """Remove clippings, and return them as they were."""
    return keeping.remove_clippings(resolve_index(index).folder, list(ids), user)


def export_clippings(
    form: str, words: str = "", *, order: str = NEWEST, tag: str = "", index: AnyIndex = None, user: str = ""
) -> bytes:
    """Return the clippings that contain all words and have a tag as a file.

    `form`: "markdown", "ris", "csl", "annotations" or "json".
    """
    opened = resolve_index(index)
    known = update_facts(read_clippings(opened.folder, user), opened)
    return write_clippings(find_clippings(known, words, order, tag), form, opened)
