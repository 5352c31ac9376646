"""A `Comparison` as an HTML table, and in a few words."""

from dataclasses import dataclass

from qa.answer import Answer, Quote
from qa.comparison import Comparison


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """Quotes with the same value, and the different spans that state it."""

    spans: list[str]
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """The groups of a comparison, and how many of its articles agree with the first quote, in words."""

    agreement: str
    groups: list[ComparedGroup]


def make_table(comparison: Comparison | None, answer: Answer) -> ComparedTable | None:
    """Return the table of a comparison of an answer's quotes, None if there is nothing to compare."""
    if comparison is None:
        return None
    groups = [_group([row.quote for row in rows]) for rows in comparison.groups]
    first = answer.quotes[0].article.id
    agreeing = next((group for group in groups if _contains(group, first)), groups[0])
    return ComparedTable(_agreement_words(len(agreeing.quotes), len(comparison.rows)), groups)


def _agreement_words(agreeing: int, count: int) -> str:
    if agreeing == count:
        return f"{count} articles agree"
    return f"{agreeing} of {count} articles agree" if agreeing > 1 else f"{count} articles differ"


def _group(quotes: list[Quote]) -> ComparedGroup:
    return ComparedGroup(list(dict.fromkeys(quote.span.text for quote in quotes if quote.span)), quotes)


def _contains(group: ComparedGroup, article_id: str) -> bool:
    return any(quote.article.id == article_id for quote in group.quotes)
