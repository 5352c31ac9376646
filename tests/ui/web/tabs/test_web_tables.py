"""The page's table of a comparison: shown, readable, and every place a citation that opens."""

import re

from tests.support.visitor import Visitor, ask, expect, hit

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


def test_an_opened_article_leaves_the_mentions_and_the_library_whole(visitor: Visitor) -> None:
    page = visitor.open()
    cut = (
        "() => { const edge = document.querySelector('#left').getBoundingClientRect().right;"
        " return [...document.querySelectorAll('#left :is(.headline, .words)')].filter(node => node.offsetParent"
        " && node.getBoundingClientRect().right > edge).map(node => node.textContent); }"
    )
    page.get_by_role("tab", name="Mentions").click()
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
