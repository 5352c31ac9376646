"""The central sentences of an article: those nearest to the mean of its passages.

The sentence nearest to the centroid represents a text best (Radev and others, "Centroid-based summarization of multiple
documents", 2004). An extract takes them one by one, each unlike those before it (maximal marginal relevance: Carbonell
and Goldstein, "The Use of MMR", 1998). Passages are ranked by their stored vectors; only sentences of the first ones
are encoded.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from index.products import multiply, round_scores
from index.store import Index
from qa.answer import Quote
from qa.article_list import find_article
from qa.default_index import resolve_index
from qa.question import check_count
from qa.reading.quoting import find_wording, quote_at
from qa.sentences.pointers import find_pointer
from qa.sentences.quotable import select_quotable

MAX_PASSAGES = 200
"""Number of passages, from the start of an article, that are searched for its central sentences."""

MIN_WORDS = 5
"""Minimum length of a central sentence, in words."""

MAX_LENGTH = 300
"""Length in characters up to which a sentence is preferred to longer ones."""

MAX_CAPITALS = 0.6
"""Share of capitalised words and figures up to which a sentence is preferred to others."""

EXTRACT_LENGTH = 5
"""Number of sentences of an extract if none is given."""

ENCODED, ENCODED_FOR_EXTRACT = 10, 40
"""Maximum number of sentences that are encoded for the central one of an article, and for an extract."""

RELEVANCE = 0.7
"""Weight of centrality against the likeness to sentences that are chosen already."""

_KEPT = 1 << 12
"""Number of central sentences that are cached per index."""

Offsets = tuple[int, int]
Matrix = NDArray[np.float64]

_DEPENDENT = re.compile(
    r"[\"“‘'(]?(?:(?i:he|she|it|they|this|that|these|those|his|her|its|their|such)\b|[a-zà-öø-ÿ])|[*•‣–-]\s"
)
_LINK = re.compile(r"https?://")


class Candidates(NamedTuple):
    """Sentences that can stand for an article, and others, which are less clear by themselves.

    These are long, have mostly names and figures, open with a pronoun, or hold a link.
    """

    independent: list[Offsets]
    others: list[Offsets]

    @property
    def best(self) -> list[Offsets]:
        """The others only if there is no independent one."""
        return self.independent or self.others


_central: WeakKeyDictionary[Index, OrderedDict[str, tuple[Offsets | None]]] = WeakKeyDictionary()


def extract(article_id: str, k: int = EXTRACT_LENGTH, *, index: Index | Path | str | None = None) -> tuple[Quote, ...]:
    """Return the `k` most central sentences of an article that differ from each other, in the order of its text.

    Fewer if the article has fewer that are understood alone. Raises UnknownArticle, and the errors of
    `retrieve` for the other arguments.
    """
    check_count(k)
    opened = resolve_index(index)
    article = find_article(opened, article_id)
    centre, rows = find_centre(article.id, opened)
    places = list_candidates(article, rows, opened, max(ENCODED_FOR_EXTRACT, 2 * k)).best
    vectors = encode_places([(article, *place) for place in places], opened)
    chosen = [places[number] for number in _choose_different(vectors, centre, k)]
    quotes = (quote_at(article, start, end) for start, end in sorted(chosen))
    return tuple(replace(quote, number=number) for number, quote in enumerate(quotes, start=1))


def quote_center(article: Article, index: Index) -> Quote | None:
    """Return the central sentence of an article, None if it has no sentence.

    Cached, since lists of articles are shown again and again.
    """
    known = _central.setdefault(index, OrderedDict())
    # Threads share the cache, so one may drop what another has just found.
    found = known.get(article.id)
    if found is None:
        found = known[article.id] = (_find_center(article, index),)
        with suppress(KeyError):
            if len(known) > _KEPT:
                known.popitem(last=False)
    (place,) = found
    return quote_at(article, *place) if place else None


def has_known_center(article_id: str, index: Index) -> bool:
    """Return whether the central sentence of an article is cached; another one has to be encoded."""
    return article_id in _central.get(index, ())


def _find_center(article: Article, index: Index) -> Offsets | None:
    centre, rows = find_centre(article.id, index)
    places = list_candidates(article, rows, index, ENCODED).best
    if places:
        return places[find_nearest([(article, *place) for place in places], centre, index)]
    first: list[Offsets] = [(start, end) for start, end in index.sentences_of(article.id)[:1].tolist()]
    return first[0] if first else None


def find_centre(article_id: str, index: Index) -> tuple[Matrix, list[int]]:
    """Return the mean vector of an article's first passages, of length 1, and their rows, the nearest to it first."""
    rows = list(index.passages_of(article_id)[:MAX_PASSAGES])
    vectors = index.dense.vectors_of(rows).astype(np.float64)
    centre = normalize(vectors.mean(axis=0))
    return centre, _rank(rows, vectors, centre)


