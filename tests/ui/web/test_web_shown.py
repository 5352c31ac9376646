"""In the browser: hidden characters are named, reorder nothing, and are copied as they are; ids of strangers open."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.articles import Article, FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from tests.support.own_server import serving
from tests.support.visitor import PHONE, Visitor, ask, expect, hit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTION = "What did the harbour master of Quillmere pay for the buoys?"
HIDING = (
    "The harbour master of Quillmere paid \u202e000,7\u202c dollars, \u2067n\u200bot\u2069 more\U000e0049\U000e0047, "
    "for the buo\u0300\u0301\u0302\u0303\u0304\u0305\u0306ys."
)
PERSIAN = "رئیس بندر Quillmere برای buoys ۷۰۰۰ دلار پرداخت و نمی\u200cخواهد بیشتر بدهد."
FORGED = '../x"\'><img src=x onerror=hacked=1><a href="#c\\ \u202e%zz'

SELECT = """node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.execCommand('copy');
    return getSelection().toString();
}"""
LEFT_EDGES = """(node, words) => {
    const text = [...(function* walk(node) {
        if (node.nodeType === Node.TEXT_NODE) yield node;
        else for (const child of node.childNodes) yield* walk(child);
    })(node)].find(text => text.data.includes(words));
    return [...words].map((_, place) => {
        const range = document.createRange();
        const start = text.data.indexOf(words) + place;
        range.setStart(text, start);
        range.setEnd(text, start + 1);
        return range.getBoundingClientRect().left;
    });
}"""
SIGNS = """node => [...node.querySelectorAll('.hidden-sign')].map(sign => {
    const shown = getComputedStyle(sign, '::before');
    return shown.content.slice(1, -1) + (sign.getBoundingClientRect().width > 20 ? '' : ' too narrow');
})"""


def make_stored(id: str, title: str, text: str, source: str) -> Article:
    """Return an article as an index of a stranger may hold it."""
    return Article(id, title, text, source, "Ann \u202enimdA", date(2024, 3, 1), f"javascript:{id}", id)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shown")
    articles = [
        make_article(HIDING, title="Buoys \u202edrow\u202c", source="Daily \u202erepaP"),
        make_article(PERSIAN, title="بندر", source="روزنامه"),
        make_stored(FORGED, "Forged", "The harbour master of Quillmere sold 12 buoys in May.", "Harbour \u200bPost"),
    ]
    build_index(Reading([FoundArticle(article, str(n)) for n, article in enumerate(articles)]), folder / "index")
    with serving(folder / "index", folder) as address:
        yield address


@pytest.fixture
def visitor(browser: "Browser", shown: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, shown, context_options={"bypass_csp": True})
    yield visitor
    for context in browser.contexts:
        for page in context.pages:
            assert page.locator("img, a[href^='javascript:']").count() == 0
        context.close()
    assert visitor.faults == []


def test_hidden_characters_are_named_and_copied_as_they_are(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    ask(page, QUESTION)
    card = page.locator("#chat .card", has_text="000,7").first
    words = card.locator(".words")
    assert words.evaluate(SELECT) == HIDING
    assert page.evaluate("navigator.clipboard.readText()") == HIDING
    assert words.evaluate(SIGNS) == [
        *("U+202E", "U+202C", "U+2067", "U+200B", "U+2069", "U+E0049 and 1 more", "U+0303 and 3 more")
    ]
    for place in "000,7", "harbour", "dollars":
        edges = words.evaluate(LEFT_EDGES, place)
        assert edges == sorted(edges)
    assert "".join(card.locator("mark.span").all_text_contents()) in HIDING
    assert card.locator(".headline").evaluate(SELECT) == "Buoys \u202edrow\u202c"

    card.locator(".references summary").click()
    card.get_by_role("button", name="Copy quote").click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{HIDING}\n\n— Buoys \u202edrow\u202c\nDaily")

    card.locator(".cite").click()
    expect(hit(page)).to_be_visible()
    assert hit(page).evaluate(SELECT) == page.locator(".reader-text").evaluate(SELECT) == HIDING
    assert hit(page).evaluate(SIGNS) == [
        *("U+202E", "U+202C", "U+2067", "U+200B", "U+2069", "U+E0049 and 1 more", "U+0303 and 3 more")
    ]
    assert page.locator(".reader-facts").evaluate(SIGNS) == page.locator(".reader-title").evaluate(SIGNS)[:1]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_writing_from_right_to_left_is_aligned_right(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, "رئیس بندر Quillmere برای buoys چه پرداخت؟")
    words = page.locator("#chat .words", has_text="دلار").first
    assert words.locator(".hidden-sign").count() == 0
    assert words.evaluate("node => getComputedStyle(node.parentElement).direction") == "rtl"
    first, *_, last = words.evaluate(LEFT_EDGES, "رئیس")
    assert first > last
    words.locator("xpath=..").locator(".cite").click()
    expect(hit(page)).to_contain_text("رئیس")
    edges = page.locator(".reader-text").evaluate("node => [node.getBoundingClientRect().right]")
    assert page.locator(".reader-text").evaluate(LEFT_EDGES, "ر")[0] > edges[0] - 40


def test_an_id_of_a_stranger_opens_is_cited_and_removed(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, "How many buoys did the harbour master of Quillmere sell in May?")
    card = page.locator("#chat .card", has_text="12 buoys").first
    card.locator(".references summary").click()
    card.locator(".format-bibtex").click()
    expect(card.locator(".format-bibtex")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{.._x")
    card.locator(".cite").click()
    expect(hit(page)).to_have_text("The harbour master of Quillmere sold 12 buoys in May.")
    expect(page.locator(".reader-origin")).to_be_hidden()

    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".filter-list")).to_contain_text("Harbour \ufffdPost")
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles tbody tr")).to_have_count(3)
    page.locator("#articles tr", has_text="Forged").get_by_role("checkbox").check()
    page.locator(".chosen").get_by_role("button", name="Remove").click()
    expect(page.locator("#summary")).to_contain_text("1 article removed", timeout=60_000)
    expect(page.locator("#articles tbody tr")).to_have_count(2)
