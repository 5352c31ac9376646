"""The page in Gradio: the tabs, and the article that opens on the right.

Import this only to serve the page: Gradio takes seconds to load.
"""

from functools import partial
from pathlib import Path

import gradio as gr

from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.article_context import add_article_context
from ui.web.collection_switch import add_switch
from ui.web.events import make_server_function
from ui.web.page_files import page_file
from ui.web.tabs.ask_tab import add_ask_tab
from ui.web.tabs.check_tab import add_check_tab
from ui.web.tabs.kept_tab import add_keeping, add_kept_tab
from ui.web.tabs.library_tab import add_library_tab
from ui.web.tabs.matrix_tab import add_matrix_tab
from ui.web.tabs.mentions_tab import add_mentions_tab, open_mentions_address
from ui.web.transcript import open_article

STYLES = (
    *("page.css", "welcome.css", "transcript.css", "cite.css", "reader.css", "tools.css"),
    "collections.css",
    *("library.css", "tables.css", "mentions.css", "matrix.css", "matrix_table.css", "check.css"),
    *("clippings.css", "standing.css", "overview.css"),
)
MAX_WAITING = 64

THEME = gr.themes.Base(
    primary_hue="stone",
    neutral_hue="stone",
    font=[gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
)


def build_page(service: Service, queue: RequestQueue) -> gr.Blocks:
    """Build the page on a service; its searches take turns at the queue."""
    page = gr.Blocks(title="quotedesk", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400))
    with page:
        gr.HTML(page_file("masthead.html"), elem_id="masthead", apply_default_css=False)
        add_switch(service, queue)
        open_mentions_address()
        if service.keeps_clippings:
            add_keeping(service, queue)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"), gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask"):
                    add_ask_tab(page, service, queue)
                with gr.Tab("Mentions"):
                    add_mentions_tab(service, queue)
                with gr.Tab("Table"):
                    add_matrix_tab(service, queue)
                with gr.Tab("Check"):
                    add_check_tab(service, queue)
                with gr.Tab("Kept") as kept:
                    add_kept_tab(kept, service, queue)
                # An index in a search engine is managed on the command line.
                if isinstance(service.place, Path):
                    with gr.Tab("Library"):
                        add_library_tab(page, service, queue)
            with gr.Column(elem_id="right"):
                _add_reader(service, queue)
                add_article_context(service, queue)
    # Only `launch` sets this. Without it Gradio accepts any path of the machine as an uploaded file.
    page.has_launched = True
    page.queue(max_size=MAX_WAITING, api_open=False)
    return page


def _add_reader(service: Service, queue: RequestQueue) -> None:
    # The browser evaluates the template as code, so it must never contain text of an article.
    gr.HTML(
        "",
        html_template=page_file("reader.html"),
        js_on_load=page_file("reader_text.js") + page_file("reader.js"),
        server_functions=[make_server_function(queue, "get_article", partial(open_article, service))],
        apply_default_css=False,
        elem_id="reader",
    )
