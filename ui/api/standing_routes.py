"""The routes of standing questions, with their requests and responses, and their feed."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from index.store import Index
from qa.citations.fragments import spot_link
from qa.input_limits import MAX_LISTED
from qa.serialize import Json
from qa.standing.atom import MEDIA_TYPE, write_feed
from qa.standing.standing_changes import (
    add_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from qa.standing.standing_file import NewSentence, StandingQuestion, read_standing
from qa.standing.standing_json import StandingList, StandingQuestionForm, list_to_json, standing_to_json
from ui.api.routes import respond, respond_from_service
from ui.api.standing_request import MarkedSentences, StandingMarks, StandingRequest, ask_steps
from ui.ask_request import address_of, request_of
from ui.search_request import InCollections
from ui.security.request_queue import Steps
from ui.service import Service
from ui.writable import ASK_BY_COMMAND, check_writable

router = APIRouter()

InAddress = Annotated[InCollections, Query()]

_FEED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}},
    304: {"description": "The feed has not changed."},
}


class StandingListing(InCollections):
    """Which sentences to return with each question."""

    all: bool = Field(False, description="Also sentences that are marked as read.")
    limit: int = Field(50, ge=1, le=MAX_LISTED, description="How many sentences of a question, the newest ones.")


class StandingPause(InCollections):
    """Whether a question is paused."""

    paused: bool


@router.get("/standing", response_model=StandingList)
async def get_standing(request: Request, listing: Annotated[StandingListing, Query()]) -> Response:
    """List the standing questions with what they found and nobody has marked as read."""

    def list_all(index: Index) -> Json:
        return list_to_json(read_standing(index.folder), shows_all=listing.all, limit=listing.limit)

    return await respond(request, list_all, listing.collection)


@router.post("/standing", response_model=StandingQuestionForm)
async def post_standing(request: Request, wanted: StandingRequest) -> Response:
    """Add a standing question; the articles of the index count as known."""
    return await _change(
        request, lambda index: standing_to_json(add_standing(index, **wanted.arguments)), wanted.collection
    )


@router.post("/standing/ask", response_model=StandingList)
async def post_standing_ask(request: Request, chosen: InAddress) -> Response:
    """Ask the standing questions of new articles now, if that has not been done, and return what they find."""
    return await _change(request, ask_steps, chosen.collection)


@router.post("/standing/read", response_model=MarkedSentences)
async def post_standing_read(request: Request, marks: StandingMarks) -> Response:
    """Mark sentences as read, or as unread again."""
    return await _change(
        request, lambda index: {"changed": mark_sentences(index, marks.ids, read=marks.read)}, marks.collection
    )


@router.get("/standing/feed", response_class=Response, responses=_FEED)
async def get_standing_feed(request: Request, chosen: InAddress) -> Response:
    """Return what the standing questions found as an Atom feed."""
    return await respond_from_service(request, partial(_write_feed, request), chosen.collection)


def _write_feed(request: Request, service: Service, user: str) -> Steps[Response]:
    yield from ()
    page = f"{request.url.scheme}://{request.url.netloc}/"
    named = f"?{urlencode({'collection': service.collection})}" if service.collection else ""
    address = f"{page}{request.url.path.lstrip('/')}{named}"
    feed = write_feed(read_standing(service.folder), address=address, link=partial(_link, page, service.collection))
    tag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return Response(feed, media_type=MEDIA_TYPE, headers={"ETag": tag})


def _link(page: str, collection: str, question: StandingQuestion, sentence: NewSentence) -> str:
    """Return the address of the page that opens the article at a sentence."""
    asked = request_of(question, (collection,) if collection else ())
    return spot_link(sentence.article.id, sentence.start, sentence.end, f"{page}{address_of(asked)}")


@router.patch("/standing/{id}", response_model=StandingQuestionForm)
async def patch_standing(request: Request, id: str, wanted: StandingPause) -> Response:
    """Pause a standing question, or resume it."""
    return await _change(
        request, lambda index: standing_to_json(pause_standing(index, id, paused=wanted.paused)), wanted.collection
    )


@router.delete("/standing/{id}", response_model=StandingQuestionForm)
async def delete_standing(request: Request, id: str, chosen: InAddress) -> Response:
    """Remove a standing question."""
    return await _change(request, lambda index: standing_to_json(remove_standing(index, id)), chosen.collection)


@router.post("/standing/{id}/restore", response_model=StandingQuestionForm)
async def post_standing_restore(request: Request, id: str, chosen: InAddress) -> Response:
    """Restore a standing question that was removed, with what it found."""
    return await _change(request, lambda index: standing_to_json(restore_standing(index, id)), chosen.collection)


async def _change(request: Request, work: Callable[[Index], Json | Steps[Json]], names: Sequence[str]) -> Response:
    """Work for a user who may add to the collection."""
    check_writable(request.app.state.service.services.default.keeps_nothing, ASK_BY_COMMAND)
    return await respond(request, work, names, changes=True)
