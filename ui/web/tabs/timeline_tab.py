"""The Timeline tab: a box for a question or a name, and the dated sentences about it as a plot and a list."""

from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.input_limits import MAX_QUESTION_LENGTH
from qa.timeline import find_timeline
from qa.timeline_example import find_example_subject
from ui.html.answer_html import error_html
from ui.html.timeline_html import timeline_html
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.events import take_steps, take_turn

_PROMISE = (
    '<p class="tab-promise">See what the articles say about a person, a place or a subject, in order of time.</p>'
)
_NO_EXAMPLE = UserError("The articles have too few dates to make an example of.", "Enter a subject of your own.")
_EXAMPLE_COST = 3
"""Cost of choosing an example, in requests: the timelines of some names are compared."""


def add_timeline_tab(service: Service, queue: RequestQueue) -> None:
    """Add the box with its buttons, and the results."""
    with gr.Column(elem_id="timeline"):
        gr.HTML(_PROMISE, elem_id="timeline-promise", apply_default_css=False)
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
            example = gr.Button("Try an example", elem_id="try-subject")
        events = gr.HTML("", elem_id="events", apply_default_css=False)

    async def show(about: str, request: gr.Request) -> str:
        return await take_turn(queue, request, lambda: _show(service, about))

    async def try_subject(request: gr.Request) -> tuple[object, str]:
        return await take_steps(queue, request, _try_example(service))

    # The queue decides who is next.
    options: dict[str, Any] = {"show_progress": "minimal", "concurrency_limit": None, "api_visibility": "private"}
    gr.on([box.submit, button.click], show, box, events, **options)
    example.click(try_subject, None, [box, events], show_progress_on=events, **options)


def _try_example(service: Service) -> Steps[tuple[object, str]]:
    """Return a subject of the articles and its timeline."""
    try:
        subject = find_example_subject(service.refresh())
        yield _EXAMPLE_COST
    except UserError as error:
        return gr.update(), error_html(error)
    return (subject, _show(service, subject)) if subject else (gr.update(), error_html(_NO_EXAMPLE))


def _show(service: Service, about: str) -> str:
    if not about.strip():
        return ""
    try:
        service.refresh()
        return timeline_html(find_timeline(about, index=service.index))
    except UserError as error:
        return error_html(error)
    except ValueError as error:
        return error_html(UserError(f"The question cannot be answered: {error}.", "Please rephrase it."))
