"""The clippings of the Kept tab as HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.articles import Article
from index.store import Index
from qa.answer import Place
from qa.article_list import day_words, name_count
from qa.clippings.clipping import Clipping
from qa.clippings.clipping_export import EXPORT_FORMS, find_original
from qa.clippings.clipping_list import NEWEST, ORDERS, VerifiedClipping
from qa.input_limits import MAX_REMARK_LENGTH, MAX_TAG_LENGTH, MAX_TAGS
from ui.html.list_change import ListChange
from ui.html.rendering import render

SHOWN_CLIPPINGS = 50
"""Number of clippings on a page of the list."""

MAX_SHOWN_TAGS = 60
"""Number of tags that are offered above the list."""

_VIEW = re.compile(r"([a-z]+) (\d{1,6})")

_CHANGE = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ClippingView:
    """The order of the list, and the number of its page, from 0."""

    order: str = NEWEST
    page: int = 0


@dataclass(frozen=True, slots=True)
class _ClippingRow:
    """A clipping of the list. `place` is where its article opens, None if the article is not in the index."""

    clipping: Clipping
    article: Article
    place: Place | None
    state: str
    reason: str
    diff: Sequence[tuple[str, str]]
    places: Sequence[Place]
    original: str
    kept: str


def read_clipping_view(text: str) -> ClippingView:
    """Parse the order and page that the browser sends, such as "source 0"; anything else is the first page."""
    found = _VIEW.fullmatch(text)
    if found is None or found[1] not in ORDERS:
        return ClippingView()
    return ClippingView(found[1], int(found[2]))


def clippings_html(
    shown: Sequence[VerifiedClipping],
    index: Index,
    view: ClippingView,
    *,
    matching: int,
    total: int,
    words: str = "",
    collection: str = "",
    tags: Sequence[str] = (),
    is_changeable: bool = False,
    change: ListChange | None = None,
) -> str:
    """Return a page of the list, with the last change above it.

    `matching`: the number of clippings that contain the words; `total`: that of all. `tags`: all tags, as filters.
    `collection`: the one that they belong to, empty for the default one.
    """
    first = view.page * SHOWN_CLIPPINGS
    return render(
        "clippings.html",
        rows=[_make_row(one, index) for one in shown],
        count=_count(matching, total, is_filtered=bool(words.strip())),
        total=total,
        words=words,
        collection=collection,
        order=view.order,
        orders=list(ORDERS),
        page=view.page,
        last=max(0, (matching - 1) // SHOWN_CLIPPINGS),
        range=f"{first + 1:,} to {first + len(shown):,} of {matching:,}",
        forms=[(form, one.label, one.file) for form, one in EXPORT_FORMS.items()],
        tags=tags[:MAX_SHOWN_TAGS],
        change=change,
        is_changeable=is_changeable,
        max_note=MAX_REMARK_LENGTH,
        max_tags=MAX_TAGS * (MAX_TAG_LENGTH + 2),
    )


def _count(matching: int, total: int, *, is_filtered: bool) -> str:
    return f"{matching:,} of {name_count(total, 'clipping')}" if is_filtered else name_count(total, "clipping")


def _make_row(verified: VerifiedClipping, index: Index) -> _ClippingRow:
    clipping, found = verified.clipping, verified.verification
    place = None
    if found.article is not None:
        # The nearest article of a changed quotation opens at its beginning.
        place = Place(found.article, found.start or 0, found.end or 0)
    return _ClippingRow(
        clipping=clipping,
        article=clipping.quote.article,
        place=place,
        state=found.status,
        reason=found.reason,
        diff=list(_split_diff(found.diff)),
        places=found.places,
        original=find_original(clipping, index),
        kept=day_words(clipping.kept.date()),
    )


def _split_diff(diff: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a difference, each with the name of its element: "span", "del" or "ins"."""
    done = 0
    for found in _CHANGE.finditer(diff):
        yield "span", diff[done : found.start()]
        yield ("ins", found[2]) if found[1] is None else ("del", found[1])
        done = found.end()
    if diff:
        yield "span", diff[done:]
