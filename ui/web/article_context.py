"""What the reader shows around an open article: its extract, and the articles related to it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import gradio as gr

from corpus.articles import Article
from corpus.errors import UserError
from qa.citations.fragments import spot_link
from qa.citations.hidden import reveal, reveal_line
from qa.overview.central_sentences import extract
from qa.overview.related import RELATED, RelatedArticle
from qa.serialize import Json
from ui.answer_words import known_facts
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.steps import related_steps
from ui.web.events import make_server_function
from ui.web.page_files import page_file

_REFUSED: Json = {"error": "Invalid request; please reload the page."}


def add_article_context(service: Service, queue: RequestQueue) -> None:
    """Add the script that fills the parts of the reader around the text; it shows nothing itself."""
    functions: dict[str, Callable[[Any], Json | Steps[Json]]] = {
        "get_extract": partial(describe_extract, service),
        "get_related": partial(describe_related, service),
    }
    gr.HTML(
        "",
        elem_id="article-context",
        apply_default_css=False,
        js_on_load=page_file("article_context.js"),
        server_functions=[make_server_function(queue, name, function) for name, function in functions.items()],
    )


def describe_extract(service: Service, wanted: object) -> Json:
    """Return the central sentences of an article, each with the link to its place."""
    try:
        id = _read_id(wanted)
        index = service.holding(id).refresh()
        if id not in index.articles:
            return _REFUSED
        quotes = extract(id, index=index)
    except UserError as error:
        return {"error": str(error)}
    return {"sentences": [_link(quote.article, quote.start, quote.end, reveal(quote.text)) for quote in quotes]}


def describe_related(service: Service, wanted: object) -> Steps[Json]:
    """Return the articles related to an article, each with the links to it and to its central sentence."""
    try:
        id = _read_id(wanted)
        index = service.holding(id).refresh()
        if id not in index.articles:
            return _REFUSED
        found = yield from related_steps(id, RELATED, index)
        return {"related": [_describe_related(one) for one in found]}
    except UserError as error:
        return {"error": str(error)}


def _describe_related(one: RelatedArticle) -> Json:
    quote = one.sentence
    return {
        "title": _link(one.article, 0, 0, reveal_line(one.article.headline)),
        "facts": reveal_line(" · ".join(known_facts(one.article))),
        "sentence": _link(one.article, quote.start, quote.end, reveal(quote.text)) if quote else None,
    }


def _link(article: Article, start: int, end: int, text: str) -> Json:
    return {"href": spot_link(article.id, start, end), "text": text}


def _read_id(wanted: object) -> str:
    return str(wanted.get("id", "")) if isinstance(wanted, Mapping) else ""
