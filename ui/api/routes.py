"""The routes of the API. Each answers from one generation, the newest at the time of the request.

A new route is one function here, which passes its work with the index to `_respond`.
"""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from corpus.errors import CitationError
from index.store import Index
from qa.api import ask, retrieve
from qa.article_list import find_articles
from qa.citations.citations import read_citations
from qa.input_limits import MAX_CITATION_LENGTH, MAX_CITATIONS
from qa.serialize import AnswerForm, Json, answer_to_json, article_to_json
from ui.api import schemas
from ui.api.metrics import MEDIA_TYPE
from ui.problems import EscapedJSONResponse
from ui.security.request_queue import RequestQueue, Steps, Visit
from ui.service import Service
from ui.steps import check_steps, verify_steps

_CITATION_EXAMPLE = {
    "text": "seven women",
    "start": 815,
    "end": 826,
    "article": {"id": "228e99aee21d84ac"},
    "prefix": "including ",
    "suffix": ", together",
}
_ANY_CITATION = {
    "requestBody": {
        "required": True,
        "description": "What `quotedesk ask --json` prints, quotes of it, or W3C annotations: JSON or JSON lines.",
        "content": {"application/json": {"schema": {}, "example": _CITATION_EXAMPLE}},
    }
}


router = APIRouter()

Work = Callable[[Index], Json | Steps[Json]]


async def respond(request: Request, work: Work) -> Response:
    """Answer from the newest generation through the queue. A request enters it once its body has arrived."""
    client = request.client.host if request.client else ""

    async def is_waiting() -> bool:
        return not await request.is_disconnected()

    queue: RequestQueue = request.app.state.queue
    return await queue.run_steps(Visit(client, is_waiting), _do(request.app.state.service, work))


def _do(service: Service, work: Work) -> Steps[Response]:
    made = work(service.refresh())
    return EscapedJSONResponse(made if isinstance(made, dict) else (yield from made))


def _search(question: schemas.Search, index: Index) -> Json:
    return schemas.SearchResult.dump({"hits": retrieve(index=index, **dict(question))})


@router.get("/search", response_model=schemas.SearchResult)
async def get_search(request: Request, question: Annotated[schemas.Search, Query()]) -> Response:
    """Find the passages that match a question best."""
    return await respond(request, partial(_search, question))


@router.post("/search", response_model=schemas.SearchResult)
async def post_search(request: Request, question: schemas.Search) -> Response:
    """Find the passages that match a question best."""
    return await respond(request, partial(_search, question))


@router.post("/ask", response_model=AnswerForm)
async def post_ask(request: Request, question: schemas.Search) -> Response:
    """Answer a question with verbatim sentences and their sources."""
    return await respond(request, lambda index: answer_to_json(ask(index=index, **dict(question))))


@router.get("/articles", response_model=schemas.ArticlePage)
async def get_articles(request: Request, listing: Annotated[schemas.Listing, Query()]) -> Response:
    """List the articles, newest first, whose headline, source or author holds the words."""
    return await respond(request, partial(_list_articles, listing))


def _list_articles(listing: schemas.Listing, index: Index) -> Json:
    found = find_articles(index, listing.words)
    shown = found[listing.offset : listing.offset + listing.limit]
    index.read_articles_ahead(shown)
    articles = [index.articles[id] for id in shown]
    return schemas.ArticlePage.dump({"total": len(found), "offset": listing.offset, "articles": articles})


@router.get("/articles/{id}", response_model=schemas.ArticleText)
async def get_article(request: Request, id: str, stretch: Annotated[schemas.OffsetRange, Query()]) -> Response:
    """Return an article with its text, or with the stretch that a citation names."""
    return await respond(request, partial(_read_article, id, stretch))


def _read_article(id: str, stretch: schemas.OffsetRange, index: Index) -> Json:
    article = index.articles.get(id)
    if article is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"No article has the id {id}.")
    start, end = stretch.start, len(article.text) if stretch.end is None else stretch.end
    if not start <= end <= len(article.text):
        told = f"The stretch must lie in order within the {len(article.text):,} characters of the article"
        raise RequestValidationError([{"loc": ("query", "end"), "msg": told, "type": "value_error"}])
    return article_to_json(article) | {"start": start, "end": end, "text": article.text[start:end]}


@router.post("/verify", response_model=schemas.VerificationResult, openapi_extra=_ANY_CITATION)
async def post_verify(request: Request) -> Response:
    """Verify saved citations against the articles."""
    return await respond(request, partial(_verify, await request.body()))


def _verify(body: bytes, index: Index) -> Steps[Json]:
    citations = read_citations(body, "the request")
    longest = max(len(citation.text) for citation in citations)
    if len(citations) > MAX_CITATIONS or longest > MAX_CITATION_LENGTH:
        raise CitationError(
            f"There are {len(citations)} citations, the longest of {longest:,} characters.",
            f"Send at most {MAX_CITATIONS} at once, each of at most {MAX_CITATION_LENGTH:,} characters.",
        )
    return schemas.VerificationResult.dump({"verifications": (yield from verify_steps(citations, index))})


@router.post("/check", response_model=schemas.CheckResult)
async def post_check(request: Request, draft: schemas.Draft) -> Response:
    """Check every quotation of a draft against the articles."""
    return await respond(request, partial(_check, draft.text))


def _check(draft: str, index: Index) -> Steps[Json]:
    return schemas.CheckResult.dump({"checks": (yield from check_steps(draft, index))})


@router.get("/health", response_model=schemas.Health)
async def get_health(request: Request) -> dict[str, Any]:
    """Describe the served index."""
    return await describe_health(request.app.state.service)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(request: Request) -> Response:
    """Return metrics of requests and of the index in the Prometheus text format."""
    return Response(request.app.state.metrics.render(), media_type=MEDIA_TYPE)


async def describe_health(service: Service) -> dict[str, Any]:
    """Return the status of the open index, without waiting for a thread if it is open already."""
    index = service.index if service.is_open else await run_sync(lambda: service.index)
    return {
        "status": "ok",
        "generation": index.generation,
        "articles": len(index.articles),
        "passages": index.manifest.passages,
    }
