"""A conversation as a document: questions, quotations, and a numbered bibliography of the quoted articles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.articles import Article
from qa.answer import Answer, Quote
from qa.citations.hidden import reveal, reveal_line
from qa.citations.references import article_parts
from ui.answer_words import status_words
from ui.ask_request import AskRequest
from ui.html.rendering import render

FORMS = ("markdown", "html")

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$=^@:])")
_INDENT = re.compile(r"^[ \t]+")

Turns = Sequence[tuple[AskRequest, Answer]]


@dataclass(frozen=True, slots=True)
class _ExportedTurn:
    """A question, the status and reason of its answer, and the exported quotes."""

    question: str
    status: Sequence[str]
    quotes: Sequence[Quote]


def write_conversation(turns: Turns, form: str) -> str:
    """Return a conversation in one of the `FORMS`."""
    return f"{_write_html(turns)}\n" if form == "html" else "".join(_write_markdown(turns))


def number_articles(turns: Turns) -> dict[str, tuple[int, Article]]:
    """Return the quoted articles by their ids, numbered in the order in which they are first quoted."""
    articles = {quote.article.id: quote.article for _, answer in turns for quote in exported_quotes(answer)}
    return {article.id: (number, article) for number, article in enumerate(articles.values(), start=1)}


def exported_quotes(answer: Answer) -> Sequence[Quote]:
    """Return the exported quotes: if none surely answers, only the closest one."""
    return answer.quotes[:1] if answer.status == "nearest" else answer.quotes


def _write_markdown(turns: Turns) -> Iterator[str]:
    sources = number_articles(turns)
    yield "# Questions and quotations\n"
    for asked, answer in turns:
        yield f"\n## {_plain_line(asked.question)}\n"
        for words in status_words(answer):
            yield f"\n{_plain_line(words)}\n"
        for quote in exported_quotes(answer):
            words = "\n".join(f"> {line}".rstrip() for line in _plain(quote.text).split("\n"))
            yield f"\n{words} \\[{_place_of(quote, sources)}\\]\n"
    if sources:
        yield "\n## Articles\n\n"
        for number, article in sources.values():
            yield f"{number}. {_plain_line(', '.join(article_parts(article)))}\n"


def _write_html(turns: Turns) -> str:
    articles = number_articles(turns).values()
    return render(
        "conversation.html",
        title=turns[0][0].question if turns else "Questions and quotations",
        turns=[_ExportedTurn(asked.question, status_words(answer), exported_quotes(answer)) for asked, answer in turns],
        numbers={article.id: number for number, article in articles},
        sources=[(number, article_parts(article)) for number, article in articles],
    )


def _place_of(quote: Quote, sources: dict[str, tuple[int, Article]]) -> str:
    place = quote.article.place_at(quote.start)
    return f"{sources[quote.article.id][0]}{f', {_plain_line(place)}' if place else ''}"


def _plain_line(text: str) -> str:
    """Return a text in one line that Markdown shows character by character."""
    return _plain(reveal_line(text))


def _plain(text: str) -> str:
    """Return a text that Markdown shows character by character, with hidden characters revealed.

    Spaces at the start of a line are written as references, because they would start a code block.
    """
    lines = (_SIGNS.sub(r"\\\1", line) for line in reveal(text).split("\n"))
    return "\n".join(_INDENT.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), line) for line in lines)
