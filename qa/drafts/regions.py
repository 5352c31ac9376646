"""Regions: the stretches of articles that hold most words of a quotation.

The postings of the index give the passages; only these are read, widened on both sides by the quotation's length.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.articles import Article
from index.store import Index
from index.text.analyzer import analyze, join_broken_words, strip_invisible
from qa.drafts.wording import MIN_LENGTH, Wording, alternatives, count_words, read_wording

_BRACKETS = re.compile(r"\[(\w)\](?=\w)")

COMPARED = 10
"""Maximum number of passages that are compared word by word."""

SEARCHED = 400
"""Maximum number of further passages that are searched for all of the words."""


@dataclass(frozen=True)
class Region:
    """A stretch of an article as tokens."""

    article: Article
    wording: Wording

    @cached_property
    def positions(self) -> Mapping[str, Sequence[int]]:
        """The positions of each token."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(self.wording.forms):
            found[form].append(place)
        return found

    def find(self, form: str) -> Iterator[int]:
        """Yield the places of a token of a quotation."""
        for same in alternatives(form):
            yield from self.positions.get(same, ())


def find_regions(text: str, index: Index) -> list[Region]:
    """Return the regions that hold most words of a text, those with the rarest words first.

    Regions with every word are included unless there are too many.
    """
    found = index.lexical.rows_with_most(analyze(text), SEARCHED)
    index.read_ahead(found)
    rows: list[int] = found.tolist()
    quoted = read_wording(text).forms
    near = _find_holding(rows[COMPARED:], text, index) if count_words(quoted) >= MIN_LENGTH else []
    bounds: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in [*rows[:COMPARED], *near]:
        bounds[index.article_id_at(row)].append(_widen(index, row, len(text)))
    return [
        Region(index.articles[id], read_wording(index.articles[id].text, start, end, quoted))
        for id, stretches in bounds.items()
        for start, end in _merge(stretches)
    ]


def _find_holding(rows: Sequence[int], text: str, index: Index) -> list[int]:
    """Return the rows of passages that hold all words of a text in a row, in them or around them."""
    # The pattern of a long text takes long to compile.
    pattern = _match_words(text) if rows else None
    return [row for row in rows if pattern and pattern.search(_read_around(index, row, text))]


def _read_around(index: Index, row: int, quotation: str) -> str:
    start, end = _widen(index, row, len(quotation))
    return _join(index.article_at(row).text[start:end], quotation)


def _join(text: str, quotation: str) -> str:
    """Return a text in which the words of a quotation are whole, without what may break them."""
    return strip_invisible(join_broken_words(text, set(re.findall(r"[^\W_]+", quotation.lower()))))


def _widen(index: Index, row: int, length: int) -> tuple[int, int]:
    """Return the offsets of a passage widened by a number of characters on either side."""
    rows = index.passages_of(index.article_id_at(row))
    start, end = index.bounds_at(row)
    first = last = row
    while first > rows.start and start - index.bounds_at(first)[0] < length:
        first -= 1
    while last < rows.stop - 1 and index.bounds_at(last)[1] - end < length:
        last += 1
    return index.bounds_at(first)[0], index.bounds_at(last)[1]


def _match_words(text: str) -> re.Pattern[str]:
    """Return a pattern for the words of a text with any signs between them."""
    words = re.findall(r"[^\W_]+", strip_invisible(_BRACKETS.sub(r"\1", text)))
    return re.compile(r"[\W_]{1,9}".join(map(re.escape, words)), re.IGNORECASE)


def read_whole(text: str, articles: Iterable[Article]) -> list[Region]:
    """Return a region for each article that holds the words of a text in a row."""
    pattern, quoted = _match_words(text), read_wording(text).forms
    return [
        Region(one, read_wording(one.text, quoted=quoted)) for one in articles if pattern.search(_join(one.text, text))
    ]


def _merge(stretches: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches in order; touching ones are joined."""
    (start, end), *others = sorted(stretches)
    for first, after in others:
        if first > end:
            yield start, end
            start = first
        end = max(end, after)
    yield start, end
