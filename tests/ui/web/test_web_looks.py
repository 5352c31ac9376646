"""How the page looks: on a phone, at every width, in light and dark."""

import pytest

from tests.support.visitor import PHONE, QUESTION, Visitor, ask, expect, hit


def test_a_phone_shows_the_article_as_a_sheet(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    ask(page, QUESTION)
    expect(page.locator(".reader")).to_be_hidden()
    page.locator("#chat .card.best .cite").click()
    expect(hit(page)).to_be_in_viewport()
    expect(hit(page)).to_be_focused()
    page.wait_for_function("document.querySelector('.reader').getBoundingClientRect().bottom <= innerHeight")
    sheet = page.locator(".reader").bounding_box()
    assert sheet["width"] == PHONE["width"] and 0 < sheet["y"] < PHONE["height"] / 3
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".reader")).to_be_hidden()
    expect(page.locator("#chat .card.best .cite")).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 768, 1440, 2560])
def test_nothing_scrolls_sideways(visitor: Visitor, width: int) -> None:
    page = visitor.open(viewport={"width": width, "height": 844})
    ask(page, "What did the Zorblatt committee choose?" + "x" * 90)
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_visible()
    wide = "() => [...document.querySelectorAll('body, #left, #chat .panel-wrap, .reader-scroll, #library')]" + (
        ".filter(node => node.scrollWidth > node.clientWidth).map(node => node.id || node.className)"
    )
    assert page.evaluate(wide) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles tbody tr").first).to_be_visible()
    assert page.evaluate(wide) == []


CONTRAST = """selector => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const paint = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = node => {
    const color = paint(getComputedStyle(node).backgroundColor);
    return color[3] === 255 || !node.parentElement ? color : ground(node.parentElement);
  };
  return [...document.querySelectorAll(selector)].map(node => {
    const pair = [light(paint(getComputedStyle(node).color)), light(ground(node))].sort();
    return (pair[1] + 0.05) / (pair[0] + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(visitor: Visitor, scheme: str) -> None:
    page = visitor.open(scheme=scheme)
    ask(page, QUESTION)
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_visible()
    page.mouse.move(0, 0)
    for selector in (
        *(".question", ".status", ".words", ".cite", ".headline", ".facts", ".copy-quote", ".copy-link"),
        *(".reader-title", ".reader-facts", ".reader-text", "#hit", ".reader-close", "#ask", "[role=tab]"),
        *(".masthead h1", "#question textarea"),
    ):
        contrasts = page.evaluate(CONTRAST, selector)
        assert contrasts and min(contrasts) >= 4.5, selector
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(23, 21, 18)") == (scheme == "dark")
