"""`overview`: what a collection is about, as groups of articles, each named by a sentence and names of its own.

All words about the articles are stretches of them. A small collection has no groups, but a sentence of each article.
"""

from collections import Counter, OrderedDict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from corpus.articles import Article
from index.filters import ALL, Filter, make_filter
from index.store import Index
from index.types import Rows
from qa.answer import Quote
from qa.article_list import fetch_articles
from qa.default_index import resolve_index
from qa.overview.central_sentences import (
    MAX_PASSAGES,
    Matrix,
    find_nearest,
    list_candidates,
    normalize,
    quote_center,
    rank_passages,
)
from qa.overview.folding import fold_copies
from qa.overview.grouping import SAMPLED, assign, choose_evenly, find_centres
from qa.overview.telling_names import READ_ARTICLES, MentionCounts, TellingName, choose_names, count_mentions
from qa.question import Day, check_since, check_until
from qa.reading.quoting import quote_at
from qa.retrieval.copies import name_copies
from qa.work_steps import finish_steps

MIN_GROUPED = 20
"""Minimum number of articles, near copies counted once, that are put into groups."""

_STEP, _AT_ONCE = 1_024, 128
"""Number of articles of a step of the work, and of those whose vectors are in memory at once."""

_CENTRAL_ARTICLES, _SENTENCES_EACH, _ENCODED = 8, 3, 18
"""Number of the most central articles of a group whose sentences are compared, of sentences of each, and of all."""

_KEPT = 8
"""Maximum number of overviews, by their filters, that are cached per index."""


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """Articles that are alike: their most central sentence, their telling names, and their ids, most central first.

    `copies` is the number of near copies of them, which are not among the ids.
    """

    number: int
    sentence: Quote | None
    names: tuple[TellingName, ...]
    ids: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class CollectionOverview:
    """What articles are about: groups, largest first, or for few articles the central sentence of each, newest first.

    `articles` counts near copies once, `copies` the others.
    """

    articles: int
    copies: int
    groups: tuple[ArticleGroup, ...]
    sentences: tuple[Quote, ...]


_made: WeakKeyDictionary[Index, OrderedDict[Filter, CollectionOverview]] = WeakKeyDictionary()
_changing = Lock()

Work = Generator[None, None, CollectionOverview]
"""The work of an overview; others may run between its steps."""


def overview(
    *,
    index: Index | Path | str | None = None,
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
) -> CollectionOverview:
    """Return what the articles are about, those of some sources and dates if given; filters as for `retrieve`.

    The same index and filters give the same overview. It is cached as long as the index is open.
    """
    wanted = make_filter(sources, check_since(since), check_until(until))
    return survey(resolve_index(index), wanted)


def survey(index: Index, wanted: Filter = ALL) -> CollectionOverview:
    """Return the overview of the articles that pass a filter."""
    return finish_steps(survey_in_steps(index, wanted))


def survey_in_steps(index: Index, wanted: Filter = ALL) -> Work:
    """Return the work of the overview of the articles that pass a filter; one that is cached has no steps."""
    with _changing:
        made = _made.setdefault(index, OrderedDict()).get(wanted)
    if made is None:
        made = yield from _survey(index, wanted)
        with _changing:
            known = _made.setdefault(index, OrderedDict())
            known[wanted] = made
            if len(known) > _KEPT:
                known.popitem(last=False)
    return made


def _survey(index: Index, wanted: Filter) -> Work:
    every = _list_matching(index, wanted)
    folded = fold_copies(every, index)
    ids = [id for id in every if id not in folded]
    yield
    if len(ids) >= MIN_GROUPED:
        groups = yield from _group(ids, Counter(folded.values()), index, wanted)
        return CollectionOverview(len(ids), len(folded), groups, ())
    quotes = []
    for article in sorted(fetch_articles(index, ids), key=newest_first):
        quote = quote_center(article, index)
        quotes += [quote] if quote else []
        yield
    named = name_copies(quotes, index, wanted)
    numbered = (replace(quote, number=number) for number, quote in enumerate(named, start=1))
    return CollectionOverview(len(ids), len(folded), (), tuple(numbered))


