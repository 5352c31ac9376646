"""The page's events and server functions at the queue: client, steps and refusals of each."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any, TypeVar

import gradio as gr
from fastapi import HTTPException
from gradio.context import LocalContext

from corpus.errors import CollectionMissing, ServerBusy, TooManyRequests
from qa.serialize import Json
from ui.collections.collection_choice import read_choice, use_choice
from ui.security.login import user_of
from ui.security.request_queue import ClientGone, RequestQueue, Steps, Visit

T = TypeVar("T")


async def take_steps(queue: RequestQueue, request: gr.Request, steps: Steps[T]) -> T:
    """Run the work of an event in turns; refusals are shown as a message."""
    try:
        with in_collection(request):
            return await queue.run_steps(_visit_of(request), steps)
    except (ServerBusy, TooManyRequests, CollectionMissing) as error:
        raise gr.Error(str(error), print_exception=False) from error
    except ClientGone:
        raise gr.Error("The client disconnected.", print_exception=False) from None


async def take_turn(queue: RequestQueue, request: gr.Request, function: Callable[[], T]) -> T:
    """Run the work of an event that takes one turn."""
    return await take_steps(queue, request, _as_steps(function))


def make_server_function(
    queue: RequestQueue, name: str, function: Callable[[Any], Json | Steps[Json]]
) -> Callable[..., Awaitable[Json]]:
    """Return the function that the page's scripts call by a name, with one argument."""
    return make_user_function(queue, name, lambda _, wanted: function(wanted))


def make_user_function(
    queue: RequestQueue, name: str, function: Callable[[str, Any], Json | Steps[Json]]
) -> Callable[..., Awaitable[Json]]:
    """Return the function that the page's scripts call by a name; ours gets the user's name and the argument."""

    async def call(wanted: object = None, request: gr.Request | None = None) -> Json:
        try:
            with in_collection(request):
                return await queue.run_steps(_visit_of(request), _call(function, user_of_request(request), wanted))
        except (ServerBusy, TooManyRequests, CollectionMissing) as error:
            return {"error": str(error)}
        except ClientGone:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The client disconnected.") from None

    call.__name__ = name
    return call


def in_collection(request: Any) -> AbstractContextManager[None]:  # noqa: ANN401
    """Work for the user of a request, on the collections that its page names."""
    plain = getattr(request, "request", request)
    return use_choice(read_choice(plain.scope))


def _call(function: Callable[[str, Any], Json | Steps[Json]], user: str, wanted: object) -> Steps[Json]:
    made = function(user, wanted)
    if isinstance(made, dict):
        yield from ()
        return made
    return (yield from made)


def _as_steps(function: Callable[[], T]) -> Steps[T]:
    yield from ()
    return function()


def user_of_request(request: Any) -> str:  # noqa: ANN401
    """Return the user who sent Gradio's request, or the plain one that server functions get; empty without a login."""
    plain = getattr(request, "request", request)
    return user_of(plain.scope) if plain is not None else ""


def _visit_of(request: Any) -> Visit:  # noqa: ANN401
    """Return the visit of Gradio's request, or of the plain one that server functions get."""
    plain = getattr(request, "request", request)
    address = plain.client.host if plain.client else ""
    event_id = LocalContext.event_id.get(None)
    if event_id is None:
        return Visit(address, lambda: _still_waits(plain))
    blocks = LocalContext.blocks.get()
    event = blocks._queue.event_ids_to_events.get(event_id) if blocks else None

    async def is_alive() -> bool:
        return event is None or event.alive

    return Visit(address, is_alive)


async def _still_waits(request: Any) -> bool:  # noqa: ANN401
    return not await request.is_disconnected()
