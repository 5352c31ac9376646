"""The events of a timeline as an SVG plot: a dot a day, a bar a month or year, each a link to its sentence.

Places are in per cent of the width and heights in pixels, so that words keep their size on every screen.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from qa.stated_dates import Period, period_of
from qa.timeline import Event, Timeline
from ui.markup import spot_link

MOST_LANES = 10
"""So many events of one time stand above each other; further ones share the last lane."""

MOST_TICKS = 4
LANE, AXIS = 26, 34
_EDGE = 6.0
"""What stays free at both sides, in per cent."""

_APART = 5.0
"""Two events of one lane are so far apart, in per cent."""

_MONTHS_BETWEEN_TICKS = (1, 3, 6)
_YEARS_BETWEEN_TICKS = (1, 2, 5)


def plot_svg(timeline: Timeline) -> str:
    """Return the plot of a timeline that has events."""
    first = min(event.period.first_day for event in timeline.events)
    last = max(event.period.last_day for event in timeline.events)
    lanes = _lay_out(timeline.events, first, last)
    height = (max(lanes) + 1) * LANE + AXIS
    base = height - AXIS
    return (
        f'<svg class="plot" width="100%" height="{height}" role="group" aria-labelledby="plot-title">'
        f'<title id="plot-title">The events in time, from {period_of(first)} to {period_of(last)}</title>'
        f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/>'
        f"{''.join(_ticks(first, last, base))}"
        f"{''.join(_mark(*pair, first, last, base) for pair in zip(timeline.events, lanes, strict=True))}</svg>"
    )


def _place(day: date, first: date, last: date) -> float:
    """Return where a day stands, in per cent of the width; in the middle where there is only one."""
    whole = (last - first).days
    return 50.0 if not whole else _EDGE + (100 - 2 * _EDGE) * (day - first).days / whole


def _lay_out(events: Sequence[Event], first: date, last: date) -> list[int]:
    """Return the lane of every event, the lowest that is free."""
    ends: list[float] = []
    lanes = []
    for event in events:
        start = _place(event.period.first_day, first, last)
        free = (number for number, end in enumerate(ends) if end + _APART <= start)
        lane = min(next(free, len(ends)), MOST_LANES - 1)
        ends[lane : lane + 1] = [_place(event.period.last_day, first, last)]
        lanes.append(lane)
    return lanes


def _mark(event: Event, lane: int, first: date, last: date, base: int) -> str:
    start, end = (_place(day, first, last) for day in (event.period.first_day, event.period.last_day))
    quote, height = event.quote, base - (lane + 0.5) * LANE
    place = f'x1="{start:.2f}%" x2="{end:.2f}%" y1="{height:g}" y2="{height:g}"'
    point = f'cx="{start:.2f}%" cy="{height:g}"'
    return (
        f'<a class="{event.basis}" href="{spot_link(quote.article, quote.start, quote.end)}" '
        f'aria-label="{event.period}, sentence {quote.number}"><title>{event.period} [{quote.number}]</title>'
        f'<circle class="reach" {point} r="12"/><line class="mark" {place}/><circle class="mark" {point} r="6"/></a>'
    )


def _ticks(first: date, last: date, base: int) -> Iterator[str]:
    for period in _choose_ticks(first, last):
        place = f"{_place(period.first_day, first, last):.2f}%"
        yield (
            f'<line class="tick" x1="{place}" x2="{place}" y1="{base}" y2="{base + 6}"/>'
            f'<text x="{place}" y="{base + 24}" text-anchor="middle">{_short(period)}</text>'
        )


def _short(period: Period) -> str:
    return f"{period.first_day:%b} {period.year}" if period.month and not period.day else str(period)


def _choose_ticks(first: date, last: date) -> list[Period]:
    """Return the beginnings of months or years, as many as have room; else the first day."""
    if (last - first) > timedelta(days=2 * 365):
        return _choose_years(first, last)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    for step in _MONTHS_BETWEEN_TICKS:
        periods = [Period(month // 12, month % 12 + 1) for month in months if month % step == 0]
        found = [period for period in periods if first <= period.first_day <= last]
        if 0 < len(found) <= MOST_TICKS:
            return found
    return [period_of(first)]


def _choose_years(first: date, last: date) -> list[Period]:
    steps = (years * 10**power for power in count() for years in _YEARS_BETWEEN_TICKS)
    after = first.year + (first > date(first.year, 1, 1))
    for step in steps:
        found = [Period(year) for year in range(after, last.year + 1) if year % step == 0]
        if len(found) <= MOST_TICKS:
            return found or [period_of(first)]
    return []
