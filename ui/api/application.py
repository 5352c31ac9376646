"""The API as a separate application, mounted at `/api/v1`; its schema is served at `/openapi.json`."""

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect

from ui.api import (
    clippings_routes,
    collections_routes,
    matrix_routes,
    mentions_routes,
    overview_routes,
    routes,
    standing_routes,
)
from ui.api.metrics import PREFIX, Metrics
from ui.collections.current_service import CurrentService
from ui.problems import EscapedJSONResponse, Problem, ProblemResponse, describe_problems, register_handlers
from ui.security.request_queue import ClientGone, RequestQueue

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request cannot be read."},
    401: {"model": Problem, "description": "A login is needed."},
    403: {"model": Problem, "description": "This may not be changed here, or the request is from another site."},
    404: {"model": Problem, "description": "There is no such article, collection, clipping or question."},
    408: {"model": Problem, "description": "The client disconnected."},
    409: {"model": Problem, "description": "There is a collection of this name already, or there are too many."},
    413: {"model": Problem, "description": "The request is too large."},
    422: {"model": Problem, "description": "An argument is wrong; `errors` names it."},
    429: {"model": Problem, "description": "Too many requests; `Retry-After` says when to try again."},
    503: {"model": Problem, "description": "The index cannot be read, is being changed, or too many requests wait."},
}

ROUTERS = tuple(
    module.router
    for module in (
        routes,
        collections_routes,
        mentions_routes,
        matrix_routes,
        clippings_routes,
        standing_routes,
        overview_routes,
    )
)
"""The routes of all features."""


def make_api(service: CurrentService, metrics: Metrics, queue: RequestQueue) -> FastAPI:
    """Make the API on the collections of a server."""
    api = FastAPI(
        title="quotedesk",
        version=version("quotedesk"),
        summary="Ask your articles. Get their own words back, with proof.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
        default_response_class=EscapedJSONResponse,
        # `/articles/` is an article without an id, not an alias of `/articles`.
        redirect_slashes=False,
    )
    register_handlers(api)
    for gone in ClientGone, ClientDisconnect:
        api.exception_handler(gone)(_handle_hang_up)
    api.state.service, api.state.metrics, api.state.queue = service, metrics, queue
    for one in ROUTERS:
        api.include_router(one)
    return api


def _handle_hang_up(_: Request, error: Exception) -> ProblemResponse:
    return ProblemResponse(HTTPStatus.REQUEST_TIMEOUT, "The client disconnected before the answer was ready.")


def describe_api(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI schema of the API."""
    return describe_problems(api.openapi()) | {"servers": [{"url": PREFIX}]}
