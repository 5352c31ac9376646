"""Keeps, edits, removes and restores the clippings of a user in the folder of an index."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from corpus.errors import ClippingError, UnknownClipping
from index.generation.index_folder import create_index_folder
from index.store import Index
from qa.answer import Quote
from qa.article_list import find_article
from qa.clippings.clipping import Clipping, InvalidClipping, change_clipping, check_user, make_clipping
from qa.clippings.clippings_file import change_file
from qa.input_limits import MAX_CLIPPINGS
from qa.reading.quoting import quote_at


def quote_place(index: Index, article_id: str, start: int, end: int) -> Quote:
    """Return the quotation at a place of an article, without white space at its ends.

    Raises UnknownArticle, and InvalidClipping for a place without words.
    """
    article = find_article(index, article_id)
    if not 0 <= start < end <= len(article.text):
        raise InvalidClipping(f"{start} to {end} is not a range in the {len(article.text):,} characters of the article")
    text = article.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
    if start >= end:
        raise InvalidClipping(f"there are no words from {start} to {end}")
    return quote_at(article, start, end)


def save_clipping(folder: Path, quote: Quote, note: str = "", tags: Iterable[str] = (), user: str = "") -> Clipping:
    """Keep a quotation for a user and return the clipping.

    A place that the user keeps already is not kept twice: the note is appended to the known one, and the tags are
    added. Raises ClippingError and InvalidClipping.
    """
    made = make_clipping(quote, note, tags, check_user(user))
    kept = made

    def add(before: Sequence[Clipping]) -> Sequence[Clipping]:
        nonlocal kept
        known = next((one for one in before if _is_same(one, made)), None)
        if known is None:
            return [*before, made]
        # A call that is repeated adds nothing.
        has_note = not made.note or f"\n\n{made.note}\n\n" in f"\n\n{known.note}\n\n"
        note = known.note if has_note else "\n\n".join(filter(None, (known.note, made.note)))
        kept = change_clipping(known, note, [*known.tags, *made.tags])
        return [kept if one is known else one for one in before]

    # The folder beside an index in Milvus is there once something was built or kept on this machine.
    with suppress(OSError):
        create_index_folder(folder)
    change_file(folder, add)
    return kept


def _is_same(one: Clipping, other: Clipping) -> bool:
    return (one.user, one.article.id, one.start, one.end) == (other.user, other.article.id, other.start, other.end)


def edit_clipping(
    folder: Path, id: str, *, note: str | None = None, tags: Iterable[str] | None = None, user: str = ""
) -> Clipping:
    """Replace the note or the tags of a user's clipping; None keeps them. Raises ClippingError and InvalidClipping."""
    tags = None if tags is None else list(tags)
    edited: list[Clipping] = []

    def edit(before: Sequence[Clipping]) -> Sequence[Clipping]:
        known = _find(before, [id], user)[0]
        edited.append(change_clipping(known, note, tags))
        return [edited[0] if one is known else one for one in before]

    change_file(folder, edit)
    return edited[0]


def remove_clippings(folder: Path, ids: Sequence[str], user: str = "") -> list[Clipping]:
    """Remove clippings of a user and return them; none is removed if one is unknown. Raises ClippingError."""
    removed: list[Clipping] = []

    def remove(before: Sequence[Clipping]) -> Sequence[Clipping]:
        removed.extend(_find(before, ids, user))
        gone = {clipping.id for clipping in removed}
        return [one for one in before if one.id not in gone]

    change_file(folder, remove)
    return removed


def restore_clippings(folder: Path, clippings: Sequence[Clipping]) -> None:
    """Add removed clippings again; those that are there already are left as they are. Raises ClippingError."""

    def restore(before: Sequence[Clipping]) -> Sequence[Clipping]:
        known = {clipping.id for clipping in before}
        return [*before, *(clipping for clipping in clippings if clipping.id not in known)]

    change_file(folder, restore)


def _find(clippings: Sequence[Clipping], ids: Sequence[str], user: str) -> list[Clipping]:
    """Return the clippings of these ids. Raises ClippingError: those of other users are unknown."""
    if not 0 < len(set(ids)) <= MAX_CLIPPINGS:
        raise ClippingError("No clipping is named.", f"Name between 1 and {MAX_CLIPPINGS:,} clippings.")
    own = {clipping.id: clipping for clipping in clippings if clipping.user == user}
    unknown = [id for id in dict.fromkeys(ids) if id not in own]
    if unknown:
        raise UnknownClipping(f"There is no clipping {unknown[0]}.", "It may have been removed; list them again.")
    return [own[id] for id in dict.fromkeys(ids)]
