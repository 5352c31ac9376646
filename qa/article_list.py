"""The list of articles: search by words of an article and its fields, sorting, and the words that describe each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from corpus.articles import Article, Publication, first_words
from corpus.errors import UnknownArticle
from index.store import Index, once_per_index
from index.text.analyzer import analyze

NO_SOURCE, UNDATED = "no source", "undated"
"""Searched for alone, these find the articles without a source or a date."""

NEWEST_FIRST = "-date"
_NUMBER = re.compile(r"\d+")
_DIGITS = 20
"""Length to which the numbers of a title are padded."""

_FIELD = re.compile(r"(source|date): *(.+)")
_WORD = re.compile(r"\w+")
_BATCH = 500
"""Number of passages or articles that are fetched in one request."""

_NO_MOMENTS: Mapping[str, str] = MappingProxyType({})

_Key = str | int


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as it is searched and sorted: unknown fields are empty, the date counts days from the year 1.

    `described`: the words of title or file name, source, author and date, each after a space. `sources` and `dates`:
    the known ones of all its publications, in lower case. `title`: in lower case, with its numbers padded, so that
    part 2 comes before part 10.
    """

    id: str
    title: str
    source: str
    day: int
    words: int
    described: str
    sources: frozenset[str]
    dates: frozenset[str]


ORDERS: Mapping[str, Callable[[ListedArticle], _Key]] = MappingProxyType(
    {
        "title": lambda one: one.title,
        "source": lambda one: one.source,
        "date": lambda one: one.day,
        "words": lambda one: one.words,
        # The moments are an argument of `find_articles`, since a generation does not have them.
        "added": lambda one: "",
    }
)
"""What articles can be sorted by."""


def find_articles(
    index: Index, wanted: str, order: str = NEWEST_FIRST, added: Mapping[str, str] = _NO_MOMENTS
) -> list[str]:
    """Return the ids of the articles that contain every wanted word, sorted.

    A word is found in an article's text in any form, and in its title or file name, source, author and date also by its
    beginning. "source: The Post" finds that source alone, and "date: March 2024" that day, month or year. `order`: one
    of `ORDERS`, after "-" from the largest to the smallest; unknown fields are always last. `added`: when each article
    was added.
    """
    listed = list_articles(index)
    chosen = _match(index, listed, wanted)
    return [one.id for one in _sort(chosen, order, added)]


def _match(index: Index, listed: Sequence[ListedArticle], wanted: str) -> Iterable[ListedArticle]:
    phrase = " ".join(wanted.casefold().split())
    if phrase in (NO_SOURCE, UNDATED):
        return [one for one in listed if not (one.dates if phrase == UNDATED else one.sources)]
    if found := _FIELD.fullmatch(phrase):
        field, value = found.groups()
        if field == "source":
            return [one for one in listed if value in one.sources]
        return [one for one in listed if any(f" {day}".endswith(f" {value}") for day in one.dates)]
    for word in dict.fromkeys(_WORD.findall(phrase)):
        # A stop word, which the texts are not indexed by, excludes nothing.
        if stems := analyze(word):
            with_word = _find_in_texts(index, stems)
            listed = [one for one in listed if f" {word}" in one.described or one.id in with_word]
    return listed


def _find_in_texts(index: Index, stems: Sequence[str]) -> set[str]:
    """Return the ids of the articles with a passage that contains the words."""
    rows = index.lexical.rows_with_all(stems)
    _, firsts = np.unique(index.articles_of(rows), return_index=True)
    found: set[str] = set()
    # In batches, as an index in an engine keeps a limited number of passages.
    for start in range(0, len(firsts), _BATCH):
        batch = rows[firsts[start : start + _BATCH]]
        index.read_ahead(batch)
        found.update(map(index.article_id_at, batch.tolist()))
    return found


def find_article(index: Index, id: str) -> Article:
    """Return an article. Raises UnknownArticle."""
    article = index.articles.get(id)
    if article is None:
        raise UnknownArticle(*describe_unknown(id))
    return article


def describe_unknown(id: str) -> tuple[str, str]:
    """Return that there is no article of an id, and what to do, for an error."""
    return f"There is no article {id}.", "It may have been removed; list the articles to see their ids."


def find_unknown(index: Index, ids: Sequence[str]) -> Iterator[str]:
    """Yield those of the ids that no article has; the articles are fetched in batches only if that needs requests."""
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        index.read_articles_ahead(batch)
        yield from (id for id in batch if id not in index.articles)


def fetch_articles(index: Index, ids: Sequence[str]) -> Iterator[Article]:
    """Yield articles by their ids, fetched in batches; ids that the index lacks are left out."""
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        index.read_articles_ahead(batch)
        yield from (index.articles[id] for id in batch if id in index.articles)


def _sort(listed: Iterable[ListedArticle], order: str, added: Mapping[str, str]) -> list[ListedArticle]:
    """Sort articles that are given newest first; equal ones stay in this order."""
    name, is_descending = order.removeprefix("-"), order.startswith("-")
    key = (lambda one: added.get(one.id, "")) if name == "added" else ORDERS.get(name, ORDERS["date"])
    known = [(key(one), one) for one in listed]
    found = sorted((pair for pair in known if pair[0]), key=lambda pair: pair[0], reverse=is_descending)
    return [one for _, one in [*found, *(pair for pair in known if not pair[0])]]


@once_per_index
def list_articles(index: Index) -> list[ListedArticle]:
    """Return the articles, newest first, those of a day by title; cached, since the page searches at each key."""
    listed = [_describe(article) for article in index.articles.values()]
    return sorted(listed, key=lambda one: (-one.day, one.title))


def _describe(article: Article) -> ListedArticle:
    named = () if article.title else (first_words(article.text), article.name)
    stated = [
        words for one in article.publications for words in (one.title, one.source, one.author, day_words(one.published))
    ]
    described = "".join(f" {word}" for word in _WORD.findall(" ".join((*named, *stated)).casefold()))
    return ListedArticle(
        id=article.id,
        title=_NUMBER.sub(lambda number: number[0].zfill(_DIGITS), article.headline.casefold()),
        source=article.source.casefold(),
        day=article.published.toordinal() if article.published else 0,
        words=len(article.text.split()),
        described=described,
        sources=frozenset(one.source.casefold() for one in article.publications if one.source),
        dates=frozenset(day_words(one.published).casefold() for one in article.publications if one.published),
    )


def source_words(article: Article | Publication) -> str:
    """Return where an article was published, or that this is not known."""
    return article.source or "source not stated"


def date_words(article: Article | Publication) -> str:
    """Return the day an article was published, or that this is not known."""
    return day_words(article.published) or UNDATED


def day_words(day: date | None) -> str:
    """Return a day as "22 February 2024"; empty for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def also_published(article: Article) -> list[str]:
    """Return the source, day and address of each further publication, and author and title where they differ."""
    return [", ".join(_list_words(one, article)) for one in article.also]


def _list_words(one: Publication, article: Article) -> list[str]:
    author = one.author if one.author != article.author else ""
    title = f"“{one.title}”" if one.title and one.title != article.title else ""
    return [words for words in (source_words(one), date_words(one), author, title, one.url) if words]


def name_count(count: int, noun: str) -> str:
    """Return a count with its noun, such as "1 article" or "26,000 articles"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