def rank_passages(article_id: str, centre: Matrix, index: Index) -> list[int]:
    """Return the rows of the first passages of an article, those nearest to a vector first."""
    rows = list(index.passages_of(article_id)[:MAX_PASSAGES])
    return _rank(rows, index.dense.vectors_of(rows).astype(np.float64), centre)


def _rank(rows: Sequence[int], vectors: Matrix, centre: Matrix) -> list[int]:
    order = np.argsort(-round_scores(multiply(vectors, centre)), kind="stable")
    return [rows[place] for place in order.tolist()]


def normalize(vectors: Matrix) -> Matrix:
    """Return vectors with length 1; a zero vector stays as it is."""
    lengths = np.sqrt(np.square(vectors).sum(axis=-1, keepdims=True))
    normal: Matrix = vectors / np.where(lengths > 0, lengths, 1.0)
    return normal


def list_candidates(article: Article, rows: Sequence[int], index: Index, most: int) -> Candidates:
    """Return at most `most` sentences of passages, in the order of the passages, that can stand for an article.

    Each wording is listed once, at its first place.
    """
    independent: dict[object, Offsets] = {}
    others: list[Offsets] = []
    for start, end in _list_statements(article, rows, index):
        text = article.text[start:end]
        if end - start > MAX_LENGTH or _DEPENDENT.match(text) or _LINK.search(text) or _is_table(text):
            others += [(start, end)] if len(others) < most else []
            continue
        wording = find_wording(text)
        independent[wording] = min((start, end), independent.get(wording, (start, end)))
        if len(independent) == most:
            break
    return Candidates(list(independent.values()), others)


def _list_statements(article: Article, rows: Sequence[int], index: Index) -> Iterator[Offsets]:
    for row in rows:
        places: list[Offsets] = [(start, end) for start, end in index.sentences_at(row).tolist()]
        for (start, end), can_be_quoted in zip(places, select_quotable(article.text, places), strict=True):
            if can_be_quoted and _is_statement(article, article.text[start:end]):
                yield start, end


def _is_statement(article: Article, text: str) -> bool:
    """Return whether a sentence says something by itself: it is no title, table row, list marker or pointer."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    is_closed = text.rstrip("\"'”’»)]*_ ").endswith((".", "!", "…"))
    is_text = text[0] not in "#|`>" and text.strip() != article.title
    return is_closed and is_text and len(words) >= MIN_WORDS and find_pointer("", text) is None


def _is_table(text: str) -> bool:
    """Return whether most words of a sentence are capitalised or figures, as in a row of a table."""
    words = [word for word in text.split() if word[0].isalnum()]
    return sum(word[0].isupper() or word[0].isdigit() for word in words) > MAX_CAPITALS * len(words)


def encode_places(places: Sequence[tuple[Article, int, int]], index: Index) -> Matrix:
    """Return the vectors of stretches of articles."""
    texts = [article.text[start:end] for article, start, end in places]
    if not texts:
        return np.empty((0, index.encoder.card.dimension))
    return index.encoder.encode_passages(texts).vectors.astype(np.float64)


def find_nearest(places: Sequence[tuple[Article, int, int]], centre: Matrix, index: Index) -> int:
    """Return which of some stretches is nearest to a vector, the first one of equally near ones."""
    if len(places) == 1:
        return 0
    return int(np.argmax(round_scores(multiply(encode_places(places, index), centre))))


def _choose_different(vectors: Matrix, centre: Matrix, count: int) -> list[int]:
    """Return the rows of vectors near a centre, each the best by maximal marginal relevance after those before it."""
    central = round_scores(multiply(vectors, centre))
    likeness = np.zeros(len(vectors))
    chosen: list[int] = []
    while len(chosen) < min(count, len(vectors)):
        gains = round_scores(RELEVANCE * central - (1 - RELEVANCE) * likeness)
        gains[chosen] = -np.inf
        chosen.append(int(np.argmax(gains)))
        likeness = np.maximum(likeness, round_scores(multiply(vectors, vectors[chosen[-1]])))
    return chosen
