"""Timelines: dated sentences on a question or a name in order, what dates them, and their plot."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.answer import Quote
from qa.query.stated_dates import DateRange
from qa.timeline import Event, Timeline, find_timeline
from qa.timeline_example import find_example_subject
from ui.html.rendering import render
from ui.html.timeline_html import draw_timeline
from ui.html.timeline_plot import lay_out_plot

OLD = """The lighthouse of Turan was built in 1887. It burnt down on 3 May 1901.

Sailors loved the Turan lighthouse. In 1950 a school was opened inland."""
NEWS = "Turan opened its lighthouse to visitors on 14 February. The mayor of Turan thanked the lighthouse keepers."
REPRINT = "By our agency. Turan opened its lighthouse to visitors on 14 February. Snow fell in the hills."
UNDATED = "The lighthouse of Turan is white. Its keeper came in June 1999 to the lighthouse of Turan, they say."


@pytest.fixture(scope="module")
def turan(tmp_path_factory, encoder):
    articles = [
        make_article(OLD, title="A history", published=date(2020, 6, 1)),
        make_article(NEWS, title="News", published=date(2024, 2, 22)),
        make_article(REPRINT, title="Reprint", published=date(2024, 2, 23)),
        make_article(UNDATED, title="A guide"),
    ]
    folder = tmp_path_factory.mktemp("turan")
    build_index(Reading([FoundArticle(article, article.title) for article in articles]), folder, encoder=encoder)
    return open_index(folder)


def test_sentences_are_in_the_order_of_their_dates_and_state_the_basis(turan):
    events = find_timeline("lighthouse of Turan", index=turan).events
    found = [(event.period.iso, event.basis, event.quote.span and event.quote.span.text) for event in events]
    assert found == [
        ("1887", "stated", "1887"),
        ("1999-06", "stated", "June 1999"),
        ("2020-06-01", "published", None),
        ("2024-02-14", "relative", "14 February"),
        ("2024-02-22", "published", None),
    ]
    assert [event.quote.number for event in events] == [1, 2, 3, 4, 5]
    assert events[2].quote.text == "Sailors loved the Turan lighthouse."


def test_every_event_is_a_quotation_of_its_article(turan):
    for event in find_timeline("Turan", index=turan).events:
        quote, span = event.quote, event.quote.span
        assert quote.text == quote.article.text[quote.start : quote.end]
        assert span is None or span.text == quote.article.text[span.start : span.end] and span.text in quote.text


def test_a_reprinted_sentence_is_one_event_of_the_earliest_article(turan):
    (opening,) = (e for e in find_timeline("lighthouse of Turan", index=turan).events if e.basis == "relative")
    assert opening.quote.article.title == "News"
    assert [place.article.title for place in opening.quote.also] == ["Reprint"]


def test_nothing_is_invented(turan):
    assert find_timeline("the volcano", index=turan).events == ()
    events = find_timeline("Turan lighthouse", index=turan).events
    assert not any("white" in event.quote.text or "school" in event.quote.text for event in events)
    with pytest.raises(ValueError, match="empty"):
        find_timeline(" ", index=turan)


def test_a_name_an_acronym_and_an_adjective_are_found_in_the_shipped_articles(shipped):
    about_undof = find_timeline("UNDOF", index=shipped).events
    assert ("2024-03", "stated") in [(event.period.iso, event.basis) for event in about_undof]
    spelt_out = find_timeline("United Nations Disengagement Observer Force", index=shipped).events
    assert DateRange(2024, 3) in [event.period for event in spelt_out]
    assert any("Kazakhstani Parliament" in e.quote.text for e in find_timeline("Kazakhstan", index=shipped).events)


def draw(timeline):
    return render("plot.html", plot=lay_out_plot(timeline))


def show(timeline):
    return render("timeline.html", drawn=draw_timeline(timeline))


def test_the_list_cites_every_sentence_and_states_the_basis(turan):
    timeline = find_timeline("lighthouse of Turan", index=turan)
    html = show(timeline)
    for event in timeline.events:
        quote = event.quote
        assert html.count(f'href="#cite={quote.article.id}:{quote.start}-{quote.end}"') >= 2  # in the list and the plot
    assert html.count("computed from the publication date") == 1
    assert html.count("publication date; the sentence has no date") == 2
    empty = show(Timeline("<b>", "<b>", ()))
    assert "No sentence about" in empty and "<b>" not in empty


ARTICLE = make_article("It was so.")
PERIODS = st.dates(date(1000, 1, 1), date(2099, 12, 31)).flatmap(
    lambda day: st.sampled_from(
        [DateRange(day.year), DateRange(day.year, day.month), DateRange(day.year, day.month, day.day)]
    )
)


@given(st.lists(PERIODS, min_size=1, max_size=40).map(sorted))
def test_the_plot_shows_every_event_within_its_bounds_in_order_of_time(periods):
    quote = Quote(1, ARTICLE.text, 0, 10, ARTICLE, "", "")
    svg = ET.fromstring(draw(Timeline("x", "x", tuple(Event(period, "stated", quote) for period in periods))))
    links = svg.findall("a")
    assert [link.attrib["aria-label"] for link in links] == [f"{period}, sentence 1" for period in periods]
    assert {link.attrib["href"] for link in links} == {f"#cite={ARTICLE.id}:0-10"}
    starts = [float(link.find("line").attrib["x1"].rstrip("%")) for link in links]
    ends = [float(link.find("line").attrib["x2"].rstrip("%")) for link in links]
    assert starts == sorted(starts) and all(0 < start <= end < 100 for start, end in zip(starts, ends, strict=True))
    heights = [float(link.find("line").attrib["y1"]) for link in links]
    assert all(0 < height < float(svg.attrib["height"]) for height in heights)
    labels = [text.text for text in svg.findall("text")]
    assert 1 <= len(labels) <= 4 and all(re.fullmatch(r"(?:\d+ )?(?:\w+ )?\d{4}", label) for label in labels)


def test_two_events_of_a_day_are_stacked_and_distant_ones_on_one_line():
    quote = Quote(1, ARTICLE.text, 0, 10, ARTICLE, "", "")
    days = (DateRange(2024, 1, 1), DateRange(2024, 1, 1), DateRange(2024, 6, 1))
    svg = ET.fromstring(draw(Timeline("x", "x", tuple(Event(day, "stated", quote) for day in days))))
    first, second, third = (line.find("line").attrib["y1"] for line in svg.findall("a"))
    assert first == third and float(second) < float(first)
    assert [text.text for text in svg.findall("text")] == ["Jan 2024", "Apr 2024"]


def test_the_example_is_the_name_with_the_most_dates(shipped, build):
    assert find_example_subject(shipped) == "Golan Heights"
    assert find_example_subject(build("Nothing is dated here, and the mayor of New Turan likes that.")) == ""
