"""The routes of the API. Each answers from one generation, the newest when it was asked.

A new route is one function here: it takes `Newest` for the index, and `dependencies=[TURN]` where it takes time.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from corpus.errors import CitationError
from index.store import Index
from qa.ask import ask
from qa.checking import check_draft
from qa.citations import read_citations
from qa.forms import Json, answer_to_json, article_to_json, check_to_json, hit_to_json, verification_to_json
from qa.retrieve import retrieve
from qa.verification import verify
from ui.api import forms
from ui.api.metrics import MEDIA_TYPE
from ui.desk import Desk
from ui.library import find_articles

MOST_CITATIONS = 20
LONGEST_CITATION = 5_000

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


def _get_newest(request: Request) -> Index:
    desk: Desk = request.app.state.desk
    desk.refresh()
    return desk.index


async def _take_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.turnstile.take_turn():
        # What comes after the body tells whether anybody still waits for an answer.
        await request.body()
        if await request.is_disconnected():
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The client hung up before its turn came.")
        yield


async def _read_body(request: Request) -> bytes:
    return await request.body()


Newest = Annotated[Index, Depends(_get_newest)]

# The turn ends with the work, not when a slow client has read the answer.
TURN = Depends(_take_turn, scope="function")


def _search(question: forms.Search, index: Index) -> Json:
    return {"hits": [hit_to_json(hit) for hit in retrieve(index=index, **dict(question))]}


@router.get("/search", response_model=forms.SearchResult, dependencies=[TURN])
def get_search(question: Annotated[forms.Search, Query()], index: Newest) -> Json:
    """Find the passages that match a question best."""
    return _search(question, index)


@router.post("/search", response_model=forms.SearchResult, dependencies=[TURN])
def post_search(question: forms.Search, index: Newest) -> Json:
    """Find the passages that match a question best."""
    return _search(question, index)


@router.post("/ask", response_model=forms.AnswerForm, dependencies=[TURN])
def post_ask(question: forms.Search, index: Newest) -> Json:
    """Answer a question with verbatim sentences and their sources."""
    return answer_to_json(ask(index=index, **dict(question)))


@router.get("/articles", response_model=forms.ArticlePage, dependencies=[TURN])
def get_articles(listing: Annotated[forms.Listing, Query()], index: Newest) -> Json:
    """List the articles, newest first, whose headline, source or author holds the words."""
    found = find_articles(index, listing.words)
    shown = found[listing.offset : listing.offset + listing.limit]
    index.read_articles_ahead(shown)
    return {
        "total": len(found),
        "offset": listing.offset,
        "articles": [article_to_json(index.articles[id]) for id in shown],
    }


@router.get("/articles/{id}", response_model=forms.ArticleText)
def get_article(id: str, stretch: Annotated[forms.Stretch, Query()], index: Newest) -> Json:
    """Return an article with its text, or with the stretch of it that a citation names."""
    article = index.articles.get(id)
    if article is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"No article has the id {id}.")
    start, end = stretch.start, len(article.text) if stretch.end is None else stretch.end
    if not start <= end <= len(article.text):
        told = f"The stretch must lie in order within the {len(article.text):,} characters of the article"
        raise RequestValidationError([{"loc": ("query", "end"), "msg": told, "type": "value_error"}])
    return article_to_json(article) | {"start": start, "end": end, "text": article.text[start:end]}


@router.post("/verify", response_model=forms.VerificationResult, dependencies=[TURN], openapi_extra=_ANY_CITATION)
def post_verify(body: Annotated[bytes, Depends(_read_body)], index: Newest) -> Json:
    """Tell whether quotes that were made before still stand."""
    citations = read_citations(body, "the request")
    longest = max(len(citation.text) for citation in citations)
    if len(citations) > MOST_CITATIONS or longest > LONGEST_CITATION:
        raise CitationError(
            f"There are {len(citations)} citations, the longest of {longest:,} characters.",
            f"Send at most {MOST_CITATIONS} at once, each of at most {LONGEST_CITATION:,} characters.",
        )
    return {"verifications": [verification_to_json(verify(citation, index)) for citation in citations]}


@router.post("/check", response_model=forms.CheckResult, dependencies=[TURN])
def post_check(draft: forms.Draft, index: Newest) -> Json:
    """Tell of every quotation of a draft whether it stands in the articles, and where."""
    return {"checks": [check_to_json(check) for check in check_draft(draft.text, index)]}


@router.get("/health", response_model=forms.Health)
def get_health(request: Request) -> dict[str, Any]:
    """Tell what is served."""
    return tell_health(request.app.state.desk)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(request: Request) -> Response:
    """Tell figures of requests and of the index, as Prometheus reads them."""
    return Response(request.app.state.metrics.render(), media_type=MEDIA_TYPE)


def tell_health(desk: Desk) -> dict[str, Any]:
    """Tell that the index is open, and which it is."""
    index = desk.index
    return {
        "status": "ok",
        "generation": index.generation,
        "articles": len(index.articles),
        "passages": index.manifest.passages,
    }
