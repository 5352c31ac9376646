"""The web application and its server: `/healthz`, `/mcp`, and the page on every other path."""

import os
import socket
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.staticfiles import StaticFiles

from corpus.errors import ServerError
from ui.desk import Desk

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]", "testserver")
MAX_UPLOAD = "20mb"


def build_app(folder: Path, hosts: Sequence[str] = LOCAL_HOSTS) -> FastAPI:
    """Build the application on an index folder; it answers to these host names only."""
    # Gradio reads it while it is imported.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from ui.layout import PAGE, STYLES, THEME, build_page, page_file

    desk = Desk(folder)
    app = FastAPI(title="quotedesk", docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    # Without a rule of ours Gradio lets every other site read the answers.
    app.add_middleware(CORSMiddleware, allow_origins=[])

    @app.get("/healthz")
    def health() -> dict[str, str | int]:
        index = desk.index
        return {
            "status": "ok",
            "generation": index.generation,
            "articles": len(index.articles),
            "passages": index.manifest.passages,
        }

    # Version 1 of the package mcp, which other programs bring, has no mcp_types, and could not serve this.
    if find_spec("mcp_types"):
        from ui.mcp_server import add_mcp

        add_mcp(app, desk.open_newest, hosts)
    app.mount("/page", StaticFiles(directory=str(PAGE)))
    gr.mount_gradio_app(
        app,
        build_page(desk),
        path="/",
        theme=THEME,
        css="\n".join(map(page_file, STYLES)),
        js=page_file("chat.js"),
        head=page_file("head.html"),
        blocked_paths=[str(folder)],
        max_file_size=MAX_UPLOAD,
        footer_links=[],
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
    )
    return app


def serve(folder: Path, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page until interrupted; `announce` is called with its address once it answers."""
    everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    with _listen(host, port) as listener:
        name = "localhost" if everywhere else f"[{host}]" if ":" in host else host
        app = build_app(folder, ["*"] if everywhere else [*LOCAL_HOSTS, name])
        server = _Server(uvicorn.Config(app, log_level="warning"))
        server.when_listening = partial(announce, f"http://{name}:{listener.getsockname()[1]}")
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens and hanging up when it is told to stop."""

    when_listening: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.when_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An open page keeps its connection, so waiting until it closes one would never end.
        for connection in self.server_state.connections:
            connection.transport.close()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port first, so that a taken one is told before the page is built."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ServerError(
            f"The page cannot be served at {host}:{port}: {error.strerror}.",
            "Choose another one with --port, or end the program that uses this one.",
        ) from error
