"""Where the words of a quotation may come from: the stretches of articles that hold most of them.

The postings of the index name the passages; only those are read, with as much around them as the quotation is long.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.articles import Article
from index.layout import Rows
from index.store import Index
from index.words import find_words
from qa.wording import Wording, alternatives, read_wording

COMPARED = 10
"""So many of the passages that hold most are compared word by word."""

SEARCHED = 400
"""So many of those that hold nearly as much are looked through for all of the words."""


@dataclass(frozen=True)
class Region:
    """A stretch of an article as tokens."""

    article: Article
    wording: Wording

    @cached_property
    def positions(self) -> Mapping[str, Sequence[int]]:
        """Where each token stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(self.wording.forms):
            found[form].append(place)
        return found

    def find(self, form: str) -> Iterator[int]:
        """Yield the places of a token of a quotation."""
        for same in alternatives(form):
            yield from self.positions.get(same, ())


def find_regions(text: str, index: Index) -> list[Region]:
    """Return the regions that hold most of the words of a text, those with more telling words first.

    All that hold every word, where there are not too many, are among them.
    """
    rows = _rank_rows(text, index)
    words = [form for form in read_wording(text).forms if form.isascii() and form.isalpha()]
    near = [row for row in rows[COMPARED:SEARCHED] if _holds(index, row, len(text), words)]
    bounds: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in [*rows[:COMPARED], *near]:
        bounds[index.article_id_at(row)].append(_widen(index, row, len(text)))
    return [
        Region(index.articles[id], read_wording(index.articles[id].text, start, end))
        for id, stretches in bounds.items()
        for start, end in _merge(stretches)
    ]


def _rank_rows(text: str, index: Index) -> list[int]:
    """Return the rows that hold at least half as much of the words as the best, best first."""
    weights = np.zeros(len(index.passages), dtype=np.float32)
    for word in dict.fromkeys(find_words(text)):
        rows: Rows = index.lexical.rows_with(word)
        weights[rows] += np.log1p(len(weights) / max(len(rows), 1))
    found = np.flatnonzero(weights > weights.max(initial=0) / 2)
    ranked: list[int] = found[np.argsort(-weights[found], kind="stable")][:SEARCHED].tolist()
    return ranked


def _widen(index: Index, row: int, length: int) -> tuple[int, int]:
    """Return the start and end of a passage with its neighbours for as many characters on either side."""
    rows = index.passages_of(index.article_id_at(row))
    _, start, end = index.passages[row].tolist()
    first = last = row
    while first > rows.start and start - index.passages[first, 1] < length:
        first -= 1
    while last < rows.stop - 1 and index.passages[last, 2] - end < length:
        last += 1
    return int(index.passages[first, 1]), int(index.passages[last, 2])


def _holds(index: Index, row: int, length: int, words: Sequence[str]) -> bool:
    """Tell whether the text of a passage, and around it, has every word as it is written."""
    start, end = _widen(index, row, length)
    text = index.article_at(row).text[start:end]
    return all(word in text for word in words)


def _merge(stretches: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches in order, those that touch as one."""
    (start, end), *others = sorted(stretches)
    for first, after in others:
        if first > end:
            yield start, end
            start = first
        end = max(end, after)
    yield start, end
