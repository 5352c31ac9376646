"""The words that the page and the terminal show around the quotations of an answer."""

import re

from corpus.articles import Article
from qa.answer import Answer, Place, Quote, Status
from qa.article_list import day_words, name_count
from qa.reading.confidence import EMPTY

_INDENT = re.compile(r"\n([ \t]+)\Z")

_STATUS: dict[Status, str] = {
    "answered": "From the articles",
    "nearest": "Closest sentence, not a sure answer",
    "not_found": "The articles do not say.",
}


def status_words(answer: Answer) -> tuple[str, ...]:
    """Return the status, then the reason if there is one and the status is not "answered"."""
    if answer.status == "about" or answer.reason == EMPTY.reason:
        return (answer.reason,)
    reason = answer.reason if answer.status != "answered" else ""
    return (_STATUS[answer.status], reason) if reason else (_STATUS[answer.status],)


def indent_of(quote: Quote) -> str:
    """Return the blanks before the first line of a quote that has several, such as indented code."""
    found = _INDENT.search(quote.prefix)
    return found[1] if found and "\n" in quote.text else ""


def also_words(quote: Quote) -> str:
    """Return how many other articles contain the same, empty for fewer than two."""
    others = len(other_articles(quote))
    return f"{others} other articles: " if others > 1 else ""


def other_articles(quote: Quote) -> list[Place]:
    """Return the first place of each other article that contains the same; the same one in another collection too."""
    own = quote.collection, quote.article.id
    found = (((place.collection, place.article.id), place) for place in reversed(quote.also))
    first = {named: place for named, place in found if named != own}
    return [place for place in quote.also if first.get((place.collection, place.article.id)) is place]


def known_facts(article: Article) -> list[str]:
    """Return the source of an article, or else its author, and its day, as far as they are known."""
    day = day_words(article.published)
    return [words for words in (article.source or article.author, day) if words]


def describe_size(articles: int, copies: int) -> str:
    """Return a number of articles, and of their near copies if there are any."""
    if not copies:
        return name_count(articles, "article")
    return f"{name_count(articles, 'article')} and {copies:,} near cop{'y' if copies == 1 else 'ies'}"
