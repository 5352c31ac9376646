"""Whether the quotations of a text stand in the articles, word for word."""

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice

import numpy as np

from corpus.articles import Article
from index.store import Index
from index.words import find_words
from qa.forms import Json, article_to_json

MOST_QUOTATIONS = 50
MOST_PLACES = 10
"""So many places of a quotation are named."""

_QUOTATION = re.compile(r'“([^“”]+)”|"([^"]+)"|«([^«»]+)»')


def check_quotations(text: str, index: Index) -> list[Json]:
    """Return each quotation of a text, or the whole text, with whether it is verbatim and the places it stands at."""
    return [_check(quotation, index) for quotation in islice(find_quotations(text), MOST_QUOTATIONS)]


def find_quotations(text: str) -> list[str]:
    """Return what stands between double quotation marks; the whole text where nothing does."""
    found = [next(filter(None, groups)).strip() for groups in _QUOTATION.findall(text)]
    return list(filter(None, found)) or [text.strip()]


def _check(quotation: str, index: Index) -> Json:
    # Words that the quotation cuts in two stand nowhere, so what was not found is looked for everywhere.
    places = _find_places(quotation, _candidates(quotation, index)) or _find_places(quotation, index.articles.values())
    return {"text": quotation, "verbatim": bool(places), "places": places}


def _find_places(quotation: str, articles: Iterable[Article]) -> list[Json]:
    pattern = re.compile(re.escape(quotation))
    found = ((article, match) for article in articles for match in pattern.finditer(article.text))
    return [
        {"article": article_to_json(article), "start": match.start(), "end": match.end()}
        for article, match in islice(found, MOST_PLACES)
    ]


def _candidates(quotation: str, index: Index) -> Iterator[Article]:
    """Yield the articles that hold every word of a quotation but the first and the last."""
    holding = [index.passages[index.lexical.rows_with(word), 0] for word in set(find_words(quotation)[1:-1])]
    if holding:
        ids = list(index.articles)
        yield from (index.articles[ids[number]] for number in reduce(np.intersect1d, holding).tolist())
