"""Why nothing answers, in fixed sentences: what of the question stands nowhere, or nowhere together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from index.store import Index
from index.words import find_words
from qa.cover import WORD, find_names
from qa.query import Query, find_rows_with_phrases

MOST_WORDS = 12
"""So many of the heaviest words of a question are looked for in pairs."""

MANY = 10_000
"""A word that more passages hold stands beside nearly every other one somewhere."""


def find_reason(query: Query, index: Index) -> str:
    """Tell what is missing, heaviest first; empty where all rarer words of the question stand together, two by two."""
    if query.phrases and not len(find_rows_with_phrases(query, index)):
        return f"No passage holds {_enumerate(query.phrases, 'and')} as typed."
    words = dict(_find_stems(query.question))
    unknown = [word for word, stems in words.items() if not any(map(index.lexical.knows, stems))]
    if unknown:
        names = find_names(query.question).split()
        return f"No article mentions {_enumerate([word for word in unknown if word in names] or unknown, 'or')}."
    rare = {word: stems for word, stems in words.items() if sum(map(index.lexical.frequency, stems)) <= MANY}
    rows = {word: _find_rows(stems, index) for word, stems in rare.items()}
    heaviest = sorted(rows, key=lambda word: len(rows[word]))[:MOST_WORDS]
    articles = {word: np.unique(index.articles_of(rows[word])) for word in heaviest}
    for place, held in ("article", articles), ("passage", rows):
        # Of the rarest words the first pair is the most telling.
        for first, second in combinations(heaviest, 2):
            if not len(np.intersect1d(held[first], held[second], assume_unique=True)):
                return f"No {place} mentions {_quote(first)} together with {_quote(second)}."
    return ""


def _find_stems(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of a text that carry meaning, as typed, each with its stems."""
    for word in WORD.findall(text):
        if stems := find_words(word):
            yield word, stems


def _find_rows(stems: Sequence[str], index: Index) -> NDArray[np.int64]:
    return np.unique(np.concatenate([index.lexical.rows_with(stem) for stem in stems]))


def _enumerate(words: Sequence[str], joint: str) -> str:
    *others, last = map(_quote, words)
    return f"{', '.join(others)} {joint} {last}" if others else last


def _quote(word: str) -> str:
    return f"“{word}”"
