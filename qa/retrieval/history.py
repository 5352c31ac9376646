"""Whether a question of a conversation is searched alone or with earlier ones, as far as a search can decide it."""

from collections.abc import Sequence
from typing import NamedTuple

from index.store import Index
from index.types import Among
from qa.answer import Hit
from qa.query.followup import is_elliptic, points_back
from qa.query.query import Query
from qa.retrieval.candidates import Candidate, make_hits
from qa.retrieval.hops import search_hops
from qa.weights import Ranking


class QueryHits(NamedTuple):
    """A query and the best passages for it."""

    query: Query
    hits: list[Hit]


def search_followup(query: Query, k: int, index: Index, among: Among, ranking: Ranking) -> list[QueryHits]:
    """Return the search of a question; for one that may carry earlier questions also that without them.

    The search without them is the only one if its best passage is nearer to the question by the cosine: at all where
    the question is only short, by `clear_margin` where it points back ("How old is he?"). A continuation such as "And
    in Iraq?" always has both.
    """
    alone = query.standalone
    if alone is query:
        return [QueryHits(query, make_hits(search_hops(query, k, index, among, ranking), index))]
    found, own = search_hops(query, k, index, among, ranking), search_hops(alone, k, index, among, ranking)
    least = ranking.clear_margin if points_back(alone.text, alone.text_words) else 0.0
    without = QueryHits(alone, make_hits(own, index))
    if _is_nearer(own, found, least) and not is_elliptic(alone.text, alone.text_words):
        return [without]
    return [QueryHits(query, make_hits(found, index)), without]


def _is_nearer(found: Sequence[Candidate], others: Sequence[Candidate], least: float) -> bool:
    """Return whether the best passage of a search is nearer to its query than that of another, by more than `least`."""
    return bool(found) and (not others or found[0].why.cosine > others[0].why.cosine + least)
