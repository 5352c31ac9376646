"""The switch of collections in a browser."""

import shutil

import pytest

from index.collections.collection_folders import list_names
from index.opening import open_index
from tests.support.own_server import serving
from tests.support.visitor import ANSWER, PHONE, QUESTION, Visitor, ask, expect

COST = "What will the harbour cost?"


def choose(page, value):
    with page.expect_navigation():
        page.select_option(".collection-select", value)
    expect(page.locator(".welcome, #chat .answer").first).to_be_visible(timeout=20_000)
    expect(page.locator(".collection-switch")).to_be_visible()


def test_with_one_collection_there_is_no_switch_and_addresses_name_none(visitor):
    page = visitor.open()
    page.wait_for_timeout(300)
    expect(page.locator(".collection-switch")).to_be_hidden()
    ask(page, QUESTION)
    assert "collection" not in page.url
    expect(page.locator("#chat .credit .collection")).to_have_count(0)


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_a_collection_is_asked_by_the_switch_and_its_address_names_it(guest, viewport):
    page = guest.open(viewport=viewport)
    expect(page.locator(".collection-switch")).to_be_visible()
    choose(page, "board")
    ask(page, COST)
    expect(page.locator("#chat .answer")).to_contain_text("40 million")
    expect(page.locator("#chat .credit .collection").first).to_have_text("board")
    assert "collection=board" in page.url
    assert "collection=board" in page.locator("#chat .answer-link").get_attribute("href")
    # The article opens, though the default collection does not have it.
    page.locator("#chat .cite").first.click()
    expect(page.locator("#reader")).to_contain_text("Fishermen from three villages")
    # Another browser that opens the address gets the same answer.
    other = guest.open(page.url.removeprefix(guest.address).partition("#")[0], viewport=viewport)
    expect(other.locator("#chat .answer")).to_contain_text("40 million")
    expect(other.locator(".collection-select")).to_have_value("board")


def test_all_are_asked_at_once(guest):
    page = guest.open()
    choose(page, "all")
    ask(page, COST)
    expect(page.locator("#chat .credit .collection").first).to_have_text("board")
    ask(page, QUESTION)
    expect(page.locator("#chat .answer").last).to_contain_text(ANSWER)
    expect(page.locator("#chat .answer").last.locator(".credit .collection").first).to_have_text("default")
    # Both articles open.
    for number, words in ((0, "Fishermen"), (1, "UNDOF")):
        page.locator("#chat .answer").nth(number).locator(".cite").first.click()
        expect(page.locator("#reader")).to_contain_text(words)


def test_back_and_forward_lead_over_a_switch(guest):
    page = guest.open()
    ask(page, QUESTION)
    choose(page, "board")
    ask(page, COST)
    # The page loads itself again on the way, which would end a wait for the browser's own navigation.
    page.evaluate("history.back()")
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.evaluate("history.back()")
    expect(page.locator("#chat .answer")).to_contain_text(ANSWER, timeout=20_000)
    expect(page.locator(".collection-select")).to_have_value("default")
    page.evaluate("history.go(2)")
    expect(page.locator("#chat .answer")).to_contain_text("40 million", timeout=20_000)
    expect(page.locator(".collection-select")).to_have_value("board")
    page.reload()
    expect(page.locator("#chat .answer")).to_contain_text("40 million", timeout=20_000)


def test_a_saved_conversation_opens_in_its_collection(guest):
    page = guest.open()
    choose(page, "board")
    ask(page, COST)
    choose(page, "default")
    ask(page, QUESTION)
    page.click(".saved-open")
    with page.expect_navigation():
        page.locator(".saved-item", has_text=COST).click()
    expect(page.locator("#chat .answer")).to_contain_text("40 million", timeout=20_000)
    expect(page.locator(".collection-select")).to_have_value("board")
    assert "collection=board" in page.url
    page.click(".saved-open")
    expect(page.locator(".saved-item")).to_have_count(2)
    with page.expect_navigation():
        page.locator(".saved-item", has_text=QUESTION).click()
    expect(page.locator("#chat .answer")).to_contain_text(ANSWER, timeout=20_000)
    expect(page.locator(".collection-select")).to_have_value("default")


