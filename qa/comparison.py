"""`compare`: what independent articles say to one question, side by side and without a verdict.

A comparison is shown only where it is right: where at least two of them surely answer, each with one thing of the kind
that was asked for. `python -m tests.bench.comparison` measures how often.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Answer, Place, Quote
from qa.query.cover import Cover, find_extended, find_names
from qa.query.negation import count_negations, is_denial
from qa.query.period import find_searched
from qa.query.query import Query, make_query
from qa.query.question_type import find_kind
from qa.retrieval.copies import CopyWording, publishing_order
from qa.values import Value, read_value

SURE, SPAN_SURE = 0.6, 0.7
"""Minimum probability that a quote answers, and that its span is the answer."""

SUPPORTED = 0.35
"""The same if an independent article says the same: two rarely make the same mistake."""

MIN_ROWS = 2

_JOINS = re.compile(r"[,;&/]|\b(?:and|or|with)\b", re.IGNORECASE)

MIN_COVER = 0.5
"""Minimum share of the question's words, by weight, and of its names that a quote with its headline holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """The answer of one independent source: its quote, with a span, and the value of that."""

    quote: Quote
    value: Value


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of a question, oldest first and undated last, in groups that say the same, the oldest group first."""

    question: str
    groups: tuple[tuple[Row, ...], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, oldest first."""
        return tuple(sorted((row for group in self.groups for row in group), key=_order))


def compare(answer: Answer, index: Index) -> Comparison | None:
    """Compare the quotes of an answer; return None if fewer than two independent articles surely answer."""
    if answer.status != "answered" or find_kind(answer.question) is None:
        return None
    likely = _fold(_match_names(list(_find_likely(answer, index)), find_kind(answer.question)), index)
    rows = _keep_unit([row for row in likely if _is_sure(row.quote) or _is_supported(row, likely)])
    if len(rows) < MIN_ROWS:
        return None
    groups: dict[Value, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.value, []).append(row)
    return Comparison(answer.question, tuple(map(tuple, groups.values())))


def _find_likely(answer: Answer, index: Index) -> Iterator[Row]:
    """Yield the quotes that are about the question and likely answer it with one thing, each with its value."""
    query = make_query(find_searched(answer.question, answer.since, answer.until), answer.carried, index)
    named = find_names(query.question)
    names = analyze(named)
    covers = [Cover(text, index.lexical) for text in (query.text, named) if analyze(text)]
    for quote in answer.quotes:
        held = set(analyze(f"{quote.article.title} {quote.text}"))
        held |= find_extended(names, held)
        covered = min((cover.share_of(held) for cover in covers), default=0.0)
        value = read_value(query.question, quote)
        likely = min(quote.confidence, quote.span_confidence) >= SUPPORTED
        if value and likely and covered >= MIN_COVER and not _is_contrary(query, quote):
            yield Row(quote, value)


def _match_names(rows: list[Row], kind: str | None) -> list[Row]:
    """Give a name with a rank or office the value of the name alone, where a row has it in two words or more."""
    names = {row.value.text for row in rows if " " in row.value.text} if kind == "name" else set()

    def match(row: Row) -> Value:
        ends = [name for name in names if row.value.text.endswith(f" {name}")]
        # "Ada Lind and Bo Falk" are not Bo Falk.
        is_one = row.quote.span is not None and not _JOINS.search(row.quote.span.text)
        return row.value._replace(text=min(ends, key=len)) if ends and is_one else row.value

    return [replace(row, value=match(row)) for row in rows]


def _is_sure(quote: Quote) -> bool:
    return quote.confidence >= SURE and quote.span_confidence >= SPAN_SURE


def _is_supported(row: Row, rows: Sequence[Row]) -> bool:
    return any(other is not row and other.value == row.value for other in rows)


def _is_contrary(query: Query, quote: Quote) -> bool:
    return is_denial(query.question) and not count_negations(quote.text)


def _keep_unit(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the unit of the most confident one; another unit counts another thing."""
    surest = max(rows, key=lambda row: row.quote.confidence, default=None)
    return [row for row in rows if surest and row.value.unit == surest.value.unit]


def _fold(rows: Sequence[Row], index: Index) -> list[Row]:
    """Keep one row an independent source, the earliest of those that say it in nearly the same words."""
    kept: list[Row] = []
    # An article is represented by its best quote.
    best = {row.quote.article.id: row for row in reversed(rows)}
    for row in sorted(best.values(), key=_order):
        same = next((number for number, other in enumerate(kept) if _is_one_source(row, other, index)), None)
        if same is None:
            kept.append(row)
        else:
            known, quote = kept[same], row.quote
            place = Place(quote.article, quote.start, quote.end)
            kept[same] = replace(known, quote=replace(known.quote, also=(*known.quote.also, place, *quote.also)))
    return kept


def _is_one_source(row: Row, other: Row, index: Index) -> bool:
    """Return whether two rows are of copies, or in nearly the same words, as those of one agency in two papers."""
    articles, words = (
        (row.quote.article, other.quote.article),
        (CopyWording(row.quote.text), CopyWording(other.quote.text)),
    )
    copies = articles[0].id in index.copies.get(articles[1].id, ())
    return row.value == other.value and (copies or words[0].is_within(words[1]) or words[1].is_within(words[0]))


def _order(row: Row) -> tuple[object, ...]:
    return publishing_order(row.quote.article)
