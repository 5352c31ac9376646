"""The routes of Gradio that the page uses; requests for other routes never reach Gradio."""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ui.problems import ProblemResponse
from ui.security.limits import UPLOAD
from ui.service import Service
from ui.web.page_calls import SESSION_HASH, PageCalls, UnknownCall
from ui.web.uploads import Uploads

if TYPE_CHECKING:
    from gradio import Blocks

QUEUED = "/gradio_api/queue/join"
DIRECT = "/gradio_api/run/predict"
"""The route of events outside the queue."""
FUNCTION = "/gradio_api/component_server/"

_READ = re.compile(
    # The page requests the application's id until a restarted server answers.
    rf"/theme\.css|/favicon\.ico|/gradio_api/app_id|/gradio_api/heartbeat/{SESSION_HASH}"
    r"|/assets/[\w-][\w.-]*|/static(?:/[\w-][\w.-]*)+",
    re.ASCII,
)
"""The routes that the page reads by path alone; scripts, styles and fonts are below /assets and /static."""


class GradioRoutes:
    """Passes the requests of the page on to Gradio after checking their bodies; answers all others with 404."""

    def __init__(self, app: ASGIApp, calls: PageCalls, uploads: Uploads) -> None:
        self._app = app
        self._calls = calls
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 404 or 422."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        elif scope["type"] != "http" or self._is_read(scope):
            await self._app(scope, receive, send)
        elif scope["method"] == "POST" and scope["path"] in (QUEUED, DIRECT, FUNCTION):
            await self._check(scope, receive, send)
        elif (scope["method"], scope["path"]) == ("POST", UPLOAD) and self._calls.takes_files:
            await self._upload(scope, receive, send)
        else:
            await _refuse()(scope, receive, send)

    def _is_read(self, scope: Scope) -> bool:
        """Return whether a request is a read that the page makes."""
        path = scope["path"]
        if scope["method"] != "GET":
            return False
        if path == "/":
            # With these Gradio restores a stored page, or shows another one.
            return not {"deep_link", "page"} & QueryParams(scope["query_string"]).keys()
        if path == "/gradio_api/queue/data":
            return _has_name(scope, "session_hash")
        if path == "/gradio_api/upload_progress":
            return self._calls.takes_files and _has_name(scope, "upload_id")
        return bool(_READ.fullmatch(path))

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Store the files of a request, with or without an upload id from the page."""
        if scope["query_string"] and not _has_name(scope, "upload_id"):
            await _refuse()(scope, receive, send)
            return
        try:
            response = await self._uploads.receive(Request(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on with its original body, once the body is checked."""
        request = Request(scope, receive)
        try:
            body = await request.body()
            # Validation looks at each uploaded file, up to a thousand of them.
            await run_sync(self._check_body, request, body)
        except ClientDisconnect:
            return
        except UnknownCall:
            await _refuse()(scope, receive, send)
        except ValidationError:
            refusal = ProblemResponse(
                HTTPStatus.UNPROCESSABLE_ENTITY, "The request is invalid.", remedy="Please reload the page."
            )
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    def _check_body(self, request: Request, body: bytes) -> None:
        # Gradio parses other types of body differently, and stores the files of a form.
        types = [value.partition(";")[0].strip().lower() for value in request.headers.getlist("content-type")]
        if types != ["application/json"]:
            raise UnknownCall(types)
        if request.scope["path"] == FUNCTION:
            self._calls.check_function(body)
            return
        queued = request.scope["path"] == QUEUED
        self._calls.check_event(body, lambda path: self._uploads.has(request, path), queued=queued)


def guard_gradio(app: FastAPI, page: "Blocks", service: Service) -> None:
    """Put the guard between an application and the page mounted in it."""
    mount = next(route for route in app.router.routes if isinstance(route, Mount) and not route.path)
    uploads = Uploads(page.max_file_size or float("inf"), page.upload_file_set)
    mount.app = GradioRoutes(mount.app, PageCalls(page, service), uploads)


def _has_name(scope: Scope, argument: str) -> bool:
    """Return whether a request has an argument once, with a name as the page generates them."""
    values = QueryParams(scope["query_string"]).getlist(argument)
    return len(values) == 1 and bool(re.fullmatch(SESSION_HASH, values[0]))


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that first returns a body that was already read, and then further messages."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _refuse() -> ProblemResponse:
    return ProblemResponse(HTTPStatus.NOT_FOUND, "Not found.")
