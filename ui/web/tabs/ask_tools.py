"""The tools under the box of the Ask tab: the filter, saved conversations, export, and the keys."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import gradio as gr

from qa.serialize import Json
from ui.security.request_queue import RequestQueue, Steps
from ui.service import Service
from ui.web.callbacks import cite, describe_library, export, judge, list_sources
from ui.web.events import make_server_function
from ui.web.tabs.standing_part import watch_question

SCRIPTS = ("filter.js", "saved.js", "export.js", "judging.js", "watching.js", "moved.js", "keys.js")


def add_tools(service: Service, queue: RequestQueue) -> gr.Button:
    """Add the tools with their scripts, and return the button that starts a new conversation."""
    functions: dict[str, Callable[[Any], Json | Steps[Json]]] = {
        "get_sources": lambda _: list_sources(service),
        "get_reference": lambda wanted: cite(service, wanted),
        "export_conversation": lambda wanted: export(service, wanted),
        "keep_judgement": lambda said: judge(service, said),
        "watch_question": lambda wanted: watch_question(service, wanted),
        "get_library": lambda _: describe_library(service),
    }
    page = files("ui") / "page"
    with gr.Row(elem_id="tools-row"):
        gr.HTML(
            "",
            # The browser evaluates the template as code, so it must never contain text of an article.
            html_template=(page / "tools.html").read_text(encoding="utf-8"),
            js_on_load="\n".join("{\n" + (page / name).read_text(encoding="utf-8") + "}" for name in SCRIPTS),
            server_functions=[make_server_function(queue, *named) for named in functions.items()],
            apply_default_css=False,
            elem_id="tools",
        )
        return gr.Button("New conversation", elem_id="restart")
