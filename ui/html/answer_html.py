"""An answer, a question, an error and suggested questions as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import UserError
from qa.answer import Answer, Quote
from qa.citations.references import FORMATS
from qa.comparison import Comparison
from qa.reading.answer_type import has_checked_role
from qa.reading.confidence import ANSWERED, EMPTY
from ui.answer_words import status_words
from ui.ask_request import AskRequest, address_of
from ui.html.chips import make_chips
from ui.html.comparison_html import make_table
from ui.html.rendering import render

MIN_SPAN_CONFIDENCE = 0.5
"""Minimum probability of a span that is shown large above its sentence."""

MAX_SPAN_LENGTH = 60
"""Maximum length of such a span, in characters."""

MAX_FURTHER, MAX_NEAREST = 4, 2
"""Maximum number of further articles shown unfolded, and of further sentences behind the closest one."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The quotes of an answer by the form in which they are shown."""

    main: Sequence[Quote]
    further: Sequence[Quote] = ()
    folded: Sequence[Quote] = ()


def question_html(question: str) -> str:
    """Return a question as typed."""
    return render("question.html", question=question)


def error_html(error: UserError) -> str:
    """Return an error and its remedy as a message of the transcript."""
    return render("notice.html", error=error)


def pending_html(pending: str) -> str:
    """Return a line above an answer about articles that are being added."""
    return render("pending.html", pending=pending)


def answer_html(
    answer: Answer,
    asked: AskRequest | None = None,
    undated: int = 0,
    *,
    comparison: Comparison | None = None,
    nearest: Sequence[Quote] = (),
    is_quick: bool = False,
) -> str:
    """Return an answer in one HTML block.

    "answered": what the first quote marks, large, and how many articles agree; the quote; then one line for each
    further article, and the other quotes folded. "nearest": the closest quote, others folded. "not_found": `nearest`
    folded.

    `is_quick`: the full vectors of the index are not ready yet.
    """
    asked = asked or AskRequest(answer.question, answer.carried)
    status, *reasons = status_words(answer)
    quotes = [_hide_doubtful_span(quote) for quote in answer.quotes]
    return render(
        "answer.html",
        answer=answer,
        address=address_of(asked),
        status=status,
        reason="".join(reasons),
        is_quick=is_quick,
        is_empty=answer.reason == EMPTY.reason,
        chips=make_chips(asked, answer, undated),
        span=_find_large_span(answer),
        table=make_table(comparison, answer),
        layout=_lay_out(replace(answer, quotes=tuple(quotes)), nearest),
        formats=FORMATS,
    )


def _lay_out(answer: Answer, nearest: Sequence[Quote]) -> _Layout:
    quotes = answer.quotes
    if answer.status == "not_found":
        return _Layout((), folded=nearest)
    if answer.status == "nearest":
        return _Layout(quotes[:1], folded=quotes[1 : 1 + MAX_NEAREST])
    if answer.status == "about":
        return _Layout(quotes[:10], folded=quotes[10:])
    # The best quote of each other article; the rest repeats articles that are shown already.
    best = {quote.article.id: quote for quote in reversed(quotes)}
    further = [quote for quote in quotes[1:] if best[quote.article.id] is quote][:MAX_FURTHER]
    return _Layout(quotes[:1], further, [quote for quote in quotes[1:] if quote not in further])


def _hide_doubtful_span(quote: Quote) -> Quote:
    """Return a quote without its span if the sentence probably does not answer."""
    return quote if quote.confidence >= ANSWERED else replace(quote, span=None)


def _find_large_span(answer: Answer) -> str:
    """Return the span of the first quote if it can be read without its sentence, empty if not."""
    if answer.status != "answered" or not has_checked_role(answer.question):
        return ""
    quote = answer.quotes[0] if answer.quotes else None
    if quote is None or quote.span is None or quote.span_confidence < MIN_SPAN_CONFIDENCE:
        return ""
    text = " ".join(quote.span.text.split())
    return text if len(text) <= MAX_SPAN_LENGTH else ""


def suggestions_html(suggested: Sequence[AskRequest]) -> str:
    """Return questions to ask next, as links; empty if there are none."""
    links = [(address_of(asked), asked.question) for asked in suggested]
    return render("suggestions.html", suggestions=links) if links else ""
