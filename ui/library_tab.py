"""The Library tab: the articles at hand, and a place to hand in more."""

from pathlib import Path

import gradio as gr

from corpus.errors import UserError
from corpus.readers.files import FORMATS
from ui.desk import Desk
from ui.library import library_html, report_html
from ui.render import error_html

MAX_FILTER = 200


def add_library_tab(page: gr.Blocks, desk: Desk) -> None:
    """Add the upload, its summary and the table; what is handed in is answered from at once."""
    with gr.Column(elem_id="library"):
        upload = gr.File(
            elem_id="upload",
            label=f"Add articles ({FORMATS})",
            file_count="multiple",
            height=130,
            visible=not desk.read_only,
        )
        summary = gr.HTML(elem_id="summary", apply_default_css=False)
        wanted = gr.Textbox(
            "", elem_id="filter", label="Find an article by headline, source or author", max_length=MAX_FILTER
        )
        table = gr.HTML(elem_id="articles", apply_default_css=False)

    def add(
        paths: list[str],
        wanted: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by this default
    ) -> tuple[None, str, str]:
        def report(phase: str, done: int, total: int) -> None:
            progress((done, total), desc=phase)

        try:
            said = report_html(desk.add_files([Path(path) for path in paths], report))
        except UserError as error:
            said = error_html(error)
        return None, said, library_html(desk.index, wanted)

    def show(wanted: str) -> str:
        try:
            desk.refresh()
        except UserError as error:
            return error_html(error)
        return library_html(desk.index, wanted)

    upload.upload(
        add,
        [upload, wanted],
        [upload, summary, table],
        show_progress_on=summary,
        concurrency_limit=1,
        api_visibility="private",
    )
    wanted.change(show, wanted, table, trigger_mode="always_last", show_progress="hidden", api_visibility="private")
    page.load(show, wanted, table, show_progress="hidden", api_visibility="private")
