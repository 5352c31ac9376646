"""`Index`: the interface of an opened generation, in a folder or in a search engine.

A row is the number of a passage in the whole index; rows are in order of article id and offset.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from corpus.passages import Passage
from index.cutting import indexed_text
from index.filters import Filter
from index.types import Among, Encoder, Manifest, Overview, Pieces, Rows, Stretches, Vectors

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = max(2, os.cpu_count() or 1)
"""Maximum concurrent searches of a process; more only contend for cache and the GIL.

`Index.search_slot` applies it to every caller. The server's queue of requests applies it to their steps.
"""


class Lexical(Protocol):
    """Finds passages by their words; every word is a stem as returned by `analyze`."""

    def read_ahead(self, words: Sequence[str]) -> None:
        """Fetch the frequencies of these words in one request, if each would need its own."""
        ...

    def search(self, words: Sequence[str], count: int, among: Among = None) -> Rows:
        """Return the rows with the highest BM25 scores above zero, ties of the last one included, in order."""
        ...

    def score(self, words: Sequence[str], rows: Rows) -> NDArray[np.float32]:
        """Return the BM25 score of each of the rows."""
        ...

    def rows_with(self, word: str) -> Rows:
        """Return the rows of the passages that contain a word, in order."""
        ...

    def rows_with_all(self, words: Sequence[str]) -> Rows:
        """Return the rows of the passages that contain every word, in order; all rows if there are no words."""
        ...

    def rows_with_most(self, words: Sequence[str], count: int) -> Rows:
        """Return the rows, best first, that contain at least half as much of the words, by weight, as the best."""
        ...

    def knows(self, word: str) -> bool:
        """Return whether a word occurs in any passage."""
        ...

    def frequency(self, word: str) -> int:
        """Return the number of passages that contain a word."""
        ...

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a word; highest for a word that does not occur."""
        ...


class Dense(Protocol):
    """Finds passages by their vectors."""

    def vectors_of(self, rows: Rows | Sequence[int]) -> Vectors:
        """Return the vectors of rows, shape (rows, dimension)."""
        ...

    def search(self, query: Vectors, count: int, among: Among = None) -> Rows:
        """Return the rows with the highest cosines, ties of the last one included, best first."""
        ...

    def score(self, query: Vectors, rows: Rows | Sequence[int]) -> NDArray[np.float64]:
        """Return the cosine of the query with each of the rows."""
        ...


class Tokens(Protocol):
    """Stores the word pieces of the passages."""

    def read(self, rows: Sequence[int]) -> list[Pieces]:
        """Return the pieces of passages."""
        ...


class Index(ABC):
    """Articles, passages and sentences, with the means to find them. Reading changes nothing."""

    manifest: Manifest

    @property
    @abstractmethod
    def folder(self) -> Path:
        """The folder on this machine beside the index, with its exam and the judgements of its answers."""

    @property
    @abstractmethod
    def generation(self) -> str:
        """The name of the generation."""

    @property
    @abstractmethod
    def search_slot(self) -> AbstractContextManager[object]:
        """The lock that a thread holds while it searches; it limits concurrent searches to `AT_ONCE`."""

    @property
    @abstractmethod
    def articles(self) -> Mapping[str, Article]:
        """The articles by id, in order of id."""

    @property
    @abstractmethod
    def lexical(self) -> Lexical:
        """The words of the passages."""

    @property
    @abstractmethod
    def dense(self) -> Dense:
        """The vectors of the passages."""

    @property
    @abstractmethod
    def tokens(self) -> Tokens:
        """The word pieces of the passages."""

    @property
    @abstractmethod
    def acronyms(self) -> Mapping[str, str]:
        """The acronyms that the articles define, with their long forms."""

    @property
    @abstractmethod
    def copies(self) -> Mapping[str, frozenset[str]]:
        """The near copies of every article that has any."""

    @property
    @abstractmethod
    def encoder(self) -> Encoder:
        """The model that the vectors were made with."""

    @property
    @abstractmethod
    def overview(self) -> Overview:
        """The sources and dates of the articles."""

    @abstractmethod
    def article_id_at(self, row: int) -> str:
        """Return the id of the article of a passage row, without reading the article."""

    @abstractmethod
    def articles_of(self, rows: Rows) -> Rows:
        """Return a number for the article of each of the rows; the numbers are in order of article id."""

    @abstractmethod
    def bounds_at(self, row: int) -> tuple[int, int]:
        """Return the start and end of the passage of a row."""

    @abstractmethod
    def passages_of(self, article_id: str) -> range:
        """Return the passage rows of an article."""

    @abstractmethod
    def sentences_of(self, article_id: str) -> Stretches:
        """Return the start and end of every sentence of an article."""

    @abstractmethod
    def select(self, wanted: Filter) -> Among:
        """Return the rows or condition of the articles that match a filter."""

    @abstractmethod
    def exclude(self, words: Sequence[str], rows: Rows, among: Among) -> Among:
        """Return `among` without these rows and without the passages that contain one of the words."""

    @abstractmethod
    def keep(self, rows: Rows, among: Among) -> Rows:
        """Return the rows that are also in `among`."""

    @abstractmethod
    def read_articles_ahead(self, ids: Sequence[str]) -> None:
        """Fetch articles in one request, if each would need its own."""

    @abstractmethod
    def read_ahead(self, rows: Rows) -> None:
        """Fetch the data of these rows in one request, if each would need its own."""

    def article_at(self, row: int) -> Article:
        """Return the article of a passage row."""
        return self.articles[self.article_id_at(row)]

    def passage_id_at(self, row: int) -> str:
        """Return the id of the passage of a row."""
        start, end = self.bounds_at(row)
        return f"{self.article_id_at(row)}:{start}-{end}"

    def passage_at(self, row: int) -> Passage:
        """Return the passage of a row."""
        start, end = self.bounds_at(row)
        return Passage(self.article_id_at(row), self.article_at(row).text[start:end], start, end)

    def matching_text_at(self, row: int) -> str:
        """Return the text that the passage of a row is indexed by."""
        start, end = self.bounds_at(row)
        article = self.article_at(row)
        return indexed_text(article, article.text[start:end], start)

    def sentences_in(self, passage: Passage) -> Stretches:
        """Return the start and end, in the article, of every sentence of a passage."""
        return find_between(self.sentences_of(passage.article_id), passage.start, passage.end)

    def sentences_at(self, row: int) -> Stretches:
        """Return the start and end, in the article, of every sentence of the passage of a row."""
        return find_between(self.sentences_of(self.article_id_at(row)), *self.bounds_at(row))


def find_between(sentences: Stretches, start: int, end: int) -> Stretches:
    """Return those of an article's sentences that begin between two offsets."""
    first, after = np.searchsorted(sentences[:, 0], (start, end))
    return sentences[first:after]


def once_per_index(function: Callable[[Index], T]) -> Callable[[Index], T]:
    """Cache a function's result per index, weakly. The result must not reference the index."""
    made: WeakKeyDictionary[Index, T] = WeakKeyDictionary()

    @wraps(function)
    def remembered(index: Index) -> T:
        if index not in made:
            made[index] = function(index)
        return made[index]

    return remembered
