"""Search in two steps, for questions whose answer needs what the first passage found only leads to.

"Who directed the film in which the singer of ... appears?" names neither the film nor its director, but the passage on
the singer names the film. Where the best hit is about the question, the lower ranks are searched with both.
"""

from collections.abc import Collection
from dataclasses import replace

from index.cutting import indexed_text
from index.store import Index
from index.types import Among
from qa.answer import Hit
from qa.query.cover import Cover
from qa.query.query import Query
from qa.retrieval.copies import collapse_copies
from qa.retrieval.parts import DEPTH, cover_things
from qa.retrieval.search import Stage, search

FIRST = 6
"""Number of hits of the question itself; the next ones, up to `LAST`, come from the second step."""

LAST = 10

MIN_COVER = 0.4
"""The share of the question's words that the best hit holds where it is about the question."""

CHARACTERS = 300
"""How much of the best hit is searched for, its headline included."""


def search_hops(query: Query, k: int, index: Index, among: Among, without: Collection[Stage]) -> list[Hit]:
    """Return the best `k` passages, those of the second step on the ranks from `FIRST` + 1 to `LAST`.

    The ranks before them cover what the question names.
    """
    with index.search_slot:
        hits = search(query, max(k, DEPTH), index, among, without)
        if "part" not in without:
            hits = cover_things(hits, query.text)
        if "hop" not in without and k > FIRST and len(hits) > FIRST:
            hits = _add_second_step(query, hits, index, among, without)
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], start=1)]


def _add_second_step(
    query: Query, hits: list[Hit], index: Index, among: Among, without: Collection[Stage]
) -> list[Hit]:
    """Put behind the first hits what is found with the best of them, where that is about the question."""
    best = indexed_text(hits[0].article, hits[0].passage.text, hits[0].passage.start)
    if Cover(query.text, index.lexical).share_in(best) < MIN_COVER:
        return hits
    own = hits[:FIRST]
    known = {hit.passage.id for hit in own}
    # What must stand in a passage must in these too; what only should would put the passages found already first.
    must = () if query.asks else query.phrases
    both = replace(query, text=f"{query.text} {best[:CHARACTERS]}", phrases=must)
    further = search(both, LAST, index, among, without)
    led_to = [hit for hit in further if hit.passage.id not in known][: LAST - FIRST]
    known |= {hit.passage.id for hit in led_to}
    rest = [hit for hit in hits[FIRST:] if hit.passage.id not in known]
    placed = [*own, *(_place(hit, own[-1].score) for hit in led_to), *rest]
    return placed if "copies" in without else collapse_copies(placed, index)


def _place(hit: Hit, score: float) -> Hit:
    """Give a hit of the second step the score of the last one before it: the two searches have different scales."""
    why = replace(hit.why, lexical=0.0, dense=0.0, rerank=0.0, topic=0.0, phrase=0.0, repeat=0.0, part=0.0, hop=score)
    return replace(hit, score=score, why=why)
