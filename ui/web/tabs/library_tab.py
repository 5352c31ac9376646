"""The Library tab: the articles, an upload for more, and earlier versions."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gradio as gr

from corpus.errors import CorpusError, IndexMissing, UserError
from corpus.readers.formats import LABELS
from index.building.build import BuildReport
from index.generation.added import read_added
from qa.article_list import name_count
from qa.input_limits import MAX_FILTER_LENGTH, MAX_WEB_ADDRESS_LENGTH
from ui.html.answer_html import error_html
from ui.html.library.charts import charts_html
from ui.html.library.library_html import change_html, library_html, read_view, report_html
from ui.html.library.versions import marks_html, versions_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.collection_switch import add_which, list_targets, move_to_collection
from ui.web.events import in_collection, make_server_function, take_steps, take_turn
from ui.web.page_files import page_file
from ui.web.tabs.library import (
    add_address,
    add_files,
    choose_articles,
    describe_adding,
    edit_library,
    export_list,
    go_back,
    read_edit,
    remove_articles,
    remove_library_samples,
    restore_library_samples,
    sit,
    undo,
)
from ui.web.tabs.overview_view import add_overview_view
from ui.web.uploads import check_uploads

_COLLECTIONS = '<button type="button" class="action collections-open">Collections …</button>'
_EXAM = (
    '<h3 class="versions-title">Exam</h3>'
    "<p>Asks questions that were drafted from your articles, and counts the right answers.</p>"
)

_ADD_HERE = "Drop files above, or choose them."

Shown = tuple[str, str, str, str]
"""The summary of the last change, the list, the charts and the versions, as HTML."""


_CHANGING: dict[str, Any] = {
    "concurrency_limit": 1,
    "concurrency_id": "library",
    "api_visibility": "private",
    "show_progress": "hidden",
}
# Outside the queue, for the reason given in the Ask tab.
_ASIDE: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


class Wanted(NamedTuple):
    """What the browser shows of the library: the words of the search, and the order and page of the list."""

    words: str
    view: str


class _LibraryEvents:
    """What the server does at the events of the tab; reading takes its turn in the queue of searches."""

    def __init__(self, service: Service, queue: RequestQueue) -> None:
        self._service, self._queue = service, queue

    def upload_files(
        self, paths: list[str], words: str, view: str, request: gr.Request
    ) -> tuple[None, str, str, str, str]:
        with in_collection(request):
            return None, *_do(self._service, Wanted(words, view), lambda: _report_added(self._service, paths))

    def read_address(self, address: str, words: str, view: str, request: gr.Request) -> tuple[str, str, str, str, str]:
        with in_collection(request):
            return "", *_do(self._service, Wanted(words, view), lambda: _report_address(self._service, address))

    def act(self, action: str, words: str, view: str, request: gr.Request) -> tuple[str, str, str, str, str]:
        with in_collection(request):
            return "", *_do(self._service, Wanted(words, view), lambda: _act(self._service, action, words))

    async def ask_exam(self, words: str, view: str, request: gr.Request) -> Shown:
        return await take_steps(self._queue, request, _ask_exam(self._service, Wanted(words, view)))

    async def begin(self, words: str, view: str, request: gr.Request) -> Shown:
        return await take_turn(self._queue, request, lambda: _show(self._service, Wanted(words, view)))

    async def find(self, words: str, view: str, request: gr.Request) -> str:
        return (await self.begin(words, view, request))[1]


def add_library_tab(page: gr.Blocks, service: Service, queue: RequestQueue) -> None:
    """Add the upload, its summary, the list and the statistics; added articles are searched at once."""
    with gr.Column(elem_id="library"):
        add_which()
        add_overview_view(service, queue)
        upload = _add_upload(service, queue)
        with gr.Row(elem_id="address-row", visible=service.allow_net and not service.read_only):
            address = _add_box("address", "Add a web page or feed", MAX_WEB_ADDRESS_LENGTH)
        summary = gr.HTML(elem_id="summary", apply_default_css=False, visible=not service.read_only)
        words = _add_box("filter", "Find in titles, texts and sources", MAX_FILTER_LENGTH)
        table = _add_table(service, queue)
        with gr.Accordion("Statistics", open=False, elem_id="made-of"):
            charts = gr.HTML(elem_id="charts", apply_default_css=False)
        versions, exam = _add_advanced()
        # Written by the scripts of the page: the order and page of the list, and the action of a button in it.
        view = gr.Textbox("", elem_id="view", visible="hidden")
        action = gr.Textbox("", elem_id="action", visible="hidden")
        doing = gr.Button("Do", elem_id="do", visible="hidden")
        renewing = gr.Button("Renew", elem_id="renew-library", visible="hidden")
    events, shown, wanted = _LibraryEvents(service, queue), [summary, table, charts, versions], [words, view]
    upload.upload(events.upload_files, [upload, *wanted], [upload, *shown], **_CHANGING)
    address.submit(events.read_address, [address, *wanted], [address, *shown], **_CHANGING)
    doing.click(events.act, [action, *wanted], [action, *shown], **_CHANGING)
    # One exam at a time, but uploads do not wait for it.
    asking = {"concurrency_id": "exam", "show_progress": "minimal"}
    exam.click(events.ask_exam, wanted, shown, show_progress_on=summary, **_CHANGING | asking)
    gr.on([words.change, view.change], events.find, wanted, table, trigger_mode="always_last", **_ASIDE)
    gr.on([page.load, renewing.click], events.begin, wanted, shown, **_ASIDE)


def _add_advanced() -> tuple[gr.HTML, gr.Button]:
    """Add the versions, the collections and the exam."""
    with gr.Accordion("Advanced", open=False, elem_id="upkeep"):
        versions = gr.HTML(elem_id="versions", apply_default_css=False)
        gr.HTML(_COLLECTIONS, elem_id="collections-upkeep", apply_default_css=False)
        gr.HTML(_EXAM, apply_default_css=False)
        exam = gr.Button("Run the exam", elem_id="exam")
    return versions, exam


def _add_box(elem_id: str, label: str, max_length: int) -> gr.Textbox:
    return gr.Textbox("", elem_id=elem_id, label=label, placeholder=label, show_label=False, max_length=max_length)


def _add_upload(service: Service, queue: RequestQueue) -> gr.File:
    """Add the line that files are dropped on. Its script passes them to Gradio's own upload, which is hidden."""
    functions = [make_server_function(queue, "get_adding", lambda _: describe_adding(service))]
    gr.HTML(
        "",
        # The browser evaluates the template as code, so it must never contain text of an article.
        html_template=page_file("dropzone.html").replace("FORMATS", LABELS),
        js_on_load=page_file("uploads.js"),
        server_functions=functions,
        apply_default_css=False,
        elem_id="dropzone",
        visible=not service.read_only,
    )
    return gr.File(elem_id="upload", label="Add articles", file_count="multiple", visible=not service.read_only)


