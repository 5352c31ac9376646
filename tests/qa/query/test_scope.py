"""Periods, typed in the question or given, in every way of asking."""

import json
from datetime import date

import pytest

from corpus.errors import DateError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask, retrieve
from tests.support.weather import RAIN, SNOW, WIND, find

HAIL = "Hail hit Osh since 2014, and Mira Sol paid for the roofs."


@pytest.fixture(scope="module")
def dated(tmp_path_factory, encoder):
    found = [
        find("rain", f"{RAIN} The dam held.", published=date(2024, 3, 4), source="The Post"),
        find("snow", f"{SNOW} Roads closed.", published=date(2024, 3, 20), source="The Mail"),
        find("wind", WIND, published=date(2023, 5, 1), source="The Post"),
        find("hail", HAIL),
    ]
    folder = tmp_path_factory.mktemp("dated")
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


def test_a_typed_period_keeps_to_its_articles(dated):
    answer = ask("Where did rain or snow fall since 15 March 2024?", index=dated)
    assert (answer.since, answer.until) == (date(2024, 3, 15), None)
    assert {hit.passage.text for hit in answer.hits} == {f"{SNOW} Roads closed."}
    assert "2024" not in answer.query
    assert retrieve("Where did rain or snow fall since 15 March 2024?", index=dated) == list(answer.hits)


def test_days_that_are_given_count_before_typed_ones(dated):
    answer = ask("Where did rain or snow fall since 15 March 2024?", index=dated, until="2023")
    assert (answer.since, answer.until) == (None, date(2023, 12, 31))
    assert {hit.passage.text for hit in answer.hits} == {WIND}


def test_a_period_that_is_not_to_be_read_is_searched(dated):
    answer = ask("Where did rain or snow fall since 15 March 2024?", index=dated, read_period=False)
    assert (answer.since, len(answer.hits)) == (None, 4)


@pytest.mark.parametrize("question", ["Who paid for the roofs since 2014?", "Where did snow fall before 1990?"])
def test_a_period_that_a_text_states_or_no_article_has_is_searched(dated, question):
    answer = ask(question, index=dated)
    assert (answer.since, answer.until, answer.query) == (None, None, question)
    assert len(answer.hits) == 4


@pytest.mark.parametrize(
    ("question", "told", "texts"),
    [
        ("What happened since March 2024?", "There are 2 articles since 1 March 2024.", [SNOW, RAIN]),
        ("March 2024", "There are 2 articles in March 2024.", [SNOW, RAIN]),
        ("in 2023", "There is 1 article in 2023.", [WIND]),
    ],
)
def test_a_period_alone_lists_its_articles_newest_first(dated, question, told, texts):
    answer = ask(question, index=dated)
    assert (answer.status, answer.reason) == ("about", told)
    assert [quote.text for quote in answer.quotes] == texts
    assert [quote.number for quote in answer.quotes] == list(range(1, len(texts) + 1))


def test_a_list_keeps_to_the_sources_that_are_given(dated):
    assert [quote.text for quote in ask("in March 2024", index=dated, sources=["The Post"]).quotes] == [RAIN]


@pytest.mark.parametrize(
    ("days", "texts"),
    [
        ({"since": "2024"}, {RAIN, SNOW}),
        ({"since": "2024-03-05"}, {SNOW}),
        ({"until": "2024-02"}, {WIND}),
        ({"since": "2023", "until": "2023-05"}, {WIND}),
    ],
)
def test_a_day_may_be_a_text(dated, days, texts):
    found = retrieve("weather", index=dated, **days)
    assert {hit.passage.text.split(".")[0] + "." for hit in found} == texts


@pytest.mark.parametrize("day", ["soon", "2024-13", "2024-02-30", "1.3.2024", "", 2024])
@pytest.mark.parametrize("call", [ask, retrieve])
def test_another_text_is_no_day(dated, call, day):
    with pytest.raises(DateError, match="Write it as 2024-01-31"):
        call("weather", index=dated, since=day)
    with pytest.raises(ValueError, match="until is"):
        call("weather", index=dated, until=day)


def test_the_command_line_reads_periods_and_months(dated, tmp_path_factory):
    from click.testing import CliRunner

    from ui.cli.main import quotedesk

    def run(*arguments):
        return CliRunner().invoke(quotedesk, ["ask", *arguments, "--index", str(dated.folder)]).stdout

    assert "Only articles: since 15 March 2024." in run("Where did snow fall since 15 March 2024?")
    assert "There are 2 articles in March 2024." in run("March 2024")
    said = json.loads(run("Where did snow fall?", "--since", "2024-03", "--until", "2024", "--json"))
    assert (said["since"], said["until"]) == ("2024-03-01", "2024-12-31")
