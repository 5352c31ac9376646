"""Finds places with all words of a quotation, and the parts of one that marks its omissions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.store import Index
from qa.answer import Place
from qa.drafts.regions import Region, find_regions
from qa.drafts.tracing import find_whole
from qa.drafts.wording import ELLIPSIS, Wording, count_words, read_wording

MAX_ARTICLES = 3
"""Maximum number of articles with one part that are searched for the other parts."""

CLOSE = 300
"""Maximum marked omission beside a part of one word, in characters."""


def trim(wording: Wording) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a quotation, widest first, without additions of the draft's author at its ends."""
    first, after = 0, len(wording)
    yield first, after
    while first < after and wording.forms[first] == ELLIPSIS:
        first += 1
    while first < after and wording.forms[after - 1] == ELLIPSIS:
        after -= 1
    if 0 < after - first < len(wording):
        yield first, after
    if after - first > 1 and wording.forms[after - 1] in (",", "."):
        yield first, after - 1


def find_verbatim(wording: Wording, regions: Iterable[Region]) -> list[Place]:
    """Return the places with the words of a quotation, those with most of its signs first."""
    read = list(regions)
    found = [
        run.read_place() for first, after in trim(wording) for run in find_whole(wording.part(first, after).forms, read)
    ]
    return list({(place.article.id, place.start): place for place in reversed(found)}.values())[::-1]


def find_marked(wording: Wording, index: Index) -> tuple[list[tuple[str, Place]], bool]:
    """Return the parts of a quotation between its ellipses, and whether one article has them in this order.

    No part is returned if there is no ellipsis, or if a part occurs nowhere.
    """
    parts = _split(wording.part(*min(trim(wording), key=lambda stretch: stretch[1] - stretch[0])))
    if len(parts) < 2 or not all(count_words(part.forms) for part in parts):
        return [], False
    regions = find_regions(wording.quoted, index)
    found = [find_verbatim(part, regions) or find_verbatim(part, find_regions(part.quoted, index)) for part in parts]
    if not all(found):
        return [], False
    in_order = _find_in_order(found)
    if in_order is None:
        articles = {place.article.id: place.article for places in found for place in places[:MAX_ARTICLES]}
        for article in articles.values():
            whole = [Region(article, read_wording(article.text, quoted=wording.forms))]
            in_order = in_order or _find_in_order([find_verbatim(part, whole) for part in parts])
    places = in_order or [places[0] for places in found]
    return list(zip([part.quoted for part in parts], places, strict=True)), in_order is not None


def _find_in_order(found: Sequence[Sequence[Place]]) -> list[Place] | None:
    """Return the first places of all parts that follow each other in one article."""
    return next(filter(None, (_follow(place, found[1:]) for place in found[0])), None)


def _split(wording: Wording) -> list[Wording]:
    """Cut a wording at its ellipses."""
    cuts = [place for place, form in enumerate(wording.forms) if form == ELLIPSIS]
    return [wording.part(first + 1, after) for first, after in pairwise([-1, *cuts, len(wording)])]


def _follow(place: Place, found: Sequence[Sequence[Place]]) -> list[Place] | None:
    """Return a place and the next places of the following parts in its article; None if one is missing."""
    chain = [place]
    for places in found:
        behind = [one for one in places if _is_behind(chain[-1], one)]
        if not behind:
            return None
        chain.append(min(behind, key=lambda one: one.start))
    return chain


def _is_behind(place: Place, following: Place) -> bool:
    """Return whether a place follows another; a single word must follow closely, as it occurs everywhere."""
    shortest = min(count_words(read_wording(one.article.text, one.start, one.end).forms) for one in (place, following))
    gap = following.start - place.end
    return following.article.id == place.article.id and gap >= 0 and (shortest > 1 or gap <= CLOSE)
