"""The Library tab: the articles, an upload for more, and earlier versions."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from corpus.errors import UserError
from corpus.readers.formats import LABELS
from index.building.build import BuildReport
from index.types import Progress
from qa.input_limits import MAX_FILTER_LENGTH, MAX_WEB_ADDRESS_LENGTH
from ui.html.answer_html import error_html
from ui.html.charts import charts_html
from ui.html.library_html import library_html, report_html
from ui.html.versions import marks_html, versions_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.events import take_steps, take_turn
from ui.web.library import add_address, add_files, go_back, remove_article, sit, undo
from ui.web.page_files import page_file
from ui.web.uploads import check_uploads

Shown = tuple[str, str, str, str]
"""The summary of the last change, the table, the charts and the versions, as HTML."""


def add_library_tab(page: gr.Blocks, service: Service, queue: RequestQueue) -> None:
    """Add the upload, its summary, the table and the statistics; added articles are searched at once."""
    with gr.Column(elem_id="library"):
        upload = _add_upload(service)
        with gr.Row(elem_id="address-row", visible=service.allow_net and not service.read_only):
            address = _add_box("address", "Add a web page or feed", MAX_WEB_ADDRESS_LENGTH)
        summary = gr.HTML(elem_id="summary", apply_default_css=False)
        wanted = _add_box("filter", "Find articles by headline, source, author or month", MAX_FILTER_LENGTH)
        table = gr.HTML(elem_id="articles", apply_default_css=False, js_on_load=page_file("library.js"))
        with gr.Accordion("Statistics", open=False, elem_id="made-of"):
            charts = gr.HTML(elem_id="charts", apply_default_css=False)
        with gr.Accordion("Versions and exam", open=False, elem_id="upkeep"):
            versions = gr.HTML(elem_id="versions", apply_default_css=False)
            exam = gr.Button("Run the exam", elem_id="exam")
        # The action of a button in the table: the script of the page writes it here and presses the button below.
        action = gr.Textbox("", elem_id="action", visible="hidden")
        doing = gr.Button("Do", elem_id="do", visible="hidden")
    shown = [summary, table, charts, versions]

    def upload_files(
        paths: list[str],
        wanted: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by this default
    ) -> tuple[None, str, str, str, str]:
        added = _do(
            service, wanted, lambda: _report(service, add_files(service, check_uploads(paths), _report_to(progress)))
        )
        return None, *added

    def read_address(
        address: str,
        wanted: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by this default
    ) -> tuple[str, str, str, str, str]:
        return "", *_do(service, wanted, lambda: _report(service, add_address(service, address, _report_to(progress))))

    def act(action: str, wanted: str) -> tuple[str, str, str, str, str]:
        return "", *_do(service, wanted, lambda: _act(service, action))

    async def ask_exam(wanted: str, request: gr.Request) -> Shown:
        return await take_steps(queue, request, _ask_exam(service, wanted))

    async def begin(wanted: str, request: gr.Request) -> Shown:
        return await take_turn(queue, request, lambda: _show(service, wanted))

    async def find(wanted: str, request: gr.Request) -> str:
        return await take_turn(queue, request, lambda: _show(service, wanted)[1])

    changing: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "library", "api_visibility": "private"}
    upload.upload(upload_files, [upload, wanted], [upload, *shown], show_progress_on=summary, **changing)
    address.submit(read_address, [address, wanted], [address, *shown], show_progress_on=summary, **changing)
    doing.click(act, [action, wanted], [action, *shown], show_progress_on=summary, **changing)
    # One exam at a time, but uploads do not wait for it.
    exam.click(ask_exam, wanted, shown, show_progress_on=summary, **changing | {"concurrency_id": "exam"})
    # Outside the queue, for the reason given in the Ask tab.
    aside: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    wanted.change(find, wanted, table, trigger_mode="always_last", **aside)
    page.load(begin, wanted, shown, **aside)


def _add_box(elem_id: str, label: str, max_length: int) -> gr.Textbox:
    return gr.Textbox("", elem_id=elem_id, label=label, max_length=max_length)


def _add_upload(service: Service) -> gr.File:
    return gr.File(
        elem_id="upload",
        label=f"Add articles ({LABELS})",
        file_count="multiple",
        height=130,
        visible=not service.read_only,
    )


def _show(service: Service, wanted: str, said: str = "") -> Shown:
    try:
        service.refresh()
    except UserError as error:
        return error_html(error), "", "", ""
    index, changeable = service.index, not service.read_only
    versions = versions_html(service.folder, index.generation, changeable=changeable)
    return said, library_html(index, wanted, removable=changeable), charts_html(index), versions


def _do(service: Service, wanted: str, action: Callable[[], str]) -> Shown:
    """Change the library, and show it with a report or an error."""
    try:
        said = action()
    except UserError as error:
        said = error_html(error)
    return _show(service, wanted, said)


def _ask_exam(service: Service, wanted: str) -> Steps[Shown]:
    """Run the exam and show its marks above the library."""
    try:
        said = marks_html((yield from sit(service)))
    except UserError as error:
        said = error_html(error)
    return _show(service, wanted, said)


def _report(service: Service, report: BuildReport) -> str:
    return report_html(report, service.index.generation)


def _report_to(progress: gr.Progress) -> Progress:
    def report(phase: str, done: int, total: int) -> None:
        progress((done, total), desc=phase)

    return report


def _act(service: Service, action: str) -> str:
    """Perform the action of a button and report it; ignore unknown actions."""
    match action.split(" ", maxsplit=1):
        case ["remove", article_id]:
            return _report(service, remove_article(service, article_id))
        case ["undo", generation]:
            undo(service, generation)
            return '<div class="added" role="status"><p>Undone.</p></div>'
        case ["back"]:
            go_back(service)
            return '<div class="added" role="status"><p>The previous version was restored.</p></div>'
    return ""
