"""The Ask tab: a transcript of questions and quoted answers, the input box, and suggested questions."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr
from gradio.components.chatbot import Message, MessageDict

from qa.input_limits import MAX_QUESTION_LENGTH, MAX_TURNS, MAX_TYPED_LENGTH
from ui.ask_request import AskRequest, keep_newest, read_address, read_typed
from ui.html.answer_html import question_html, suggestions_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.events import take_steps, take_turn
from ui.web.page_files import page_file
from ui.web.tabs.ask_tools import add_tools
from ui.web.tabs.welcome import add_welcome, show_welcome
from ui.web.transcript import Transcript, Turn

SESSION_SECONDS = 6 * 3600
"""How long the server keeps an idle conversation, in seconds."""

COST_SHOWN = 0.1
"""Cost of showing a cached turn, in requests."""

Messages = list[MessageDict | Message]

# Outside the queue: Gradio's page waits for ever for an event that is queued just as the queue's stream ends, and these
# events end while people type.
_ASIDE: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


class _AskEvents:
    """What the server does at the events of the tab, in the queue of searches."""

    def __init__(self, service: Service, queue: RequestQueue) -> None:
        self._service, self._queue, self._transcript = service, queue, Transcript(service)

    async def answer(
        self, question: str, exact: str, chosen: str, conversation: list[AskRequest], request: gr.Request
    ) -> tuple[object, str, list[AskRequest], Messages]:
        steps = _answer(self._transcript, question, exact, chosen, conversation)
        # Clicking a suggested question keeps the box text in the box.
        return gr.update() if exact else "", "", *await take_steps(self._queue, request, steps)

    async def begin(self, restored: str, request: gr.Request) -> tuple[list[AskRequest], Messages, str]:
        wanted, _ = _read_exact(restored)
        wanted = _keep_askable(wanted or [read_address(str(request.query_params))])
        return await take_steps(self._queue, request, _begin(self._transcript, wanted))

    async def start_afresh(self, request: gr.Request) -> tuple[list[AskRequest], Messages, str, str]:
        return [], [], "", await take_turn(self._queue, request, lambda: show_welcome(self._service))

    async def suggest(self, conversation: list[AskRequest], request: gr.Request) -> str:
        questions = await take_steps(self._queue, request, self._service.suggest(conversation))
        return suggestions_html([replace(conversation[-1], question=question, history=()) for question in questions])


def add_ask_tab(page: gr.Blocks, service: Service, queue: RequestQueue) -> None:
    """Add the transcript and its box; a page opened at `?q=…` asks at once.

    Without a question the first screen is shown: what the page is, the box, and below it what the articles are.
    """
    gr.HTML(page_file("intro.html"), elem_id="intro", apply_default_css=False)
    events, chat = _AskEvents(service, queue), _add_transcript()
    conversation = gr.State([], time_to_live=SESSION_SECONDS)
    suggestions = gr.HTML("", elem_id="suggestions", apply_default_css=False)
    with gr.Row(elem_id="question-row"):
        box = _add_box()
        # Written by the page's scripts: addresses to ask instead of the question, as JSON; the filter as an address.
        exact = gr.Textbox("", elem_id="exact", visible="hidden")
        chosen = gr.Textbox("", elem_id="chosen", visible="hidden")
        button = gr.Button("Ask", elem_id="ask", variant="primary")
    restart = add_tools(service, queue)
    welcome = add_welcome(service, queue)
    asking = gr.on(
        [box.submit, button.click],
        events.answer,
        [box, exact, chosen, conversation],
        [box, exact, conversation, chat],
        js="(...given) => { quotedesk.visits.start('asking', given[0], given[1]); return given; }",
        show_progress="minimal",
        show_progress_on=chat,
        # The queue decides who is next.
        concurrency_limit=None,
        api_visibility="private",
    )
    # The history of the browser has the conversation of a page that is loaded again.
    restored_js = "() => [quotedesk.visits.restored()]"
    begun = page.load(events.begin, exact, [conversation, chat, welcome], js=restored_js, **_ASIDE)
    for asked in asking, begun:
        asked.then(events.suggest, conversation, suggestions, **_ASIDE)
    restart_js = "() => { quotedesk.visits.start('clearing'); return []; }"
    cleared = [conversation, chat, suggestions, welcome]
    restarted = restart.click(events.start_afresh, None, cleared, js=restart_js, **_ASIDE)
    for name, event in ("asking", asking), ("beginning", begun), ("clearing", restarted):
        _report_end(name, event, chat)


def _answer(
    transcript: Transcript, question: str, exact: str, chosen: str, conversation: list[AskRequest]
) -> Steps[tuple[list[AskRequest], Messages]]:
    """Ask the typed question, or addresses instead; return the conversation with it, and all of it as messages."""
    wanted, afresh = _read_exact(exact)
    if not wanted:
        wanted = [read_typed(question.strip(), [asked.searched for asked in conversation], chosen)]
    earlier = [] if afresh else conversation
    asked = [_place(transcript, one) for one in wanted if one.question.strip()]
    return (yield from _show(transcript, [*earlier, *asked]))


def _place(transcript: Transcript, asked: AskRequest) -> AskRequest:
    """Return a question that names the collections of its page, unless it names others."""
    return asked if asked.collections else replace(asked, collections=transcript.service.named_collections)


def _show(transcript: Transcript, conversation: Sequence[AskRequest]) -> Steps[tuple[list[AskRequest], Messages]]:
    """Return a conversation as the server keeps it, and all its turns as messages."""
    newest = conversation[-MAX_TURNS:]
    turns: list[Turn] = []
    for asked in newest:
        cost = COST_SHOWN if transcript.has_turn(asked) else 1
        turns.append(transcript.show(asked))
        yield cost
    return keep_newest([turn.asked for turn in turns]), _messages(turns)


def _begin(transcript: Transcript, wanted: Sequence[AskRequest]) -> Steps[tuple[list[AskRequest], Messages, str]]:
    """Return the initial conversation of a page, its messages, and the first screen if there are none."""
    kept, messages = yield from _show(transcript, [_place(transcript, asked) for asked in wanted])
    return kept, messages, "" if messages else show_welcome(transcript.service)


def _add_box() -> gr.Textbox:
    return gr.Textbox(
        "",
        elem_id="question",
        label="Your question",
        show_label=False,
        placeholder="Ask a question",
        max_length=MAX_TYPED_LENGTH,
        container=False,
        autofocus=True,
    )


def _read_exact(text: str) -> tuple[list[AskRequest], bool]:
    """Parse the addresses to ask, empty if the typed question is asked; and whether to start a new conversation."""
    try:
        wanted = json.loads(text)
    except ValueError:
        return [], False
    if not isinstance(wanted, dict) or not isinstance(wanted.get("asked"), list):
        return [], False
    addresses = [address for address in wanted["asked"][:MAX_TURNS] if isinstance(address, str)]
    return [read_address(address) for address in addresses], wanted.get("afresh") is True


def _report_end(name: str, event: Any, chat: gr.Chatbot) -> None:  # noqa: ANN401
    """Report to `history.js` that an event has ended: the number of turns that are shown, or that it failed."""
    done = f"messages => {{ quotedesk.visits.finish('{name}', true, (messages?.length ?? 0) / 2); }}"
    failed = f"() => {{ quotedesk.visits.finish('{name}', false); }}"
    event.success(None, chat, js=done, show_progress="hidden", api_visibility="private")
    event.failure(None, js=failed, show_progress="hidden", api_visibility="private")


def _keep_askable(wanted: Sequence[AskRequest]) -> list[AskRequest]:
    return [asked for asked in wanted if asked.question.strip() and len(asked.question) <= MAX_TYPED_LENGTH]


def _add_transcript() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Questions and answers",
        show_label=False,
        layout="panel",
        height="100%",
        buttons=[],
        feedback_options=None,
        # A formula in an article is text to quote, not to typeset.
        latex_delimiters=[],
        autoscroll=False,
        group_consecutive_messages=False,
    )


def _messages(turns: Sequence[Turn]) -> Messages:
    messages: Messages = []
    for turn in turns:
        messages.append({"role": "user", "content": question_html(turn.asked.question[:MAX_QUESTION_LENGTH])})
        messages.append({"role": "assistant", "content": turn.html})
    return messages
