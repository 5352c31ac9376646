"""The Check tab in a browser: the marks in the draft, findings, citations that open, and nothing run as code."""

import re

import pytest

from tests.support.visitor import PHONE, Visitor, expect, hit, write
from tests.ui.web.test_web_looks import CONTRAST

DRAFT = (
    "They said “One hundred and thirty-nine peacekeepers, including nine women,” and “together with their equipment” "
    "and “the Zorblatt committee met <img src=x onerror=hacked=1> and chose ${hacked=2}, or not, $$x^2$$”."
)


def test_a_pasted_draft_is_checked_and_its_citations_open(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Check").click()
    write(page.locator("#draft textarea"), DRAFT)
    page.click("#check-draft")
    checks = page.locator("#checks .findings .check")
    expect(checks).to_have_count(3)
    altered, verbatim, hostile = checks.all()
    expect(altered.locator(".verdict")).to_contain_text("Altered. 1 word left out, 1 word put in.")
    expect(altered.locator("del")).to_have_text("seven")
    expect(altered.locator("ins")).to_have_text("nine")
    expect(verbatim.locator(".verdict")).to_contain_text("Verbatim.")
    expect(hostile.locator(".verdict")).to_contain_text("Altered.")
    expect(hostile.locator(".words")).to_contain_text("<img src=x onerror=hacked=")
    marks = page.locator(".draft-mark bdi")
    assert [f"“{text}”" in DRAFT for text in marks.all_text_contents()] == [True] * 3
    expect(page.locator(".marked-draft")).to_contain_text("chose ${hacked=2}, or not, $$x^2$$")
    assert page.evaluate("typeof hacked") == "undefined"

    verbatim.locator(".cite").click()
    expect(hit(page)).to_be_in_viewport()
    expect(hit(page)).to_have_text("together with their equipment")
    wide = "node => node.scrollWidth > node.clientWidth"
    assert not page.locator("#check").evaluate(wide)


def test_marks_in_the_draft_lead_to_the_findings_and_back_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Check").click()
    write(page.locator("#draft textarea"), DRAFT)
    page.click("#check-draft")
    expect(page.locator("#checks .count")).to_be_focused()
    expect(page.locator("#checks .count")).to_have_text("3 quotations: 2 altered; 1 verbatim.")
    address = page.url
    mark = page.locator("#mark-2")
    expect(mark).to_have_accessible_name(re.compile("Quotation 2, Verbatim: together with their equipment"))
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#finding-2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Show in the draft: quotation 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(mark).to_be_focused()
    assert page.url == address
    page.get_by_role("button", name="Edit the draft").press("Enter")
    box = page.locator("#draft textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(DRAFT)
    box.fill("He said “together with their equipment”.")
    page.click("#check-draft")
    expect(page.locator("#checks .count")).to_have_text("1 quotation: 1 verbatim.")
    expect(box).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_example_has_all_kinds_of_findings(visitor: Visitor, scheme: str) -> None:
    page = visitor.open(viewport={**PHONE, "width": 320}, scheme=scheme)
    page.get_by_role("tab", name="Check").click()
    page.get_by_role("button", name="Try an example").click()
    marks = page.locator(".draft-mark")
    expect(marks).to_have_count(3)
    # Each kind has its own sign and line, not only its colour.
    assert [text[0] for text in page.locator(".draft-mark sup").all_text_contents()] == ["✓", "≠", "✗"]
    lines = marks.evaluate_all("marks => marks.map(mark => getComputedStyle(mark).textDecorationStyle)")
    assert lines == ["solid", "wavy", "double"]
    for selector in (".draft-mark", ".verdict b", ".findings .words", ".findings .count", ".edit-draft"):
        contrasts = page.evaluate(CONTRAST, f"#checks {selector}")
        assert contrasts and min(contrasts) >= 4.5, selector
    wide = "() => [...document.querySelectorAll('body, #left, #check')].filter(n => n.scrollWidth > n.clientWidth)"
    assert page.evaluate(f"({wide})().map(node => node.id)") == []
    page.locator("#finding-1 .cite").click()
    expect(hit(page)).to_have_text(marks.first.locator("bdi").text_content())
