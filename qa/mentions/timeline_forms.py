"""The JSON of timelines, for REST and MCP. Import this only to write JSON."""

from pydantic import Field

from qa.query.stated_dates import Basis
from qa.serialize import Json, Output, QuoteForm
from qa.timeline import Timeline


class EventForm(Output):
    """A dated sentence."""

    period: str = Field(description="A day, a month or a year, as ISO 8601 writes it.", examples=["2024-02-14"])
    basis: Basis = Field(
        description='"stated" in the sentence, "relative" to the day of publishing, or that day alone: "published".'
    )
    quote: QuoteForm = Field(description="The sentence, its `span` the words that date it.")


class TimelineForm(Output):
    """The dated sentences on a name, word or phrase, in the order of their dates, and which sentences were read."""

    about: str = Field(examples=["Golan Heights"])
    sentences_read: int = Field(description="The number of sentences that were looked through.")
    is_whole: bool = Field(
        description="Whether these are all sentences that mention it; else those of the best passages."
    )
    mention_count: int = Field(description="The number of all sentences that mention it; exact and complete.")
    total: int = Field(description="The number of all events.")
    offset: int
    events: list[EventForm]


def timeline_to_json(timeline: Timeline, mentions: int, offset: int = 0, limit: int | None = None) -> Json:
    """Return a part of a timeline, all of it by default, with the number of all mentions."""
    shown = timeline.events[offset:] if limit is None else timeline.events[offset : offset + limit]
    return TimelineForm.dump(
        {
            "about": timeline.about,
            "sentences_read": timeline.read,
            "is_whole": timeline.is_whole,
            "mention_count": mentions,
            "total": len(timeline.events),
            "offset": offset,
            "events": [{"period": one.period.iso, "basis": one.basis, "quote": one.quote} for one in shown],
        }
    )
