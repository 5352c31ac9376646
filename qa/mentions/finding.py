"""`find_mentions`: every sentence of the articles that mentions a name, word or phrase, with exact counts.

The postings of the index give the passages that may hold a mention; each of their sentences is then analysed, and only
the words of the sentence decide. No model takes part.
"""

from array import array
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import overload

import numpy as np

from corpus.articles import Article
from corpus.errors import MentionError
from index.filters import Filter
from index.store import Index
from index.types import Rows
from qa.answer import Quote, Span
from qa.article_list import describe_unknown, fetch_articles, find_unknown
from qa.default_index import resolve_index
from qa.mentions.offers import Offer, list_unknown, offer_spellings
from qa.mentions.phrase import Phrase, read_phrase
from qa.question import Day, check_since, check_until
from qa.reading.quoting import quote_at
from qa.work_steps import finish_steps

_BLOCK = 500
"""Number of passages that are read at a time."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that mentions the phrase; `marks` are the words that do, in order."""

    quote: Quote
    marks: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The sentence, `article.text[start:end]`."""
        return self.quote.text

    @property
    def article(self) -> Article:
        """The article of the sentence."""
        return self.quote.article


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """An article with its number of mentions, and where the first one starts and ends."""

    id: str
    headline: str
    source: str
    published: date | None
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Count:
    """The number of mentions in the articles of a source or month; the name is empty if that is unknown."""

    name: str
    count: int


@dataclass(frozen=True)
class Mentions(Sequence[Mention]):
    """All mentions of a phrase: articles newest first and undated last, their sentences in order.

    `places` has the number of the article in `by_article`, the start and the end of each. A sentence counts once,
    however often it mentions the phrase; for an article of several sources or months, once for each of these.
    `read`: the number of sentences that were analysed, `opened`: the index. `offers` are spellings of the articles, if
    nothing was found.
    """

    phrase: Phrase
    places: Rows
    by_article: tuple[ArticleCount, ...]
    by_source: tuple[Count, ...]
    by_month: tuple[Count, ...]
    read: int
    opened: Index = field(repr=False)
    unknown: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()

    def __len__(self) -> int:
        """Return the number of mentions."""
        return len(self.places)

    @overload
    def __getitem__(self, number: int) -> Mention: ...

    @overload
    def __getitem__(self, number: slice) -> list[Mention]: ...

    def __getitem__(self, number: int | slice) -> Mention | list[Mention]:
        """Return a mention, or several; the articles are read now."""
        if isinstance(number, slice):
            return list(self._read(range(len(self))[number]))
        return next(self._read([range(len(self))[number]]))

    def __iter__(self) -> Iterator[Mention]:
        """Yield all mentions."""
        return self._read(range(len(self)))

    def _read(self, numbers: Sequence[int]) -> Iterator[Mention]:
        for first in range(0, len(numbers), _BLOCK):
            block = numbers[first : first + _BLOCK]
            ids = [self.by_article[int(self.places[number, 0])].id for number in block]
            self.opened.read_articles_ahead(list(dict.fromkeys(ids)))
            article = None
            for number, id in zip(block, ids, strict=True):
                if article is None or article.id != id:
                    article = self.opened.articles[id]
                _, start, end = self.places[number].tolist()
                yield make_mention(self.phrase, article, start, end, number + 1)


def make_mention(phrase: Phrase, article: Article, start: int, end: int, number: int = 1) -> Mention:
    """Return a sentence that mentions a phrase, with the words that do."""
    quote = quote_at(article, start, end)
    marks = tuple(
        Span(article.text[start + first : start + after], start + first, start + after)
        for first, after in phrase.find_marks(quote.text)
    )
    numbered = Quote(number, quote.text, start, end, article, quote.prefix, quote.suffix, marks[0])
    return Mention(numbered, marks)


def find_mentions(
    phrase: str,
    *,
    index: Index | Path | str | None = None,
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
    articles: Sequence[str] = (),
) -> Mentions:
    """Find every sentence that mentions a phrase, in any form unless it is in quotation marks.

    `sources`, `since` and `until` keep to articles as for `ask`, `articles` to those of these ids. Raises MentionError
    for words that are not indexed or an unknown id, and what `ask` raises.
    """
    opened = resolve_index(index)
    return finish_steps(mention_steps(phrase, opened, make_wanted(sources, since, until), articles))


def make_wanted(sources: Sequence[str], since: Day, until: Day) -> Filter:
    """Return the filter of these values. Raises TypeError or DateError."""
    if isinstance(sources, str):
        raise TypeError("sources must be a list of names, not one text")
    return Filter(frozenset(name.casefold() for name in sources), check_since(since), check_until(until))


def mention_steps(
    typed: str, index: Index, wanted: Filter, articles: Sequence[str] = ()
) -> Generator[int, None, Mentions]:
    """Find the mentions as `find_mentions` does; each yield is the number of passages read since the last one."""
    phrase = read_phrase(typed, index)
    found = _Collected()
    yield from _collect(phrase, index, wanted, articles, found)
    if found.ids:
        return _sum_up(phrase, index, wanted, found)
    return Mentions(
        phrase,
        np.empty((0, 3), dtype=np.int64),
        *((), (), ()),
        read=found.read,
        opened=index,
        unknown=list_unknown(phrase, index),
        offers=offer_spellings(phrase, index),
    )


@dataclass
class _Collected:
    """The sentences found, each as the number of its article in `ids`, its start and its end; in one row of numbers.

    `read`: the number of sentences that were analysed.
    """

    ids: list[str] = field(default_factory=list)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    read: int = 0

    def add(self, id: str, start: int, end: int) -> None:
        if not self.ids or self.ids[-1] != id:
            self.ids.append(id)
        self.numbers.extend((len(self.ids) - 1, start, end))


def _collect(
    phrase: Phrase, index: Index, wanted: Filter, articles: Sequence[str], found: _Collected
) -> Generator[int, None, None]:
    """Analyse the sentences of all passages that may hold a mention; a passage shares sentences with the next one."""
    rows, among = phrase.find_rows(index), index.select(wanted)
    if articles:
        rows = np.intersect1d(rows, _rows_of(articles, index))
    id, text, last = "", "", -1
    for first in range(0, len(rows), _BLOCK):
        block = index.keep(rows[first : first + _BLOCK], among)
        index.read_ahead(block)
        for row in block.tolist():
            if id != (id := index.article_id_at(row)):
                text, last = index.articles[id].text, -1
            for start, end in index.sentences_at(row).tolist():
                if start <= last:
                    continue
                last = start
                found.read += 1
                if phrase.is_in(text[start:end]):
                    found.add(id, start, end)
        yield len(block)


def _rows_of(articles: Sequence[str], index: Index) -> Rows:
    """Return the rows of the passages of articles. Raises MentionError for an unknown id."""
    for id in find_unknown(index, articles):
        raise MentionError(*describe_unknown(id))
    return np.concatenate([np.array(index.passages_of(id), dtype=np.int64) for id in articles])


def _sum_up(phrase: Phrase, index: Index, wanted: Filter, found: _Collected) -> Mentions:
    """Order the mentions and count them."""
    places = np.array(found.numbers, dtype=np.int64).reshape(-1, 3)
    counts = np.bincount(places[:, 0]).tolist()
    firsts = places[np.searchsorted(places[:, 0], np.arange(len(counts))), 1:].tolist()
    sources, months = Counter[str](), Counter[str]()
    counted = []
    for number, article in enumerate(fetch_articles(index, found.ids)):
        published = [one for one in article.publications if wanted.includes(one)]
        sources.update(dict.fromkeys({one.source for one in published}, counts[number]))
        days = {f"{one.published:%Y-%m}" if one.published else "" for one in published}
        months.update(dict.fromkeys(days, counts[number]))
        fields = (article.headline, article.source, article.published)
        counted.append(ArticleCount(article.id, *fields, counts[number], *firsts[number]))
    order = sorted(range(len(counted)), key=lambda number: _newest_first(counted[number]))
    ranks = np.argsort(order)
    places[:, 0] = ranks[places[:, 0]]
    return Mentions(
        phrase,
        places[np.argsort(places[:, 0], kind="stable")],
        tuple(counted[number] for number in order),
        _as_counts(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
        # Mentions of undated articles come last.
        _as_counts(sorted(months.items(), key=lambda item: (not item[0], item[0]))),
        read=found.read,
        opened=index,
    )


def _newest_first(one: ArticleCount) -> tuple[int, str]:
    return -one.published.toordinal() if one.published else 0, one.id


def _as_counts(counts: Sequence[tuple[str, int]]) -> tuple[Count, ...]:
    return tuple(Count(*item) for item in counts)


def count_wordings(mentions: Mentions, most: int) -> Mapping[str, int]:
    """Return how often each wording occurs in the first mentions, most frequent first; all in one line."""
    written = Counter(" ".join(mark.text.split()) for mention in mentions[:most] for mark in mention.marks)
    return dict(written.most_common())
