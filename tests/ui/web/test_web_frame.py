"""The frame of the page: the first screen, one column, and the article that slides in."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from index.opening import open_index
from qa.collection import find_samples
from tests.support.own_server import serving
from tests.support.visitor import DESKTOP, QUESTION, Visitor, ask, expect, hit, visiting
from ui.sample_articles import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EDGES = """names => names.map(name => {
    const box = [...document.querySelectorAll(name)].at(-1).getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.right)];
})"""


@pytest.fixture
def own_folder(shipped_folder: Path, tmp_path: Path) -> Path:
    """An index of the samples alone."""
    shutil.copytree(shipped_folder, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def visitor_of_samples(browser: "Browser", own_folder: Path, tmp_path: Path) -> Iterator[Visitor]:
    with serving(own_folder, tmp_path) as address, visiting(browser, address) as visitor:
        yield visitor


def add_file(page: "Page", folder: Path) -> None:
    """Drop a file on the first screen."""
    data = page.evaluate_handle(
        """() => {
            const data = new DataTransfer();
            const text = 'The lighthouse keeper of Quirrelmouth repaired the lamp with eleven brass screws.';
            data.items.add(new File([text], 'lighthouse.txt', { type: 'text/plain' }));
            return data;
        }"""
    )
    page.dispatch_event("#intro", "dragover", {"dataTransfer": data})
    expect(page.locator("body")).to_have_class("dropping")
    page.dispatch_event("#intro", "drop", {"dataTransfer": data})
    expect(page.locator("#articles")).to_contain_text("lighthouse.txt", timeout=60_000)


def test_samples_leave_and_come_back_on_the_first_screen(
    visitor_of_samples: Visitor, own_folder: Path, tmp_path: Path
) -> None:
    page = visitor_of_samples.open()
    collection = page.locator(".welcome .collection")
    expect(collection).to_have_text("5 sample articles on Kazakhstan’s peacekeepers see all remove all")
    examples = page.locator(".welcome .example").all_text_contents()
    assert len(examples) == 3 and set(examples) <= set(QUESTIONS)
    for example in examples:
        page.locator(".example", has_text=example).first.click()
        expect(page.locator("#chat .answer").last).to_have_class("answer answered")
        page.click("#restart")
        expect(page.locator(".welcome")).to_be_visible()

    add_file(page, tmp_path)
    page.get_by_role("tab", name="Ask").click()
    expect(collection).to_contain_text("6 articles, 5 of them samples")
    expect(page.locator(".keep-samples")).to_contain_text("Keep the 5 sample articles?")
    expect(page.get_by_role("button", name="remove the samples")).to_be_hidden()
    page.locator(".keep-samples").get_by_role("button", name="Remove").click()
    expect(collection.last).to_contain_text("1 article", timeout=30_000)
    assert find_samples(open_index(own_folder)) == []
    assert set(page.locator(".welcome .example").all_text_contents()).isdisjoint(QUESTIONS)

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(collection.last).to_contain_text("6 articles, 5 of them samples", timeout=30_000)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".keep-samples")).to_be_hidden()
    page.get_by_role("button", name="remove the samples").click()
    page.get_by_role("button", name="restore the samples").click(timeout=30_000)
    expect(collection.last).to_contain_text("5 of them samples", timeout=30_000)
    expect(page.locator(".keep-samples")).to_be_hidden()
    page.get_by_role("button", name="see").click()
    expect(page.locator("#articles")).to_contain_text("Kazakhstan Joins")


def test_the_samples_can_be_removed_before_there_are_others(
    visitor_of_samples: Visitor, own_folder: Path, tmp_path: Path
) -> None:
    page = visitor_of_samples.open()
    page.get_by_role("button", name="remove all").click()
    collection = page.locator(".welcome .collection").last
    expect(collection).to_have_text("There are no articles yet restore the samples", timeout=30_000)
    assert len(open_index(own_folder).articles) == 0
    expect(page.locator(".welcome .example")).to_have_count(0)
    expect(page.get_by_role("button", name="+ Add articles")).to_be_visible()
    ask(page, QUESTION)
    expect(page.locator("#chat .answer .status")).to_have_text("There are no articles yet.")
    expect(page.locator("#chat .judge-wrong")).to_have_count(0)
    with page.expect_file_chooser():
        page.locator("#chat").get_by_role("button", name="Add articles").click()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles .none")).to_have_text("There are no articles yet.")
    page.get_by_role("button", name="Restore the samples").click()
    expect(page.locator("#articles tbody tr")).to_have_count(5, timeout=30_000)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#articles .none")).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Ask").click()
    page.click("#restart")
    add_file(page, tmp_path)
    page.get_by_role("tab", name="Ask").click()
    expect(collection).to_contain_text("1 article", timeout=30_000)


def test_an_undone_upload_is_not_selected_any_more(visitor_of_samples: Visitor, tmp_path: Path) -> None:
    page = visitor_of_samples.open()
    add_file(page, tmp_path)
    page.locator("#articles tbody tr", has_text="lighthouse.txt").get_by_role("checkbox").check()
    expect(page.locator(".chosen-count")).to_have_text("1 selected")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#summary .added")).to_have_text("Undone.", timeout=30_000)
    expect(page.locator(".chosen")).to_be_hidden()


def test_the_first_screen_follows_the_library(visitor: Visitor, index_folder: Path, tmp_path: Path) -> None:
    page = visitor.open()
    (tmp_path / "kiln.txt").write_text("The kiln of Ashbourne was lit by Dora Pell in 1911.")
    build_index(read_articles([tmp_path]), index_folder)
    count = len(open_index(index_folder).articles)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".welcome .collection")).to_contain_text(f"{count} articles", timeout=20_000)


def test_the_box_moves_to_the_bottom_with_the_first_answer(visitor: Visitor) -> None:
    page = visitor.open()
    before = page.locator("#question").bounding_box()
    ask(page, QUESTION)
    after = page.locator("#question").bounding_box()
    assert before["y"] < DESKTOP["height"] / 2 < after["y"]
    expect(page.locator(".welcome")).to_be_hidden()


def test_the_proof_opens_by_itself_on_a_wide_screen_only_and_until_it_is_closed(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.locator("#right")).to_be_hidden()
    ask(page, QUESTION)
    expect(hit(page)).to_be_in_viewport()
    assert page.locator("#right").bounding_box()["width"] == pytest.approx(0.44 * DESKTOP["width"], abs=2)
    expect(page.locator("#question textarea")).to_be_focused()
    assert "#cite" not in page.url
    ask(page, "Who is the mayor of Springfield?")
    expect(page.locator("#right")).to_be_hidden()
    ask(page, "Who voiced the readiness of the Armed Forces?")
    expect(hit(page)).to_be_in_viewport()
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#right")).to_be_hidden()
    page.get_by_role("tab", name="Ask").click()
    ask(page, QUESTION)
    expect(hit(page)).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()
    ask(page, "Who voiced the readiness of the Armed Forces?")
    page.wait_for_timeout(500)
    expect(page.locator("#right")).to_be_hidden()
    page.reload()
    expect(page.locator("#chat .answer")).to_have_count(5)
    page.wait_for_timeout(500)
    expect(page.locator("#right")).to_be_hidden()
    page.locator("#chat .answered .cite").last.click()
    page.get_by_role("button", name="Close").wait_for()
    page.reload()
    expect(hit(page)).to_be_in_viewport()

    narrow = visitor.open(viewport={"width": 1100, "height": 800})
    ask(narrow, QUESTION)
    narrow.wait_for_timeout(500)
    expect(narrow.locator("#right")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 768, 1440, 2560])
def test_text_lines_up_with_the_box(visitor: Visitor, width: int) -> None:
    page = visitor.open(viewport={"width": width, "height": 900})
    ask(page, QUESTION)
    if width >= 1200:
        expect(hit(page)).to_be_visible()
    text, box, tools = page.evaluate(EDGES, ["#chat .question", "#question", "#tools"])
    assert text[0] == box[0] == tools[0] and text[1] - text[0] <= 720
    button = page.evaluate(EDGES, ["#ask"])[0]
    assert text[1] == button[1]


def test_a_title_is_shown_whole_and_paragraphs_are_spaced(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    for link in page.locator("#articles .headline").all():
        link.click()
        title = page.locator(".reader-title")
        expect(title).to_be_in_viewport(ratio=1)
        expect(page.locator(".reader-facts")).not_to_contain_text("undated")
        shown = page.locator(".reader-text").inner_text().strip()
        assert shown.split("\n")[0] != title.inner_text()
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many service members started their mission two months later?")
    expect(hit(page)).to_be_in_viewport()
    scroll = page.locator(".reader-scroll").bounding_box()
    heading = page.locator(".reader-title").bounding_box()
    assert heading["y"] >= scroll["y"] or heading["y"] + heading["height"] <= scroll["y"] + 1
    ends = page.locator(".reader-text .paragraph-end")
    assert ends.count() > 3 and set(ends.all_text_contents()) == {"\n"}


def test_a_line_that_repeats_the_title_is_shown_once_and_code_is_monospaced(
    visitor: Visitor, index_folder: Path, tmp_path: Path
) -> None:
    text = "# Wind gauge\n\nTo read the gauge:\n\n```\ngauge --unit knots\nif calm: wait()\n```\n\nThe cup turns.\n"
    (tmp_path / "gauge.md").write_text(text)
    (tmp_path / "poem.txt").write_text("A poem\n\n    The sea is wide,\n    the cup is round.\n\nIt has no end here.\n")
    build_index(read_articles([tmp_path]), index_folder)
    page = visitor.open()
    page.get_by_role("tab", name="Library").click()
    for title, code in (("Wind gauge", ["gauge --unit knots\n    if calm: wait()"]), ("A poem", [])):
        page.locator("#articles .headline", has_text=title).click()
        expect(page.locator(".reader-title")).to_have_text(title)
        assert title not in page.locator(".reader-text").inner_text()
        assert [block.strip() for block in page.locator(".reader-text .code").all_text_contents()] == code
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How is the wind gauge read?")
    page.locator("#chat .cite").first.click()
    shown = page.locator(".reader-text .code").first
    expect(shown).to_have_css("font-family", re.compile("monospace"))


def test_a_click_on_a_line_shows_the_whole_sentence_above_its_credit(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, "What is UNDOF?")
    line = page.locator("#chat .line").first
    words, credit = line.locator(".words"), line.locator(".credit")
    height = words.evaluate("node => node.offsetHeight")
    words.click()
    assert words.evaluate("node => node.getBoundingClientRect().height") > height
    end = words.evaluate("node => node.getBoundingClientRect().bottom")
    assert credit.evaluate("node => node.getBoundingClientRect().top") >= end


def test_an_open_markdown_article_is_styled_and_its_text_stays_the_same(
    visitor: Visitor, index_folder: Path, tmp_path: Path
) -> None:
    text = (
        "# Dyke board\n\n## Toll\n\nEdda **Marrow** *alone* set the `toll` of 3 * 4 * 5 crowns.\n\n"
        "| gate | width | toll |\n| --- | --- | --- |\n| Upper **gate** | 4 m | 7 |\n| Lower gate | 6 m | 9 |\n\n"
        "- Boats wait.\n- Eels pass.\n\n    run_gate --a_b_c\n"
    )
    (tmp_path / "dyke.md").write_text(text)
    (tmp_path / "dyke.txt").write_text("Dyke notes\n\nHe typed ## and **stars** | bars | there.\n")
    build_index(read_articles([tmp_path]), index_folder)
    index = open_index(index_folder)
    article = next(one for one in index.articles.values() if one.headline == "Dyke board")
    page = visitor.open()
    ask(page, "What is the width of the lower gate?")
    start = article.text.index("| Lower gate")
    page.goto(f"{visitor.address}/#cite={article.id}:{start}-{start + len('| Lower gate | 6 m | 9 |')}")
    page.reload()
    expect(page.locator(".welcome, #chat .answer").first).to_be_visible()
    expect(hit(page)).to_be_visible()
    reader = page.locator(".reader-text")
    assert reader.text_content() == article.text
    assert hit(page).text_content() == "| Lower gate | 6 m | 9 |"
    shown = reader.inner_text()
    assert "Edda Marrow alone set the toll of 3 * 4 * 5 crowns." in shown and "run_gate --a_b_c" in shown
    assert not {"#", "**", "`", "|"} & set(shown) and "**" not in shown
    expect(reader.locator(".md-title-2")).to_have_text("Toll")
    # Measured at once, because the reader may still slide in.
    lefts = reader.locator(".md-cell").evaluate_all("cells => cells.map(cell => Math.round(cell.offsetLeft))")
    assert len(lefts) == 9 and lefts[:3] == lefts[3:6] == lefts[6:9]
    expect(reader.locator(".md-cell .md-strong")).to_have_text("gate")
    page.get_by_role("tab", name="Library").click()
    page.locator("#articles .headline", has_text="Dyke notes").click()
    expect(reader).to_contain_text("He typed ## and **stars** | bars | there.")
    assert "He typed ## and **stars** | bars | there." in reader.inner_text()
