"""A `Comparison` as an HTML table."""

from dataclasses import dataclass

from qa.answer import Quote
from qa.comparison import Comparison
from ui.html.rendering import render


@dataclass(frozen=True, slots=True)
class _Group:
    """Quotes with the same value, and the different spans that state it."""

    spans: list[str]
    quotes: list[Quote]


def comparison_html(comparison: Comparison | None) -> str:
    """Return the table, empty if there is nothing to compare."""
    if comparison is None:
        return ""
    groups = [_group([row.quote for row in rows]) for rows in comparison.groups]
    return render("comparison.html", count=len(comparison.rows), groups=groups)


def _group(quotes: list[Quote]) -> _Group:
    return _Group(list(dict.fromkeys(quote.span.text for quote in quotes if quote.span)), quotes)
