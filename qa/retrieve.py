"""`retrieve`: the passages that answer a question best, of the articles that pass the filters."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from index.layout import Rows
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
    return search_hops(query, k, opened, filter_rows(opened, sources, since, until), without)


def filter_rows(index: Index, sources: Sequence[str], since: date | None, until: date | None) -> Rows | None:
    """Return the rows of the articles that pass the filters, None where there is no filter."""
    if not sources and since is None and until is None:
        return None
    wanted = {source.casefold() for source in sources}
    first, last = since or date.min, until or date.max
    rows = [
        row
        for article in index.articles.values()
        if (not wanted or article.source.casefold() in wanted)
        and ((since is None and until is None) or (article.published and first <= article.published <= last))
        for row in index.passages_of(article.id)
    ]
    return np.array(rows, dtype=np.int64)
