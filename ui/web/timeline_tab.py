"""The Timeline tab: a box for a question or a name, and the dated sentences about it as a plot and a list."""

import gradio as gr

from corpus.errors import UserError
from qa.input_limits import MAX_QUESTION_LENGTH
from qa.timeline import find_timeline
from ui.html.answer_html import error_html
from ui.html.timeline_html import timeline_html
from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.events import take_turn

_HINT = '<p class="none">Enter a person, place or subject to see the dated sentences about it, in order of time.</p>'


def add_timeline_tab(service: Service, queue: RequestQueue) -> None:
    """Add the box and the results."""
    with gr.Column(elem_id="timeline"):
        with gr.Row(elem_id="about-row"):
            box = gr.Textbox(
                "",
                elem_id="about",
                label="A name or a question",
                show_label=False,
                placeholder="A name or a question",
                max_length=MAX_QUESTION_LENGTH,
                container=False,
            )
            button = gr.Button("Show", elem_id="show", variant="primary")
        events = gr.HTML(_HINT, elem_id="events", apply_default_css=False)

    async def show(about: str, request: gr.Request) -> str:
        return await take_turn(queue, request, lambda: _show(service, about))

    gr.on(
        [box.submit, button.click],
        show,
        box,
        events,
        show_progress="minimal",
        # The queue decides who is next.
        concurrency_limit=None,
        api_visibility="private",
    )


def _show(service: Service, about: str) -> str:
    if not about.strip():
        return _HINT
    try:
        service.refresh()
        return timeline_html(find_timeline(about, index=service.index))
    except UserError as error:
        return error_html(error)
    except ValueError as error:
        return error_html(UserError(f"The question cannot be answered: {error}.", "Please rephrase it."))
