"""The view "Overview" of the Library tab: what the articles are about."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import gradio as gr

from corpus.errors import UserError
from index.filters import Filter
from qa.article_list import fetch_articles
from qa.citations.fragments import spot_link
from qa.citations.hidden import reveal_line
from qa.overview.overview import CollectionOverview
from qa.serialize import Json
from ui.answer_words import known_facts
from ui.ask_request import AskRequest, read_address
from ui.html.answer_html import error_html
from ui.html.library.overview_html import overview_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.steps import overview_steps
from ui.web.events import make_server_function, take_steps
from ui.web.page_files import page_file

LISTED = 50
"""Number of articles of a group that are listed at once."""

_CHANGED: Json = {"error": "The library has changed since. Open the overview again."}


def add_overview_view(service: Service, queue: RequestQueue) -> None:
    """Add the switch of the views of the library, and the overview, which is made when it is first looked at."""
    gr.HTML(page_file("library_views.html"), elem_id="library-views", apply_default_css=False)
    shown = gr.HTML(
        "",
        elem_id="overview",
        apply_default_css=False,
        js_on_load=page_file("overview.js"),
        server_functions=[make_server_function(queue, "get_group", partial(list_group, service))],
    )
    # Written by the script of the view: the filter as an address.
    kept_to = gr.Textbox("", elem_id="overview-filter", visible="hidden")
    button = gr.Button("Show", elem_id="survey", visible="hidden")

    async def survey(kept_to: str, request: gr.Request) -> str:
        return await take_steps(queue, request, show_overview(service, kept_to))

    button.click(
        survey,
        kept_to,
        shown,
        show_progress="minimal",
        concurrency_limit=None,
        api_visibility="private",
    )


def show_overview(service: Service, address: str) -> Steps[str]:
    """Return the overview of the articles that a filter chooses, as HTML."""
    chosen = replace(_read_filter(address), collections=service.named_collections)
    try:
        index = service.refresh()
        found: CollectionOverview = yield from overview_steps(index, _make_filter(chosen))
        return overview_html(found, index, chosen, address)
    except UserError as error:
        return error_html(error)


def list_group(service: Service, wanted: object) -> Steps[Json]:
    """Return some articles of a group of the overview, the most central first, and how many are left."""
    if not isinstance(wanted, Mapping):
        return _CHANGED
    number, offset = (_read_number(wanted.get(name)) for name in ("number", "offset"))
    try:
        index = service.refresh()
        found = yield from overview_steps(index, _make_filter(_read_filter(str(wanted.get("filter", "")))))
        if not 1 <= number <= len(found.groups) or offset < 0 or wanted.get("generation") != index.generation:
            return _CHANGED
        ids = found.groups[number - 1].ids
        shown = list(fetch_articles(index, ids[offset : offset + LISTED]))
    except UserError as error:
        return {"error": str(error)}
    return {
        "articles": [
            {
                "href": spot_link(article.id),
                "title": reveal_line(article.headline),
                "facts": reveal_line(" · ".join(known_facts(article))),
            }
            for article in shown
        ],
        "left": max(0, len(ids) - offset - LISTED),
    }


def _read_number(value: object) -> int:
    """Return a number that the browser sent, -1 for anything else; True is not a number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _read_filter(address: str) -> AskRequest:
    asked = read_address(address)
    return AskRequest("", sources=asked.sources, since=asked.since, until=asked.until)


def _make_filter(chosen: AskRequest) -> Filter:
    return Filter(frozenset(map(str.casefold, chosen.sources)), chosen.since, chosen.until)
