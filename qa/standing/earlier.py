"""Whether a sentence of a new article is known: from an article that was looked at, or by one that it replaces.

The words decide, as for near copies in results (`qa/retrieval/copies.py`): another figure, name or "not" is another
statement. A new article that is a near copy of a known one, or an edit of one, may be worded less alike.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.articles import Article
from index.folder_index import FolderIndex
from index.opening import open_former
from index.store import Index
from index.text.analyzer import analyze
from qa.reading.quoting import find_wording
from qa.retrieval.copies import CopyWording
from qa.weights import RANKING

COPY_SHARE = 0.5
"""Minimum share of the shingles of a sentence in one of a near copy of its article that says the same."""

_LOOKED_AT = 200
"""Maximum number of passages that are compared with a sentence, those with most of its words."""


class ComparedSentence:
    """A sentence whose words are compared with those of others."""

    def __init__(self, text: str) -> None:
        self._key = find_wording(text)
        self._words = CopyWording(text)

    def is_covered_by(self, other: "ComparedSentence", least: float = RANKING.copies) -> bool:
        """Return whether another sentence says all that this one says, in nearly the same words.

        `least` is the share of its shingles that the other one must hold.
        """
        return self._key == other._key or self._words.is_within(other._words, least)


@dataclass(frozen=True)
class EarlierStatements:
    """What all articles of an index but the new ones say, and those of the generation before."""

    index: Index
    new: Collection[str]

    def has(self, text: str, article: Article) -> bool:
        """Return whether an earlier article says what a sentence of a new one says, in nearly the same words."""
        own = ComparedSentence(text)
        if any(own.is_covered_by(ComparedSentence(other)) for other in self._find_alike(text)):
            return True
        return any(own.is_covered_by(ComparedSentence(other), COPY_SHARE) for other in self._list_versions(article))

    def _find_alike(self, text: str) -> Iterator[str]:
        """Yield the sentences of earlier articles that have most of the words of a text."""
        yield from _find_alike(text, self.index, lambda id: id not in self.new)
        if self._former:
            yield from _find_alike(text, self._former, self._is_replaced)

    def _list_versions(self, article: Article) -> Iterator[str]:
        """Yield the sentences of the earlier articles that are near copies of an article, or had its place."""
        for id in sorted(self.index.copies.get(article.id, ())):
            if id not in self.new:
                yield from _list_sentences(id, self.index)
        if self._former and isinstance(self.index, FolderIndex):
            places = self.index.origins.get(article.id, ())
            for id, others in self._former.origins.items():
                if self._is_replaced(id) and not set(places).isdisjoint(others):
                    yield from _list_sentences(id, self._former)

    def _is_replaced(self, id: str) -> bool:
        return id not in self.index.articles

    @cached_property
    def _former(self) -> FolderIndex | None:
        """The generation before, if it has articles that this one lacks, such as earlier versions of edited ones."""
        former = open_former(self.index.folder)
        return former if former and any(map(self._is_replaced, former.articles)) else None


def _find_alike(text: str, index: Index, is_meant: Callable[[str], bool]) -> Iterator[str]:
    """Yield the sentences of the passages of some articles that have most of the words of a text."""
    rows = index.lexical.rows_with_most(analyze(text), _LOOKED_AT)
    rows = np.array([row for row in rows.tolist() if is_meant(index.article_id_at(row))], dtype=np.int64)
    index.read_ahead(rows)
    for row in rows.tolist():
        whole = index.article_at(row).text
        yield from (whole[start:end] for start, end in index.sentences_at(row).tolist())


def _list_sentences(id: str, index: Index) -> Iterator[str]:
    text = index.articles[id].text
    yield from (text[start:end] for start, end in index.sentences_of(id).tolist())
