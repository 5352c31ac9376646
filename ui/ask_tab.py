"""The Ask tab: a transcript of questions and quoted answers, and the box to type in."""

import json
from collections.abc import Sequence

import gradio as gr
from gradio.components.chatbot import Message, MessageDict

from ui.desk import Desk, Turn
from ui.render import question_html, welcome_html

MAX_QUESTION = 500


def add_ask_tab(page: gr.Blocks, desk: Desk) -> None:
    """Add the transcript and its box; a page opened at `?q=…` asks at once."""
    chat = _add_transcript()
    turns = gr.State([])
    with gr.Row(elem_id="question-row"):
        box = gr.Textbox(
            "",
            elem_id="question",
            label="Your question",
            show_label=False,
            placeholder="Ask the articles a question",
            max_length=MAX_QUESTION,
            container=False,
            autofocus=True,
        )
        # What the page carries over when a person drops one of the earlier questions; JSON, empty for as usual.
        carried = gr.Textbox("", elem_id="carried", visible="hidden")
        button = gr.Button("Ask", elem_id="ask", variant="primary")
        restart = gr.Button("New conversation", elem_id="restart")

    def answer(
        question: str, carried: str, turns: list[Turn]
    ) -> tuple[str, str, list[Turn], list[MessageDict | Message]]:
        turns = desk.take_turn(question, turns, _read_carried(carried))
        return "", "", turns, _messages(turns)

    def begin(request: gr.Request) -> tuple[list[Turn], gr.Chatbot]:
        turns = desk.take_turn(request.query_params.get("q", "")[:MAX_QUESTION], [])
        return turns, _transcript(desk, turns)

    def start_afresh() -> tuple[list[Turn], gr.Chatbot]:
        return [], _transcript(desk, [])

    gr.on(
        [box.submit, button.click],
        answer,
        [box, carried, turns],
        [box, carried, turns, chat],
        show_progress="minimal",
        show_progress_on=chat,
        concurrency_limit=4,
        api_visibility="private",
    )
    restart.click(start_afresh, None, [turns, chat], show_progress="hidden", api_visibility="private")
    page.load(begin, None, [turns, chat], show_progress="hidden", api_visibility="private")


def _read_carried(text: str) -> list[str] | None:
    """Read the earlier questions that are to be carried, None where the conversation is."""
    try:
        carried = json.loads(text)
    except ValueError:
        return None
    if not isinstance(carried, list):
        return None
    return [question for question in carried if isinstance(question, str)]


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
    return gr.Chatbot(_messages(turns), placeholder=welcome_html(desk.examples))


def _messages(turns: Sequence[Turn]) -> list[MessageDict | Message]:
    messages: list[MessageDict | Message] = []
    for question, answer in turns:
        messages.append({"role": "user", "content": question_html(question)})
        messages.append({"role": "assistant", "content": answer})
    return messages