def _list_matching(index: Index, wanted: Filter) -> list[str]:
    """Return the ids of the articles that match a filter, in order."""
    if wanted == ALL:
        return list(index.articles)
    among = index.select(wanted)
    found: list[str] = []
    for ids in _cut(list(index.articles), _STEP):
        firsts = np.array([index.passages_of(id).start for id in ids], dtype=np.int64)
        found += map(index.article_id_at, np.sort(index.keep(firsts, among)).tolist())
    return found


def _cut(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield stretches of a list of a size, the last one shorter."""
    return (items[first : first + size] for first in range(0, len(items), size))


def newest_first(article: Article) -> tuple[int, str, str]:
    """Return the sort key of listed articles: the newest first, the undated ones last."""
    return -(article.published or date.min).toordinal(), article.headline.casefold(), article.id


def _group(
    ids: Sequence[str], copies: Counter[str], index: Index, wanted: Filter
) -> Generator[None, None, tuple[ArticleGroup, ...]]:
    """Put articles into groups, and describe each; `copies` counts the copies of each article."""
    sample = []
    for some in _cut([ids[place] for place in choose_evenly(len(ids), SAMPLED).tolist()], _STEP):
        sample.append(_read_centres(some, index))
        yield
    centres = find_centres(np.concatenate(sample))
    yield
    nearest, cosines = [], []
    for some in _cut(ids, _STEP):
        found = assign(_read_centres(some, index), centres)
        nearest.append(found[0])
        cosines.append(found[1])
        yield
    members = _list_members(ids, np.concatenate(nearest), np.concatenate(cosines), len(centres))
    counts = []
    for own in members:
        counts.append(count_mentions(list(fetch_articles(index, own[:READ_ARTICLES])), index))
        yield
    everything = _add_up(counts)
    groups: list[ArticleGroup] = []
    for place in sorted(range(len(members)), key=lambda place: (-len(members[place]), place)):
        own = members[place]
        articles = list(fetch_articles(index, own[:READ_ARTICLES]))
        sentence = _quote_most_central(articles[:_CENTRAL_ARTICLES], centres[place], index, wanted)
        names = choose_names(counts[place], everything, articles, index)
        folded = sum(copies[id] for id in own)
        groups.append(ArticleGroup(len(groups) + 1, sentence, names, tuple(own), folded))
        yield
    return tuple(groups)


def _read_centres(ids: Sequence[str], index: Index) -> Matrix:
    """Return the mean vectors of articles, of length 1, shape (articles, dimension)."""
    return np.concatenate([_read_some_centres(some, index) for some in _cut(ids, _AT_ONCE)])


def _read_some_centres(ids: Sequence[str], index: Index) -> Matrix:
    index.read_articles_ahead(ids)
    rows = [np.asarray(index.passages_of(id)[:MAX_PASSAGES]) for id in ids]
    vectors = index.dense.vectors_of(np.concatenate(rows))
    firsts = np.cumsum([0, *map(len, rows[:-1])])
    return normalize(np.add.reduceat(vectors, firsts, axis=0, dtype=np.float64))


def _list_members(ids: Sequence[str], nearest: Rows, cosines: Matrix, count: int) -> list[list[str]]:
    """Return the ids of the articles of each group that has any, the most central first."""
    order = np.lexsort((np.arange(len(ids)), -cosines))
    members = [[ids[place] for place in order[nearest[order] == group].tolist()] for group in range(count)]
    return [own for own in members if own]


def _add_up(counts: Sequence[MentionCounts]) -> MentionCounts:
    names: Counter[tuple[str, ...]] = Counter()
    words: Counter[tuple[str, ...]] = Counter()
    for own in counts:
        names.update(own.names)
        words.update(own.words)
    return MentionCounts(sum(own.articles for own in counts), names, words)


def _quote_most_central(articles: Sequence[Article], centre: Matrix, index: Index, wanted: Filter) -> Quote | None:
    """Return the sentence of central articles of a group that is nearest to its centre, with its copies."""
    found = [
        (article, list_candidates(article, rank_passages(article.id, centre, index), index, _SENTENCES_EACH))
        for article in articles
    ]
    places = [(article, *place) for article, own in found for place in own.independent]
    places = places or [(article, *place) for article, own in found for place in own.others]
    if not places:
        return quote_center(articles[0], index)
    quote = quote_at(*places[find_nearest(places[:_ENCODED], centre, index)])
    return name_copies([quote], index, wanted)[0]
