"""The list of articles in a browser: selection, sorting, editing in place, export, uploads."""

import csv
import shutil
from pathlib import Path

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from tests.support.own_server import serving
from tests.support.visitor import PHONE, Visitor, expect

ROWS = "#articles tbody tr[data-id]"


@pytest.fixture(scope="module")
def shelf(shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped articles, and two more, one with a wrong date."""
    folder = tmp_path_factory.mktemp("shelf") / "index"
    shutil.copytree(shipped_folder, folder)
    more = [
        make_article("The pier of Orsa was sold to a baker.", title="Pier", source="Post", published="2026-11-28"),
        make_article("A lottery winner bought the pub of Orsa.", title="Lottery", source="Gazette"),
    ]
    build_index(Reading([FoundArticle(article, f"/{number}") for number, article in enumerate(more)]), folder)
    return folder


@pytest.fixture(scope="module")
def address(shelf: Path, tmp_path_factory: pytest.TempPathFactory):
    with serving(shelf, tmp_path_factory.mktemp("none")) as address:
        yield address


def open_library(visitor: Visitor, **options):
    page = visitor.open(**options)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(ROWS).first).to_be_visible()
    return page


def titles(page) -> list[str]:
    return [node.inner_text() for node in page.locator("#articles .headline").all()]


def search(page, words: str, count: int) -> None:
    page.fill("#filter textarea, #filter input", words)
    expect(page.locator(ROWS)).to_have_count(count)


def undo(page) -> None:
    page.locator("#summary").get_by_role("button", name="Undo").click()
    expect(page.locator("#summary .added")).to_have_text("Undone.", timeout=30_000)


def test_several_articles_are_removed_at_once_and_come_back(visitor, shelf):
    page = open_library(visitor)
    search(page, "orsa", 2)
    page.get_by_label("Select all articles of this page").check()
    expect(page.locator(".chosen-count")).to_have_text("2 selected")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("#summary .added")).to_contain_text("2 articles removed.", timeout=30_000)
    expect(page.locator(ROWS)).to_have_count(0)
    assert len(open_index(shelf).articles) == 5
    expect(page.locator(".chosen")).to_be_hidden()
    undo(page)
    expect(page.locator(ROWS)).to_have_count(2)


def test_a_selection_stays_while_the_list_is_searched_and_sorted(visitor):
    page = open_library(visitor)
    page.get_by_label("Select Pier").check()
    search(page, "lottery", 1)
    page.get_by_label("Select Lottery").check()
    expect(page.locator(".chosen-count")).to_have_text("2 selected")
    search(page, "", 7)
    page.get_by_role("button", name="Title", exact=True).click()
    expect(page.locator("th[aria-sort]")).to_have_text("Title")
    expect(page.get_by_label("Select Pier")).to_be_checked()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".chosen")).to_be_hidden()


def test_a_heading_sorts_both_ways(visitor):
    page = open_library(visitor)
    heading = page.get_by_role("button", name="Title", exact=True)
    heading.click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Title")
    ascending = titles(page)
    assert ascending == sorted(ascending, key=str.casefold)
    heading.click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Title")
    assert titles(page) == ascending[::-1]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_search_and_the_bar_stay_at_the_top_of_a_scrolled_list(visitor, width):
    page = open_library(visitor, viewport={"width": width, "height": 420})
    search_top = "document.querySelector('#filter').getBoundingClientRect().top"
    page.evaluate("document.querySelector('#library').scrollTo(0, 1e6)")
    assert page.evaluate(f"{search_top} - document.querySelector('#library').getBoundingClientRect().top") <= 1
    assert page.evaluate(f"document.querySelector('#articles .bar').getBoundingClientRect().top - {search_top}") < 70


def test_the_report_of_a_removal_comes_into_view(visitor):
    page = open_library(visitor, viewport={"width": 1440, "height": 420})
    page.locator(ROWS).last.get_by_role("checkbox").check()
    expect(page.locator(".dropzone")).not_to_be_in_viewport()
    page.locator(".chosen").get_by_role("button", name="Remove").click()
    expect(page.locator("#summary .added")).to_contain_text("1 article removed.", timeout=30_000)
    expect(page.locator("#summary .added")).to_be_in_viewport()
    undo(page)
    expect(page.locator("#summary .added")).to_be_in_viewport()


def test_a_wrong_date_is_reported_beside_its_box(visitor):
    page = open_library(visitor, viewport={"width": 1440, "height": 420})
    page.locator(ROWS).last.get_by_role("button", name="Edit").click()
    form = page.locator("#articles .editor")
    form.get_by_label("Date").fill("last spring")
    form.get_by_role("button", name="Save").click()
    problem = form.locator(".editor-problem")
    expect(problem).to_contain_text("“last spring” is not a date", timeout=30_000)
    expect(problem).to_be_in_viewport()
    # Above the list the same words would move it, and are there for those who went on.
    expect(page.locator("#summary .notice")).to_be_hidden()
    form.get_by_role("button", name="Cancel").click()
    expect(page.locator("#summary .notice")).to_be_visible()
    page.locator(ROWS).first.get_by_role("button", name="Edit").click()
    expect(problem).to_be_empty()


def test_the_list_of_formats_closes_by_escape(visitor):
    page = open_library(visitor)
    page.locator(".formats summary").click()
    expect(page.locator(".formats p")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".formats p")).to_be_hidden()
    expect(page.locator(".formats summary")).to_be_focused()


def test_title_source_and_date_are_edited_in_place_and_restored(visitor, shelf):
    page = open_library(visitor)
    row = page.locator(ROWS, has_text="Pier")
    row.locator(".cell-date").click()
    form = page.locator("#articles .editor")
    expect(form.get_by_label("Date")).to_be_focused()
    form.get_by_label("Date").fill("soon")
    form.get_by_label("Date").press("Enter")
    expect(page.locator("#summary")).to_contain_text(
        "“soon” is not a date; write it as 22 February 2024", timeout=30_000
    )
    row.get_by_role("button", name="Edit").click()
    form.get_by_label("Date").fill("4 May 2019")
    form.get_by_label("Source").fill("Orsa <b>News</b>")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#summary .added")).to_contain_text("1 article edited.", timeout=30_000)
    expect(row.locator(".cell-date")).to_have_text("4 May 2019")
    expect(row.locator(".cell-source")).to_have_text("Orsa <b>News</b>")
    expect(row.locator(".edited")).to_have_attribute("title", "In the file: source: Post; date: 28 November 2026")
    article = next(one for one in open_index(shelf).articles.values() if one.title == "Pier")
    assert (str(article.published), article.text) == ("2019-05-04", "The pier of Orsa was sold to a baker.")

    row.get_by_role("button", name="Edit").click()
    form.get_by_label("Date").press("Escape")
    expect(form).to_be_hidden()
    expect(row.get_by_role("button", name="Edit")).to_be_focused()
    row.get_by_role("button", name="Edit").click()
    form.get_by_role("button", name="Restore").click()
    expect(row.locator(".edited")).to_have_count(0, timeout=30_000)
    undo(page)
    expect(row.locator(".cell-date")).to_have_text("4 May 2019")


def test_the_list_is_exported(visitor, tmp_path):
    page = open_library(visitor)
    search(page, "orsa", 2)
    page.get_by_label("Select all articles of this page").check()
    page.get_by_text("Export list").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    started.value.save_as(tmp_path / "list.csv")
    assert started.value.suggested_filename == "articles.csv"
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["title"] for row in rows} == {"Pier", "Lottery"}


def test_a_folder_is_added_without_moving_the_list_and_can_be_asked(visitor, tmp_path):
    page = open_library(visitor)
    folder = tmp_path / "reports"
    for name in ("a/news.txt", "b/news.txt", "b/.hidden.txt", "b/old.doc", "other.doc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The keeper of lamp {name} repaired it with eleven screws.")
    for name in ("b/old.doc", "other.doc"):
        (folder / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing")
    top = page.locator("#articles table").bounding_box()["y"]
    page.set_input_files("#dropzone .folder-choice", folder)
    expect(page.locator("#dropzone .drop-status")).to_have_text("Sending 4 files")
    tops = set()
    while not page.locator("#summary .added").count():
        tops.add(page.locator("#articles table").bounding_box()["y"])
        page.wait_for_timeout(50)
    assert tops | {page.locator("#articles table").bounding_box()["y"]} == {top}
    said = page.locator("#summary .added")
    expect(said).to_contain_text("2 articles added.")
    said.get_by_text("2 files left out").click()
    expect(said.locator(".skipped > ul > li")).to_have_count(1)
    expect(said.locator(".skipped > ul > li")).to_contain_text("2 files: ")
    expect(page.locator("#dropzone .drop-progress")).to_be_hidden()
    assert {"reports - a - news.txt", "reports - b - news.txt"} <= set(titles(page))
    said.get_by_role("button", name="Ask them").click()
    expect(page.locator("#question textarea")).to_be_focused()
    page.get_by_role("tab", name="Library").click()
    undo(page)


def test_files_are_dropped_on_the_library(visitor, tmp_path):
    page = open_library(visitor)
    files = page.evaluate_handle(
        "() => { const files = new DataTransfer(); files.items.add(new File(['The mill of Orsa burned.'], 'mill.txt'));"
        " return files; }"
    )
    page.dispatch_event("#articles", "drop", {"dataTransfer": files})
    expect(page.locator("#summary .added")).to_contain_text("1 article added.", timeout=30_000)
    undo(page)


def test_the_samples_leave_and_come_back(visitor):
    page = open_library(visitor)
    page.get_by_role("button", name="Remove 5 samples").click()
    expect(page.locator(ROWS)).to_have_count(2, timeout=30_000)
    undo(page)
    page.get_by_role("button", name="Remove 5 samples").click()
    page.get_by_role("button", name="Restore the samples").click(timeout=30_000)
    expect(page.locator(ROWS)).to_have_count(7, timeout=30_000)


def test_nothing_of_gradio_and_no_jargon_is_shown(visitor):
    page = open_library(visitor)
    page.get_by_role("button", name="Statistics").click()
    page.get_by_role("button", name="Advanced").click()
    expect(page.locator("#versions li strong")).to_have_text("in use")
    words = page.locator("#library").inner_text().casefold()
    for jargon in ("drop file here", "click to upload", "passage", "encod", "source not stated", "generation"):
        assert jargon not in words
    expect(page.get_by_text("Drop File Here")).to_be_hidden()


def test_on_a_phone_an_article_has_two_lines_and_targets_are_large(browser, address):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(ROWS).first).to_be_visible()
    row = page.locator(ROWS, has_text="Lottery")
    assert row.inner_text().split("\n")[0].strip() == "Lottery"
    boxes = [row.locator(cell).bounding_box() for cell in (".cell-title", ".cell-source", ".cell-words")]
    assert boxes[0]["y"] < boxes[1]["y"] == pytest.approx(boxes[2]["y"], abs=2)
    page.get_by_label("Select Lottery").check()
    small = page.evaluate("""() => [...document.querySelectorAll('#library :is(button, summary, .pick, select, input)')]
      .filter(node => node.checkVisibility({visibilityProperty: true}) && !node.closest('.pick, .all-choice, #upload') )
      .map(node => [node.className, node.getBoundingClientRect()])
      .filter(([, box]) => box.width && box.height && (box.height < 43.5))
      .map(([name, box]) => `${name} ${box.width}x${box.height}`)""")
    assert small == []
    assert page.evaluate(
        "document.querySelector('#library').scrollWidth <= document.querySelector('#library').clientWidth"
    )
    context.close()
