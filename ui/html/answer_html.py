"""An answer, a question, an error and suggested questions as HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.errors import UserError
from qa.answer import Answer, Quote, Status
from qa.citations.references import FORMATS
from qa.reading.confidence import ANSWERED
from ui.answer_words import status_words
from ui.ask_request import AskRequest, address_of
from ui.html.chips import make_chips
from ui.html.rendering import render

SHOWN_QUOTES: dict[Status, int] = {"answered": 3, "nearest": 1, "not_found": 0, "about": 10}
"""Number of quotations that are shown unfolded, by status."""


def question_html(question: str) -> str:
    """Return a question as typed."""
    return render("question.html", question=question)


def error_html(error: UserError) -> str:
    """Return an error and its remedy as a message of the transcript."""
    return render("notice.html", error=error)


def pending_html(pending: str) -> str:
    """Return a line above an answer about articles that are being added."""
    return render("pending.html", pending=pending)


def answer_html(answer: Answer, asked: AskRequest | None = None, undated: int = 0, *, is_quick: bool = False) -> str:
    """Return an answer in one HTML block: its status, then its quotes, the best one first and large.

    For the status "nearest" only the closest quote is shown and the others are folded; for "not_found" none is.

    `is_quick`: the full vectors of the index are not ready yet.
    """
    asked = asked or AskRequest(answer.question, answer.carried)
    status, *reasons = status_words(answer)
    shown, quotes = SHOWN_QUOTES[answer.status], [_hide_doubtful_span(quote) for quote in answer.quotes]
    return render(
        "answer.html",
        answer=answer,
        address=address_of(asked),
        status=status,
        reason="".join(reasons),
        is_quick=is_quick,
        chips=make_chips(asked, answer, undated),
        shown=quotes[:shown],
        folded=quotes[shown:] if shown else [],
        formats=FORMATS,
    )


def _hide_doubtful_span(quote: Quote) -> Quote:
    """Return a quote without its span if the sentence probably does not answer."""
    return quote if quote.confidence >= ANSWERED else replace(quote, span=None)


def welcome_html(examples: Iterable[str]) -> str:
    """Return the content of an empty transcript: instructions, and a few example questions."""
    return render("welcome.html", examples=[(address_of(AskRequest(question)), question) for question in examples])


def suggestions_html(suggested: Sequence[AskRequest]) -> str:
    """Return questions to ask next, as links; empty if there are none."""
    links = [(address_of(asked), asked.question) for asked in suggested]
    return render("suggestions.html", suggestions=links) if links else ""
