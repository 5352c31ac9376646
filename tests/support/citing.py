"""Quotes and citations as the tests of citing need them."""

import json
from typing import Any

from corpus.passages import Passage
from qa.answer import Answer, Hit, Why
from qa.citations.citations import read_citations
from qa.reading.quoting import make_quotes
from qa.reading.scored_sentence import ScoredSentence
from qa.serialize import answer_to_json

RAIN, SNOW, MET = "Rain fell in Almaty all day.", "Snow closed the northern road.", "The committee met at noon."
WIND, FROST = "A strong wind felled four trees.", "Frost is expected on Friday night."
FIELDS: dict[str, Any] = {"title": "Weather", "source": "Daily", "url": "https://daily.example/weather"}


def quote(article, text, occurrence=0):
    """Make the quote that `ask` makes of a stretch of an article."""
    start = -1
    for _ in range(occurrence + 1):
        start = article.text.index(text, start + 1)
    hit = Hit(
        1,
        0.0,
        Passage(article.id, article.text, 0, len(article.text)),
        article,
        Why(**dict.fromkeys(Why.__slots__, 0.0)),
    )
    return make_quotes([ScoredSentence(hit, start, start + len(text), 0.0, 0.0)])[0]


def print_quote(one):
    """Return a quote as `quotedesk ask --json` prints it."""
    answer = Answer("", "", "nearest", 0.0, "", (one,), ())
    form: dict[str, Any] = answer_to_json(answer)
    return form["quotes"][0]


def cite(article, text, occurrence=0):
    return read(print_quote(quote(article, text, occurrence)))[0]


def read(value):
    return read_citations(json.dumps(value).encode(), "quotes.json")
