"""An `Answer` as HTML: every word from outside goes through `escape`, which leaves Markdown nothing to change."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote as percent_encode

from corpus.articles import Article
from corpus.errors import UserError
from qa.answer import Answer, Quote

SHOWN_QUOTES = 3

_STATUS = {
    "answered": "From the articles",
    "nearest": "No sentence answers this; the nearest passages:",
    "not_found": "The articles do not say.",
}


def escape(text: str) -> str:
    """Return a text that a Markdown renderer and a browser show character by character.

    Whatever is no letter or digit becomes a numeric reference, so no markup, formula or tab is left to interpret.
    """
    return "".join(map(_escape_character, text))


def _escape_character(character: str) -> str:
    # HTML reads the references 128 to 159 as Windows-1252, so these control characters must stay themselves.
    if character.isalnum() or character == " " or "\x80" <= character <= "\x9f":
        return character
    return f"&#{ord(character)};"


def question_html(question: str) -> str:
    """Return what the person typed, as typed."""
    return f'<div class="question"><span class="aside">Question: </span>{escape(question)}</div>'


def error_html(error: UserError) -> str:
    """Return what went wrong and what to do, as a message of the transcript."""
    return f'<div class="notice"><p>{escape(error.what)}</p><p>{escape(error.remedy)}</p></div>'


def answer_html(answer: Answer) -> str:
    """Return an answer in one HTML block: how it stands, then its quotes, the best one first and large."""
    cards = [_card(quote, answer.question) for quote in answer.quotes]
    return "".join(
        [
            f'<div class="answer {answer.status}"><span class="aside">Answer: </span>',
            *_status_lines(answer),
            *cards[:SHOWN_QUOTES],
            *_folded(cards[SHOWN_QUOTES:]),
            "</div>",
        ]
    )


def welcome_html(examples: Iterable[str]) -> str:
    """Return what an empty transcript shows: what to do, and a few questions to start with."""
    links = "".join(
        f'<li><a class="example" href="{escape(question_link(question))}">{escape(question)}</a></li>'
        for question in examples
    )
    return (
        '<div class="welcome"><h2>What do the articles say?</h2>'
        "<p>Ask in your own words. Every answer is a sentence of an article, quoted exactly as it stands.</p>"
        f'<ul class="examples">{links}</ul></div>'
    )


def question_link(question: str) -> str:
    """Return the link that asks a question when the page opens."""
    return f"?q={percent_encode(question.encode('utf-8', 'replace'), safe='')}"


def spot_link(article: Article, start: int, end: int) -> str:
    """Return the link that opens an article at a stretch of its text."""
    return f"#cite={article.id}:{start}-{end}"


def source_words(article: Article) -> str:
    """Return where an article was published, or that this is not known."""
    return article.source or "source not stated"


def date_words(article: Article) -> str:
    """Return the day an article was published, or that this is not known."""
    day = article.published
    return f"{day.day} {day:%B %Y}" if day else "undated"


def facts_html(article: Article) -> str:
    """Return source, date and author in one line."""
    facts = [source_words(article), date_words(article), article.author]
    return " · ".join(f"<bdi>{escape(fact)}</bdi>" for fact in facts if fact)


def headline_html(article: Article, link: str) -> str:
    """Return the headline as a link; an article without one is named by its first words, and says so."""
    label = "" if article.title else '<span class="label">no headline; first words: </span>'
    anchor = f'<a class="headline" href="{link}"><bdi>{escape(article.headline)}</bdi></a>'
    return f'<span class="heading">{label}{anchor}</span>'


def _status_lines(answer: Answer) -> Iterable[str]:
    yield f'<p class="status">{_STATUS[answer.status]}</p>'
    if answer.status != "answered" and answer.reason:
        yield f'<p class="reason">{escape(answer.reason)}</p>'
    own = answer.query.removeprefix(" ".join([*answer.carried, ""]))
    if own != answer.question:
        yield f'<p class="searched">Searched for: <bdi>{escape(own)}</bdi></p>'
    if answer.carried:
        chips = "".join(map(_chip, answer.carried))
        yield f'<p class="searched">Taken together with: {chips}</p>'


def _chip(earlier: str) -> str:
    """Return an earlier question that the answer leans on, as a button that asks again without it."""
    return (
        f'<button type="button" class="carried" title="Ask again without it">'
        f'<bdi class="earlier">{escape(earlier)}</bdi><span class="aside"> (ask again without it)</span></button>'
    )


def _card(quote: Quote, question: str) -> str:
    spot = spot_link(quote.article, quote.start, quote.end)
    size = "best" if quote.number == 1 else "further"
    return (
        f'<blockquote class="card {size}">'
        f'<p class="quotation"><span class="words">{_words(quote)}</span> '
        f'<a class="cite" href="{spot}" title="Open the article at this sentence">[{quote.number}]</a></p>'
        f'<p class="credit">{headline_html(quote.article, spot)}'
        f'<span class="facts">{facts_html(quote.article)}{_page(quote)}</span>{_also(quote)}</p>'
        '<p class="deeds"><button type="button" class="copy-quote">Copy quote</button>'
        f'<a class="copy-link" href="{question_link(question)}{spot}">Copy link</a></p>'
        "</blockquote>"
    )


def _page(quote: Quote) -> str:
    page = quote.article.page_at(quote.start)
    return f" · p. {page}" if page else ""


def _also(quote: Quote) -> str:
    """Return links to the other places that say the same."""
    links = [
        f'<a href="{spot_link(place.article, place.start, place.end)}"><bdi>{escape(place.article.headline)}</bdi></a>'
        for place in quote.also
    ]
    return f'<span class="also">Also in {also_words(quote)}{", ".join(links)}</span>' if links else ""


def also_words(quote: Quote) -> str:
    """Return how many other articles say the same, where that is more than one."""
    others = len({place.article.id for place in quote.also} - {quote.article.id})
    return f"{others} other articles: " if others > 1 else ""


def _words(quote: Quote) -> str:
    """Return the quoted text, with the words that answer the question marked."""
    span = quote.span
    if span is None or not quote.start <= span.start < span.end <= quote.end:
        return escape(quote.text)
    start, end = span.start - quote.start, span.end - quote.start
    marked = f'<mark class="span">{escape(quote.text[start:end])}</mark>'
    return escape(quote.text[:start]) + marked + escape(quote.text[end:])


def _folded(cards: Sequence[str]) -> Iterable[str]:
    if cards:
        noun = "quotation" if len(cards) == 1 else "quotations"
        yield f'<details class="more"><summary>{len(cards)} more {noun}</summary>{"".join(cards)}</details>'
