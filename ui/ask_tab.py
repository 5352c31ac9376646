"""The Ask tab: a transcript of questions and quoted answers, the box to type in, and what to ask next."""

import json
from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components.chatbot import Message, MessageDict

from corpus.errors import UserError
from ui.ask_tools import add_tools
from ui.asked import Asked, read_address, read_typed
from ui.desk import MAX_TURNS, Desk, Turn
from ui.guard.events import MAX_QUESTION
from ui.render import error_html, question_html, suggestions_html, welcome_html


def add_ask_tab(page: gr.Blocks, desk: Desk) -> None:
    """Add the transcript and its box; a page opened at `?q=…` asks at once."""
    chat = _add_transcript()
    turns = gr.State([])
    suggestions = gr.HTML("", elem_id="suggestions", apply_default_css=False)
    with gr.Row(elem_id="question-row"):
        box = _add_box()
        # What the page's scripts ask: addresses in place of what is typed, as JSON; and the filter, as an address.
        exact = gr.Textbox("", elem_id="exact", visible="hidden")
        chosen = gr.Textbox("", elem_id="chosen", visible="hidden")
        button = gr.Button("Ask", elem_id="ask", variant="primary")
    restart = add_tools(desk)

    def answer(
        question: str, exact: str, chosen: str, turns: list[Turn]
    ) -> tuple[str, str, list[Turn], list[MessageDict | Message]]:
        wanted, afresh = _read_exact(exact)
        if not wanted:
            history = [turn.asked.searched for turn in turns]
            wanted = [read_typed(question.strip(), history, chosen)]
        turns = [] if afresh else turns
        for asked in wanted:
            turns = desk.take_turn(asked, turns)
        return "", "", turns, _messages(turns)

    def begin(request: gr.Request) -> tuple[list[Turn], gr.Chatbot]:
        asked = read_address(str(request.query_params))
        turns = desk.take_turn(asked, []) if len(asked.question) <= MAX_QUESTION else []
        return turns, _transcript(desk, turns)

    def start_afresh() -> tuple[list[Turn], gr.Chatbot, str]:
        return [], _transcript(desk, []), ""

    def suggest(turns: list[Turn]) -> str:
        return suggestions_html(desk.suggest(turns))

    asking = gr.on(
        [box.submit, button.click],
        answer,
        [box, exact, chosen, turns],
        [box, exact, turns, chat],
        show_progress="minimal",
        show_progress_on=chat,
        concurrency_limit=4,
        api_visibility="private",
    )
    # Outside the queue: Gradio's page waits for ever for an event that joins just as the queue's stream ends, and
    # these end while people type.
    aside: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    begun = page.load(begin, None, [turns, chat], **aside)
    for asked in asking, begun:
        asked.then(suggest, turns, suggestions, **aside)
    restart.click(start_afresh, None, [turns, chat, suggestions], **aside)


def _add_box() -> gr.Textbox:
    return gr.Textbox(
        "",
        elem_id="question",
        label="Your question",
        show_label=False,
        placeholder="Ask the articles a question",
        max_length=MAX_QUESTION,
        container=False,
        autofocus=True,
    )


def _read_exact(text: str) -> tuple[list[Asked], bool]:
    """Read the addresses that are to be asked just so, none where what is typed is; and whether to begin afresh."""
    try:
        wanted = json.loads(text)
    except ValueError:
        return [], False
    if not isinstance(wanted, dict) or not isinstance(wanted.get("asked"), list):
        return [], False
    addresses = [address for address in wanted["asked"][:MAX_TURNS] if isinstance(address, str)]
    return [read_address(address) for address in addresses], wanted.get("afresh") is True


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


def _transcript(desk: Desk, turns: Sequence[Turn]) -> gr.Chatbot:
    try:
        desk.refresh()
        placeholder = welcome_html(desk.examples)
    except UserError as error:
        placeholder = welcome_html(desk.examples) + error_html(error)
    return gr.Chatbot(_messages(turns), placeholder=placeholder)


def _messages(turns: Sequence[Turn]) -> list[MessageDict | Message]:
    messages: list[MessageDict | Message] = []
    for turn in turns:
        messages.append({"role": "user", "content": question_html(turn.asked.question)})
        messages.append({"role": "assistant", "content": turn.html})
    return messages