def test_a_collection_is_created_renamed_deleted_and_restored(own_guest, own_root):
    page = own_guest.open()
    page.select_option(".collection-select", "(manage)")
    expect(page.locator(".collection-save")).to_have_text("Create")
    page.fill(".collection-name", "minutes")
    page.press(".collection-name", "Enter")
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Created minutes.")
    assert list_names(own_root) == ["default", "birds", "board", "minutes"]
    page.get_by_label("Rename minutes").click()
    expect(page.locator(".collection-save")).to_have_text("Save")
    page.fill(".collection-name", "notes")
    page.press(".collection-name", "Enter")
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Renamed minutes to notes.")
    page.get_by_label("Delete notes").click()
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Deleted notes.")
    assert list_names(own_root) == ["default", "birds", "board"]
    page.get_by_label("Restore notes").click()
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Restored notes.")
    assert list_names(own_root) == ["default", "birds", "board", "notes"]
    page.fill(".collection-name", " Board Minutes ")
    page.press(".collection-name", "Enter")
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Created board-minutes.")
    page.fill(".collection-name", "board")
    page.press(".collection-name", "Enter")
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("The collection board already exists.")


def test_the_page_shows_the_one_that_is_left_after_all_others_are_deleted(own_guest):
    page = own_guest.open("/?collection=all")
    expect(page.locator(".collection-select")).to_have_value("all")
    page.select_option(".collection-select", "(manage)")
    page.get_by_label("Delete birds").click()
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Deleted birds.")
    expect(page.locator(".collection-select")).to_have_value("all")
    with page.expect_navigation(url=lambda url: "collection" not in url):
        page.get_by_label("Delete board").click()
    expect(page.locator(".collection-switch")).to_be_hidden()


def test_an_address_of_all_collections_is_named_where_there_is_one(visitor):
    page = visitor.open("/?collection=all")
    expect(page.locator(".collection-select option:checked")).to_have_text("All collections")


def test_the_first_collection_is_created_in_the_library_and_filled(browser, tmp_path, shipped_folder):
    root = tmp_path / "index"
    shutil.copytree(shipped_folder, root)
    (tmp_path / "work").mkdir()
    (tmp_path / "owls.txt").write_text("Barn owls\n\nA barn owl lays four to seven eggs in May.\n")
    with serving(root, tmp_path / "work") as address:
        page = Visitor(browser, address).open()
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("button", name="Advanced").click()
        page.locator(".collections-open").click()
        page.fill(".collection-name", "birds")
        page.press(".collection-name", "Enter")
        expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("Created birds.")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.select_option(".collection-select", "birds")
        expect(page.locator("#summary")).to_contain_text("The collection birds has no articles yet.", timeout=20_000)
        expect(page.locator("#summary")).to_contain_text("Drop files above, or choose them.")
        page.set_input_files("#upload input[type=file]", str(tmp_path / "owls.txt"))
        expect(page.locator("#articles")).to_contain_text("Barn owls", timeout=30_000)
        assert len(open_index(root).articles) == 5
        assert len(open_index(root / "collections" / "birds").articles) == 1
        page.context.close()


def test_articles_are_moved_from_the_list(own_guest, own_root):
    page = own_guest.open("/?collection=birds")
    page.get_by_role("tab", name="Library").click()
    page.get_by_label("Select Owls").check()
    page.locator("summary", has_text="Move to").click()
    page.locator('[data-move="default"]').click()
    expect(page.locator("#summary")).to_contain_text("1 article moved to default.")
    expect(page.locator("#articles")).not_to_contain_text("Owls")
    assert len(open_index(own_root).articles) == 6


@pytest.mark.parametrize("names", ["nosuch", "../x", "<img src=x onerror=alert(1)>", "board,,nosuch", "%00", "ｂoard"])
def test_an_address_with_a_wrong_name_shows_no_other_collection(guest, names):
    context = guest.browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: guest.faults.append(dialog.message))
    page.goto(f"{guest.address}/?q={COST.replace(' ', '+')}&collection={names}")
    page.wait_for_function("document.querySelector('.notice, #chat .answer, .toast-body')", timeout=20_000)
    assert "40 million" not in page.content()
    context.close()
