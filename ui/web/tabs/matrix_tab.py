"""The Table tab: questions by articles. Its script fills the table call by call, so that it may stop and continue."""

from functools import partial

import gradio as gr

from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.collection_switch import add_which
from ui.web.events import make_server_function
from ui.web.page_files import page_file
from ui.web.tabs.matrix_cells import KeptCells, export_table, fill_table, list_columns


def add_matrix_tab(service: Service, queue: RequestQueue) -> None:
    """Add the form and the table."""
    kept = KeptCells()
    with gr.Column(elem_id="matrix"):
        add_which()
        gr.HTML(
            "",
            # The browser evaluates the template as code, so it must never contain text of an article.
            html_template=page_file("matrix.html"),
            js_on_load=page_file("matrix_parts.js") + page_file("matrix.js"),
            server_functions=[
                make_server_function(queue, "list_columns", partial(list_columns, service)),
                make_server_function(queue, "fill_table", partial(fill_table, service, kept)),
                make_server_function(queue, "export_table", partial(export_table, service, kept)),
            ],
            apply_default_css=False,
            elem_id="matrix-view",
        )
