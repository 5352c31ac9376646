"""The words that the page and the terminal show around the quotations of an answer."""

from qa.answer import Answer, Quote, Status

_STATUS: dict[Status, str] = {
    "answered": "From the articles",
    "nearest": "Closest sentence",
    "not_found": "The articles do not say.",
}


def status_words(answer: Answer) -> tuple[str, ...]:
    """Return the status, then the reason if there is one and the status is not "answered"."""
    if answer.status == "about":
        return (answer.reason,)
    reason = answer.reason if answer.status != "answered" else ""
    return (_STATUS[answer.status], reason) if reason else (_STATUS[answer.status],)


def also_words(quote: Quote) -> str:
    """Return how many other articles contain the same, empty for fewer than two."""
    others = len({place.article.id for place in quote.also} - {quote.article.id})
    return f"{others} other articles: " if others > 1 else ""
