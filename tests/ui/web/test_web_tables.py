"""The page's table of a comparison and its timeline: shown, readable, and every place a citation that opens."""

import re

import pytest

from tests.support.visitor import PHONE, Visitor, ask, expect, hit, write
from tests.ui.web.test_web_looks import CONTRAST

COMPARED = "How many military personnel will Kazakhstan contribute to UN missions?"


def test_the_articles_that_agree_are_compared_on_demand(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, COMPARED)
    table = page.locator("#chat .comparison")
    expect(table.locator("th.value")).to_have_text(re.compile("430.*2 articles"))
    expect(table).to_be_hidden()
    page.get_by_text("2 articles agree").click()
    table.locator(".cite").last.click()
    expect(hit(page)).to_contain_text("a total of 430 Kazakh army personnel")
    ask(page, "How many of the peacekeepers are women?")
    expect(table).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_timeline_is_a_plot_and_a_list_of_citations(visitor: Visitor, scheme: str) -> None:
    page = visitor.open(viewport={**PHONE, "width": 360}, scheme=scheme)
    ask(page, COMPARED)
    page.get_by_role("tab", name="Timeline").click()
    write(page.get_by_label("A name or a question"), "Golan Heights")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#events time")).to_have_text(["November 2023", "2024", "20 January 2024", "February 2025"])
    expect(page.get_by_role("group", name=re.compile("Timeline from"))).to_be_visible()
    wide = "() => [...document.querySelectorAll('body, #left, #timeline, #events')]" + (
        ".filter(node => node.scrollWidth > node.clientWidth).map(node => node.id)"
    )
    assert page.evaluate(wide) == []
    for selector in ("#events time", "#events .words", "#events .cite", "#events .basis", "#events .key", "#show"):
        contrasts = page.evaluate(CONTRAST, selector)
        assert contrasts and min(contrasts) >= 4.5, selector
    page.get_by_role("link", name="November 2023, sentence 1").click()
    expect(hit(page)).to_contain_text("In November 2023, the defense ministry reported")
    page.get_by_role("button", name="Close").click()
    page.locator("#events .cite").last.click()
    expect(hit(page)).to_contain_text("In February 2025")


def test_the_example_of_a_timeline_is_of_the_articles(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Timeline").click()
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_label("A name or a question")).to_have_value("Golan Heights")
    expect(page.locator("#events .count")).to_have_text(
        "4 sentences about Golan Heights, November 2023 to February 2025"
    )


def test_an_opened_article_leaves_the_timeline_and_the_library_whole(visitor: Visitor) -> None:
    page = visitor.open()
    cut = (
        "() => { const edge = document.querySelector('#left').getBoundingClientRect().right;"
        " return [...document.querySelectorAll('#left :is(.headline, .words)')].filter(node => node.offsetParent"
        " && node.getBoundingClientRect().right > edge).map(node => node.textContent); }"
    )
    page.get_by_role("tab", name="Timeline").click()
    page.get_by_role("button", name="Try an example").click()
    page.locator("#events .cite").first.click()
    expect(page.locator(".reader.open")).to_be_visible()
    assert page.evaluate(cut) == []
    page.get_by_role("tab", name="Library").click()
    page.locator("#articles .headline").first.click()
    expect(page.locator(".reader.open")).to_be_visible()
    assert page.evaluate(cut) == []
    widths = page.locator("#articles td.cell-title").evaluate_all("cells => cells.map(cell => cell.offsetWidth)")
    assert min(widths) > 200
