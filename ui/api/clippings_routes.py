"""The routes of clippings: those of the user who is logged in, or of all who reach the server without a login."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field
from starlette.responses import Response

from index.store import Index
from qa.clippings.clipping import ID_PATTERN, InvalidClipping
from qa.clippings.clipping_export import EXPORT_FORMS
from qa.clippings.clipping_forms import ClippingForm, clipping_to_json
from qa.clippings.keeping import edit_clipping, quote_place, remove_clippings, save_clipping
from qa.input_limits import (
    MAX_FILTER_LENGTH,
    MAX_ID_LENGTH,
    MAX_LISTED,
    MAX_REMARK_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
)
from qa.serialize import EXAMPLE_ID, Output
from ui.api.routes import respond_from_service
from ui.kept_clippings import ClippingFilter, list_page, verify_one, write_export
from ui.problems import EscapedJSONResponse
from ui.search_request import InCollections, Number
from ui.security.request_queue import Steps
from ui.service import Service
from ui.writable import KEEP_BY_COMMAND, check_writable

router = APIRouter(prefix="/clippings")

Order = Literal["newest", "source", "article", "tag"]
Form = Literal["markdown", "ris", "csl", "annotations", "json"]
Tag = Annotated[str, Field(max_length=MAX_TAG_LENGTH)]
ClippingId = Annotated[str, InPath(pattern=f"^{ID_PATTERN}$")]


class _Wanted(InCollections):
    """Which clippings, and in which order."""

    words: str = Field("", max_length=MAX_FILTER_LENGTH, description="Words of quotation, note, tags or article.")
    tag: str = Field("", max_length=MAX_TAG_LENGTH, description="Only clippings with this tag.")
    order: Order = Field("newest", description="What to sort by.")

    @property
    def filter(self) -> ClippingFilter:
        """The filter of the clippings."""
        return ClippingFilter(self.words, self.tag, self.order)


class ClippingListing(_Wanted):
    """Which clippings to list."""

    offset: Number = Field(0, description="How many to leave out at the beginning.")
    limit: int = Field(50, ge=1, le=MAX_LISTED, description="How many to list at most.")


class ClippingExport(_Wanted):
    """Which clippings to export."""

    form: Form = Field(description="The form of the file; markdown is a ZIP archive of notes for Obsidian.")


class Keep(InCollections):
    """A place of an article to keep, with a note and tags."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"article_id": EXAMPLE_ID, "start": 763, "end": 903, "tags": ["women"]}]},
    )

    article_id: str = Field(max_length=MAX_ID_LENGTH, description="The id of an article.")
    start: Number = Field(description="Where the quotation starts.")
    end: Number = Field(description="Where it ends.")
    note: str = Field("", max_length=MAX_REMARK_LENGTH, description="A note.")
    tags: list[Tag] = Field([], max_length=MAX_TAGS, description="Tags.")


class ClippingEdit(InCollections):
    """A new note or new tags; omitted fields stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"note": "For chapter 3"}]})

    note: str | None = Field(None, max_length=MAX_REMARK_LENGTH, description="The new note.")
    tags: list[Tag] | None = Field(None, max_length=MAX_TAGS, description="The new tags.")


class ClippingsResult(Output):
    """Some of the clippings, in the order that was asked for."""

    total: int = Field(description="The number of clippings that match.", examples=[1])
    offset: int
    clippings: list[ClippingForm]


@router.get("", response_model=ClippingsResult)
async def get_clippings(request: Request, listing: Annotated[ClippingListing, Query()]) -> Response:
    """List your clippings, and whether each still holds."""

    def work(folder: Path, index: Index, user: str) -> Steps[Response]:
        page = yield from list_page(folder, index, user, listing.filter, listing.offset, listing.limit)
        forms = [clipping_to_json(one) for one in page.shown]
        return EscapedJSONResponse({"total": page.matching, "offset": listing.offset, "clippings": forms})

    return await _respond(request, work, listing.collection)


@router.post("", response_model=ClippingForm)
async def post_clippings(request: Request, wanted: Keep) -> Response:
    """Keep the quotation at a place. A place that is kept already gets the note and the tags in addition."""

    def work(folder: Path, index: Index, user: str) -> Steps[Response]:
        quote = quote_place(index, wanted.article_id, wanted.start, wanted.end)
        kept = save_clipping(folder, quote, wanted.note, wanted.tags, user)
        return EscapedJSONResponse(clipping_to_json((yield from verify_one(kept, index))))

    return await _respond(request, work, wanted.collection, changes=True)


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {one.media_type: {} for one in EXPORT_FORMS.values()}}},
)
async def get_export(request: Request, wanted: Annotated[ClippingExport, Query()]) -> Response:
    """Return your clippings as a file for another program."""
    form = EXPORT_FORMS[wanted.form]

    def work(folder: Path, index: Index, user: str) -> Steps[Response]:
        content = yield from write_export(folder, index, user, wanted.filter, wanted.form)
        headers = {"Content-Disposition": f'attachment; filename="{form.file}"'}
        return Response(content, media_type=form.media_type, headers=headers)

    return await _respond(request, work, wanted.collection)


@router.patch("/{id}", response_model=ClippingForm)
async def patch_clipping(request: Request, id: ClippingId, edit: ClippingEdit) -> Response:
    """Replace the note or the tags of a clipping."""

    def work(folder: Path, index: Index, user: str) -> Steps[Response]:
        edited = edit_clipping(folder, id, note=edit.note, tags=edit.tags, user=user)
        return EscapedJSONResponse(clipping_to_json((yield from verify_one(edited, index))))

    return await _respond(request, work, edit.collection, changes=True)


@router.delete("/{id}", response_model=ClippingForm)
async def delete_clipping(request: Request, id: ClippingId, chosen: Annotated[InCollections, Query()]) -> Response:
    """Remove a clipping, and return it as it was."""

    def work(folder: Path, index: Index, user: str) -> Steps[Response]:
        (removed,) = remove_clippings(folder, [id], user)
        return EscapedJSONResponse(clipping_to_json((yield from verify_one(removed, index))))

    return await _respond(request, work, chosen.collection, changes=True)


Work = Callable[[Path, Index, str], Steps[Response]]
"""Answers from the folder of the clippings, the newest index, and the name of the user."""


async def _respond(request: Request, work: Work, names: Sequence[str], *, changes: bool = False) -> Response:
    """Run work on the clippings of one collection; a change of a read-only server is refused.

    Clippings are a user's own: whoever may read a collection may keep its quotations.
    """
    check_writable(changes and not request.app.state.service.services.default.keeps_clippings, KEEP_BY_COMMAND)
    return await respond_from_service(request, partial(_do, work), names)


def _do(work: Work, service: Service, user: str) -> Steps[Response]:
    try:
        return (yield from work(service.folder, service.refresh(), user))
    except InvalidClipping as error:
        raise RequestValidationError([{"loc": ("body",), "msg": f"{error}", "type": "value_error"}]) from error
