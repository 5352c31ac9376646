"""The routes of mentions and of their timeline."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa.input_limits import MAX_COUNTED
from qa.mentions.mention_forms import MentionsForm, mentions_to_json
from qa.mentions.timeline_forms import TimelineForm, timeline_to_json
from ui.api.routes import respond_from_service
from ui.mention_arguments import MentionArguments, TimelineArguments
from ui.problems import EscapedJSONResponse
from ui.security.request_queue import Steps
from ui.service import Service

router = APIRouter()


@router.get("/mentions", response_model=MentionsForm)
async def get_mentions(request: Request, asked: Annotated[MentionArguments, Query()]) -> Response:
    """List every sentence that mentions a name, word or phrase, with exact counts of all."""
    return await respond_from_service(request, partial(_list_mentions, asked), asked.collection)


def _list_mentions(asked: MentionArguments, service: Service, user: str) -> Steps[Response]:
    mentions = yield from service.mentions.find(asked.wanted, service.refresh())
    return EscapedJSONResponse(mentions_to_json(mentions, asked.offset, asked.limit, MAX_COUNTED))


@router.get("/timeline", response_model=TimelineForm)
async def get_timeline(request: Request, asked: Annotated[TimelineArguments, Query()]) -> Response:
    """List the dated sentences on a name, word or phrase, in the order of their dates."""
    return await respond_from_service(request, partial(_date_mentions, asked), asked.collection)


def _date_mentions(asked: TimelineArguments, service: Service, user: str) -> Steps[Response]:
    mentions = yield from service.mentions.find(asked.wanted, service.refresh())
    timeline = yield from service.mentions.date(asked.wanted, mentions)
    return EscapedJSONResponse(timeline_to_json(timeline, len(mentions), asked.offset, asked.limit))
