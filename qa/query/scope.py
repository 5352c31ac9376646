"""Which articles a question is asked of: the filters that were given, and the period in its words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.cutting import indexed_text
from index.filters import Filter, make_filter
from index.store import Index
from qa.query.cover import Cover
from qa.query.period import Period, find_period
from qa.query.signs import find_rows_holding
from qa.question import Day, check_since, check_until

MIN_COVER = 0.5
"""Minimum share of a question's words in a passage whose own words, and not its date, the period is about."""

_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that are asked, and the question without the period that was read from its words.

    `lists` is whether the question asks for nothing but the articles of the period.
    """

    question: str
    wanted: Filter
    lists: bool = False


def read_scope(
    question: str,
    index: Index,
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
    articles: Sequence[str] = (),
    *,
    reads: bool = True,
) -> Scope:
    """Return which articles a question is asked of. Days that are given count before those in its words.

    Where a question is asked about a period of which there is no article, or a passage holds the words of the period
    with what is asked, the question is searched as it was typed, and so it is without `reads`, unless the same days are
    given. Raises DateError or
    TypeError.
    """
    given = make_filter(sources, check_since(since), check_until(until), articles)
    period = find_period(question)
    if period is None:
        return Scope(question, given)
    own = replace(given, since=period.since, until=period.until)
    if given.dates is None:
        if not reads or (period.question and not _has_articles(own, index)) or _is_mentioned(period, index):
            return Scope(question, given)
    elif given != own:
        return Scope(question, given)
    return Scope(period.question or question, own, lists=not period.question)


def _has_articles(wanted: Filter, index: Index) -> bool:
    among = index.select(wanted)
    return not isinstance(among, np.ndarray) or len(among) > 0


def _is_mentioned(period: Period, index: Index) -> bool:
    """Return whether a passage answers the question with the words of the period, such as "since 2014"."""
    if not period.typed or not period.question:
        return False
    rows = find_rows_holding([period.typed], index, most=_LOOKED_AT)
    cover = Cover(period.question, index.lexical)
    passages = ((index.article_at(row), index.passage_at(row)) for row in rows.tolist())
    texts = (indexed_text(article, passage.text, passage.start) for article, passage in passages)
    return any(cover.share_in(text) >= MIN_COVER for text in texts)
