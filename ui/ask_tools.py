"""What stands under the box of the Ask tab: the filter, saved conversations, export, and the keys."""

from importlib.resources import files

import gradio as gr

from ui.calls import cite, export, judge, list_sources, tell_library
from ui.desk import Desk

SCRIPTS = ("filter.js", "saved.js", "export.js", "judging.js", "moved.js", "keys.js")


def add_tools(desk: Desk) -> gr.Button:
    """Add the tools with their scripts, and return the button that begins a new conversation."""

    def get_sources(_: object = None) -> dict[str, object]:
        return list_sources(desk)

    def get_reference(wanted: object) -> dict[str, object]:
        return cite(desk, wanted)

    def export_conversation(wanted: object) -> dict[str, object]:
        return export(desk, wanted)

    def keep_judgement(said: object) -> dict[str, object]:
        return judge(desk, said)

    def get_library(_: object = None) -> dict[str, object]:
        return tell_library(desk)

    page = files("ui") / "page"
    with gr.Row(elem_id="tools-row"):
        gr.HTML(
            "",
            # The browser evaluates the template as code, so no word of an article may ever be put into it.
            html_template=(page / "tools.html").read_text(encoding="utf-8"),
            js_on_load="\n".join("{\n" + (page / name).read_text(encoding="utf-8") + "}" for name in SCRIPTS),
            server_functions=[get_sources, get_reference, export_conversation, keep_judgement, get_library],
            apply_default_css=False,
            elem_id="tools",
        )
        return gr.Button("New conversation", elem_id="restart")
