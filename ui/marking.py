"""The words of a quote as HTML, with those that count marked."""

from qa.answer import Quote
from ui.markup import spot_link, stretches_html


def marked_html(quote: Quote) -> str:
    """Return the quoted words, its span marked, and the link that opens the article at them."""
    cuts = [0, 0]
    if quote.span and quote.start <= quote.span.start < quote.span.end <= quote.end:
        cuts = [quote.span.start - quote.start, quote.span.end - quote.start]
    before, marked, after = stretches_html(quote.text, cuts)
    words = f'{before}<mark class="span">{marked}</mark>{after}' if marked else after
    return (
        f'<bdi class="words">{words}</bdi> '
        f'<a class="cite" href="{spot_link(quote.article, quote.start, quote.end)}" '
        f'title="Open the article at this sentence">[{quote.number}]</a>'
    )
