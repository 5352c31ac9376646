"""The Check tab: a box for a draft, and what each of its quotations is."""

import gradio as gr

from corpus.errors import UserError
from qa.checking import check_draft
from ui.check_html import checks_html
from ui.desk import Desk
from ui.guard.events import MAX_DRAFT
from ui.render import error_html


def add_check_tab(desk: Desk) -> None:
    """Add the box, its button and the list of quotations."""
    with gr.Column(elem_id="check"):
        draft = gr.Textbox(
            "",
            elem_id="draft",
            label="Paste a quotation, or a draft that quotes the articles",
            lines=8,
            max_lines=16,
            max_length=MAX_DRAFT,
        )
        button = gr.Button("Check", elem_id="check-draft", variant="primary")
        found = gr.HTML(elem_id="checks", apply_default_css=False)

    def check(text: str) -> str:
        if not text.strip():
            return ""
        try:
            desk.refresh()
            return checks_html(check_draft(text[:MAX_DRAFT], desk.index))
        except UserError as error:
            return error_html(error)

    gr.on(
        [draft.submit, button.click],
        check,
        draft,
        found,
        show_progress="minimal",
        concurrency_limit=2,
        api_visibility="private",
    )
