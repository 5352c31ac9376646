"""Standing questions in a browser: watched from an answer, reported after an upload, read, paused, deleted."""

import re
import shutil
from pathlib import Path

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.standing import STANDING_FILE
from qa.standing.standing_changes import add_standing, list_standing
from tests.support.hostile import HOSTILE_TITLE
from tests.support.own_server import serving
from tests.support.visitor import ANSWER, PHONE, QUESTION, ask, expect, hit, visiting
from tests.ui.web.test_web_looks import CONTRAST

REOPENS = "The bridge over the Ural will reopen on 4 May, the road agency said."
BRIDGE = "When will the bridge over the Ural reopen?"


@pytest.fixture(scope="module")
def folder(shipped_folder, tmp_path_factory):
    return shutil.copytree(shipped_folder, tmp_path_factory.mktemp("standing") / "index")


@pytest.fixture(scope="module")
def own_address(folder, tmp_path_factory):
    with serving(folder, tmp_path_factory.mktemp("none")) as address:
        yield address


@pytest.fixture
def own(browser, folder, own_address, shipped):
    """A visitor of a server of an own index, which has the shipped articles and no standing question."""
    (folder / STANDING_FILE).unlink(missing_ok=True)
    if added := open_index(folder).articles.keys() - shipped.articles.keys():
        build_index(Reading(), folder, remove=sorted(added))
    with visiting(browser, own_address) as visitor:
        yield visitor


def open_kept(page):
    page.get_by_role("tab", name="Kept").click()
    expect(page.locator("#standing .standing-form")).to_be_visible()


def test_a_question_is_watched_from_its_answer_and_reports_what_an_upload_brings(own, folder):
    page = own.open()
    ask(page, QUESTION)
    page.get_by_role("button", name="Watch this question").click()
    expect(page.locator("#chat .watching")).to_have_text("Watched; see Kept.")
    assert [question.question for question in list_standing(folder)] == [QUESTION]
    page.locator("#chat .watching").get_by_role("button", name="Kept").click()
    expect(page.locator("#standing")).to_contain_text(QUESTION)
    page.get_by_role("tab", name="Library").click()
    news = "The second group leaves in June. Twelve of its 150 peacekeepers are women, the ministry said."
    page.locator("#upload input[type=file]").set_input_files(
        {"name": "news.txt", "mimeType": "text/plain", "buffer": news.encode()}
    )
    expect(page.locator("#summary .added")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="1 new sentence for your standing questions").click()
    expect(page.locator("#standing .standing-form")).to_be_visible()
    found = page.locator("#standing .found")
    expect(found.locator(".words")).to_have_text("Twelve of its 150 peacekeepers are women, the ministry said.")
    expect(page.locator(".standing-state")).to_have_text("1 new sentence")
    found.locator(".headline").click()
    expect(hit(page)).to_contain_text("Twelve of its 150 peacekeepers")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name=re.compile("^Mark as read")).click()
    expect(page.locator(".standing-state")).to_have_text("Nothing new")
    page.get_by_text("Show 1 already read").click()
    expect(found.locator(".words")).to_be_visible()
    page.locator(".ask-standing").click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .answer").last).to_contain_text(ANSWER)


def test_questions_are_added_paused_deleted_and_brought_back(own, folder):
    page = own.open()
    open_kept(page)
    expect(page.locator("#standing .none")).to_contain_text("There are no standing questions yet.")
    box = page.get_by_label("A question to ask of every new article")
    box.fill(BRIDGE)
    box.press("Enter")
    expect(page.locator(".standing-question h3")).to_have_text(BRIDGE)
    page.get_by_role("button", name=re.compile("^Pause")).click()
    expect(page.locator(".standing-state")).to_have_text("Paused")
    expect(page.get_by_role("button", name=re.compile("^Resume"))).to_be_focused()
    assert list_standing(folder)[0].paused
    page.get_by_role("button", name=re.compile("^Delete")).click()
    expect(page.locator(".standing-question")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".standing-question h3")).to_have_text(BRIDGE)
    box.fill("How many articles are there?")
    box.press("Enter")
    expect(page.locator("#standing .notice")).to_contain_text("about the collection")
    expect(page.locator(".standing-question")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_found_fits_a_phone_and_a_hostile_article_stays_text(own, folder, scheme):
    add_standing(folder, BRIDGE)
    text = f"{REOPENS.replace('road', '<b onclick=hacked()>road</b>')} {'Word' * 60}."
    build_index(Reading([FoundArticle(make_article(text, title=HOSTILE_TITLE, source="<i>Post</i>"), "a")]), folder)
    page = own.open(viewport=PHONE, scheme=scheme)
    open_kept(page)
    expect(page.locator("#standing .found .words")).to_contain_text("<b onclick=hacked()>road</b>")
    expect(page.locator("#standing .found-credit")).to_contain_text("<i>Post</i>")
    wide = "() => [...document.querySelectorAll('body, #left, #kept, #standing')]" + (
        ".filter(node => node.scrollWidth > node.clientWidth).map(node => node.id)"
    )
    assert page.evaluate(wide) == []
    for selector in (".standing-state", ".standing-facts", "#standing .words", ".mark-read", ".found-day", ".facts"):
        contrasts = page.evaluate(CONTRAST, selector)
        assert contrasts and min(contrasts) >= 4.5, selector


def test_the_same_news_come_from_the_feed_that_the_page_links_to(own, folder):
    add_standing(folder, BRIDGE)
    build_index(Reading([FoundArticle(make_article(REOPENS), "a")]), folder)
    page = own.open()
    open_kept(page)
    expect(page.locator("#standing .found")).to_have_count(1)
    feed = page.request.get(f"{own.address}/{page.locator('.standing-feed a').get_attribute('href')}")
    assert REOPENS in feed.text()
    assert Path(folder / "standing.json").read_text().count(REOPENS) == 1
