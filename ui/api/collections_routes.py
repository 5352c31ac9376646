"""The routes of collections: list, create, rename, delete and restore them, and move articles between them."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from index.collections.collection_names import DEFAULT
from qa.serialize import EXAMPLE_ID, Json, Output
from ui.api.routes import only_one, read_request, run_work
from ui.collections.collection_request import GivenName, MoveRequest, move_steps
from ui.collections.collection_services import CollectionServices
from ui.security.login import user_of
from ui.security.request_queue import Steps

router = APIRouter()


class CollectionForm(Output):
    """A collection of articles."""

    name: str = Field(examples=["news"])
    articles: int = Field(examples=[5])
    can_add: bool = Field(description="Whether the user of the request may add articles to it and change them.")


class CollectionList(Output):
    """The collections that the user of the request may read, the default one first."""

    collections: list[CollectionForm]


class DeletedCollectionForm(Output):
    """A deleted collection, and when it was deleted."""

    name: str = Field(examples=["news"])
    deleted: datetime


class DeletedCollectionList(Output):
    """The deleted collections that the user of the request may restore, those deleted last first."""

    deleted: list[DeletedCollectionForm]


class CollectionNaming(BaseModel):
    """The name of a new collection, or the new name of one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "board"}]})

    name: GivenName = Field(description="At most 40 lower-case letters a to z, digits, hyphens and underscores.")


class CollectionRestoring(BaseModel):
    """How to restore a collection."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "board-2025"}]})

    name: GivenName | None = Field(None, description="Another name for it; without it, its own.")


class ArticleMove(MoveRequest):
    """Articles of one collection to move to another one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [EXAMPLE_ID], "to": "board"}]})


class ArticleMoveResult(Output):
    """The number of moved articles, and the collections that they were moved from and to."""

    moved: int = Field(examples=[1])
    collections: list[CollectionForm]


@router.get("/collections", response_model=CollectionList)
async def get_collections(request: Request) -> Response:
    """List the collections that may be named in other requests."""
    return await _respond(request, lambda services, user: CollectionList.dump({"collections": services.list_for(user)}))


@router.post("/collections", response_model=CollectionForm)
async def post_collections(request: Request, wanted: CollectionNaming) -> Response:
    """Create an empty collection."""
    return await _respond(request, lambda services, user: CollectionForm.dump(services.create(wanted.name, user)))


@router.get("/collections/deleted", response_model=DeletedCollectionList)
async def get_deleted_collections(request: Request) -> Response:
    """List the deleted collections that can be restored."""
    return await _respond(
        request, lambda services, user: DeletedCollectionList.dump({"deleted": services.list_deleted_for(user)})
    )


@router.patch("/collections/{name}", response_model=CollectionForm)
async def patch_collection(request: Request, name: GivenName, wanted: CollectionNaming) -> Response:
    """Rename a collection."""
    return await _respond(request, lambda services, user: CollectionForm.dump(services.rename(name, wanted.name, user)))


@router.delete("/collections/{name}", response_model=DeletedCollectionForm)
async def delete_collection(request: Request, name: GivenName) -> Response:
    """Delete a collection with all that it holds; it can be restored."""
    return await _respond(request, lambda services, user: DeletedCollectionForm.dump(services.delete(name, user)))


@router.post("/collections/{name}/restore", response_model=CollectionForm)
async def post_collection_restore(
    request: Request, name: GivenName, wanted: CollectionRestoring | None = None
) -> Response:
    """Restore the collection of this name that was deleted last, with all that it held."""
    new = (wanted and wanted.name) or ""
    return await _respond(request, lambda services, user: CollectionForm.dump(services.restore(name, new, user)))


@router.post("/articles/move", response_model=ArticleMoveResult)
async def post_articles_move(request: Request, wanted: ArticleMove) -> Response:
    """Move articles to another collection; they are added there before they are removed here."""
    choice = read_request(request, wanted.collection)
    source = only_one({name: name for name in choice.names or (DEFAULT,)})

    def steps() -> Steps[Json]:
        made = yield from move_steps(request.app.state.service.services, wanted, source, choice.user)
        return ArticleMoveResult.dump(made)

    return await run_work(request, steps())


async def _respond(request: Request, work: Callable[[CollectionServices, str], Json]) -> Response:
    """Work with all collections for the user of a request, in one turn."""

    def steps() -> Steps[Json]:
        yield from ()
        return work(request.app.state.service.services, user_of(request.scope))

    return await run_work(request, steps())
