"""The routes of the API. Each answers from the newest generation of one collection, or of several.

A new route is one function here, which passes its work with the index to `respond`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from corpus.errors import CitationError, CollectionMissing, UnknownArticle
from index.store import Index
from qa.api import ask, retrieve
from qa.article_list import describe_unknown, find_articles
from qa.citations.citations import read_citations
from qa.input_limits import MAX_CITATION_LENGTH, MAX_CITATIONS
from qa.serialize import AnswerForm, Json, answer_to_json, article_to_json
from ui.api import schemas
from ui.api.metrics import MEDIA_TYPE
from ui.collections.collection_choice import CollectionChoice, use_choice
from ui.collections.collection_services import CollectionServices
from ui.problems import EscapedJSONResponse
from ui.search_request import InCollections
from ui.security.login import user_of
from ui.security.request_queue import RequestQueue, Steps, Visit
from ui.service import Service
from ui.steps import check_steps, verify_steps
from ui.writable import check_may_add

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


T = TypeVar("T")

router = APIRouter()

Work = Callable[[Index], Json | Steps[Json]]
"""Work with the index of one collection."""

WorkWithService = Callable[[Service, str], Steps[Response]]
"""Work with the service of one collection, for a user."""

WorkWithAll = Callable[[Mapping[str, Index]], Json | Steps[Json]]
"""Work with the indexes of collections by name; that of the default one has an empty name if none was named."""


async def respond(request: Request, work: Work, names: Sequence[str] = (), *, changes: bool = False) -> Response:
    """Answer from the newest generation of one collection, the default one if none is named.

    A request that has no field `collection` may name it in its address. With `changes`, whoever may not add to the
    collection is refused.
    """
    choice = read_request(request, names)
    services: CollectionServices = request.app.state.service.services

    def work_with(indexes: Mapping[str, Index]) -> Json | Steps[Json]:
        index = only_one(indexes)
        if changes:
            check_may_add(services.can_add(next(iter(indexes)), choice.user))
        return work(index)

    return await respond_from_all(request, work_with, names)


async def respond_from_all(request: Request, work: WorkWithAll, names: Sequence[str]) -> Response:
    """Answer from the newest generations of collections, through the queue.

    A request enters it once its body has arrived.
    """
    services: CollectionServices = request.app.state.service.services
    choice = read_request(request, names)

    def work_on() -> Steps[Json]:
        made = work(services.open_indexes(choice.names, choice.user))
        return made if isinstance(made, dict) else (yield from made)

    with use_choice(choice):
        return await run_work(request, work_on())


async def respond_from_service(request: Request, work: WorkWithService, names: Sequence[str] = ()) -> Response:
    """Answer from the service of one collection, the default one if none is named, through the queue."""
    services: CollectionServices = request.app.state.service.services
    choice = read_request(request, names)

    def work_on() -> Steps[Response]:
        return (yield from work(only_one(services.choose(choice.names, choice.user)), choice.user))

    return await run_response(request, work_on())


def read_request(request: Request, names: Sequence[str] = ()) -> CollectionChoice:
    """Return who sends a request, and the collections that it names in its body or else in its address."""
    return CollectionChoice(user_of(request.scope), tuple(names or request.query_params.getlist("collection")))


async def run_work(request: Request, steps: Steps[Json]) -> Response:
    """Run work in turns and return its result."""
    return await run_response(request, _as_response(steps))


async def run_response(request: Request, steps: Steps[Response]) -> Response:
    """Run work in turns that makes the response itself."""
    client = request.client.host if request.client else ""

    async def is_waiting() -> bool:
        return not await request.is_disconnected()

    queue: RequestQueue = request.app.state.queue
    return await queue.run_steps(Visit(client, is_waiting), steps)


def _as_response(steps: Steps[Json]) -> Steps[Response]:
    return EscapedJSONResponse((yield from steps))


def only_one(found: Mapping[str, T]) -> T:
    """Return the result of the one collection. Raises RequestValidationError if several are named."""
    if len(found) > 1:
        raise RequestValidationError(
            [{"loc": ("query", "collection"), "msg": "Name one collection here", "type": "value_error"}]
        )
    return next(iter(found.values()))


def _search(question: schemas.Search, indexes: Mapping[str, Index]) -> Json:
    return schemas.SearchResult.dump({"hits": retrieve(index=indexes, **question.arguments)})


@router.get("/search", response_model=schemas.SearchResult)
async def get_search(request: Request, question: Annotated[schemas.Search, Query()]) -> Response:
    """Find the passages that match a question best."""
    return await respond_from_all(request, partial(_search, question), question.collection)


@router.post("/search", response_model=schemas.SearchResult)
async def post_search(request: Request, question: schemas.Search) -> Response:
    """Find the passages that match a question best."""
    return await respond_from_all(request, partial(_search, question), question.collection)


@router.post("/ask", response_model=AnswerForm)
async def post_ask(request: Request, question: schemas.Search) -> Response:
    """Answer a question with verbatim sentences and their sources."""
    return await respond_from_all(
        request, lambda indexes: answer_to_json(ask(index=indexes, **question.arguments)), question.collection
    )


@router.get("/articles", response_model=schemas.ArticlePage)
async def get_articles(request: Request, listing: Annotated[schemas.Listing, Query()]) -> Response:
    """List the articles, newest first, whose headline, source or author holds the words."""
    return await respond(request, partial(_list_articles, listing), listing.collection)


def _list_articles(listing: schemas.Listing, index: Index) -> Json:
    found = find_articles(index, listing.words)
    shown = found[listing.offset : listing.offset + listing.limit]
    index.read_articles_ahead(shown)
    articles = [index.articles[id] for id in shown]
    return schemas.ArticlePage.dump({"total": len(found), "offset": listing.offset, "articles": articles})


@router.get("/articles/{id}", response_model=schemas.ArticleText)
async def get_article(request: Request, id: str, stretch: Annotated[schemas.OffsetRange, Query()]) -> Response:
    """Return an article with its text, or with the stretch that a citation names."""
    return await respond_from_all(request, partial(_read_article, id, stretch), stretch.collection)


def _read_article(id: str, stretch: schemas.OffsetRange, indexes: Mapping[str, Index]) -> Json:
    article = next((index.articles[id] for index in indexes.values() if id in index.articles), None)
    if article is None:
        raise UnknownArticle(*describe_unknown(id))
    start, end = stretch.start, len(article.text) if stretch.end is None else stretch.end
    if not start <= end <= len(article.text):
        told = f"The start and the end must be a range within the {len(article.text):,} characters of the article"
        raise RequestValidationError([{"loc": ("query", "end"), "msg": told, "type": "value_error"}])
    return article_to_json(article) | {"start": start, "end": end, "text": article.text[start:end]}


@router.post("/verify", response_model=schemas.VerificationResult, openapi_extra=_ANY_CITATION)
async def post_verify(request: Request, chosen: Annotated[InCollections, Query()]) -> Response:
    """Verify saved citations against the articles."""
    return await respond_from_all(request, partial(_verify, await request.body()), chosen.collection)


def _verify(body: bytes, indexes: Mapping[str, Index]) -> Steps[Json]:
    citations = read_citations(body, "the request")
    longest = max(len(citation.text) for citation in citations)
    if len(citations) > MAX_CITATIONS or longest > MAX_CITATION_LENGTH:
        raise CitationError(
            f"There are {len(citations)} citations, the longest of {longest:,} characters.",
            f"Send at most {MAX_CITATIONS} at once, each of at most {MAX_CITATION_LENGTH:,} characters.",
        )
    return schemas.VerificationResult.dump(
        {"verifications": (yield from verify_steps(citations, list(indexes.values())))}
    )


@router.post("/check", response_model=schemas.CheckResult)
async def post_check(request: Request, draft: schemas.Draft) -> Response:
    """Check every quotation of a draft against the articles."""
    return await respond(request, partial(_check, draft.text), draft.collection)


def _check(draft: str, index: Index) -> Steps[Json]:
    return schemas.CheckResult.dump({"checks": (yield from check_steps(draft, index))})


@router.get("/health", response_model=schemas.Health)
async def get_health(request: Request) -> dict[str, Any]:
    """Describe the served index."""
    return await describe_health(request.app.state.service.services, user_of(request.scope))


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(request: Request) -> Response:
    """Return metrics of requests and of the index in the Prometheus text format."""
    return Response(request.app.state.metrics.render(), media_type=MEDIA_TYPE)


async def describe_health(services: CollectionServices, user: str = "") -> dict[str, Any]:
    """Return the status of the default index, without waiting for a thread if it is open already.

    Whoever may not read it learns only that the server answers.
    """
    try:
        (service,) = services.choose((), user).values()
    except CollectionMissing:
        return {"status": "ok", "generation": "", "articles": 0, "passages": 0}
    index = service.index if service.is_open else await run_sync(lambda: service.index)
    return {
        "status": "ok",
        "generation": index.generation,
        "articles": len(index.articles),
        "passages": index.manifest.passages,
    }
