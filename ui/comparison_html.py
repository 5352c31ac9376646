"""A `Comparison` as an HTML table: a group of rows a value, a row a source, without a verdict."""

from collections.abc import Sequence

from qa.comparison import Comparison, Row
from ui.marking import marked_html
from ui.markup import bdi, date_words, direction, headline_html, source_words, spot_link


def comparison_html(comparison: Comparison | None) -> str:
    """Return the table, nothing where there is nothing to compare."""
    if comparison is None:
        return ""
    return (
        f'<table class="comparison"><caption>Compare {len(comparison.rows)} independent articles</caption>'
        '<thead><tr><th scope="col">Article</th><th scope="col">Sentence</th></tr></thead>'
        f"{''.join(map(_group, comparison.groups))}</table>"
    )


def _group(rows: Sequence[Row]) -> str:
    spans = dict.fromkeys(row.quote.span.text for row in rows if row.quote.span)
    said = ", ".join(map(bdi, spans))
    count = f"{len(rows)} articles" if len(rows) > 1 else "1 article"
    head = f'<tr><th class="value" colspan="2" scope="rowgroup">{said} <span class="facts">{count}</span></th></tr>'
    return f"<tbody>{head}{''.join(map(_row, rows))}</tbody>"


def _row(row: Row) -> str:
    article = row.quote.article
    link = spot_link(article, row.quote.start, row.quote.end)
    facts = f"{bdi(source_words(article))} · {bdi(date_words(article))}"
    return (
        f'<tr><td class="cell-article">{headline_html(article, link)}<span class="facts">{facts}</span></td>'
        f'<td class="cell-sentence"{direction(row.quote.text)}>{marked_html(row.quote)}</td></tr>'
    )
