"""The Check tab in a browser: verdicts, differences, citations that open the article, and nothing run as code."""

from pathlib import Path

from index.store import Index
from tests.support.visitor import Visitor, expect, hit, write

DRAFT = (
    "They said “One hundred and thirty-nine peacekeepers, including nine women,” and “together with their equipment” "
    "and “the Zorblatt committee met <img src=x onerror=hacked=1> and chose ${hacked=2}, or not, $$x^2$$”."
)


def test_a_pasted_draft_is_checked_and_its_citations_open(visitor: Visitor, index: Index, tmp_path: Path) -> None:
    page = visitor.open()
    page.get_by_role("tab", name="Check").click()
    write(page.locator("#draft textarea"), DRAFT)
    page.click("#check-draft")
    checks = page.locator("#checks .check")
    expect(checks).to_have_count(3)
    altered, verbatim, hostile = checks.all()
    expect(altered.locator(".verdict")).to_have_text("Altered. 1 word left out, 1 word put in.")
    expect(altered.locator("del")).to_have_text("seven")
    expect(altered.locator("ins")).to_have_text("nine")
    expect(verbatim.locator(".verdict")).to_have_text("Verbatim.")
    expect(hostile.locator(".verdict")).to_contain_text("Altered.")
    expect(hostile.locator(".words")).to_contain_text("<img src=x onerror=hacked=")
    assert page.evaluate("typeof hacked") == "undefined"

    verbatim.locator(".cite").click()
    expect(hit(page)).to_be_in_viewport()
    expect(hit(page)).to_have_text("together with their equipment")
    wide = "node => node.scrollWidth > node.clientWidth"
    assert not page.locator("#check").evaluate(wide)
