"""Finds and sorts clippings, and verifies each against the index."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from index.store import Index, once_per_index
from qa.article_list import day_words, fetch_articles
from qa.citations.citations import Citation
from qa.citations.verification import Verification, verify
from qa.clippings.clipping import ClippedArticle, Clipping, state_facts

NEWEST = "newest"

_TAG = re.compile(r"tag: *(.+)")
_WORD = re.compile(r"\w+")

MAX_CACHED = 10_000
"""Maximum number of articles whose facts, and of verifications, that are cached for an index."""

ORDERS: Mapping[str, Callable[[Clipping], Any]] = MappingProxyType(
    {
        NEWEST: lambda one: -one.kept.timestamp(),
        "source": lambda one: (not one.article.source, one.article.source.casefold()),
        "article": lambda one: (one.article.headline.casefold(), one.article.id, one.start),
        "tag": lambda one: (not one.tags, sorted(tag.casefold() for tag in one.tags)),
    }
)
"""What clippings can be sorted by; those without a source or a tag are last."""


@dataclass(frozen=True, slots=True)
class VerifiedClipping:
    """A clipping, and where its quotation is now."""

    clipping: Clipping
    verification: Verification


def find_clippings(
    clippings: Sequence[Clipping], wanted: str = "", order: str = NEWEST, tag: str = ""
) -> list[Clipping]:
    """Return the clippings that contain every wanted word, sorted by one of `ORDERS`; raises ValueError for another.

    A word is found by its beginning in the quotation, the note, the tags, and in the headline, source, author and date
    of the article. `tag`: only clippings with it; "tag: climate" as the wanted words does the same.
    """
    if order not in ORDERS:
        raise ValueError(f"there is no order {order!r}; choose one of {', '.join(ORDERS)}")
    tagged = _match(clippings, f"tag: {' '.join(tag.casefold().split())}") if tag.strip() else clippings
    newest_first = sorted(tagged, key=ORDERS[NEWEST])
    return sorted(_match(newest_first, " ".join(wanted.casefold().split())), key=ORDERS[order])


def _match(clippings: Sequence[Clipping], phrase: str) -> list[Clipping]:
    if tag := _TAG.fullmatch(phrase):
        return [one for one in clippings if tag[1] in {known.casefold() for known in one.tags}]
    words = [f" {word}" for word in dict.fromkeys(_WORD.findall(phrase))]
    return [one for one in clippings if all(word in described for described in [_describe(one)] for word in words)]


def _describe(clipping: Clipping) -> str:
    """Return the words of a clipping, each after a space."""
    article = clipping.article
    day = day_words(article.published)
    stated = (clipping.text, clipping.note, *clipping.tags, article.headline, article.source, article.author, day)
    return "".join(f" {word}" for word in _WORD.findall(" ".join(stated).casefold()))


def update_facts(clippings: Sequence[Clipping], index: Index) -> list[Clipping]:
    """Return clippings with what their articles state now, as a person may have edited it; pages stay as stored."""
    known = _known_facts(index)
    unread = dict.fromkeys(one.article.id for one in clippings if one.article.id not in known)
    read = {article.id: state_facts(article, 0) for article in fetch_articles(index, list(unread))}
    if len(known) + len(read) <= MAX_CACHED:
        known.update(read)
    stated = {**known, **read}
    return [
        replace(one, article=stated[one.article.id].model_copy(update={"place": one.article.place}))
        if one.article.id in stated
        else one
        for one in clippings
    ]


@once_per_index
def _known_facts(index: Index) -> dict[str, ClippedArticle]:
    """Return the cache of what articles state, since the page lists clippings at each key that is typed."""
    return {}


def verify_clipping(clipping: Clipping, index: Index) -> Verification:
    """Find the quotation of a clipping in the index as it is now."""
    known = _known_verifications(index)
    found = known.get(clipping.citation)
    if found is None:
        found = verify(clipping.citation, index)
        # Only the search through other articles takes long.
        if found.status != "ok" and len(known) < MAX_CACHED:
            known[clipping.citation] = found
    return found


def is_fast(clipping: Clipping, index: Index) -> bool:
    """Return whether the verification takes no search: the article is there, or the result is cached."""
    return clipping.article.id in index.articles or clipping.citation in _known_verifications(index)


@once_per_index
def _known_verifications(index: Index) -> dict[Citation, Verification]:
    return {}


def verify_clippings(clippings: Iterable[Clipping], index: Index) -> Iterator[VerifiedClipping]:
    """Yield each clipping with its verification."""
    for clipping in clippings:
        yield VerifiedClipping(clipping, verify_clipping(clipping, index))
