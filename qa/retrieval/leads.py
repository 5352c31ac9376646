"""What is added to the passages that define what a question asks to define."""

import numpy as np
from numpy.typing import NDArray

from index.store import Index
from index.types import Among, Rows
from qa.query.definition import defines, find_defined, is_place_of_definition, is_titled
from qa.query.query import Query
from qa.weights import Ranking

LEADING = 2
"""Number of passages at the beginning of an article of which one may define what its title names."""


def find_leads(query: Query, rows: Rows, among: Among, index: Index, ranking: Ranking) -> Rows:
    """Return the rows at the beginnings of the articles, among those of `rows`, whose title is the term to define."""
    term = find_defined(query.question) if ranking.definition else ""
    if not term:
        return np.empty(0, dtype=np.int64)
    index.read_ahead(rows)
    ids = {index.article_id_at(row) for row in rows.tolist()}
    titled = sorted(each for each in ids if is_titled(index.articles[each].title, term))
    leads = [row for each in titled for row in index.passages_of(each)[:LEADING]]
    return index.keep(np.array(sorted(leads), dtype=np.int64), among)


def score_definitions(query: Query, rows: Rows, leads: Rows, index: Index, ranking: Ranking) -> NDArray[np.float64]:
    """Return the bonus of each row for its definition: once for a sentence that defines, twice for a lead."""
    added = np.zeros(len(rows))
    if not ranking.definition or not (term := find_defined(query.question)):
        return added
    for i, row in enumerate(rows.tolist()):
        passage, article = index.passage_at(row), index.article_at(row)
        if is_place_of_definition(article.title, passage.start, term) and defines(passage.text, term):
            added[i] = ranking.definition
    return added + np.where(np.isin(rows, leads), 2 * ranking.definition, 0.0)
