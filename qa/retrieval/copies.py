"""Near copies in results: one article represents all copies, and its quotes name the others."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from corpus.articles import Article
from index.filters import Filter
from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Place, Quote
from qa.query.negation import count_negations
from qa.retrieval.candidates import Candidate
from qa.weights import RANKING

_MARKS = {mark: f"[{marks}]" for marks in ('"“”„', "'’‘", "-‐‑–") for mark in marks}


class CopyWording:
    """The compared words of a passage; another figure, name or "not" makes two passages different, however alike the
    rest is."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = re.findall(r"\w+", text)
        self._names = {word.casefold() for word in words if word[0].isupper()}
        folded = [word.casefold() for word in words]
        self._words = set(folded)
        self._shingles = set(zip(folded, folded[1:], folded[2:], strict=False))

    @cached_property
    def _figures(self) -> frozenset[str]:
        written = {word.strip(".,;:!?()[]\"“”'’") for word in self._text.split()} | set(analyze(self._text))
        return frozenset(word for word in written if any(map(str.isdigit, word)))

    def is_within(self, other: "CopyWording", least: float = RANKING.copies) -> bool:
        """Return whether another text says all that this one says, in nearly the same words.

        `least` is the share of its shingles that the other one must hold.
        """
        shared = len(self._shingles & other._shingles)
        if not shared or shared < least * len(self._shingles):
            return False
        if self._text == other._text:
            return True
        if not (self._names <= other._words and self._figures <= other._figures):
            return False
        return count_negations(self._text) <= count_negations(other._text)


def publishing_order(article: Article) -> tuple[date, str]:
    """Return the sort key of copies: the earliest first, undated ones last, then by id."""
    return article.published or date.max, article.id


def collapse_copies(candidates: Sequence[Candidate], index: Index, least: float) -> list[Candidate]:
    """Collapse near-duplicate passages into that of the earliest article, which gets the best score."""
    copied = (found for found in candidates if index.article_id_at(found.row) in index.copies)
    wordings: dict[int, CopyWording] = {}
    listed_as: dict[int, int] = {}
    for found in sorted(copied, key=lambda found: publishing_order(index.article_at(found.row))):
        own = CopyWording(index.passage_at(found.row).text)
        copies = index.copies[index.article_id_at(found.row)]
        same = (
            row for row, other in wordings.items() if index.article_id_at(row) in copies and own.is_within(other, least)
        )
        first = next(same, found.row)
        listed_as[found.row] = listed_as.get(first, first)
        wordings[found.row] = own
    best: dict[int, Candidate] = {}
    for found in candidates:
        row = listed_as.get(found.row, found.row)
        best.setdefault(row, replace(found, row=row))
    return list(best.values())


def name_copies(quotes: Sequence[Quote], index: Index, wanted: Filter) -> tuple[Quote, ...]:
    """Add to each quote the places of its article's copies that say it too, of the articles that pass the filter.

    All its other places are then in order of publishing.
    """
    return tuple(_name_copies(quote, index, wanted) for quote in quotes)


def _name_copies(quote: Quote, index: Index, wanted: Filter) -> Quote:
    named = {quote.article.id, *(place.article.id for place in quote.also)}
    others = [index.articles[id] for id in index.copies.get(quote.article.id, ()) if id not in named]
    allowed = [other for other in others if wanted.passes(other)]
    places = [place for other in allowed if (place := find_sentence(quote.text, other, index))]
    found = [replace(place, collection=quote.collection) for place in places]
    also = sorted([*quote.also, *found], key=lambda place: (publishing_order(place.article), place.start))
    return replace(quote, also=tuple(also))


def find_sentence(text: str, article: Article, index: Index) -> Place | None:
    """Return the whole sentences of an article that hold a text, whatever its spaces, quotation marks and dashes."""
    words = ("".join(_MARKS.get(character, re.escape(character)) for character in word) for word in text.split())
    found = re.search(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", article.text)
    if not found:
        return None
    sentences = index.sentences_of(article.id)
    inside = sentences[(sentences[:, 1] > found.start()) & (sentences[:, 0] < found.end())]
    return Place(article, int(inside[0, 0]), int(inside[-1, 1]))
