"""A conversation as a document: questions, quotations, and a numbered bibliography of the quoted articles.

The web page needs nothing but itself: no script runs, and it loads nothing. It has the data from which
`qa/citations/shared_page.py` verifies its quotations.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.articles import Article
from qa.answer import Answer, Quote
from qa.citations.markdown_text import plain_line, plain_text
from qa.citations.references import article_parts
from ui.answer_words import indent_of, status_words
from ui.ask_request import AskRequest
from ui.html.rendering import read_style, render

FORMS = ("markdown", "html")

Turns = Sequence[tuple[AskRequest, Answer]]


@dataclass(frozen=True, slots=True)
class ExportOrigin:
    """The generation that the answers are from, and when they were exported."""

    generation: str
    made: datetime

    @classmethod
    def now(cls, generation: str) -> "ExportOrigin":
        """Return the origin of an export that is made now."""
        return cls(generation, datetime.now(UTC).replace(microsecond=0))

    def describe(self) -> str:
        """Return when and from what the export was made, in a sentence."""
        day = f"{self.made.day} {self.made:%B %Y}, {self.made:%H:%M} UTC"
        return f"Made with quotedesk on {day}, from {self.generation or 'an index'}."


@dataclass(frozen=True, slots=True)
class _ExportedTurn:
    """A question, the status and reason of its answer, and the exported quotes."""

    question: str
    status: Sequence[str]
    quotes: Sequence[Quote]


def write_conversation(turns: Turns, form: str, origin: ExportOrigin) -> str:
    """Return a conversation in one of the `FORMS`."""
    return f"{_write_html(turns, origin)}\n" if form == "html" else "".join(_write_markdown(turns, origin))


def number_articles(turns: Turns) -> dict[str, tuple[int, Article]]:
    """Return the quoted articles by their ids, numbered in the order in which they are first quoted."""
    articles = {quote.article.id: quote.article for _, answer in turns for quote in exported_quotes(answer)}
    return {article.id: (number, article) for number, article in enumerate(articles.values(), start=1)}


def exported_quotes(answer: Answer) -> Sequence[Quote]:
    """Return the exported quotes: if none surely answers, only the closest one."""
    return answer.quotes[:1] if answer.status == "nearest" else answer.quotes


def _write_markdown(turns: Turns, origin: ExportOrigin) -> Iterator[str]:
    sources = number_articles(turns)
    yield "# Questions and quotations\n"
    for asked, answer in turns:
        yield f"\n## {plain_line(asked.question)}\n"
        for words in status_words(answer):
            yield f"\n{plain_line(words)}\n"
        for quote in exported_quotes(answer):
            words = "\n".join(f"> {line}".rstrip() for line in plain_text(indent_of(quote) + quote.text).split("\n"))
            yield f"\n{words} \\[{_place_of(quote, sources)}\\]\n"
    if sources:
        yield "\n## Articles\n\n"
        for number, article in sources.values():
            yield f"{number}. {plain_line(', '.join(article_parts(article)))}\n"
    yield f"\n{plain_line(origin.describe())}\n"


def _write_html(turns: Turns, origin: ExportOrigin) -> str:
    articles, style = number_articles(turns).values(), read_style("shared.css")
    return render(
        "conversation.html",
        title=turns[0][0].question if turns else "Questions and quotations",
        turns=[_ExportedTurn(asked.question, status_words(answer), exported_quotes(answer)) for asked, answer in turns],
        numbers={article.id: number for number, article in articles},
        sources=[(number, article_parts(article)) for number, article in articles],
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        origin=origin.describe(),
        data=_make_data(turns, origin),
    )


def _make_data(turns: Turns, origin: ExportOrigin) -> dict[str, object]:
    """Return what verifies the page, as JSON: the quotes of each answer with their places, and the origin."""
    return {
        "generation": origin.generation,
        "made": origin.made.isoformat(),
        "answers": [
            {"question": asked.question, "quotes": [quote_to_data(quote) for quote in exported_quotes(answer)]}
            for asked, answer in turns
        ],
    }


def quote_to_data(quote: Quote) -> dict[str, object]:
    """Return what verifies a quotation: its words and place, and what names its article."""
    article = {name: getattr(quote.article, name) for name in ("id", "url", "title", "source")}
    place = {name: getattr(quote, name) for name in ("text", "start", "end", "prefix", "suffix")}
    credit = {"collection": quote.collection} if quote.collection else {}
    return place | {"article": article} | credit


def _place_of(quote: Quote, sources: dict[str, tuple[int, Article]]) -> str:
    place = quote.article.place_at(quote.start)
    parts = [str(sources[quote.article.id][0]), quote.collection, place]
    return ", ".join(plain_line(part) for part in parts if part)
