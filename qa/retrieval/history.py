"""One rule for `retrieve` and `ask`: whether a question of a conversation is searched alone or with earlier ones."""

from collections.abc import Sequence

from index.store import Index
from index.types import Among
from qa.answer import Hit
from qa.query.followup import is_elliptic, points_back
from qa.query.query import Query
from qa.retrieval.candidates import Candidate, make_hits
from qa.retrieval.hops import search_hops
from qa.weights import Ranking


def search_followup(query: Query, k: int, index: Index, among: Among, ranking: Ranking) -> tuple[Query, list[Hit]]:
    """Return the query that a question is searched with, and the best `k` passages for it.

    The query may carry earlier questions. A continuation such as "And in Iraq?" is searched with them. Another question
    is searched alone if its best passage is then nearer to it by the cosine: at all where it is only short, by
    `clear_margin` where it points back ("How old is he?"). No sentence is read for that.
    """
    found, alone = search_hops(query, k, index, among, ranking), query.standalone
    if alone is not query and not is_elliptic(alone.text, alone.text_words):
        own = search_hops(alone, k, index, among, ranking)
        least = ranking.clear_margin if points_back(alone.text, alone.text_words) else 0.0
        if _is_nearer(own, found, least):
            query, found = alone, own
    return query, make_hits(found, index)


def _is_nearer(found: Sequence[Candidate], others: Sequence[Candidate], least: float) -> bool:
    """Return whether the best passage of a search is nearer to its query than that of another, by more than `least`."""
    return bool(found) and (not others or found[0].why.cosine > others[0].why.cosine + least)
