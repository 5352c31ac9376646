"""The JSON of clippings, for the command line, REST and MCP. Import this only to write JSON, as `qa/serialize.py`."""

from datetime import date, datetime

from pydantic import Field

from qa.answer import Place
from qa.citations.verification import CitationStatus
from qa.clippings.clipping_list import VerifiedClipping
from qa.serialize import EXAMPLE_ID, EXAMPLE_SENTENCE, Json, Output, PlaceForm


class ClippedArticleForm(Output):
    """The facts of a quoted article, also if it was removed."""

    id: str = Field(examples=[EXAMPLE_ID])
    title: str
    headline: str = Field(description="The title; without one the file name, and without that the first words.")
    source: str = Field(examples=["United Nations"])
    author: str
    published: date | None = Field(examples=["2024-02-22"])
    url: str
    place: str = Field(description='The label of the page in citations, such as "p. 3".')


class ClippingForm(Output):
    """A kept quotation with its note and tags, and whether it still holds.

    "ok": the quotation is unchanged. "moved": it is now at `now`. "changed": the article or its successor exists, but
    the quotation is not certain; `diff` shows the most similar sentence. "gone": the article is missing.
    """

    id: str = Field(examples=["5f0c2a9d11e7"])
    kept: datetime = Field(examples=["2026-12-01T09:30:00Z"])
    text: str = Field(examples=[EXAMPLE_SENTENCE])
    note: str = Field(examples=["For the chapter on the contingent"])
    tags: list[str] = Field(examples=[["women"]])
    article: ClippedArticleForm
    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    prefix: str
    suffix: str
    status: CitationStatus
    reason: str = Field(description="Why it is not ok, in fixed words; empty otherwise.")
    now: PlaceForm | None = Field(description="Where the quotation is now, if it is ok or moved.")
    diff: str
    places: list[PlaceForm] = Field(description="Places with the same words that may not be the quotation.")


def clipping_to_json(verified: VerifiedClipping) -> Json:
    """Return a clipping as `ClippingForm` describes it."""
    clipping, found = verified.clipping, verified.verification
    own = {name: getattr(clipping, name) for name in _OF_CLIPPING}
    now = None
    if found.article is not None and found.start is not None and found.end is not None:
        now = Place(found.article, found.start, found.end)
    return ClippingForm.dump(
        {
            **own,
            "tags": list(clipping.tags),
            "article": clipping.article,
            "status": found.status,
            "reason": found.reason,
            "diff": found.diff,
            "places": list(found.places),
            "now": now,
        }
    )


_OF_CLIPPING = ("id", "kept", "text", "note", "start", "end", "prefix", "suffix")
