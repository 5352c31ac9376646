"""The section "Standing questions" of the Kept tab: the sentences that the questions found, and the actions on them."""

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr

from corpus.errors import StandingError, UserError
from index.collections.collection_names import ALL
from qa.question import check_question
from qa.serialize import Json
from qa.standing.asking import ask_standing_in_steps
from qa.standing.standing_changes import (
    add_standing,
    list_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from ui.ask_request import AskRequest, read_address
from ui.collections.collection_choice import use_names
from ui.html.answer_html import error_html
from ui.html.list_change import ListChange
from ui.html.standing_html import standing_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service, history_of
from ui.web.events import take_steps
from ui.web.page_files import page_file
from ui.writable import ASK_BY_COMMAND, check_may_add, check_writable


def add_standing_part(tab: gr.Tab, service: Service, queue: RequestQueue) -> None:
    """Add the section; it is filled when the tab is opened."""
    gr.HTML('<h2 class="part-title standing-title">Standing questions</h2>', apply_default_css=False)
    # Gradio provides `element` to the script; the server replaces the list after each change.
    questions = gr.HTML(elem_id="standing", apply_default_css=False, js_on_load=page_file("standing.js"))
    # Written by the script: the action of a button in the list.
    action = gr.Textbox("", elem_id="standing-action", visible="hidden")
    doing = gr.Button("Do", elem_id="standing-do", visible="hidden")

    async def show_standing(request: gr.Request) -> str:
        return await take_steps(queue, request, _show(service))

    async def change_standing(action: str, request: gr.Request) -> tuple[str, str]:
        return "", await take_steps(queue, request, _change(service, action))

    # Outside the queue, for the reason given in the Ask tab.
    aside: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    tab.select(show_standing, None, questions, **aside)
    doing.click(change_standing, action, [action, questions], **aside)


def watch_question(service: Service, wanted: object) -> Json:
    """Add the question of an answer, given by its address; return `{"watched": …}` or `{"error": …}`."""
    address = str(wanted.get("asked")) if isinstance(wanted, Mapping) else ""
    try:
        asked = read_address(address)
        if len(asked.collections or service.named_collections) > 1 or ALL in (
            *asked.collections,
            *service.named_collections,
        ):
            return {"error": "Choose one collection to watch a question."}
        # An answer keeps its collection, whichever the page shows now.
        with use_names(asked.collections):
            return {"watched": _add(service, asked)}
    except UserError as error:
        return {"error": str(error)}
    except ValueError as error:
        return {"error": f"The question was not added: {error}."}


def _add(service: Service, asked: AskRequest) -> str:
    _check_writable(service)
    return add_standing(
        service.refresh(),
        asked.question,
        history=history_of(asked),
        sources=asked.sources,
        since=asked.since,
        until=asked.until,
        read_period=asked.reads_period,
    ).id


def _show(service: Service, change: ListChange | None = None) -> Steps[str]:
    """Return the questions as HTML, with an error in their place if they cannot be read.

    The index may have been built by a program that did not ask them.
    """
    try:
        index = service.refresh()
        if not service.keeps_nothing:
            yield from ask_standing_in_steps(index)
        questions = list_standing(index)
    except UserError as error:
        return error_html(error)
    return standing_html(
        questions,
        index,
        collection=service.collection,
        collections=service.named_collections,
        is_changeable=not service.keeps_nothing,
        change=change,
    )


def _change(service: Service, action: str) -> Steps[str]:
    """Perform the action that a button sent as JSON, and show the questions with a report or an error above them."""
    try:
        change = _perform(service, action)
    except UserError as error:
        return error_html(error) + (yield from _show(service))
    except ValueError as error:
        problem = StandingError(f"Nothing was changed: {error}.", "Correct it and try again.")
        return error_html(problem) + (yield from _show(service))
    return (yield from _show(service, change))


def _perform(service: Service, action: str) -> ListChange | None:
    """Perform an action; ignore unknown ones. Raises UserError or ValueError."""
    try:
        asked = json.loads(action)
    except (ValueError, RecursionError):
        return None
    _check_writable(service)
    match asked:
        case {"do": "add", "question": str(question)}:
            _add(service, AskRequest(check_question(question), reads_period=True))
            return ListChange("It is asked of every article that you add from now on.")
        case {"do": "read", "ids": list(ids)}:
            mark_sentences(service.folder, [id for id in ids if isinstance(id, str)])
        case {"do": "pause" | "resume" as kind, "id": str(id)}:
            pause_standing(service.folder, id, paused=kind == "pause")
        case {"do": "remove", "id": str(id)}:
            removed = remove_standing(service.folder, id)
            return ListChange(f"“{removed.question}” was deleted.", removed.id)
        case {"do": "restore", "id": str(id)}:
            restore_standing(service.folder, id)
            return ListChange("Undone.")
    return None


def _check_writable(service: Service) -> None:
    check_may_add(service.may_add)
    check_writable(service.keeps_nothing, ASK_BY_COMMAND)
