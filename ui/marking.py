"""The words of a quote as HTML, with those that count marked."""

from qa.answer import Quote
from ui.markup import escape, spot_link


def marked_html(quote: Quote) -> str:
    """Return the quoted words, its span marked, and the link that opens the article at them."""
    words = escape(quote.text)
    if quote.span and quote.start <= quote.span.start < quote.span.end <= quote.end:
        start, end = quote.span.start - quote.start, quote.span.end - quote.start
        marked = f'<mark class="span">{escape(quote.text[start:end])}</mark>'
        words = escape(quote.text[:start]) + marked + escape(quote.text[end:])
    return (
        f'<span class="words">{words}</span> '
        f'<a class="cite" href="{spot_link(quote.article, quote.start, quote.end)}" '
        f'title="Open the article at this sentence">[{quote.number}]</a>'
    )
