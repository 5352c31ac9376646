"""`retrieve`: the passages that answer a question best, of the articles that pass the filters."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from index.filters import make_filter
from index.store import Index
from qa.answer import Hit
from qa.default_index import resolve_index
from qa.hops import search_hops
from qa.query import make_query
from qa.question import check_count, check_history, check_question
from qa.search import Stage


def retrieve(
    question: str,
    k: int = 5,
    *,
    index: Index | Path | str | None = None,
    history: Sequence[str] = (),
    sources: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    without: Collection[Stage] = (),
) -> list[Hit]:
    """Return the best `k` passages for a question, best first.

    `history` holds earlier questions, oldest first. `sources`, `since` and `until` (both days included) keep to
    articles of those sources and dates; an undated article is in no range of dates. Without an index the default
    one is opened, built from the shipped articles the first time. `without` leaves stages out, for comparison.

    Raises TypeError or ValueError for a wrong argument, IndexMissing, IndexDamaged or IndexStale.
    """
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    opened = resolve_index(index)
    query = make_query(question, earlier, opened)
    return search_hops(query, k, opened, opened.select(make_filter(sources, since, until)), without)
