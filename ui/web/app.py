"""The web application and its server: `/healthz`, the API under `/api/v1`, `/mcp`, and the page on every other path."""

import os
import re
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.routing import Mount

from corpus.errors import EngineStarting, IndexMissing, ServerError
from index.places import Location
from ui.api.application import describe_api, make_api
from ui.api.metrics import PREFIX, CountRequests, Metrics
from ui.api.routes import describe_health
from ui.collections.collection_services import CollectionServices
from ui.collections.current_service import CurrentService
from ui.security.buckets import Buckets
from ui.security.clients import TrustProxies, is_loopback
from ui.security.connections import ACCEPTED, BACKLOG, limit_connections
from ui.security.limits import LimitAtOnce, LimitBody, LimitRate, Limits, LimitUploads
from ui.security.login import LOGIN, PROXIES, USER_HEADER, Login, RequireLogin, read_login
from ui.security.request_queue import RequestQueue, TakeTurns
from ui.security.sites import RefuseOtherSites, SetHeaders
from ui.service import Service
from ui.web.page_files import HEAD_SCRIPTS, PAGE, make_head, page_file

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
MAX_UPLOAD = "20mb"

SWITCH_SECONDS = 0.001
"""Maximum time a thread may hold the GIL while others wait, in seconds: a search must not delay the server."""

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared, not bound


def build_app(
    place: Location,
    hosts: Sequence[str] = LOCAL_HOSTS,
    *,
    read_only: bool = False,
    allow_net: bool = False,
    login: Login | None = None,
    limits: Limits | None = None,
) -> FastAPI:
    """Build the application on an index; it answers to the given host names only."""
    login = login or Login()
    services = CollectionServices(place, read_only=read_only, allow_net=allow_net, has_users=bool(login.user_header))
    service = CurrentService(services)
    # Whoever reads the metrics need not be who may read the articles.
    metrics = Metrics(lambda: services.choose((), "")[""].index)
    limits, budget = limits or Limits(), Buckets()
    queue = RequestQueue(limits, budget)
    guards = _make_guards(hosts, metrics, login, limits, budget, queue)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, middleware=guards)

    @app.get("/healthz")
    async def health() -> Response:
        try:
            return JSONResponse(await describe_health(services))
        except (EngineStarting, IndexMissing):
            return JSONResponse({"status": "starting"}, HTTPStatus.SERVICE_UNAVAILABLE)

    # Version 1 of the package mcp, which other packages may install, has no mcp_types and does not work here.
    if find_spec("mcp_types"):
        from ui.mcp.mcp_server import add_mcp

        add_mcp(app, services, hosts, queue, writes=services.default.keeps_clippings)

    _mount_api(app, make_api(service, metrics, queue))
    app.mount("/page", StaticFiles(directory=str(PAGE)))
    _mount_page(app, service, queue)
    return app


def _mount_api(app: FastAPI, api: FastAPI) -> None:
    @app.get("/openapi.json")
    def schema() -> dict[str, Any]:
        return describe_api(api)

    mount = Mount(PREFIX, app=api)
    # Starlette would pass paths with a line end to the page.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mount)


def _mount_page(app: FastAPI, service: Service, queue: RequestQueue) -> None:
    """Mount the page behind its guard, on all remaining paths."""
    # Gradio reads these while it is imported, or when the page is built.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio would aggregate the last 10,000 events after each one, for a dashboard that is off.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"], os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1", str(10**12)
    import gradio as gr

    from ui.web.gradio_routes import guard_gradio
    from ui.web.page import STYLES, THEME, build_page
    from ui.web.sessions import limit_sessions

    page = build_page(service, queue)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=THEME,
        css="\n".join(map(page_file, STYLES)),
        js=page_file("chat.js"),
        head=make_head(map(page_file, HEAD_SCRIPTS)),
        blocked_paths=[str(service.folder)],
        max_file_size=MAX_UPLOAD,
        footer_links=[],
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
    )
    mounted: Any = app.routes[-1]
    limit_sessions(mounted.app, page)
    guard_gradio(app, page, service)


def _make_guards(
    hosts: Sequence[str],
    metrics: Metrics,
    login: Login,
    limits: Limits,
    budget: Buckets,
    queue: RequestQueue,
) -> list[Middleware]:
    """Return the checks that a request passes before it is handled, outermost first."""
    return [
        Middleware(SetHeaders, scripts=[page_file(name) for name in HEAD_SCRIPTS]),
        Middleware(CountRequests, metrics=metrics),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        # Without our rule Gradio lets every other site read the answers.
        Middleware(CORSMiddleware, allow_origins=[]),
        Middleware(RefuseOtherSites),
        Middleware(TrustProxies, proxies=login.proxies),
        Middleware(RequireLogin, login=login),
        Middleware(LimitAtOnce, limits=limits),
        Middleware(LimitRate, limits=limits, budget=budget),
        Middleware(TakeTurns, queue=queue),
        Middleware(LimitBody, limits=limits),
        Middleware(LimitUploads, limits=limits),
    ]


def serve(
    place: Location,
    host: str,
    port: int,
    announce: Callable[[str], None],
    *,
    read_only: bool = False,
    allow_net: bool = False,
) -> None:
    """Serve the page until interrupted; `announce` is called with its address once it is ready.

    Other machines can reach it only with a login. Raises ServerError.
    """
    login = read_login(os.environ)
    if not login.is_needed and not _is_local(host):
        raise ServerError(
            f"Serving at {host} requires a login, and none is set.",
            f'Set {LOGIN}="name:password" or, behind a proxy with its own login, {USER_HEADER}=NAME and '
            f"{PROXIES}=ADDRESS, or leave out --host.",
        )
    everywhere = host in _EVERYWHERE
    sys.setswitchinterval(SWITCH_SECONDS)
    with _listen(host, port) as listener:
        name = "localhost" if everywhere else f"[{host}]" if ":" in host else host
        hosts = ["*"] if everywhere else [*LOCAL_HOSTS, name]
        app = build_app(place, hosts, read_only=read_only, allow_net=allow_net, login=login)
        # `TrustProxies` decides which headers of proxies are used.
        config = uvicorn.Config(
            app,
            http=limit_connections(login.proxies),  # type: ignore[arg-type]
            ws="none",
            backlog=ACCEPTED,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
        )
        server = _Server(config)
        server.when_listening = partial(announce, f"http://{name}:{listener.getsockname()[1]}")
        server.run(sockets=[listener])


def _is_local(host: str) -> bool:
    """Return whether a host has addresses of this machine only; an unknown host fails when the server binds to it."""
    if host in _EVERYWHERE:
        return False
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return True
    return all(is_loopback(str(address[0])) for *_, address in found)


class _Server(uvicorn.Server):
    """uvicorn that reports when it listens, and closes connections when it is stopped."""

    when_listening: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # asyncio has one setting for both; with a small one the kernel would drop connections.
        for listener in sockets or ():
            listener.listen(BACKLOG)
        if self.started:
            self.when_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An open page keeps its connection, so waiting for it to close would never end.
        for connection in self.server_state.connections:
            connection.transport.close()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    """Bind the port first, so that a port in use is reported before the page is built."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ServerError(
            f"The page cannot be served at {host}:{port}: {error.strerror}.",
            "Choose another port with --port, or stop the program that uses this one.",
        ) from error
