"""A conversation as a document: questions, quotations, and a numbered bibliography of the articles they are from."""

import re
from collections.abc import Iterator, Sequence

from corpus.articles import Article
from qa.answer import Answer, Quote
from qa.hidden import reveal, reveal_line
from qa.references import article_parts
from ui.asked import Asked
from ui.markup import attribute, bdi, direction, text_html

FORMS = ("markdown", "html")

_STATUS = {
    "answered": "From the articles:",
    "nearest": "No sentence answers this; the nearest passages:",
    "not_found": "The articles do not say.",
}
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$=^@:])")
_STYLE = (
    "body{font:17px/1.6 Georgia,serif;max-width:42em;margin:3em auto;padding:0 1em;color:#221e19;background:#fff}"
    "h2{font-size:1.15em;margin:2em 0 .3em}blockquote{margin:1em 0;padding-left:1em;border-left:3px solid #8c2b1d}"
    "blockquote,li,h2+p{break-inside:avoid}h2{break-after:avoid}.words{white-space:pre-wrap}"
    ".hidden-sign{display:inline-block;direction:ltr;font-size:0;white-space:nowrap}"
    ".hidden-sign::before{content:attr(title);margin:0 1px;padding:0 3px;border:1px solid;border-radius:3px;"
    "font:600 11px/1.35 sans-serif;color:#8c2b1d}"
    ".status,.reason{color:#665d51}li{overflow-wrap:anywhere}@page{margin:2cm}@media print{body{margin:0}}"
)

_INDENT = re.compile(r"^[ \t]+")

Turns = Sequence[tuple[Asked, Answer]]


def write_conversation(turns: Turns, form: str) -> str:
    """Return a conversation in one of the `FORMS`."""
    return "".join(_write_html(turns) if form == "html" else _write_markdown(turns))


def number_articles(turns: Turns) -> dict[str, tuple[int, Article]]:
    """Return the quoted articles by their ids, numbered in the order in which they are first quoted."""
    articles = {quote.article.id: quote.article for _, answer in turns for quote in answer.quotes}
    return {article.id: (number, article) for number, article in enumerate(articles.values(), start=1)}


def _write_markdown(turns: Turns) -> Iterator[str]:
    sources = number_articles(turns)
    yield "# Questions and quotations\n"
    for asked, answer in turns:
        yield f"\n## {_plain_line(asked.question)}\n\n{_STATUS[answer.status]}\n"
        if answer.reason:
            yield f"\n{_plain_line(answer.reason)}\n"
        for quote in answer.quotes:
            words = "\n".join(f"> {line}".rstrip() for line in _plain(quote.text).split("\n"))
            yield f"\n{words} \\[{_place_of(quote, sources)}\\]\n"
    if sources:
        yield "\n## Articles\n\n"
        for number, article in sources.values():
            yield f"{number}. {_plain_line(', '.join(article_parts(article)))}\n"


def _write_html(turns: Turns) -> Iterator[str]:
    sources = number_articles(turns)
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_title_of(turns)}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>Questions and quotations</h1>"
    for asked, answer in turns:
        yield f'<h2 dir="auto">{bdi(asked.question)}</h2><p class="status">{_STATUS[answer.status]}</p>'
        if answer.reason:
            yield f'<p class="reason">{bdi(answer.reason)}</p>'
        for quote in answer.quotes:
            number = sources[quote.article.id][0]
            yield (
                f'<blockquote{direction(quote.text)}><bdi class="words">{text_html(quote.text)}</bdi> '
                f'<a href="#article-{number}">[{_place_of(quote, sources)}]</a></blockquote>'
            )
    if sources:
        yield "<h2>Articles</h2><ol>"
        for number, article in sources.values():
            yield f'<li id="article-{number}">{", ".join(map(bdi, article_parts(article)))}</li>'
        yield "</ol>"
    yield "</body></html>\n"


def _title_of(turns: Turns) -> str:
    return attribute(turns[0][0].question) if turns else "Questions and quotations"


def _place_of(quote: Quote, sources: dict[str, tuple[int, Article]]) -> str:
    page = quote.article.page_at(quote.start)
    return f"{sources[quote.article.id][0]}{f', p. {page}' if page else ''}"


def _plain_line(text: str) -> str:
    """Return a text in one line that Markdown shows character by character."""
    return _plain(reveal_line(text))


def _plain(text: str) -> str:
    """Return a text that Markdown shows character by character, its hidden characters revealed.

    Spaces at the start of a line are written as references, as they would make code of it.
    """
    lines = (_SIGNS.sub(r"\\\1", line) for line in reveal(text).split("\n"))
    return "\n".join(_INDENT.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), line) for line in lines)
