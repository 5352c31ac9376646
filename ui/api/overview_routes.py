"""The routes of overviews, related articles and extracts."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from index.store import Index
from qa.overview.central_sentences import extract
from qa.overview.overview_forms import (
    ExtractResult,
    OverviewForm,
    RelatedResult,
    extract_to_json,
    overview_to_json,
)
from qa.serialize import Json
from ui.api.routes import respond
from ui.overview_request import ExtractRequest, OverviewRequest, RelatedRequest
from ui.security.request_queue import Steps
from ui.steps import overview_steps

router = APIRouter()


@router.get("/overview", response_model=OverviewForm)
async def get_overview(request: Request, asked: Annotated[OverviewRequest, Query()]) -> Response:
    """Return what the articles are about: groups of articles, each named by a sentence and names of its own."""
    return await respond(request, partial(_survey, asked), asked.collection)


def _survey(asked: OverviewRequest, index: Index) -> Steps[Json]:
    return overview_to_json((yield from overview_steps(index, asked.wanted)), asked.members)


@router.get("/articles/{id}/related", response_model=RelatedResult)
async def get_related(request: Request, id: str, asked: Annotated[RelatedRequest, Query()]) -> Response:
    """Return the articles related to an article, nearest first."""
    return await respond(request, partial(asked.find, id), asked.collection)


@router.get("/articles/{id}/extract", response_model=ExtractResult)
async def get_extract(request: Request, id: str, asked: Annotated[ExtractRequest, Query()]) -> Response:
    """Return the central sentences of an article, in the order of its text."""
    return await respond(request, partial(_extract, id, asked), asked.collection)


def _extract(id: str, asked: ExtractRequest, index: Index) -> Json:
    return extract_to_json(extract(id, asked.k, index=index))
