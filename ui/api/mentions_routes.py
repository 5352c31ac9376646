"""The route of mentions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from index.store import Index
from qa.input_limits import MAX_COUNTED
from qa.mentions.mention_forms import MentionsForm, mentions_to_json
from qa.serialize import Json
from ui.api.routes import respond
from ui.mention_arguments import MentionArguments
from ui.mention_cache import MentionCache
from ui.security.request_queue import Steps

mentions_router = APIRouter()


@mentions_router.get("/mentions", response_model=MentionsForm)
async def get_mentions(request: Request, asked: Annotated[MentionArguments, Query()]) -> Response:
    """List every sentence that mentions a name, word or phrase, with exact counts of all."""
    cache: MentionCache = request.app.state.service.mentions
    return await respond(request, lambda index: _list_mentions(asked, cache, index))


def _list_mentions(asked: MentionArguments, cache: MentionCache, index: Index) -> Steps[Json]:
    mentions = yield from cache.find(asked.wanted, index)
    return mentions_to_json(mentions, asked.offset, asked.limit, MAX_COUNTED)
