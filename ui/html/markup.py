"""Escaping, and the texts that the templates split or express in words."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from corpus.articles import Article
from qa.answer import Quote
from qa.citations.hidden import find_hidden, split_hidden
from qa.mentions.finding import Mention

Stretches = list[tuple[str, str]]
"""A text in spans, each with the name of its hidden characters, empty for ordinary ones."""

# HTML reads the references 128 to 159 as Windows-1252, so these control characters are not escaped.
_INTERPRETED = re.compile("[^\\w \x80-\x9f]|_")
_DAYS_A_MONTH, _DAYS_A_YEAR = 30.44, 365.25


def escape(text: str) -> str:
    """Return a text that a Markdown renderer and a browser show character by character.

    Every character but letters, digits and the space becomes a numeric reference, so no markup, formula or tab is
    interpreted.
    """
    return _INTERPRETED.sub(_refer, text)


def _refer(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def stretches_of(text: str) -> Stretches:
    """Return a text cut at its hidden characters."""
    return _cut(text, ())[0]


def cut_at_span(quote: Quote) -> list[Stretches]:
    """Return the words of a quote before, in and after its span; without a span, all of them are after it."""
    cuts = [0, 0]
    if quote.span and quote.start <= quote.span.start < quote.span.end <= quote.end:
        cuts = [quote.span.start - quote.start, quote.span.end - quote.start]
    return _cut(quote.text, cuts)


def cut_at_marks(mention: Mention) -> list[tuple[Stretches, bool]]:
    """Return the words of a sentence cut at its mentions, each part with whether it is one."""
    cuts = [0, *(edge - mention.quote.start for mark in mention.marks for edge in (mark.start, mark.end))]
    # Every second part is a mention; the first one is empty.
    return [(part, number % 2 == 0) for number, part in enumerate(_cut(mention.text, cuts)) if number and part]


def _cut(text: str, cuts: Sequence[int]) -> list[Stretches]:
    """Return the parts of a text between these ascending offsets, each cut at its hidden characters."""
    runs = find_hidden(text)
    return [list(split_hidden(text, runs, *ends)) for ends in pairwise((0, *cuts, len(text)))]


def age_of(article: Article) -> str:
    """Return how long ago an article was published, empty if unknown."""
    return age_words(article.published, date.today()) if article.published else ""


def age_words(day: date, today: date) -> str:
    """Return how long ago a day was, empty for one in the future."""
    days = (today - day).days
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    months, years = int(days / _DAYS_A_MONTH), int(days / _DAYS_A_YEAR)
    count, unit = (years, "year") if years else (months, "month") if months else (days, "day")
    return f"{count} {unit}{'s' if count > 1 else ''} ago"
