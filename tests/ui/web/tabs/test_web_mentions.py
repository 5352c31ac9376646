"""The Mentions tab in a browser: every mention, over time, by article; filters, addresses, exports, spellings."""

import csv
import re
from pathlib import Path

import pytest

from tests.support.visitor import PHONE, Visitor, expect, hit, write
from tests.ui.web.test_web_access import find_violations
from tests.ui.web.test_web_looks import CONTRAST

BOX = "A name, word or phrase"


def find(page, phrase: str) -> None:
    page.get_by_role("tab", name="Mentions").click()
    write(page.get_by_label(BOX), phrase)
    page.get_by_role("button", name="Find").click()


def test_every_mention_is_listed_and_opens_its_article(visitor: Visitor) -> None:
    page = visitor.open()
    find(page, "golan heights")
    expect(page.locator("#events .count")).to_have_text("13 sentences in 3 articles mention golan heights")
    expect(page.locator("#events .words")).to_have_count(13)
    expect(page.locator("#events .words mark").first).to_have_text("Golan Heights")
    page.locator("#events .cite").last.click()
    expect(hit(page)).to_contain_text("Golan Heights")


def test_a_spelling_of_the_articles_is_offered(visitor: Visitor) -> None:
    page = visitor.open()
    find(page, "Golan Hights")
    expect(page.locator("#events .none")).to_have_text("No sentence mentions Golan Hights.")
    page.get_by_role("link", name="Golan Heights").click()
    expect(page.locator("#events .count")).to_have_text(re.compile("^13 sentences"))
    expect(page.get_by_label(BOX)).to_have_value("Golan Heights")


def test_an_address_opens_the_view_with_its_filter(visitor: Visitor) -> None:
    page = visitor.open()
    find(page, "UNDOF")
    page.get_by_text("Counts and filter").click()
    page.get_by_role("link", name="February 2024").click()
    expect(page.locator("#events .count")).to_have_text("3 sentences in 1 article mention UNDOF")
    page.get_by_role("link", name="By article").click()
    expect(page.locator("#events .comparison tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?mention=UNDOF&view=articles&since=2024-02-01&until=2024-02-29$"))
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator("#events .comparison tbody tr")).to_have_count(1, timeout=20_000)
    expect(again.get_by_label(BOX)).to_have_value("UNDOF")
    again.get_by_role("link", name="1 February 2024 to 29 February 2024").or_(
        again.locator("#events .chip")
    ).first.click()
    expect(again.locator("#events .comparison tbody tr")).to_have_count(2)


def test_mentions_are_exported(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    find(page, "UNDOF")
    expect(page.locator("#events .count")).to_be_visible()
    for form, name in (("CSV", "mentions.csv"), ("JSON", "mentions.json"), ("Web page", "mentions.html")):
        page.locator(".mention-forms summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=form, exact=True).click()
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    with (tmp_path / "mentions.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mentions_over_time_are_a_plot_and_a_list_of_citations(visitor: Visitor, scheme: str) -> None:
    page = visitor.open(viewport={**PHONE, "width": 360}, scheme=scheme)
    find(page, "Golan Heights")
    page.get_by_role("link", name="Over time").click()
    expect(page.locator("#events time")).to_have_text(["November 2023", "2024", "20 January 2024", "February 2025"])
    expect(page.get_by_text("Looked through all 13 sentences that mention it. Those without")).to_be_visible()
    expect(page.get_by_role("group", name=re.compile("Timeline from"))).to_be_visible()
    wide = "() => [...document.querySelectorAll('body, #left, #mentions, #events')]" + (
        ".filter(node => node.scrollWidth > node.clientWidth).map(node => node.id)"
    )
    assert page.evaluate(wide) == []
    for selector in ("#events time", "#events .words", "#events .cite", "#events .basis", "#events .key", "#show"):
        contrasts = page.evaluate(CONTRAST, selector)
        assert contrasts and min(contrasts) >= 4.5, selector
    page.get_by_text("Counts and filter").click()
    assert find_violations(page) == []
    page.get_by_role("link", name="November 2023, sentence 1").click()
    expect(hit(page)).to_contain_text("In November 2023, the defense ministry reported")
    page.get_by_role("button", name="Close").click()
    page.locator("#events .cite").last.click()
    expect(hit(page)).to_contain_text("In February 2025")


def test_the_example_is_of_the_articles(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Mentions").click()
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_label(BOX)).to_have_value("Golan Heights", timeout=30_000)
    expect(page.locator("#events .count")).to_have_text("13 sentences in 3 articles mention Golan Heights")


def test_back_and_forward_lead_through_the_views_of_mentions(visitor: Visitor) -> None:
    page = visitor.open()
    find(page, "UNDOF")
    count = page.locator("#events .count")
    expect(count).to_have_text("4 sentences in 2 articles mention UNDOF")
    page.wait_for_function("location.search === '?mention=UNDOF'")
    find(page, "Golan Heights")
    expect(count).to_have_text(re.compile("^13 sentences"))
    page.get_by_role("link", name="By article").click()
    expect(page.locator("#events .comparison tbody tr")).to_have_count(3)
    page.wait_for_function("location.search.includes('view=articles')")
    page.locator("#events .cite").first.click()
    expect(hit(page)).to_be_visible()
    page.go_back()
    expect(hit(page)).to_be_hidden()
    expect(page.locator("#events .comparison")).to_be_visible()
    page.go_back()
    expect(page.locator("#events .words")).to_have_count(13)
    page.go_back()
    expect(count).to_have_text("4 sentences in 2 articles mention UNDOF")
    expect(page.get_by_label(BOX)).to_have_value("UNDOF")
    page.go_back()
    expect(page.locator("#events .mentions")).to_have_count(0)
    expect(page.get_by_label(BOX)).to_have_value("")
    page.go_back()
    expect(page.locator(".welcome")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(count).to_have_text("4 sentences in 2 articles mention UNDOF")
    page.reload()
    expect(count).to_have_text("4 sentences in 2 articles mention UNDOF", timeout=20_000)
    page.get_by_role("tab", name="Ask").click()
    expect(page).not_to_have_url(re.compile("mention"))
