"""The Table tab in a browser: it fills, stops, continues, opens places, exports what is shown, and is readable."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.citations.citations import read_citations
from qa.citations.table_citations import read_table
from qa.citations.verification import verify
from tests.support.hostile import HOSTILE_TITLE
from tests.support.own_server import serving
from tests.support.visitor import PHONE, Visitor, expect, hit
from tests.ui.web.test_web_looks import CONTRAST

WOMEN, CAPITAL = "How many of the peacekeepers are women?", "What is the capital of Australia?"


@pytest.fixture(autouse=True, scope="module")
def _only_the_first_articles(index_folder: Path, shipped_folder: Path) -> None:
    """Remove what tests of other files have added to the index that they share."""
    first = open_index(shipped_folder).articles
    articles = open_index(index_folder).articles
    added = [id for id in articles if id not in first and articles[id].title != HOSTILE_TITLE]
    if added:
        build_index(Reading(), index_folder, remove=added)


def fill(page: Page, *questions: str, by: str = "each article") -> None:
    page.get_by_role("tab", name="Table").click()
    expect(page.locator(".matrix-choice summary")).to_have_text(re.compile("6 articles"))
    page.get_by_label("Questions, one per line").fill("\n".join(questions))
    page.get_by_label(by).check()
    page.get_by_role("button", name="Fill the table").click()


def wait(page: Page, cells: int) -> None:
    expect(page.locator(".matrix-said")).to_have_text(re.compile(f"^{cells} cells?: "), timeout=120_000)


def next_call(page: Page, waiting: list[Route]) -> Route:
    """Return the next call that the page makes to fill cells."""
    for _ in range(1_500):
        if waiting:
            return waiting.pop()
        page.wait_for_timeout(20)
    raise AssertionError("the page made no call")


def test_each_question_is_asked_of_each_article_and_a_cell_opens_at_its_sentence(visitor: Visitor) -> None:
    page = visitor.open()
    fill(page, WOMEN, CAPITAL, WOMEN, "")
    wait(page, 12)
    table = page.locator(".matrix-frame table")
    expect(table.locator("thead th")).to_have_text([WOMEN, CAPITAL])
    expect(table.locator("tbody th")).to_have_count(6)
    expect(table.locator("tbody .facts", has_text="United Nations")).to_have_text("United Nations · 22 February 2024")
    stated = table.locator("td.stated")
    expect(stated).to_have_count(1)
    expect(stated.locator("mark")).to_have_text("seven")
    # A gap around the marked words would look like a space in the quotation.
    read_gap = "node => (style => parseFloat(style.marginLeft) + parseFloat(style.paddingLeft))(getComputedStyle(node))"
    assert stated.locator("mark").evaluate(read_gap) == 0
    expect(stated.locator(".cell-article")).to_have_count(0)
    expect(table.get_by_text("not stated", exact=True).first).to_be_visible()
    stated.locator(".cell-quote").click()
    expect(hit(page)).to_contain_text("including seven women")


def test_the_name_of_a_tall_row_and_all_questions_stay_in_sight(visitor: Visitor) -> None:
    page = visitor.open(viewport={"width": 1440, "height": 420})
    questions = [f"{WOMEN[:-1]} of group {number}?" for number in range(6)]
    fill(page, *questions)
    wait(page, 36)
    assert page.get_by_label("Questions, one per line").evaluate("node => node.clientHeight") > 132
    row = page.locator(".matrix-frame tbody tr").first
    row.evaluate("node => { node.style.height = '900px'; node.closest('.matrix-frame').scrollTop = 500; }")
    expect(row.locator(".row-name")).to_be_in_viewport()


def test_with_one_column_the_questions_go_down(visitor: Visitor) -> None:
    page = visitor.open()
    fill(page, WOMEN, CAPITAL, by="all articles together")
    wait(page, 2)
    expect(page.locator(".matrix-frame tbody th")).to_have_text([WOMEN, CAPITAL])
    expect(page.locator(".matrix-frame thead th")).to_have_text(["All articles"])
    expect(page.locator(".matrix-choice")).to_be_hidden()
    expect(page.locator(".matrix-frame .cell-article")).to_have_text([re.compile("^Kazakhstan Joins United Nations")])


def test_articles_are_chosen_by_words_and_one_by_one(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Table").click()
    page.get_by_label("Only articles with these words").fill("source: united nations")
    summary = page.locator(".matrix-choice summary")
    expect(summary).not_to_have_text(re.compile("6 articles"))
    page.get_by_label("Only articles with these words").fill("")
    expect(summary).to_have_text(re.compile("6 articles"))
    summary.click()
    page.get_by_role("button", name="None").click()
    page.get_by_label("Questions, one per line").fill(WOMEN)
    page.get_by_role("button", name="Fill the table").click()
    expect(page.get_by_text("No article is chosen.")).to_be_visible()
    page.locator(".matrix-choice li input").nth(1).check()
    expect(summary).to_have_text("1 of 6 articles chosen")
    page.get_by_role("button", name="Fill the table").click()
    wait(page, 1)


def test_a_table_stops_and_continues(visitor: Visitor) -> None:
    page = visitor.open()
    page.evaluate("sessionStorage.clear()")
    # Each call waits until it is let go, so that the table can be stopped between two.
    waiting: list[Route] = []
    calls = re.compile("component_server")
    page.route(
        calls,
        lambda route: waiting.append(route) if "fill_table" in (route.request.post_data or "") else route.continue_(),
    )
    fill(page, *(f"{WOMEN[:-1]} in week {number}?" for number in range(10)))
    expect(page.locator(".matrix-said")).to_have_text("0 of 60 cells")
    next_call(page, waiting).continue_()
    left = re.compile(r"^48 of 60 cells, about (\d+ seconds|1 minute|\d+ minutes) left$")
    expect(page.locator(".matrix-said")).to_have_text(left, timeout=120_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".matrix-said")).to_have_text("48 of 60 cells, stopped")
    # The answer comes too late and is dropped; the server keeps its cells.
    next_call(page, waiting).continue_()
    page.unroute(calls)
    page.get_by_role("button", name="Continue").click()
    wait(page, 60)
    expect(page.locator(".matrix-frame td.pending")).to_have_count(0)
    expect(page.get_by_role("button", name="Continue")).to_be_hidden()


def test_a_table_is_filled_again_after_the_articles_changed_and_the_choice_is_kept(
    browser: Browser, shipped_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(shipped_folder, folder)
    with serving(folder, tmp_path) as address:
        visitor = Visitor(browser, address)
        page = visitor.open()
        page.get_by_role("tab", name="Table").click()
        summary = page.locator(".matrix-choice summary")
        expect(summary).to_have_text(re.compile("5 articles"))
        summary.click()
        page.get_by_role("button", name="None").click()
        chosen = page.locator(".matrix-choice li input").nth(1)
        chosen.check()
        key = chosen.input_value()
        page.get_by_label("Questions, one per line").fill(CAPITAL)
        page.get_by_role("button", name="Fill the table").click()
        wait(page, 1)
        build_index(Reading([FoundArticle(make_article("Snow fell in Semey."), "a")]), folder)
        page.get_by_role("button", name="Fill the table").click()
        expect(summary).to_have_text("1 of 6 articles chosen")
        wait(page, 1)
        assert [box.input_value() for box in page.locator(".matrix-choice input:checked").all()] == [key]
        page.get_by_role("button", name="All", exact=True).click()
        page.get_by_role("button", name="Fill the table").click()
        wait(page, 6)
        page.context.close()
        assert visitor.faults == []


def test_a_table_that_is_being_filled_says_that_the_articles_changed_and_can_be_filled_again(
    browser: Browser, shipped_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(shipped_folder, folder)
    with serving(folder, tmp_path) as address:
        page = Visitor(browser, address).open()
        waiting: list[Route] = []
        calls = re.compile("component_server")
        page.route(
            calls,
            lambda route: (
                waiting.append(route) if "fill_table" in (route.request.post_data or "") else route.continue_()
            ),
        )
        page.get_by_role("tab", name="Table").click()
        summary = page.locator(".matrix-choice summary")
        expect(summary).to_have_text(re.compile("5 articles"))
        page.get_by_label("Questions, one per line").fill(CAPITAL)
        page.get_by_role("button", name="Fill the table").click()
        held = next_call(page, waiting)
        build_index(Reading([FoundArticle(make_article("Snow fell in Semey."), "a")]), folder)
        held.continue_()
        page.unroute(calls)
        expect(page.locator(".matrix-said")).to_contain_text("The articles have changed since.")
        expect(summary).to_have_text(re.compile("6 articles"))
        page.get_by_role("button", name="Fill the table").click()
        wait(page, 6)
        page.context.close()


def test_words_that_no_article_has_say_so(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Table").click()
    expect(page.locator(".matrix-choice summary")).to_have_text(re.compile("6 articles"))
    words = page.get_by_label("Only articles with these words")
    words.fill("zorblaxia")
    problem = page.locator(".matrix-problem")
    expect(problem).to_have_text("No article contains these words.")
    words.fill("")
    expect(problem).to_be_hidden()
    expect(page.locator(".matrix-choice summary")).to_have_text(re.compile("6 articles"))


@pytest.mark.parametrize(("form", "name"), [("CSV", "csv"), ("Excel", "xlsx"), ("Web page", "html")])
def test_an_export_is_verified(form: str, name: str, visitor: Visitor, index_folder: Path, tmp_path: Path) -> None:
    page = visitor.open()
    fill(page, WOMEN, CAPITAL)
    wait(page, 12)
    with page.expect_download() as started:
        page.get_by_role("button", name=form, exact=True).click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    assert path.name == f"table.{name}"
    content = path.read_bytes()
    citations = read_citations(content, path.name) if name == "html" else read_table(content, path.name)
    index = open_index(index_folder)
    assert {verify(citation, index).status for citation in citations} == {"ok"}
    shown = page.locator(".matrix-frame .cell-quote").all_text_contents()
    assert sorted(citation.text for citation in citations) == sorted(shown)
    if name == "html":
        # The document runs nothing and loads nothing.
        document = page.context.new_page()
        document.goto(path.as_uri())
        assert document.evaluate("performance.getEntriesByType('resource').length") == 0
        expect(document.get_by_role("table")).to_contain_text(HOSTILE_TITLE.strip()[:10])
        assert document.locator("blockquote").count() == len(citations)
        json.loads(document.locator("#quotedesk-data").text_content() or "")


def test_an_export_waits_for_cells_that_the_server_fills_again(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    fill(page, WOMEN, CAPITAL)
    wait(page, 12)
    left = [3]

    def answer(route: Route) -> None:
        if left and "export_table" in (route.request.post_data or ""):
            route.fulfill(json={"left": left.pop()})
        else:
            route.continue_()

    page.route(re.compile("component_server"), answer)
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    started.value.save_as(tmp_path / "table.csv")
    assert not left
    shown = page.locator(".matrix-frame .cell-quote").all_text_contents()
    citations = read_table((tmp_path / "table.csv").read_bytes(), "table.csv")
    assert sorted(citation.text for citation in citations) == sorted(shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_table_fits_a_phone_and_is_readable(scheme: str, visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE, scheme=scheme)
    fill(page, WOMEN, "Who signed the agreement?")
    wait(page, 12)
    wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth).map(node => node.id)"
    assert page.locator("body, #left, #matrix").evaluate_all(wide) == []
    # Rows of whole pixels: the lines of the first column, which is sticky, go on in the others. At its right edge, the
    # frame is the only line.
    for row in page.locator(".matrix-frame tbody tr").all():
        height = row.evaluate("row => row.getBoundingClientRect().height")
        assert height == pytest.approx(round(height), abs=0.01)
    last = page.locator(".matrix-frame tr:last-child > :last-child")
    width = "nodes => nodes.map(node => getComputedStyle(node).borderRightWidth)"
    assert set(last.evaluate_all(width)) == {"0px"}
    days = page.locator(".matrix-frame .day")
    assert days.evaluate_all("nodes => nodes.every(node => node.scrollWidth <= node.closest('.facts').clientWidth)")
    for selector in (
        ".matrix-said",
        "td.stated .cell-quote",
        "td.closest .cell-quote",
        "td.not-stated",
        ".matrix .facts",
    ):
        contrasts = page.evaluate(CONTRAST, selector)
        assert contrasts and min(contrasts) >= 4.5, selector