def _add_table(service: Service, queue: RequestQueue) -> gr.HTML:
    functions = [make_server_function(queue, "export_library", lambda wanted: export_list(service, wanted))]
    return gr.HTML(
        elem_id="articles",
        apply_default_css=False,
        js_on_load=page_file("library.js"),
        server_functions=functions,
    )


def _show(service: Service, wanted: Wanted, said: str = "") -> Shown:
    try:
        service.refresh()
    except IndexMissing as error:
        return error_html(IndexMissing(error.what, _ADD_HERE) if service.may_add else error), "", "", ""
    except UserError as error:
        return error_html(error), "", "", ""
    index, is_changeable = service.index, not service.read_only
    versions = versions_html(service.folder, index.generation, changeable=is_changeable)
    added = read_added(service.folder)
    others = list_targets(service) if is_changeable else []
    table = library_html(index, wanted.words, read_view(wanted.view), added, is_changeable=is_changeable, others=others)
    return said, table, charts_html(index), versions


def _do(service: Service, wanted: Wanted, action: Callable[[], str]) -> Shown:
    """Change the library, and show it with a report or an error."""
    try:
        said = action()
    except UserError as error:
        said = error_html(error)
    return _show(service, wanted, said)


def _ask_exam(service: Service, wanted: Wanted) -> Steps[Shown]:
    """Run the exam and show its marks above the library."""
    try:
        said = marks_html((yield from sit(service)))
    except UserError as error:
        said = error_html(error)
    return _show(service, wanted, said)


def _report_added(service: Service, paths: list[str]) -> str:
    return _report(service, add_files(service, check_uploads(paths)), invites=True)


def _report_address(service: Service, address: str) -> str:
    return _report(service, add_address(service, address), invites=True)


def _report(service: Service, report: BuildReport, *, invites: bool = False) -> str:
    generation = service.index.generation
    return report_html(report, generation, invites=invites, news=service.standing_news.get(generation) or 0)


def _act(service: Service, action: str, words: str) -> str:
    """Perform the action that a button sent as JSON and report it; ignore unknown actions."""
    try:
        asked = json.loads(action)
    except ValueError:
        return ""
    return _perform(service, asked, words) if isinstance(asked, dict) else ""


def _perform(service: Service, asked: Mapping[str, object], words: str) -> str:
    match asked.get("do"):
        case "remove":
            return _report(service, remove_articles(service, choose_articles(service, asked, words)))
        case "edit":
            return _edit(service, asked, words)
        case "move":
            return change_html(
                move_to_collection(service, choose_articles(service, asked, words), str(asked.get("to")))
            )
        case "undo" | "undo edit" as kind:
            undo(service, str(asked.get("generation")), of_edit=kind == "undo edit")
            return change_html("Undone.")
        case "back":
            go_back(service)
            return change_html("The previous version was restored.")
        case "remove samples":
            return _report(service, remove_library_samples(service))
        case "restore samples":
            return _report(service, restore_library_samples(service))
    return ""


def _edit(service: Service, asked: Mapping[str, object], words: str) -> str:
    ids = choose_articles(service, asked, words)
    try:
        edit = read_edit(asked.get("edit"))
    except ValueError as error:
        raise CorpusError(f"Nothing was changed: {error}.", "Correct it and save again.") from error
    generation = edit_library(service, ids, edit)
    said = f"{name_count(len(ids), 'article')} {'restored' if edit is None else 'edited'}."
    return change_html(said, generation)
