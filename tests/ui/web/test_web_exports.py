"""Exported, printed and cited answers in a browser."""

import re
from pathlib import Path

import pytest

from tests.support.visitor import QUESTION, Visitor, ask, expect


def test_a_conversation_is_exported_with_a_bibliography(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, "What did the Zorblatt committee choose?")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    download.value.save_as(tmp_path / "said.md")
    text = (tmp_path / "said.md").read_text(encoding="utf-8")
    assert download.value.suggested_filename == "quotedesk.md"
    assert text.startswith("# Questions and quotations\n\n## How many of the peacekeepers are women?\n")
    assert "> One hundred and thirty\\-nine peacekeepers, including seven women" in text
    assert "\n1. “Kazakhstan Joins United Nations" in text

    expect(page.locator(".export-dialog .sheet-said")).to_have_text("Saved as quotedesk.md.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page").click()
    download.value.save_as(tmp_path / "said.html")
    document = page.context.new_page()
    document.goto((tmp_path / "said.html").as_uri())
    words = page.locator("#chat .words").all_text_contents()
    assert document.locator(".words").all_text_contents() == words
    assert document.locator("h2").first.text_content() == QUESTION
    numbers = document.locator("ol li").count()
    assert numbers == len({link.split(":")[0] for link in hrefs(page, "#chat .cite")})
    assert document.evaluate("typeof hacked") == "undefined"


def hrefs(page, selector):
    return [link.get_attribute("href") for link in page.locator(selector).all()]


def test_a_conversation_is_printed_from_a_frame_of_its_own(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_role("button", name="Export")).to_be_hidden()
    ask(page, QUESTION)
    # A browser without a screen would wait for a printer.
    page.evaluate(
        "Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', "
        "{ get() { return { print() { window.printed = true; } }; } })"
    )
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Print or PDF").click()
    frame = page.frame_locator("#print-frame")
    expect(frame.locator("h2").first).to_have_text(QUESTION)
    expect(frame.locator("ol li").first).to_contain_text("Kazakhstan Joins")
    page.wait_for_function("window.printed")


@pytest.mark.parametrize(
    ("name", "words"),
    [("BibTeX", "@misc{"), ("RIS", "TY  - GEN"), ("CSL-JSON", '"note":'), ("W3C annotation", "TextQuoteSelector")],
)
def test_a_quotation_is_cited_in_other_programs(visitor: Visitor, name: str, words: str) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    card = page.locator("#chat .card.best")
    card.locator(".references summary").click()
    card.get_by_role("button", name=name).click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert words in copied
    assert "seven women" in copied


def test_all_references_are_one_entry_an_article(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open()
    expect(page.get_by_role("button", name="All references")).to_be_hidden()
    for question in (
        QUESTION,
        "How many peacekeepers will begin to deploy?",
        "What did the Zorblatt committee choose?",
    ):
        ask(page, question)
    articles = {link.split(":")[0] for link in hrefs(page, "#chat .answer.answered .card .cite")}
    page.get_by_role("button", name="All references").click()
    for button, name, entry in (
        ("BibTeX (.bib)", "quotedesk.bib", "@misc{"),
        ("RIS (.ris)", "quotedesk.ris", "TY  - "),
        ("CSL-JSON (.json)", "quotedesk.json", '"title":'),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / name)
        assert download.value.suggested_filename == name
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.count(entry) >= len(articles) >= 1
        assert text.count("Kazakhstan Joins United Nations") == 1
    page.get_by_role("button", name="MLA").click()
    said = page.locator(".references-dialog .sheet-said")
    expect(said).to_have_text(re.compile(r"^\d references copied\.$"))
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(copied) == int(said.inner_text()[0]) >= len(articles)
    (joins,) = [line for line in copied if line.startswith("“Kazakhstan Joins United Nations Peacekeeping Efforts")]
    assert joins.endswith("Contingent to UNDOF.” United Nations, 22 Feb. 2024.")
    assert page.locator(".sheet-made").inner_text().split("\n\n") == copied
