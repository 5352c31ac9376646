"""Keeping quotations, and the Kept tab, in a browser."""

import io
import json
import shutil
import zipfile

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import quote_place, save_clipping
from tests.support.own_server import serving
from tests.support.visitor import PHONE, QUESTION, ask, expect, hit, visiting, write

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="these tests need axe")

SENTENCE = "One hundred and thirty-nine peacekeepers, including seven women"
FERRY = "The ferry 🛳 of Orsa carried 812 barrels. It came back at night."
MILL = "The mill of Orsa ground rye until it burned."
PIER = "The pier of Orsa was sold to a baker."
EVIL = "Evil <img src=x onerror=alert(1)> & \u202e000,9 came."


@pytest.fixture(scope="module")
def kept_folder(shipped_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "index"
    shutil.copytree(shipped_folder, folder)
    texts = (FERRY, MILL, PIER, EVIL)
    found = [FoundArticle(make_article(text, title=text[:8], source="Post"), f"/{text[4:8]}") for text in texts]
    build_index(Reading(found), folder)
    return folder


@pytest.fixture(scope="module")
def kept_address(kept_folder, tmp_path_factory):
    with serving(kept_folder, tmp_path_factory.mktemp("kept_work")) as address:
        yield address


@pytest.fixture
def kept_visitor(browser, kept_address, kept_folder):
    (kept_folder / CLIPPINGS_FILE).unlink(missing_ok=True)
    with visiting(browser, kept_address) as visitor:
        yield visitor


def keep(folder, text, note="", tags=(), article=None):
    index = open_index(folder)
    found = next(one for one in index.articles.values() if (article or text) in one.text)
    start = found.text.index(text)
    return save_clipping(folder, quote_place(index, found.id, start, start + len(text)), note, tags)


def open_kept(page):
    page.get_by_role("tab", name="Kept").click()
    expect(page.locator("#clippings .clippings, #clippings .none").first).to_be_visible()


def test_a_quotation_of_an_answer_is_kept_from_its_menu_and_shown(kept_visitor, kept_folder):
    page = kept_visitor.open()
    ask(page, QUESTION)
    page.locator("#chat .references summary").first.click()
    page.get_by_role("button", name="Keep", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Keep this quotation")
    expect(dialog).to_contain_text(SENTENCE)
    expect(dialog.get_by_label("Note")).to_be_focused()
    expect(page.locator("#chat .formats").first).to_be_hidden()
    page.keyboard.type("For chapter 2? / yes")
    dialog.get_by_label("Tags").fill("women, army")
    page.keyboard.press("Enter")
    expect(page.locator(".keep-done")).to_contain_text("Kept.")
    (clipping,) = read_clippings(kept_folder)
    assert (clipping.text[:63], clipping.note, clipping.tags) == (SENTENCE, "For chapter 2? / yes", ("women", "army"))
    page.locator(".keep-done button").click()
    expect(page.locator("#clippings .clipping")).to_contain_text(SENTENCE)
    expect(page.locator("#clippings .clipping-note")).to_contain_text("For chapter 2? / yes")
    page.locator("#clippings .headline").click()
    expect(hit(page)).to_contain_text(SENTENCE)


def test_a_selection_in_an_article_is_kept_by_its_characters(kept_visitor, kept_folder):
    page = kept_visitor.open()
    page.get_by_role("tab", name="Library").click()
    page.locator("#articles .headline", has_text="The ferr").click()
    expect(page.locator(".reader-text")).to_contain_text("812 barrels")
    page.locator(".reader-keep").click()
    expect(page.locator(".reader-keep")).to_have_text("Select words first")
    page.evaluate(
        "() => { const node = document.querySelector('.reader-text').firstChild; "
        "const range = document.createRange(); const at = node.data.indexOf('carried'); "
        "range.setStart(node, at - 1); range.setEnd(node, at + 'carried 812 barrels'.length); "
        "getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    expect(page.locator(".reader-keep")).to_have_text("Keep")
    page.locator(".reader-keep").click()
    expect(page.locator(".keep-words")).to_have_text("carried 812 barrels")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".keep-done")).to_contain_text("Kept.")
    # A sign before it takes two code units of JavaScript.
    assert [one.text for one in read_clippings(kept_folder)] == ["carried 812 barrels"]


def test_the_quoted_words_of_an_article_are_kept_by_the_keyboard_alone(kept_visitor, kept_folder):
    page = kept_visitor.open()
    ask(page, QUESTION)
    page.locator("#chat .cite").first.focus()
    page.keyboard.press("Enter")
    expect(hit(page)).to_be_focused()
    page.locator(".reader-keep").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".keep-words")).to_contain_text(SENTENCE)
    # The keys of the page, such as the question mark, are typed here.
    page.keyboard.type("a/?")
    expect(page.locator(".keep-note")).to_have_value("a/?")
    page.keyboard.press("Escape")
    expect(page.locator(".keep-dialog")).to_be_hidden()
    expect(hit(page)).to_be_visible()
    page.locator(".reader-keep").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".keep-done")).to_contain_text("Kept.")
    assert len(read_clippings(kept_folder)) == 1


