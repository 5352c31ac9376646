"""The Mentions tab: a box for a name, word or phrase, and its mentions: every one, over time, by article."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from corpus.errors import MentionError, UserError
from qa.input_limits import MAX_EXPORTED, MAX_LINK_LENGTH, MAX_PHRASE_LENGTH
from qa.mentions.finding import Mention, Mentions
from qa.mentions.phrase import InvalidPhrase
from qa.serialize import Json
from qa.timeline_example import find_example_subject
from ui.html.answer_html import error_html
from ui.html.conversation import ExportOrigin
from ui.html.mentions_export import EXPORTS, export_mentions
from ui.html.mentions_html import mentions_html
from ui.mention_request import MentionRequest, read_mention_address
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.collection_switch import add_which
from ui.web.events import make_server_function, take_steps
from ui.web.page_files import page_file

_PROMISE = '<p class="tab-promise">List every sentence that mentions a person, a place, a word or a phrase.</p>'
_NO_EXAMPLE = UserError("The articles have too few dates to make an example of.", "Enter a name of your own.")
_EXAMPLE_COST = 3
"""Cost of choosing an example, in requests: the timelines of some names are compared."""

EXPORTED_A_REQUEST = 250
"""Number of mentions that are read and exported at the cost of a request."""


@dataclass(frozen=True)
class _Parts:
    """The components of the tab that events read or write."""

    box: gr.Textbox
    button: gr.Button
    example: gr.Button
    found: gr.HTML
    address: gr.Textbox
    opening: gr.Button


def open_mentions_address() -> None:
    """Add the script that opens the tab if the address of the page is one of mentions; a hidden tab runs none."""
    gr.HTML("", elem_id="mentions-address", js_on_load=page_file("mentions_address.js"), apply_default_css=False)


def add_mentions_tab(service: Service, queue: RequestQueue) -> None:
    """Add the box with its buttons, and the results."""
    with gr.Column(elem_id="mentions"):
        add_which()
        parts = _add_parts(service, queue)
    _listen(service, queue, parts)


def _add_parts(service: Service, queue: RequestQueue) -> _Parts:
    """Add the box with its buttons, the tools of the list, the list, and what the script writes."""
    gr.HTML(_PROMISE, elem_id="mentions-promise", apply_default_css=False)
    with gr.Row(elem_id="about-row"):
        box = gr.Textbox(
            "",
            elem_id="about",
            label="A name, word or phrase",
            show_label=False,
            placeholder="A name, word or phrase",
            max_length=MAX_PHRASE_LENGTH,
            container=False,
        )
        button = gr.Button("Find", elem_id="show", variant="primary")
        example = gr.Button("Try an example", elem_id="try-subject")
    gr.HTML(
        "",
        # The browser evaluates the template as code, so it must never contain text of an article.
        html_template=page_file("mentions.html"),
        js_on_load=page_file("mentions.js"),
        server_functions=[make_server_function(queue, "export_mentions", lambda wanted: _export(service, wanted))],
        apply_default_css=False,
        elem_id="mentions-tools",
    )
    found = gr.HTML("", elem_id="events", apply_default_css=False)
    # Written by the script: the address of the view, and the button that shows it.
    address = gr.Textbox("", elem_id="mentions-view", visible="hidden", max_length=MAX_LINK_LENGTH)
    opening = gr.Button("Open", elem_id="mentions-open", visible="hidden")
    return _Parts(box, button, example, found, address, opening)


def _listen(service: Service, queue: RequestQueue, parts: _Parts) -> None:
    """Show the mentions when they are asked for."""

    async def show_mentions(phrase: str, address: str, request: gr.Request) -> str:
        wanted = read_mention_address(address).type_phrase(phrase)
        return await take_steps(queue, request, _show(service, wanted))

    async def open_mentions(address: str, request: gr.Request) -> tuple[str, str]:
        wanted = read_mention_address(address)
        return wanted.phrase, await take_steps(queue, request, _show(service, wanted))

    async def try_subject(request: gr.Request) -> tuple[object, str]:
        return await take_steps(queue, request, _try_example(service))

    # The queue decides who is next.
    options: dict[str, Any] = {"show_progress": "minimal", "concurrency_limit": None, "api_visibility": "private"}
    box, found = parts.box, parts.found
    events = [
        gr.on([box.submit, parts.button.click], show_mentions, [box, parts.address], found, **options),
        parts.opening.click(open_mentions, parts.address, [box, found], show_progress_on=found, **options),
        parts.example.click(try_subject, None, [box, found], show_progress_on=found, **options),
    ]
    for event in events:
        event.success(None, js="() => { document.dispatchEvent(new Event('quotedesk:mentions')); }", **options)


def _try_example(service: Service) -> Steps[tuple[object, str]]:
    """Return a name of the articles and its mentions."""
    try:
        subject = find_example_subject(service.refresh())
        yield _EXAMPLE_COST
    except UserError as error:
        return gr.update(), error_html(error)
    if not subject:
        return gr.update(), error_html(_NO_EXAMPLE)
    return subject, (yield from _show(service, MentionRequest(subject)))


def _show(service: Service, wanted: MentionRequest) -> Steps[str]:
    if not wanted.phrase:
        return ""
    wanted = replace(wanted, collections=service.named_collections)
    try:
        mentions = yield from service.mentions.find(wanted, service.refresh())
        timeline = (yield from service.mentions.date(wanted, mentions)) if wanted.view == "time" else None
        return mentions_html(wanted, mentions, timeline)
    except UserError as error:
        return error_html(error)
    except InvalidPhrase as error:
        return error_html(UserError(f"These words cannot be searched: {error}.", "Enter other words."))


def _export(service: Service, asked: object) -> Steps[Json]:
    """Return all mentions of a view in a form of `EXPORTS`, with the name and type of its file; the argument is
    untrusted."""
    given = asked if isinstance(asked, Mapping) else {}
    wanted, form = read_mention_address(str(given.get("address", ""))), str(given.get("form"))
    if form not in EXPORTS or not wanted.phrase:
        return {"error": "Invalid request; please reload the page."}
    try:
        mentions: Mentions = yield from service.mentions.find(wanted, service.refresh())
        if len(mentions) > MAX_EXPORTED:
            raise MentionError(
                f"{len(mentions):,} mentions are too many to export here; at most {MAX_EXPORTED:,} are.",
                "Filter them, or use the command: quotedesk mentions PHRASE --out FILE",
            )
        every: list[Mention] = []
        for first in range(0, len(mentions), EXPORTED_A_REQUEST):
            every += mentions[first : first + EXPORTED_A_REQUEST]
            yield (len(every) - first) / EXPORTED_A_REQUEST
        text = export_mentions(mentions, form, ExportOrigin.now(mentions.opened.generation), every)
    except UserError as error:
        return {"error": str(error)}
    except InvalidPhrase:
        return {"error": "Invalid request; please reload the page."}
    _, name, media_type = EXPORTS[form]
    return {"text": text, "name": name, "type": media_type}
