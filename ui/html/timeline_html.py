"""A `Timeline` as HTML: a plot of its events and the list of them, each a citation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.article_list import name_count
from qa.timeline import Event, Timeline
from ui.html.timeline_plot import Plot, lay_out_plot

SHOWN_EVENTS = 200
"""Number of events on a page of a timeline."""


@dataclass(frozen=True, slots=True)
class DrawnTimeline:
    """The events of a page with their plot, and in words which sentences were looked through.

    `mentions`: how many sentences mention the subject; `takes_all`: the address of the timeline of all of them, empty
    if this is it.
    """

    timeline: Timeline
    events: Sequence[Event]
    plot: Plot | None
    read: str
    mentions: int
    takes_all: str


def draw_timeline(timeline: Timeline, page: int = 0, mentions: int = 0, takes_all: str = "") -> DrawnTimeline:
    """Return a page of a timeline, as `DrawnTimeline` describes it."""
    shown = timeline.events[page * SHOWN_EVENTS :][:SHOWN_EVENTS]
    plot = lay_out_plot(replace(timeline, events=shown)) if shown else None
    return DrawnTimeline(timeline, shown, plot, _describe_read(timeline), mentions, takes_all)


def _describe_read(timeline: Timeline) -> str:
    """Return which sentences were looked through, in words; empty if there were none."""
    if not timeline.read:
        return ""
    read = name_count(timeline.read, "sentence")
    if not timeline.is_whole:
        return f"Looked through {read} of the best matches."
    if timeline.read == 1:
        return "Looked through the one sentence."
    left_out = " Those without a date are left out, except the best of each dated article."
    return f"Looked through all {read} that mention it.{left_out if len(timeline.events) < timeline.read else ''}"
