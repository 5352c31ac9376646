"""An `Answer` as HTML: every word from outside goes through `ui.markup`, which leaves Markdown nothing to change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.errors import UserError
from qa.answer import Answer, Quote
from qa.confidence import ANSWERED
from ui.asked import Asked, address_of
from ui.chips import chips_html
from ui.deeds import answer_deeds_html, card_deeds_html
from ui.marking import marked_html
from ui.markup import attribute, bdi, direction, escape, facts_html, headline_html, spot_link, text_html

SHOWN_QUOTES = 3

_STATUS = {
    "answered": "From the articles",
    "nearest": "No sentence answers this; the nearest passages:",
    "not_found": "The articles do not say.",
}
_QUICK = "Answered with quick vectors, while the full ones are being made. Ask again later: they find more."


def question_html(question: str) -> str:
    """Return what the person typed, as typed."""
    aside = '<span class="aside">Question: </span>'
    return f'<div class="question"{direction(question)}>{aside}{bdi(question)}</div>'


def error_html(error: UserError) -> str:
    """Return what went wrong and what to do, as a message of the transcript."""
    return f'<div class="notice"><p>{text_html(error.what)}</p><p>{text_html(error.remedy)}</p></div>'


def answer_html(answer: Answer, asked: Asked | None = None, undated: int = 0, *, is_quick: bool = False) -> str:
    """Return an answer in one HTML block: how it stands, then its quotes, the best one first and large.

    `is_quick` tells that it is of an index whose full vectors are not made yet.
    """
    asked = asked or Asked(answer.question, answer.carried)
    address = escape(address_of(asked))
    cards = [_card(quote, address) for quote in answer.quotes]
    return "".join(
        [
            f'<div class="answer {answer.status}"><span class="aside">Answer: </span>',
            *_status_lines(answer),
            *([f'<p class="reason">{_QUICK}</p>'] if is_quick else ()),
            chips_html(asked, answer, undated),
            *cards[:SHOWN_QUOTES],
            *_folded(cards[SHOWN_QUOTES:]),
            answer_deeds_html(answer, address),
            "</div>",
        ]
    )


def welcome_html(examples: Iterable[str]) -> str:
    """Return what an empty transcript shows: what to do, and a few questions to start with."""
    links = "".join(
        f'<li><a class="example" href="{escape(address_of(Asked(question)))}">{bdi(question)}</a></li>'
        for question in examples
    )
    return (
        '<div class="welcome"><h2>What do the articles say?</h2>'
        "<p>Ask in your own words. Every answer is a sentence of an article, quoted exactly as it stands.</p>"
        f'<ul class="examples">{links}</ul></div>'
    )


def suggestions_html(questions: Sequence[str]) -> str:
    """Return questions to ask next, as links; nothing where there are none."""
    if not questions:
        return ""
    links = "".join(
        f'<li><a class="example" href="{escape(address_of(Asked(question)))}" title="{attribute(question)}">'
        f"{bdi(question)}</a></li>"
        for question in questions
    )
    return f'<nav class="suggestions" aria-labelledby="next"><span id="next">Ask next</span><ul>{links}</ul></nav>'


def _status_lines(answer: Answer) -> Iterable[str]:
    yield f'<p class="status">{_STATUS[answer.status]}</p>'
    if answer.status != "answered" and answer.reason:
        yield f'<p class="reason">{text_html(answer.reason)}</p>'


def _card(quote: Quote, address: str) -> str:
    spot = spot_link(quote.article, quote.start, quote.end)
    size = "best" if quote.number == 1 else "further"
    # What was asked for is not marked in a sentence that likely does not say it.
    shown = quote if quote.confidence >= ANSWERED else replace(quote, span=None)
    return (
        f'<blockquote class="card {size}">'
        f'<p class="quotation"{direction(quote.text)}>{marked_html(shown)}</p>'
        f'<p class="credit">{headline_html(quote.article, spot)}'
        f'<span class="facts">{facts_html(quote.article)}{_page(quote)}</span>{_also(quote)}</p>'
        f"{card_deeds_html(quote, address + spot)}</blockquote>"
    )


def _page(quote: Quote) -> str:
    page = quote.article.page_at(quote.start)
    return f" · p. {page}" if page else ""


def _also(quote: Quote) -> str:
    """Return links to the other places that say the same."""
    links = [
        f'<a href="{spot_link(place.article, place.start, place.end)}">{bdi(place.article.headline)}</a>'
        for place in quote.also
    ]
    return f'<span class="also">Also in {also_words(quote)}{", ".join(links)}</span>' if links else ""


def also_words(quote: Quote) -> str:
    """Return how many other articles say the same, where that is more than one."""
    others = len({place.article.id for place in quote.also} - {quote.article.id})
    return f"{others} other articles: " if others > 1 else ""


def _folded(cards: Sequence[str]) -> Iterable[str]:
    if cards:
        noun = "quotation" if len(cards) == 1 else "quotations"
        yield f'<details class="more"><summary>{len(cards)} more {noun}</summary>{"".join(cards)}</details>'
