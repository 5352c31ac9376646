"""A `Timeline` as HTML: a plot of its events and the list of them, each a citation."""

from collections.abc import Iterator, Sequence

from qa.stated_dates import Basis
from qa.timeline import Event, Timeline
from ui.marking import marked_html
from ui.markup import bdi, direction, facts_html, headline_html, spot_link
from ui.timeline_plot import plot_svg

_BASIS: dict[Basis, str] = {
    "stated": "",
    "relative": "counted from the day of publishing",
    "published": "day of publishing; the sentence states no date",
}


def timeline_html(timeline: Timeline) -> str:
    """Return the plot and the list, or that nothing dated was found."""
    about = bdi(timeline.about)
    if not timeline.events:
        return f'<p class="none">No dated sentence of the articles mentions {about}.</p>'
    noun = "date" if len(timeline.events) == 1 else "dates"
    return "".join(
        [
            f'<p class="count">{len(timeline.events)} {noun} on {about}, in order</p>',
            plot_svg(timeline),
            '<p class="key"><span class="stated">a date in the sentence</span>'
            '<span class="published">the day of publishing</span></p>',
            f'<ol class="events">{"".join(_items(timeline.events))}</ol>',
        ]
    )


def _items(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        quote = event.quote
        basis = f'<span class="basis">{_BASIS[event.basis]}</span>' if _BASIS[event.basis] else ""
        yield (
            f'<li class="event {event.basis}"><p class="when"><time datetime="{event.period.iso}">{event.period}</time>'
            f"{basis}</p><blockquote><p{direction(quote.text)}>{marked_html(quote)}</p>"
            f'<p class="credit">{headline_html(quote.article, spot_link(quote.article, quote.start, quote.end))}'
            f'<span class="facts">{facts_html(quote.article)}</span>{_also(event)}</p></blockquote></li>'
        )


def _also(event: Event) -> str:
    links = ", ".join(
        f'<a href="{spot_link(place.article, place.start, place.end)}">{bdi(place.article.headline)}</a>'
        for place in event.quote.also
    )
    return f'<span class="also">Also in {links}</span>' if links else ""
