"""The Check tab: a box for a draft, and the draft with its quotations marked beside the findings."""

from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.drafts.example import make_example_draft
from qa.input_limits import MAX_DRAFT_LENGTH
from ui.html.answer_html import error_html
from ui.html.check_html import checks_html, key_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.steps import check_steps
from ui.web.collection_switch import add_which
from ui.web.events import take_steps
from ui.web.page_files import page_file

_PROMISE = (
    '<p class="tab-promise">Paste a text that quotes your articles: each quotation is compared with them, '
    "word for word.</p>"
)
_NO_EXAMPLE = "The articles are too short to make an example of. Paste a draft of your own."
_EXAMPLE_COST = 3
"""Cost of making an example, in requests: some drafts are checked until one has all kinds of findings."""


def add_check_tab(service: Service, queue: RequestQueue) -> None:
    """Add the box with its buttons, and the findings."""
    with gr.Column(elem_id="check"):
        gr.HTML(_PROMISE, elem_id="check-promise", js_on_load=page_file("check.js"), apply_default_css=False)
        with gr.Column(elem_id="draft-column"):
            add_which()
            draft = gr.Textbox(
                "",
                elem_id="draft",
                label="Your draft",
                placeholder="She wrote that “…”",
                lines=9,
                max_lines=24,
                max_length=MAX_DRAFT_LENGTH,
            )
            with gr.Row(elem_id="draft-buttons"):
                button = gr.Button("Check", elem_id="check-draft", variant="primary")
                example = gr.Button("Try an example", elem_id="try-draft")
        found = gr.HTML(key_html(), elem_id="checks", apply_default_css=False)

    async def check(text: str, request: gr.Request) -> str:
        return await take_steps(queue, request, _check(service, text))

    async def try_draft(request: gr.Request) -> tuple[object, str]:
        return await take_steps(queue, request, _try_example(service))

    # The queue decides who is next.
    options: dict[str, Any] = {"show_progress": "minimal", "concurrency_limit": None, "api_visibility": "private"}
    checked = gr.on([draft.submit, button.click], check, draft, found, **options)
    tried = example.click(try_draft, None, [draft, found], show_progress_on=found, **options)
    for event in checked, tried:
        event.success(None, js="() => { document.dispatchEvent(new Event('quotedesk:checked')); }", **options)


def _check(service: Service, text: str) -> Steps[str]:
    if not text.strip():
        return key_html()
    text = text[:MAX_DRAFT_LENGTH]
    try:
        service.refresh()
        return checks_html((yield from check_steps(text, service.index)), text)
    except UserError as error:
        return error_html(error)


def _try_example(service: Service) -> Steps[tuple[object, str]]:
    """Return a draft made of the articles, and its findings."""
    try:
        draft = make_example_draft(service.refresh())
        yield _EXAMPLE_COST
    except UserError as error:
        return gr.update(), error_html(error)
    if not draft:
        return gr.update(), key_html(_NO_EXAMPLE)
    return draft, (yield from _check(service, draft))
