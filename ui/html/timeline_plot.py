"""The events of a timeline as an SVG plot: a dot per day, a bar per month or year, each a link to its sentence.

Horizontal positions are in per cent of the width and heights in pixels, so that text keeps its size on every screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from qa.query.stated_dates import DateRange, period_of
from qa.timeline import Event, Timeline

MAX_LANES = 10
"""Maximum number of lanes for concurrent events; further events share the last lane."""

MAX_TICKS = 4
LANE, AXIS = 26, 34
_EDGE = 6.0
"""Margin on both sides, in per cent of the width."""

_APART = 5.0
"""Minimum distance of two events in one lane, in per cent of the width."""

_MONTHS_BETWEEN_TICKS = (1, 3, 6)
_YEARS_BETWEEN_TICKS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class _Tick:
    """A label of the axis, and its position in per cent."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class _EventMark:
    """An event, its ends in per cent and its height in pixels."""

    event: Event
    start: str
    end: str
    y: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The positions and labels that the template draws; `base` is the height of the axis."""

    first: DateRange
    last: DateRange
    height: int
    base: int
    ticks: list[_Tick]
    marks: list[_EventMark]


def lay_out_plot(timeline: Timeline) -> Plot:
    """Compute the positions of the events of a timeline, at least one, and of the labels of its axis."""
    first = min(event.period.first_day for event in timeline.events)
    last = max(event.period.last_day for event in timeline.events)
    lanes = _lay_out(timeline.events, first, last)
    height = (max(lanes) + 1) * LANE + AXIS
    base = height - AXIS
    return Plot(
        period_of(first),
        period_of(last),
        height,
        base,
        [_Tick(_percent(period.first_day, first, last), _short(period)) for period in _choose_ticks(first, last)],
        [_mark(event, lane, first, last, base) for event, lane in zip(timeline.events, lanes, strict=True)],
    )


def _percent(day: date, first: date, last: date) -> str:
    return f"{_place(day, first, last):.2f}%"


def _place(day: date, first: date, last: date) -> float:
    """Return the position of a day, in per cent of the width; the middle if there is only one day."""
    whole = (last - first).days
    return 50.0 if not whole else _EDGE + (100 - 2 * _EDGE) * (day - first).days / whole


def _lay_out(events: Sequence[Event], first: date, last: date) -> list[int]:
    """Return the lowest free lane for every event."""
    ends: list[float] = []
    lanes = []
    for event in events:
        start = _place(event.period.first_day, first, last)
        free = (number for number, end in enumerate(ends) if end + _APART <= start)
        lane = min(next(free, len(ends)), MAX_LANES - 1)
        ends[lane : lane + 1] = [_place(event.period.last_day, first, last)]
        lanes.append(lane)
    return lanes


def _mark(event: Event, lane: int, first: date, last: date, base: int) -> _EventMark:
    start, end = (_percent(day, first, last) for day in (event.period.first_day, event.period.last_day))
    return _EventMark(event, start, end, f"{base - (lane + 0.5) * LANE:g}")


def _short(period: DateRange) -> str:
    return f"{period.first_day:%b} {period.year}" if period.month and not period.day else str(period)


def _choose_ticks(first: date, last: date) -> list[DateRange]:
    """Return the starts of months or years, as many as fit; otherwise the first day."""
    if (last - first) > timedelta(days=2 * 365):
        return _choose_years(first, last)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    for step in _MONTHS_BETWEEN_TICKS:
        periods = [DateRange(month // 12, month % 12 + 1) for month in months if month % step == 0]
        found = [period for period in periods if first <= period.first_day <= last]
        if 0 < len(found) <= MAX_TICKS:
            return found
    return [period_of(first)]


def _choose_years(first: date, last: date) -> list[DateRange]:
    steps = (years * 10**power for power in count() for years in _YEARS_BETWEEN_TICKS)
    after = first.year + (first > date(first.year, 1, 1))
    for step in steps:
        found = [DateRange(year) for year in range(after, last.year + 1) if year % step == 0]
        if len(found) <= MAX_TICKS:
            return found or [period_of(first)]
    return []
