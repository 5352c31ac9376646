"""What can be done with an answer and its quotations: copy, cite, share, judge."""

from qa.answer import Answer, Quote
from qa.references import FORMATS

_JUDGED = {
    "answered": "Does [1] answer the question?",
    "nearest": "Do the articles really not answer this?",
    "not_found": "Do the articles really not say?",
}


def card_deeds_html(quote: Quote, link: str) -> str:
    """Return the controls under a quotation; `link` is its address, escaped."""
    formats = "".join(
        f'<button type="button" class="reference format-{name}">{label}</button>' for name, label in FORMATS.items()
    )
    return (
        '<div class="deeds"><button type="button" class="copy-quote">Copy quote</button>'
        f'<a class="copy-link" href="{link}">Copy link</a>'
        f'<details class="references"><summary>Cite<span class="aside"> quotation {quote.number}</span></summary>'
        f'<span class="formats" role="group" aria-label="Copy a citation as">{formats}</span></details></div>'
    )


def answer_deeds_html(answer: Answer, address: str) -> str:
    """Return the controls under an answer; `address` asks it again, escaped."""
    return (
        f'<div class="deeds whole"><span class="judging" role="group" aria-label="Judge this answer">'
        f'<span class="asking">{_JUDGED[answer.status]}</span> '
        '<button type="button" class="judge-right">Yes</button>'
        '<button type="button" class="judge-wrong">No</button></span>'
        f'<a class="answer-link" href="{address}">Copy link to this answer</a></div>'
    )
