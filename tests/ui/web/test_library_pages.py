"""Long lists of articles, and answers while the library changes."""

from html import unescape
from threading import Event, Thread

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.generation.locking import lock_index
from ui.adding import ENCODING, AddingWork
from ui.ask_request import AskRequest
from ui.html.library.library_html import SHOWN_ARTICLES, ListView, library_html, read_view
from ui.service import Service
from ui.web.tabs.library import choose_articles, describe_adding
from ui.web.transcript import Transcript


@pytest.fixture
def many(tmp_path, encoder):
    texts = [f"Report {number} of the mill of Orsa." for number in range(SHOWN_ARTICLES + 30)]
    found = [FoundArticle(make_article(text, title=text), f"/{number}") for number, text in enumerate(texts)]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    return Service(tmp_path / "index")


def test_a_long_list_has_pages_and_all_of_it_can_be_chosen(many):
    first, second = (library_html(many.index, "", ListView("title", page)) for page in (0, 7))
    assert (first.count("<tr data-id"), second.count("<tr data-id")) == (SHOWN_ARTICLES, 30)
    assert "201 to 230 of 230" in unescape(second)
    asked = {"all": True, "count": 230}
    assert len(choose_articles(many, asked, "report")) == 230
    with pytest.raises(Exception, match="changed since"):
        choose_articles(many, {"all": True, "count": 229}, "report")
    for nothing in ({}, {"ids": []}, {"ids": "all"}, {"ids": [7]}, {"ids": ["unknown"]}, {"ids": ["x"] * 9_000}):
        with pytest.raises(Exception, match="Select between"):
            choose_articles(many, nothing)


@pytest.mark.parametrize(
    "text", ["", "title", "title -1", "date x", "__class__ 0", "title 0 0", "-- 1", "title 9999999"]
)
def test_an_invalid_view_is_the_first_page(text):
    assert read_view(text) == ListView()


def test_an_answer_says_that_more_is_coming(many):
    asked, transcript = AskRequest("Where is the mill?"), Transcript(many)
    assert "may change" not in transcript.show(asked).html
    with many.adding.begin(30):
        assert "30 files are still being read; this answer may change." in transcript.show(asked).html.replace(
            "&#32;", " "
        )
        many.adding.count(1)
        assert "1 article is still being added; this answer may change." in transcript.show(asked).html
    assert "may change" not in transcript.show(asked).html


def test_an_answer_says_that_another_process_changes_the_library(many):
    locked, done = Event(), Event()

    def hold():
        with lock_index(many.folder):
            (many.folder / "lock").write_text("1\n")
            locked.set()
            done.wait(30)

    holder = Thread(target=hold)
    holder.start()
    locked.wait(30)
    assert many.describe_pending() == "The library is being changed"
    done.set()
    holder.join()
    assert many.describe_pending() == ""


def test_the_time_left_is_told_in_words(many):
    seconds = iter([0.0, 10.0, 100.0])
    many.adding = AddingWork(lambda: next(seconds))
    assert describe_adding(many) == {}
    with many.adding.begin(2):
        assert describe_adding(many) == {"words": "Reading the files", "share": 0.0, "left": ""}
        many.adding.count(3)
        many.adding.report("writing", 1, 2)
        many.adding.report(ENCODING, 1, 2)
        assert describe_adding(many) == {"words": "Adding 3 articles", "share": 0.5, "left": "about 10 seconds left"}
        many.adding.report(ENCODING, 1, 3)
        assert describe_adding(many)["left"] == "about 3 minutes left"
