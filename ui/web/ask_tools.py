"""What stands under the box of the Ask tab: the filter, saved conversations, export, and the keys."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import gradio as gr

from ui.desk import Desk
from ui.security.turns import Steps, Turnstile
from ui.web.calls import Json, cite, export, judge, list_sources, tell_library
from ui.web.events import make_server_function

SCRIPTS = ("filter.js", "saved.js", "export.js", "judging.js", "moved.js", "keys.js")


def add_tools(desk: Desk, turnstile: Turnstile) -> gr.Button:
    """Add the tools with their scripts, and return the button that begins a new conversation."""
    functions: dict[str, Callable[[Any], Json | Steps[Json]]] = {
        "get_sources": lambda _: list_sources(desk),
        "get_reference": lambda wanted: cite(desk, wanted),
        "export_conversation": lambda wanted: export(desk, wanted),
        "keep_judgement": lambda said: judge(desk, said),
        "get_library": lambda _: tell_library(desk),
    }
    page = files("ui") / "page"
    with gr.Row(elem_id="tools-row"):
        gr.HTML(
            "",
            # The browser evaluates the template as code, so no word of an article may ever be put into it.
            html_template=(page / "tools.html").read_text(encoding="utf-8"),
            js_on_load="\n".join("{\n" + (page / name).read_text(encoding="utf-8") + "}" for name in SCRIPTS),
            server_functions=[make_server_function(turnstile, *named) for named in functions.items()],
            apply_default_css=False,
            elem_id="tools",
        )
        return gr.Button("New conversation", elem_id="restart")
