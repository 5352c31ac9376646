"""Every tab of the page works on the collection that the page shows, in a browser."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from qa.clippings.clippings_file import read_clippings
from qa.standing.standing_file import read_standing
from tests.support.visitor import PHONE, ask, expect, hit, write

REOPENS = "When will the lighthouse reopen?"
COST = "What will the harbour cost?"


def open_tab(page, name):
    # On a phone some tabs are in a menu.
    tab = page.get_by_role("tab", name=name)
    if tab.is_visible():
        tab.click()
    else:
        page.locator(".overflow-menu > button").click()
        page.locator(".overflow-dropdown button", has_text=name).click()
    page.wait_for_timeout(300)


def keep_first(page):
    answer = page.locator("#chat .answer").last
    answer.locator(".references summary").first.click()
    answer.get_by_role("button", name="Keep", exact=True).first.click()
    page.locator(".keep-save").click()
    expect(page.locator(".keep-done")).to_contain_text("Kept.")


def names_board(address):
    return parse_qs(urlsplit(address).query)["collection"] == ["board"]


def test_mentions_are_those_of_the_collection_and_their_address_names_it(guest):
    page = guest.open("/?collection=board")
    open_tab(page, "Mentions")
    write(page.locator("#about textarea, #about input"), "harbour")
    page.click("#show")
    expect(page.locator("#events")).to_contain_text("40 million")
    page.wait_for_function("location.search.includes('mention=harbour')")
    assert names_board(page.url)
    page.locator("a.to-mentions", has_text="By article").click()
    page.wait_for_function("location.search.includes('view=articles')")
    assert names_board(page.url)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#events")).to_contain_text("Harbour", timeout=20_000)
    expect(other.locator(".collection-select")).to_have_value("board")
    with other.expect_navigation():
        other.select_option(".collection-select", "default")
    # A context that is closed while a page begins can hang the browser.
    expect(other.locator("#about textarea, #about input")).to_have_value("", timeout=20_000)
    assert "mention" not in other.url and "collection" not in other.url


def test_a_table_is_filled_from_the_collection_and_its_links_lead_back_there(guest, tmp_path):
    page = guest.open("/?collection=board")
    open_tab(page, "Table")
    page.fill(".matrix-questions", COST)
    page.click(".matrix-fill")
    expect(page.locator(".matrix-frame .cell-quote")).to_contain_text("40 million", timeout=60_000)
    with page.expect_download() as downloading:
        page.locator(".matrix-forms [value=csv]").click()
    table = tmp_path / "table.csv"
    downloading.value.save_as(table)
    link = next(part for part in table.read_text().replace('"', ",").split(",") if part.startswith(guest.address))
    assert names_board(link)
    other = guest.open(link.removeprefix(guest.address))
    expect(hit(other)).to_contain_text("40 million")


def test_quotations_are_kept_and_exported_in_the_collection(guest, root):
    page = guest.open("/?collection=board")
    ask(page, COST)
    keep_first(page)
    open_tab(page, "Kept")
    expect(page.locator("#clippings .clipping")).to_contain_text("40 million")
    assert [one.text for one in read_clippings(root / "collections" / "board")]
    assert not read_clippings(root)
    page.locator(".clippings-forms summary").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="JSON", exact=True).click()
    assert "40 million" in json.dumps(downloading.value.path().read_text())
    page.locator("#clippings .headline").first.click()
    expect(hit(page)).to_contain_text("40 million")


def test_a_question_is_watched_in_its_collection_whose_feed_is_offered(own_guest, own_root, encoder):
    page = own_guest.open("/?collection=board")
    ask(page, REOPENS)
    page.locator(".watch-question").first.click()
    expect(page.locator(".watching").first).to_contain_text("Watched")
    folder = own_root / "collections" / "board"
    assert [one.question for one in read_standing(folder).questions] == [REOPENS]
    assert not read_standing(own_root).questions
    added = make_article(
        "The lighthouse will reopen on 4 May, the coast guard said.",
        title="Money",
    )
    build_index(Reading([FoundArticle(added, "upload:money.txt")]), folder, encoder=encoder)
    open_tab(page, "Kept")
    expect(page.locator("#standing")).to_contain_text("reopen on 4 May")
    feed = page.locator(".standing-feed a").get_attribute("href")
    assert "reopen on 4 May" in page.request.get(f"{own_guest.address}/{feed}").text()
    page.locator(".ask-standing").first.click()
    expect(page.locator("#chat .answer")).to_have_count(2, timeout=20_000)
    assert names_board(page.url)


def test_the_overview_is_of_the_collection(guest):
    page = guest.open("/?collection=birds")
    open_tab(page, "Library")
    page.locator("#library-views").get_by_text("Overview").click()
    expect(page.locator("#overview")).to_contain_text("barn owl", timeout=60_000)
    expect(page.locator("#overview")).not_to_contain_text("UNDOF")


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_with_several_each_tab_says_which_one_it_shows(guest, viewport, root):
    page = guest.open("/?collection=board,birds", viewport=viewport)
    for name in ("Mentions", "Table", "Check", "Kept", "Library"):
        open_tab(page, name)
        note = page.locator(".which-collection:visible")
        expect(note).to_have_count(1)
        expect(note).to_contain_text("The articles of")
    # A quotation is kept in the collection of its article, whichever comes first.
    open_tab(page, "Ask")
    for question, name in ((COST, "board"), ("How many eggs does a barn owl lay?", "birds")):
        ask(page, question)
        keep_first(page)
        expected = "40 million" if name == "board" else "barn owl"
        folder = root / "collections" / name
        while not (kept := read_clippings(folder)):
            page.wait_for_timeout(100)
        assert all(expected in one.text for one in kept)