def test_clippings_are_searched_sorted_edited_removed_and_brought_back(kept_visitor, kept_folder):
    keep(kept_folder, "The ferry", "boats", ["lake"])
    keep(kept_folder, MILL, "", ["Fire"])
    keep(kept_folder, PIER)
    page = kept_visitor.open()
    open_kept(page)
    rows = page.locator("#clippings .clipping")
    expect(rows).to_have_count(3)
    page.get_by_label("Sort by").select_option("tag")
    expect(rows.first).to_contain_text(MILL)
    page.locator("#clippings .tag", has_text="lake").first.click()
    expect(rows).to_have_count(1)
    expect(page.locator("#clippings .count")).to_have_text("1 of 3 clippings")
    rows.get_by_role("button", name="Edit").click()
    form = page.locator(".clipping-editor")
    form.get_by_label("Note").fill("ships\nand boats")
    form.get_by_label("Tags").fill("sea, Lake")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#clippings .clipping-note")).to_contain_text("ships\nand boats")
    expect(page.locator("#clippings .edit-clipping")).to_be_focused()
    assert next(one.tags for one in read_clippings(kept_folder) if one.note) == ("sea", "Lake")
    write(page.get_by_label("Find in clippings"), "baker")
    expect(rows).to_contain_text(PIER)
    expect(rows).to_have_count(1)
    before = (kept_folder / CLIPPINGS_FILE).read_text().splitlines()
    rows.get_by_role("button", name="Remove").click()
    expect(page.locator("#clippings .none")).to_have_text("No clipping contains these words.")
    assert len(read_clippings(kept_folder)) == 2
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows).to_contain_text(PIER)
    assert sorted((kept_folder / CLIPPINGS_FILE).read_text().splitlines()) == sorted(before)


def test_the_export_has_what_the_search_finds(kept_visitor, kept_folder):
    keep(kept_folder, MILL, "Check the year.", ["fire"])
    keep(kept_folder, PIER)
    page = kept_visitor.open()
    open_kept(page)
    write(page.get_by_label("Find in clippings"), "tag: fire")
    expect(page.locator("#clippings .clipping")).to_have_count(1)
    for name, read in (
        ("Markdown for Obsidian", lambda content: zipfile.ZipFile(io.BytesIO(content)).namelist()),
        ("W3C annotations", json.loads),
        ("JSON", json.loads),
    ):
        page.locator(".clippings-forms summary").click()
        with page.expect_download() as started:
            page.get_by_role("link", name=name, exact=True).click()
        assert len(read(started.value.path().read_bytes())) == 1


def test_each_clipping_shows_its_state_and_hostile_words_stay_words(kept_visitor, kept_folder, encoder):
    for text in (PIER, EVIL):
        keep(kept_folder, text, text)
    lines = [json.loads(line) for line in (kept_folder / CLIPPINGS_FILE).read_text().splitlines()]
    gone = lines[0] | {"id": "gone1", "text": "Nobody says this.", "end": lines[0]["start"] + 17}
    gone["article"] = {"id": "nowhere", "headline": EVIL, "url": "javascript:alert(1)"}
    changed = lines[0] | {"id": "changed1", "text": PIER.replace("baker", "saint"), "end": lines[0]["end"]}
    lines += [gone, changed]
    (kept_folder / CLIPPINGS_FILE).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    page = kept_visitor.open()
    open_kept(page)
    expect(page.locator("#clippings .clipping")).to_have_count(4)
    assert page.locator("#clippings img, #clippings a[href^=javascript]").count() == 0
    expect(page.locator('[data-id="gone1"] .clipping-state')).to_contain_text("gone The article is not in the index")
    expect(page.locator('[data-id="changed1"] del')).to_have_text("saint.")
    expect(page.locator('[data-id="changed1"] ins')).to_have_text("baker.")
    expect(page.locator(".state-ok")).to_have_text(["still in the article"] * 2)


def test_a_damaged_file_is_explained_and_kept(kept_visitor, kept_folder):
    (kept_folder / CLIPPINGS_FILE).write_text("{\n")
    page = kept_visitor.open()
    page.get_by_role("tab", name="Kept").click()
    expect(page.locator("#clippings .notice")).to_contain_text("line 1 is no clipping")
    page.get_by_role("tab", name="Ask").click()
    ask(page, QUESTION)
    assert (kept_folder / CLIPPINGS_FILE).read_text() == "{\n"


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param({"width": 1440, "height": 900}, "light", id="desktop", marks=pytest.mark.long),
        pytest.param(PHONE, "dark", id="dark phone"),
    ],
)
def test_axe_finds_nothing_serious_in_the_tab_and_the_dialog(kept_visitor, kept_folder, viewport, scheme):
    keep(kept_folder, MILL, "Check the year.", ["fire"])
    keep(kept_folder, PIER)
    page = kept_visitor.open(viewport=viewport, scheme=scheme)
    open_kept(page)
    found = {"tab": find_violations(page)}
    page.locator(".edit-clipping").first.click()
    found["editor"] = find_violations(page)
    page.keyboard.press("Escape")
    expect(page.locator(".edit-clipping").first).to_be_focused()
    page.locator(".clippings-forms summary").click()
    found["export"] = find_violations(page)
    page.keyboard.press("Escape")
    page.locator("#clippings .headline").first.click()
    expect(hit(page)).to_be_visible()
    page.locator(".reader-keep").click()
    expect(page.locator(".keep-dialog")).to_be_visible()
    found["dialog"] = find_violations(page)
    assert found == dict.fromkeys(found, [])


def find_violations(page):
    """Return what axe finds serious or critical."""
    violations = axe.Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
