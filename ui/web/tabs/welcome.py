"""The first screen below the box: what the articles are, adding more, and example questions."""

import gradio as gr

from corpus.errors import UserError
from ui.html.answer_html import error_html
from ui.html.welcome_html import describe_collection, welcome_html
from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.events import in_collection, take_turn
from ui.web.page_files import page_file
from ui.web.tabs.library import remove_library_samples, restore_library_samples, undo


def add_welcome(service: Service, queue: RequestQueue) -> gr.HTML:
    """Add the first screen, and return it; it is renewed when the tab is opened and when the articles change."""
    welcome = gr.HTML("", elem_id="welcome", apply_default_css=False, js_on_load=page_file("welcome.js"))
    # Written and clicked by the page's scripts.
    action = gr.Textbox("", elem_id="samples-action", visible="hidden")
    doing = gr.Button("Do", elem_id="do-samples", visible="hidden")
    renewing = gr.Button("Renew", elem_id="renew", visible="hidden")

    async def renew(request: gr.Request) -> str:
        return await take_turn(queue, request, lambda: show_welcome(service))

    def choose_samples(action: str, request: gr.Request) -> tuple[str, str]:
        with in_collection(request):
            try:
                said, undoable = _change_samples(service, action)
            except UserError as error:
                return "", show_welcome(service) + error_html(error)
            return "", show_welcome(service, said, undoable)

    chosen = doing.click(
        choose_samples,
        action,
        [action, welcome],
        show_progress="hidden",
        concurrency_limit=1,
        concurrency_id="library",
        api_visibility="private",
    )
    changed = "() => { document.dispatchEvent(new Event('quotedesk:samples')); }"
    chosen.success(None, js=changed, show_progress="hidden", api_visibility="private")
    # Outside the queue, for the reason given in the Ask tab.
    renewing.click(renew, None, welcome, queue=False, show_progress="hidden", api_visibility="private")
    return welcome


def show_welcome(service: Service, said: str = "", undoable: str = "") -> str:
    """Return the first screen for the newest articles, or why there is none.

    `said`: the result of the last action; `undoable`: the action that undoes it.
    """
    try:
        collection = describe_collection(service.refresh(), can_change=not service.read_only)
    except UserError as error:
        return error_html(error)
    return welcome_html(service.examples, collection, said, undoable)


def _change_samples(service: Service, action: str) -> tuple[str, str]:
    """Perform the action of a button; return the result in words, and the action that undoes it, empty if none does.

    Unknown actions are ignored. Raises CorpusError if no article would remain, ServerError if the server is read-only.
    """
    match action.split(" ", maxsplit=1):
        case ["remove"]:
            remove_library_samples(service)
            said = "The samples were removed."
        case ["restore"]:
            restore_library_samples(service)
            said = "The samples were restored."
        case ["undo", generation]:
            undo(service, generation)
            return "Undone.", ""
        case _:
            return "", ""
    return said, f"undo {service.index.generation}"
