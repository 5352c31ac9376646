"""A shared page is verified by what it shows, and a forged one is refused or found out."""

from typing import Any

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CitationError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.answer import Answer
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from tests.support.citing import MET, RAIN, SNOW, quote
from ui.ask_request import AskRequest
from ui.html.conversation import ExportOrigin, write_conversation

ARTICLE = make_article(f"{RAIN} {SNOW} {MET}", title="Weather", source="Daily", url="https://daily.example/weather")


def share(*quotes):
    answer = Answer("What fell?", "What fell?", "answered", 0.9, "", quotes, ())
    return write_conversation([(AskRequest("What fell?"), answer)], "html", ExportOrigin.now("generation-000001"))


@pytest.fixture
def page():
    return share(quote(ARTICLE, RAIN), quote(ARTICLE, SNOW))


@pytest.fixture
def verify_page(tmp_path, encoder):
    """Return the status of each quotation of a page, in an index of the given articles."""

    def verify_all(page, *articles):
        found = [FoundArticle(article, str(place)) for place, article in enumerate(articles or [ARTICLE])]
        build_index(Reading(found), tmp_path / "index", encoder=encoder)
        index = open_index(tmp_path / "index")
        return [verify(citation, index) for citation in read_citations(page.encode(), "page.html")]

    return verify_all


def test_an_untouched_page_is_ok_and_follows_its_articles(page, verify_page):
    assert [found.status for found in verify_page(page)] == ["ok", "ok"]
    known: Any = {"title": "Weather", "source": "Daily", "url": "https://daily.example/weather"}
    moved = make_article(f"Fog lay over Oral. {RAIN} {SNOW} {MET}", **known)
    assert [found.status for found in verify_page(page, moved)] == ["moved", "moved"]
    edited = make_article(f"{RAIN} Snow closed the southern road. {MET}", **known)
    assert [found.status for found in verify_page(page, edited)][1] == "changed"
    elsewhere = make_article("Nothing fell.", title="Other")
    assert [found.status for found in verify_page(page, elsewhere)] == ["gone", "gone"]


def test_a_page_that_a_browser_saved_again_is_ok(page, verify_page):
    """A browser writes the marks of a page in its own way."""
    saved = page.replace('<script type="application/json" id="quotedesk-data">', "<SCRIPT ID='quotedesk-data' async>\n")
    saved = saved.replace("Rain fell", "Rain\n   fell", 1)
    saved = saved.replace("<!doctype html>", "\ufeff <!DOCTYPE html>\n<!-- saved from a file -->")
    assert [found.status for found in verify_page(saved)] == ["ok", "ok"]


def test_words_that_were_changed_where_they_are_shown_are_found_out(page, verify_page):
    forged = page.replace('class="words">Rain fell', 'class="words">Snow never fell')
    assert forged != page
    first, second = verify_page(forged)
    assert (first.status, second.status) == ("changed", "ok")
    assert "[-Snow never-]" in first.diff and "{+Rain+}" in first.diff


@pytest.mark.parametrize(
    "forge",
    [
        lambda page: page.replace("</blockquote>", "</blockquote><blockquote>Hail fell too.</blockquote>", 1),
        lambda page: page.replace("<blockquote>", "<p>", 1).replace("</blockquote>", "</p>", 1),
        lambda page: page.replace(RAIN, "", 1),
        lambda page: page.partition("<script")[0],
        lambda page: page.replace('id="quotedesk-data"', 'id="other"'),
        lambda page: page + page[page.index("<script") :],
        lambda page: page + "<blockquote>Hail fell too.</blockquote>",
        lambda page: page.replace('{"answers"', '{"answers" oops'),
        lambda page: page.replace('"quotes": [', '"quotes": ["a", '),
        lambda page: page.replace('"start": 0', '"start": "0"'),
        lambda page: page.replace('"start": 0', '"start": -1'),
        lambda page: page.replace('"id": "', '"id": 7, "x": "'),
        lambda page: page.replace('"answers": [', '"answers": 7, "x": ['),
        lambda page: page.replace('"answers": [', '"answers": ' + "[" * 100_000),
        lambda page: "<" * 1_000_000,
        lambda page: "<div>" * 1_000_000 + page,
        lambda page: "<script id=quotedesk-data>" * 100_000,
        lambda page: "<!doctype html><title>Something else</title><p>Hello",
        lambda page: "<?xml version='1.0' encoding='utf-16'?><a/>",
    ],
)
def test_a_forged_page_is_refused_with_a_reason(page, forge):
    forged = forge(page)
    assert forged != page
    with pytest.raises(CitationError, match=r"page\.html"):
        read_citations(forged.encode(), "page.html")
