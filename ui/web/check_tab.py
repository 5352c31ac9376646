"""The Check tab: a box for a draft, and the results for its quotations."""

import gradio as gr

from corpus.errors import UserError
from qa.input_limits import MAX_DRAFT_LENGTH
from ui.html.answer_html import error_html
from ui.html.check_html import checks_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.steps import check_steps
from ui.web.events import take_steps


def add_check_tab(service: Service, queue: RequestQueue) -> None:
    """Add the box, its button and the list of quotations."""
    with gr.Column(elem_id="check"):
        draft = gr.Textbox(
            "",
            elem_id="draft",
            label="Paste a quotation, or a draft that quotes the articles",
            lines=8,
            max_lines=16,
            max_length=MAX_DRAFT_LENGTH,
        )
        button = gr.Button("Check", elem_id="check-draft", variant="primary")
        found = gr.HTML(elem_id="checks", apply_default_css=False)

    async def check(text: str, request: gr.Request) -> str:
        return await take_steps(queue, request, _check(service, text))

    gr.on(
        [draft.submit, button.click],
        check,
        draft,
        found,
        show_progress="minimal",
        # The queue decides who is next.
        concurrency_limit=None,
        api_visibility="private",
    )


def _check(service: Service, text: str) -> Steps[str]:
    if not text.strip():
        return ""
    try:
        service.refresh()
        return checks_html((yield from check_steps(text[:MAX_DRAFT_LENGTH], service.index)))
    except UserError as error:
        return error_html(error)
