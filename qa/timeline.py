"""`find_timeline`: the dated sentences on a question or a name, in the order of their dates.

A sentence is dated by a date that it states, else by its article's day of publication; the basis is reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from index.filters import ALL
from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Hit, Place, Quote, Span
from qa.default_index import resolve_index
from qa.query.cover import Cover, find_extended
from qa.query.query import Query, make_query
from qa.query.stated_dates import Basis, DateRange, StatedDate, find_dates, period_of
from qa.question import check_count, check_question
from qa.reading.quoting import find_wording, quote_at
from qa.retrieval.copies import name_copies, publishing_order
from qa.retrieval.parts import find_things
from qa.retrieval.search import search

DEPTH = 50
"""Number of passages that are searched for dated sentences."""

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
    """The dated sentences on a subject, in order."""

    about: str
    query: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _DatedMention:
    hit: Hit
    start: int
    end: int
    cover: float


def find_timeline(about: str, *, index: Index | Path | str | None = None, k: int = DEPTH) -> Timeline:
    """Find the dated sentences on a question or a name in the best `k` passages; arguments and errors as for `ask`."""
    about = check_question(about)
    check_count(k)
    opened = resolve_index(index)
    query = make_query(about, (), opened)
    events = _fold([*_date(_find_mentions(query, k, opened))])
    quotes = name_copies([event.quote for event in events], opened, ALL)
    numbered = (
        replace(event, quote=replace(quote, number=number))
        for number, (event, quote) in enumerate(zip(events, quotes, strict=True), start=1)
    )
    return Timeline(about, str(query), tuple(numbered))


def _find_mentions(query: Query, k: int, index: Index) -> list[_DatedMention]:
    """Return the sentences of the best passages that name the subject and hold most of its words."""
    asked, things = set(analyze(query.text)), find_things(query.text)
    other_forms = [set(analyze(form)) for form in query.added]
    cover = Cover(query.text, index.lexical)
    found: dict[tuple[str, int], _DatedMention] = {}
    for hit in search(query, k, index):
        for start, end in index.sentences_in(hit.passage).tolist():
            own = set(analyze(hit.article.text[start:end]))
            own |= find_extended(chain.from_iterable(things), own)
            # An acronym counts as its long form, and the other way round.
            own |= asked if any(form <= own for form in other_forms) else set()
            words = own | set(analyze(hit.article.title))
            share = cover.share_of(words)
            if share >= MIN_COVER and cover.share_of(own) > 0 and all(thing & words for thing in things):
                found.setdefault((hit.article.id, start), _DatedMention(hit, start, end, share))
    return list(found.values())


def _date(mentions: list[_DatedMention]) -> Iterator[Event]:
    """Yield an event for every date that a sentence states, and of those without one the best of each dated article."""
    undated: dict[str, _DatedMention] = {}
    for mention in mentions:
        article = mention.hit.article
        stated = find_dates(article.text[mention.start : mention.end], article.published)
        for date in {date.period: date for date in reversed(stated)}.values():
            yield Event(date.period, date.basis, _quote(mention, date))
        if not stated and article.published:
            known = undated.setdefault(article.id, mention)
            if (mention.cover, -mention.start) > (known.cover, -known.start):
                undated[article.id] = mention
    for mention in undated.values():
        published = mention.hit.article.published
        if published:
            yield Event(period_of(published), "published", _quote(mention, None))


def _quote(mention: _DatedMention, date: StatedDate | None) -> Quote:
    article = mention.hit.article
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
