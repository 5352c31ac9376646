"""A `Timeline` as HTML: a plot of its events and the list of them, each a citation."""

from qa.timeline import Timeline
from ui.html.rendering import render
from ui.html.timeline_plot import lay_out_plot


def timeline_html(timeline: Timeline) -> str:
    """Return the plot and the list, or a note that no dated sentence was found."""
    plot = lay_out_plot(timeline) if timeline.events else None
    return render("timeline.html", timeline=timeline, plot=plot)
