"""The overview in the Library tab, and the extract and related articles of an open article, in a browser."""

import shutil

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from tests.qa.overview.test_overview import planted, topics  # noqa: F401 - fixtures
from tests.support.hostile import HOSTILE_TEXT, HOSTILE_TITLE
from tests.support.own_server import serving
from tests.support.visitor import PHONE, expect, hit

WOMEN = "228e99aee21d84ac"


@pytest.fixture(scope="module")
def shelf(topics, tmp_path_factory):  # noqa: F811
    """Planted topics and a hostile article."""
    folder = tmp_path_factory.mktemp("shelf") / "index"
    shutil.copytree(topics.folder, folder)
    hostile = make_article(HOSTILE_TEXT, title=HOSTILE_TITLE, source="<i>The Zorblatt Times</i>")
    build_index(Reading([FoundArticle(hostile, "/hostile")]), folder)
    return folder


@pytest.fixture(scope="module")
def address(shelf, tmp_path_factory):
    with serving(shelf, tmp_path_factory.mktemp("none")) as address:
        yield address


@pytest.fixture(scope="module")
def shipped_address(shipped_folder, tmp_path_factory):
    with serving(shipped_folder, tmp_path_factory.mktemp("none")) as address:
        yield address


def open_overview(visitor, **options):
    page = visitor.open(**options)
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Overview").click()
    expect(page.locator("#overview .group").first).to_be_visible(timeout=20_000)
    return page


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_groups_show_their_sentence_names_and_articles(visitor, shelf, viewport):
    page = open_overview(visitor, **({"viewport": viewport} if viewport else {}))
    groups = overview(index=open_index(shelf)).groups
    shown = page.locator("#overview .group")
    expect(shown).to_have_count(len(groups))
    expect(page.locator(".overview-count")).to_contain_text("43 articles in")
    for number, group in enumerate(groups):
        section = shown.nth(number)
        assert section.locator(".name-chip").all_inner_texts() == [name.text for name in group.names]
        assert section.locator("blockquote .words").inner_text() == group.sentence.text
        section.locator(".members summary").click()
        expect(section.locator(".member")).to_have_count(len(group.ids))
        hrefs = [link.get_attribute("href") for link in section.locator(".member a").all()]
        assert hrefs == [f"#cite={id}:0-0" for id in group.ids]
    page.get_by_role("button", name="Articles", exact=True).click()
    expect(page.locator("#overview")).to_be_hidden()
    expect(page.locator("#articles tbody tr").first).to_be_visible()


def test_a_sentence_opens_its_article_and_a_name_asks(visitor, shelf):
    page = open_overview(visitor)
    group = overview(index=open_index(shelf)).groups[0]
    page.locator("#overview .cite").first.click()
    expect(hit(page)).to_have_text(group.sentence.text)
    page.locator(".reader-close").click()
    name = page.locator(".name-chip").first
    asked = name.inner_text()
    name.click()
    expect(page.locator("#chat .question").last).to_contain_text(asked)
    expect(page.get_by_role("tab", name="Ask")).to_have_attribute("aria-selected", "true")


def test_the_filter_restricts_the_overview(visitor):
    page = open_overview(visitor)
    page.locator(".overview-filter select").select_option("Harbour News")
    expect(page.locator(".overview-count")).to_contain_text("14 articles, in their own words", timeout=60_000)
    expect(page.locator(".overview-filter select")).to_have_value("Harbour News")
    page.locator(".overview-filter [name=since]").fill("2030-01-01")
    page.locator(".overview-filter [name=since]").dispatch_event("change")
    expect(page.locator(".overview-count")).to_contain_text("No article matches", timeout=60_000)


def test_an_open_article_has_an_extract_and_related_articles(visitor, shipped_address, shipped):
    visitor.address = shipped_address
    page = visitor.open(f"/#cite={WOMEN}:0-10")
    fold = page.locator(".reader-extract")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    quotes = extract(WOMEN, index=shipped)
    expect(fold.locator(".extract-sentence")).to_have_text([quote.text for quote in quotes])
    fold.locator(".extract-sentence").nth(3).click()
    expect(hit(page)).to_have_text(quotes[3].text)
    page.locator(".reader-related").scroll_into_view_if_needed()
    related = page.locator(".reader-related li")
    expect(related).to_have_count(4)
    title = related.first.locator(".headline").inner_text()
    related.first.locator(".headline").click()
    expect(page.locator(".reader-title")).to_have_text(title)
    expect(fold).not_to_have_attribute("open", "")


def test_the_overview_of_no_articles_says_so(visitor, tmp_path, encoder):
    article = make_article("Rain fell.")
    build_index(Reading([FoundArticle(article, "a")]), tmp_path / "index", encoder=encoder)
    build_index(Reading(), tmp_path / "index", remove=[article.id], encoder=encoder)
    with serving(tmp_path / "index", tmp_path) as address:
        visitor.address = address
        page = visitor.open()
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("button", name="Overview").click()
        expect(page.locator("#overview .overview-count")).to_have_text("There are no articles yet.")
        page.close()
