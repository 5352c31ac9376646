"""The Kept tab: what people keep of the articles. Each section is a function of its own."""

from typing import Any

import gradio as gr

from qa.input_limits import MAX_FILTER_LENGTH
from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.collection_switch import add_which
from ui.web.events import make_user_function, take_steps, user_of_request
from ui.web.page_files import page_file
from ui.web.tabs.clipping_actions import ClippingActions, ClippingsWanted
from ui.web.tabs.standing_part import add_standing_part


def add_kept_tab(tab: gr.Tab, service: Service, queue: RequestQueue) -> None:
    """Add the sections; opening the tab renews them."""
    with gr.Column(elem_id="kept"):
        add_which()
        add_clippings_part(tab, service, queue)
        add_standing_part(tab, service, queue)


def add_clippings_part(tab: gr.Tab, service: Service, queue: RequestQueue) -> None:
    """Add the section of clippings: a search, and the list with its export."""
    actions = ClippingActions(service)
    gr.HTML('<h2 class="part-title">Clippings</h2>', apply_default_css=False)
    words = gr.Textbox(
        "",
        elem_id="clippings-words",
        label="Find in clippings",
        placeholder="Find in quotations, notes, tags and articles",
        show_label=False,
        max_length=MAX_FILTER_LENGTH,
    )
    table = gr.HTML(elem_id="clippings", apply_default_css=False, js_on_load=page_file("clippings.js"))
    # Written by the scripts of the page: the order and page of the list, and the action of a button in it.
    view = gr.Textbox("", elem_id="clippings-view", visible="hidden")
    action = gr.Textbox("", elem_id="clippings-action", visible="hidden")
    doing = gr.Button("Do", elem_id="clippings-do", visible="hidden")

    async def show_clippings(words: str, view: str, request: gr.Request) -> str:
        return await take_steps(queue, request, actions.show(ClippingsWanted(user_of_request(request), words, view)))

    async def change_clippings(action: str, words: str, view: str, request: gr.Request) -> tuple[str, str]:
        wanted = ClippingsWanted(user_of_request(request), words, view)
        return "", await take_steps(queue, request, actions.change(action, wanted))

    # Outside the queue, for the reason given in the Ask tab.
    aside: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    shows = [tab.select, words.change, view.change]
    gr.on(shows, show_clippings, [words, view], table, trigger_mode="always_last", **aside)
    doing.click(change_clippings, [action, words, view], [action, table], **aside)


def add_keeping(service: Service, queue: RequestQueue) -> None:
    """Add the dialog that keeps a quotation of an answer or of an open article."""
    actions = ClippingActions(service)
    gr.HTML(
        "",
        # The browser evaluates the template as code, so it must never contain text of an article.
        html_template=page_file("keep.html"),
        js_on_load=page_file("keep.js"),
        server_functions=[make_user_function(queue, "keep_clipping", actions.keep)],
        apply_default_css=False,
        elem_id="keeping",
    )
