"""Everything can be reached and understood without a mouse, a large screen or good eyes."""

import re

import pytest

from tests.support.visitor import PHONE, QUESTION, Visitor, ask, expect, hit

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="these tests need axe")

DIALOGS = {"Saved": "Saved conversations", "Export": "Export this conversation", "All references": "All references"}


def find_violations(page) -> list[str]:
    """Return what axe finds serious or critical in the page as it stands."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param({"width": 1440, "height": 900}, "light", id="desktop"),
        pytest.param(PHONE, "dark", id="dark phone", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_serious_anywhere(visitor: Visitor, viewport: dict[str, int], scheme: str) -> None:
    page = visitor.open(viewport=viewport, scheme=scheme)
    found = {"first visit": find_violations(page)}
    ask(page, "Who will deploy peacekeepers since January 2024?")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".filter-list label").first).to_be_visible()
    found["filter"] = find_violations(page)
    page.keyboard.press("Escape")
    page.locator("#chat .references summary").first.click()
    found["answer"] = find_violations(page)
    for button, name in DIALOGS.items():
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        found[name] = find_violations(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Wrong?").click()
    found["judging"] = find_violations(page)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    found["keys"] = find_violations(page)
    page.keyboard.press("Escape")
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_focused()
    found["article"] = find_violations(page)
    page.keyboard.press("Escape")
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        page.wait_for_timeout(500)
        found[tab.text_content()] = find_violations(page)
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("button", name="Try an example").click()
    expect(page.locator(".matrix-frame td.stated").first).to_be_visible(timeout=120_000)
    page.locator(".matrix-choice summary").click()
    found["filled table"] = find_violations(page)
    assert found == dict.fromkeys(found, [])
    assert {"first visit", "answer", "article", "Library"} <= found.keys()


@pytest.mark.parametrize(
    "viewport", [{"width": 360, "height": 640}, {"width": 720, "height": 450}], ids=["360", "200 %"]
)
def test_small_screens_show_all_that_can_be_done(visitor: Visitor, viewport: dict[str, int]) -> None:
    page = visitor.open(viewport=viewport)
    ask(page, QUESTION)
    for name in ("Filter", "Saved", "Export", "All references", "New conversation", "Ask"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    transcript = page.locator("#chat").bounding_box()
    assert transcript["height"] >= viewport["height"] / 3
    boxes = [
        page.get_by_role("button", name=n, exact=True).bounding_box() for n in ("All references", "New conversation")
    ]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    expect(page.locator("#question textarea")).to_be_in_viewport(ratio=1)
    page.locator("#chat .cite").first.evaluate("link => link.click()")
    expect(hit(page)).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390])
def test_everything_that_a_finger_hits_is_44_pixels_high(visitor: Visitor, width: int) -> None:
    page = visitor.open(viewport={**PHONE, "width": width})
    small = (
        "selector => [...document.querySelectorAll(selector)].filter(node => node.offsetParent"
        " && node.getBoundingClientRect().height < 44).map(node => node.className || node.id || node.textContent)"
    )
    assert page.evaluate(small, "[role=tab], #ask, #question textarea, #tools button, .welcome :is(button, a)") == []
    ask(page, QUESTION)
    page.locator("#chat .references summary").first.click()
    assert page.evaluate(small, "#chat .answer :is(button, summary, .cite, .whole a, .suggestions a)") == []
    assert page.evaluate(small, "#tools button, #restart") == []
    page.keyboard.press("Escape")
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_visible()
    assert page.evaluate(small, ".reader button") == []


def test_nothing_moves_where_that_is_unwanted(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('.reader, .examples a')]"
        ".map(node => getComputedStyle(node).transitionDuration).filter(duration => duration !== '0s')"
    )
    assert moving == []


def test_a_first_visit_explains_itself_by_examples_of_these_articles(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_role("heading", name="Ask your articles. Get their own words back, with proof.")).to_be_visible()
    # Other tests add articles of their own.
    expect(page.locator(".welcome .collection")).to_contain_text(
        re.compile(r"\d+ articles, 5 of them samples · 2 sources")
    )
    assert 1 <= page.locator(".welcome .example").count() <= 3
    box, heading = (page.locator(place).bounding_box() for place in ("#question", "#intro h2"))
    assert 0 < box["y"] - heading["y"] - heading["height"] < 40
    # The tab key goes from the box to the tools in the order in which they are seen.
    page.focus("#question textarea")
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", names[-1]
    assert names == ["Ask", "Filter", "Saved", "see all", "+ Add articles"]
