"""`related_articles`: the articles whose vectors are nearest to that of an article.

The vector of an article is the mean of its passages. The passages nearest to it propose articles, which are then
compared as wholes.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.articles import Article
from index.filters import ALL, Filter, make_filter
from index.products import multiply, round_scores
from index.store import Index
from qa.answer import Quote
from qa.article_list import find_article
from qa.default_index import resolve_index
from qa.overview.central_sentences import Matrix, find_centre, has_known_center, quote_center
from qa.question import Day, check_count, check_since, check_until
from qa.work_steps import finish_steps

RELATED = 5
"""Number of related articles if none is given."""

MIN_COSINE = 0.3
"""Minimum cosine of a related article. Pairs of unrelated articles have .1 on average."""

_PASSAGES_EACH, _MIN_PASSAGES, _MAX_PASSAGES = 10, 100, 4_000
"""Number of the nearest passages that propose articles: for each related article, at least, and at most."""

_COMPARED_EACH = 4
"""Number of articles that are compared as wholes, for each related article."""


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """An article near another one: the cosine of their vectors, and its central sentence."""

    rank: int
    score: float
    article: Article
    sentence: Quote | None


Work = Generator[None, None, tuple[RelatedArticle, ...]]
"""The work of finding related articles; others may run between its steps."""


def related_articles(
    article_id: str,
    k: int = RELATED,
    *,
    index: Index | Path | str | None = None,
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
) -> tuple[RelatedArticle, ...]:
    """Return at most `k` articles that are related to an article, nearest first; filters as for `retrieve`.

    Its near copies are left out, and near copies of each other are listed once. Raises UnknownArticle, and the errors
    of `retrieve` for the other arguments.
    """
    opened, wanted = resolve_index(index), make_filter(sources, check_since(since), check_until(until))
    return finish_steps(related_in_steps(article_id, check_count(k), opened, wanted))


def related_in_steps(article_id: str, k: int, index: Index, wanted: Filter = ALL) -> Work:
    """Find articles as `related_articles` does, with a step for each whose central sentence is not cached."""
    find_article(index, article_id)
    centre, own = find_centre(article_id, index)
    hidden = {article_id, *index.copies.get(article_id, ())}
    proposed = [id for id in _propose(centre, k, len(own), index, wanted) if id not in hidden]
    found: list[RelatedArticle] = []
    for score, other in _compare(centre, proposed[: _COMPARED_EACH * k], index):
        if other not in hidden:
            article, is_known = index.articles[other], has_known_center(other, index)
            found.append(RelatedArticle(len(found) + 1, score, article, quote_center(article, index)))
            hidden |= {other, *index.copies.get(other, ())}
            if not is_known:
                yield
        if len(found) == k:
            break
    return tuple(found)


def _propose(centre: Matrix, k: int, own: int, index: Index, wanted: Filter) -> list[str]:
    """Return the ids of the articles of the passages nearest to a vector, the nearest first."""
    among = index.select(wanted)
    count = own + max(_MIN_PASSAGES, _PASSAGES_EACH * k)
    while True:
        rows = index.dense.search(centre.astype(np.float32), count, among)
        index.read_ahead(rows)
        ids = list(dict.fromkeys(map(index.article_id_at, rows.tolist())))
        if len(ids) > _COMPARED_EACH * k or len(rows) < count or count >= _MAX_PASSAGES:
            return ids
        count = min(_MAX_PASSAGES, 4 * count)


def _compare(centre: Matrix, ids: Sequence[str], index: Index) -> list[tuple[float, str]]:
    """Return the cosine of each article with a vector, the highest first, then by id; unrelated ones are left out."""
    index.read_articles_ahead(ids)
    centres = [find_centre(id, index)[0] for id in ids]
    cosines = round_scores(multiply(np.array(centres), centre)).tolist() if ids else []
    scored = [(cosine, id) for cosine, id in zip(cosines, ids, strict=True) if cosine >= MIN_COSINE]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))
