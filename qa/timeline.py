"""`find_timeline`: the dated sentences on a question or a name, in the order of their dates.

A sentence is dated by a date that it states, else by its article's day of publication; the basis is reported. The
sentences are those of the best passages of a search, or every one that mentions the name.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from corpus.articles import Article
from index.filters import ALL
from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Place, Quote, Span
from qa.default_index import resolve_index
from qa.mentions.finding import Mentions, find_mentions
from qa.query.cover import Cover, find_extended
from qa.query.query import Query, make_query
from qa.query.stated_dates import Basis, DateRange, StatedDate, find_dates, period_of
from qa.question import check_count, check_question
from qa.reading.quoting import find_wording, quote_at
from qa.retrieval.copies import name_copies, publishing_order
from qa.retrieval.parts import find_things
from qa.retrieval.search import search
from qa.work_steps import finish_steps

DEPTH = 50
"""Number of passages that are searched for dated sentences."""

_BLOCK = 500
"""Number of mentions that are dated at a time."""

MIN_COVER = 0.5
"""Minimum share of the subject, by weight, that a sentence with its headline must hold."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dated sentence; the span of its quote are the words that date it, None if the day of publishing dates it."""

    period: DateRange
    basis: Basis
    quote: Quote


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dated sentences on a subject, in order.

    `read`: the number of sentences that were looked through: all sentences that mention the subject if `is_whole`, else
    those of the best passages.
    """

    about: str
    query: str
    events: tuple[Event, ...]
    read: int = 0
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class _DatedMention:
    article: Article
    start: int
    end: int
    cover: float


def find_timeline(
    about: str, *, index: Index | Path | str | None = None, k: int = DEPTH, every: bool = False
) -> Timeline:
    """Find the dated sentences on a question or a name in the best `k` passages; arguments and errors as for `ask`.

    `every`: look through every sentence that mentions a name, word or phrase instead; errors as for `find_mentions`.
    """
    about = check_question(about)
    check_count(k)
    opened = resolve_index(index)
    if every:
        return finish_steps(timeline_steps(find_mentions(about, index=opened)))
    query = make_query(about, (), opened)
    mentions, read = _find_mentions(query, k, opened)
    events = _fold([*_date(mentions)])
    quotes = name_copies([event.quote for event in events], opened, ALL)
    named = [replace(event, quote=quote) for event, quote in zip(events, quotes, strict=True)]
    return Timeline(about, str(query), _number(named), read)


def timeline_steps(mentions: Mentions) -> Generator[int, None, Timeline]:
    """Return the timeline of all mentions of a phrase; each yield is the number of mentions read since the last one.

    Near copies need not be named: their sentences are mentions too.
    """
    events: list[Event] = []
    for first in range(0, len(mentions), _BLOCK):
        # An article's mentions follow each other, and are dated together.
        events += _date(
            _DatedMention(one.article, one.quote.start, one.quote.end, 1.0) for one in mentions[first : first + _BLOCK]
        )
        yield min(_BLOCK, len(mentions) - first)
    about = mentions.phrase.typed
    return Timeline(about, about, _number(_fold(_drop_repeated(events))), len(mentions), is_whole=True)


def _drop_repeated(events: Iterable[Event]) -> list[Event]:
    """Keep one event of an article without a stated date: its first, also where a block ended within the article."""
    known: dict[object, Event] = {}
    for event in events:
        quote = event.quote
        place = quote.article.id if event.basis == "published" else (quote.article.id, quote.start, event.period)
        known.setdefault(place, event)
    return list(known.values())


def _number(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(
        replace(event, quote=replace(event.quote, number=number)) for number, event in enumerate(events, start=1)
    )


def _find_mentions(query: Query, k: int, index: Index) -> tuple[list[_DatedMention], int]:
    """Return the sentences of the best passages that name the subject and hold most of its words; and how many were
    read."""
    asked, things = set(analyze(query.text)), find_things(query.text)
    other_forms = [set(analyze(form)) for form in query.added]
    cover = Cover(query.text, index.lexical)
    found: dict[tuple[str, int], _DatedMention] = {}
    read: set[tuple[str, int]] = set()
    for hit in search(query, k, index):
        for start, end in index.sentences_in(hit.passage).tolist():
            read.add((hit.article.id, start))
            own = set(analyze(hit.article.text[start:end]))
            own |= find_extended(chain.from_iterable(things), own)
            # An acronym counts as its long form, and the other way round.
            own |= asked if any(form <= own for form in other_forms) else set()
            words = own | set(analyze(hit.article.title))
            share = cover.share_of(words)
            if share >= MIN_COVER and cover.share_of(own) > 0 and all(thing & words for thing in things):
                found.setdefault((hit.article.id, start), _DatedMention(hit.article, start, end, share))
    return list(found.values()), len(read)


def _date(mentions: Iterable[_DatedMention]) -> Iterator[Event]:
    """Yield an event for every date that a sentence states, and of those without one the best of each dated article."""
    undated: dict[str, _DatedMention] = {}
    for mention in mentions:
        article = mention.article
        stated = find_dates(article.text[mention.start : mention.end], article.published)
        for date in {date.period: date for date in reversed(stated)}.values():
            yield Event(date.period, date.basis, _quote(mention, date))
        if not stated and article.published:
            known = undated.setdefault(article.id, mention)
            if (mention.cover, -mention.start) > (known.cover, -known.start):
                undated[article.id] = mention
    for mention in undated.values():
        published = mention.article.published
        if published:
            yield Event(period_of(published), "published", _quote(mention, None))


def _quote(mention: _DatedMention, date: StatedDate | None) -> Quote:
    article = mention.article
    quote = quote_at(article, mention.start, mention.end)
    if date is None:
        return quote
    start, end = mention.start + date.start, mention.start + date.end
    return replace(quote, span=Span(article.text[start:end], start, end))


def _fold(events: list[Event]) -> list[Event]:
    """Sort events by date; equal sentences of one date become one event of the earliest article."""
    folded: dict[object, Event] = {}
    for event in sorted(events, key=lambda event: (*publishing_order(event.quote.article), event.quote.start)):
        dated_by = event.period if event.basis != "published" else None
        key = (dated_by, find_wording(event.quote.text))
        known = folded.setdefault(key, event)
        if known is not event:
            place = Place(event.quote.article, event.quote.start, event.quote.end)
            folded[key] = replace(known, quote=replace(known.quote, also=(*known.quote.also, place)))
    return sorted(folded.values(), key=lambda event: (event.period, event.basis == "published"))
