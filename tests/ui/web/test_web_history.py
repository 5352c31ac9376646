"""Back, Forward and reload in a browser."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.store import Index
from tests.support.visitor import ANSWER, PHONE, QUESTION, Visitor, ask, expect, hit
from tests.ui.web.history import WHERE, WHO, address_of, expect_questions, questions, read_saved

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def expect_on_top(page: "Page", number: int) -> None:
    """Expect that the transcript is scrolled to a question, as far as there is text to scroll."""
    page.wait_for_function(
        "number => { const box = document.querySelectorAll('#chat .question')[number].getBoundingClientRect();"
        " return box.bottom > 0 && box.top < innerHeight / 2; }",
        arg=number,
    )


def test_back_and_forward_go_through_questions(visitor: Visitor) -> None:
    page = visitor.open()
    for number, question in enumerate((QUESTION, WHO, WHERE)):
        ask(page, question)
        expect(page).to_have_url(visitor.address + "/" + address_of(question))
        expect_on_top(page, number)
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if "queue/join" in request.url else None)
    for number, question in ((1, WHO), (0, QUESTION)):
        page.go_back()
        expect(page).to_have_url(visitor.address + "/" + address_of(question))
        expect_on_top(page, number)
    page.go_forward()
    expect(page).to_have_url(visitor.address + "/" + address_of(WHO))
    assert questions(page) == [QUESTION, WHO, WHERE]
    assert calls == []
    for _ in range(2):
        page.go_back()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page).to_have_url(visitor.address + "/")
    page.go_forward()
    expect_questions(page, QUESTION, WHO, WHERE)
    assert len(read_saved(page)) == 1


def test_back_returns_to_where_the_transcript_was_scrolled(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    for question in (QUESTION, WHO):
        ask(page, question)
    page.wait_for_timeout(300)
    page.locator("#chat .answer").first.locator(".copy-quote").first.evaluate("node => node.scrollIntoView()")
    page.wait_for_timeout(300)
    top = page.locator("#chat .question").first.bounding_box()["y"]
    ask(page, WHERE)
    expect_on_top(page, 2)
    page.go_back()
    page.wait_for_function(
        "top => Math.abs(document.querySelector('#chat .question').getBoundingClientRect().top - top) < 3", arg=top
    )


def test_back_and_forward_go_through_opened_articles(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, WHO)
    words = []
    for answer in page.locator("#chat .answer").all():
        answer.locator(".cite").first.click()
        words.append(answer.locator(".words").first.text_content())
        expect(hit(page)).to_have_text(words[-1])
        assert address_of(QUESTION if len(words) == 1 else WHO) + "#cite=" in page.url
    page.go_back()
    expect(hit(page)).to_have_text(words[0])
    page.go_back()
    expect(hit(page)).to_be_hidden()
    expect(page).to_have_url(visitor.address + "/" + address_of(WHO))
    page.go_forward()
    expect(hit(page)).to_have_text(words[0])
    expect(hit(page)).to_be_in_viewport()
    # Closing an article leaves no entry to go back to.
    page.keyboard.press("Escape")
    expect(page).to_have_url(visitor.address + "/" + address_of(WHO))
    page.go_back()
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))
    assert questions(page) == [QUESTION, WHO]


CLOSE_AND_OPEN = """number => {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    document.querySelectorAll('#chat .answer')[number].querySelector('.cite').click();
}"""


@pytest.mark.parametrize("number", [0, 1], ids=["the same", "another"])
def test_an_article_opened_at_once_after_one_was_closed_stays_open(visitor: Visitor, number: int) -> None:
    """The browser goes back later than the article is closed, and must not close the next one."""
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, WHO)
    first = page.locator("#chat .answer").first
    first.locator(".cite").first.click()
    expect(hit(page)).to_be_focused()
    page.evaluate(CLOSE_AND_OPEN, number)
    cited = page.locator("#chat .answer").nth(number).locator(".cite").first.get_attribute("href")
    page.wait_for_function("cited => location.hash === cited", arg=cited)
    page.wait_for_timeout(700)
    expect(hit(page)).to_be_visible()
    assert page.evaluate("location.hash") == cited
    page.keyboard.press("Escape")
    page.wait_for_function("!location.hash")
    expect(page).to_have_url(visitor.address + "/" + address_of(WHO))
    assert questions(page) == [QUESTION, WHO]


def test_back_closes_the_sheet_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    ask(page, "Who is the president of Kazakhstan?")
    address = page.url
    page.locator("#chat .cite:visible").first.click()
    expect(hit(page)).to_be_visible()
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".reader-place")).to_contain_text("2 of")
    page.go_back()
    expect(page.locator(".reader")).not_to_have_class(re.compile("open"))
    expect(page).to_have_url(address)
    assert page.evaluate("document.querySelector('#left').inert") is False


def test_back_leads_from_another_tab_to_the_transcript(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#articles")).to_be_visible()
    page.go_back()
    expect(page.locator("#chat .answer")).to_be_visible()
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))
    page.go_forward()
    expect(page.locator("#articles")).to_be_visible()


def test_a_reload_brings_the_conversation_and_the_article_back(visitor: Visitor) -> None:
    page = visitor.open()
    for question in (QUESTION, "And who commands them?", WHERE):
        ask(page, question)
    page.locator("#chat .answer").first.locator(".cite").first.click()
    expect(hit(page)).to_contain_text(ANSWER)
    shown, saved = page.locator("#chat .words").all_text_contents(), read_saved(page)
    for _ in range(2):
        page.reload()
        expect_questions(page, QUESTION, "And who commands them?", WHERE)
        expect(hit(page)).to_contain_text(ANSWER)
        expect(page.locator("#chat .answer").nth(1).locator(".earlier")).to_have_text(QUESTION)
    assert page.locator("#chat .words").all_text_contents() == shown
    page.wait_for_timeout(300)
    assert read_saved(page) == saved and len(saved) == 1
    ask(page, WHO)
    page.wait_for_timeout(300)
    assert [len(asked) for asked in read_saved(page)] == [4]
    page.go_back()
    page.reload()
    expect_questions(page, QUESTION, "And who commands them?", WHERE, WHO)


def test_a_reload_returns_to_the_tab(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    page.get_by_role("tab", name="Check").click()
    expect(page.locator("#draft")).to_be_visible()
    page.reload()
    expect(page.locator("#draft")).to_be_visible(timeout=20_000)
    expect(page.locator(".reader.open")).to_have_count(0)
    page.go_back()
    expect_questions(page, QUESTION)
    expect(page.locator("#draft")).to_be_hidden()


def test_a_reload_asks_a_question_again_that_was_not_answered_yet(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))  # noqa: PLW0108
    page.fill("#question textarea", WHERE)
    page.press("#question textarea", "Enter")
    page.wait_for_function("() => location.search.includes('Golan')")
    page.unroute("**/queue/join*")
    page.reload()
    expect_questions(page, QUESTION, WHERE)
    page.go_back()
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))
    page.reload()
    expect_questions(page, QUESTION, WHERE)


def test_a_new_conversation_is_an_entry_and_back_returns_to_the_old_one(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, WHO)
    page.click("#restart")
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, WHERE)
    assert questions(page) == [WHERE]
    page.go_back()
    expect(page.locator(".welcome")).to_be_visible()
    page.go_back()
    expect_questions(page, QUESTION, WHO)
    expect(page).to_have_url(visitor.address + "/" + address_of(WHO))
    page.go_forward()
    expect(page.locator(".welcome")).to_be_visible()
    page.go_forward()
    expect_questions(page, WHERE)
    page.wait_for_timeout(300)
    assert sorted(map(len, read_saved(page))) == [1, 2]


def test_back_several_times_while_an_answer_is_loading(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, WHO)
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))  # noqa: PLW0108
    page.fill("#question textarea", WHERE)
    page.press("#question textarea", "Enter")
    page.wait_for_function("() => location.search.includes('Golan')")
    while not held:
        page.wait_for_timeout(50)
    for _ in range(3):
        page.evaluate("history.back()")
        page.wait_for_timeout(60)
    assert page.url == visitor.address + "/"
    held[0].continue_()
    page.unroute("**/queue/join*")
    expect(page.locator(".welcome")).to_be_visible(timeout=20_000)
    expect(page.locator("#chat .question")).to_have_count(0)
    assert page.url == visitor.address + "/"
    # The answer that came late is in its conversation, where Forward finds it.
    for _ in range(3):
        page.evaluate("history.forward()")
        page.wait_for_timeout(60)
    expect_questions(page, QUESTION, WHO, WHERE)
    expect(page).to_have_url(visitor.address + "/" + address_of(WHERE))
    ask(page, "And when?")
    assert questions(page) == [QUESTION, WHO, WHERE, "And when?"]


def test_a_question_that_fails_leaves_no_entry(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "Not now."}))
    page.fill("#question textarea", WHO)
    page.press("#question textarea", "Enter")
    page.wait_for_function("() => location.search.includes('Khare')")
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))
    expect(page.locator("#question textarea")).to_have_value(WHO)
    page.unroute("**/queue/join*")
    page.press("#question textarea", "Enter")
    expect_questions(page, QUESTION, WHO)
    page.go_back()
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))
    visitor.faults[:] = [fault for fault in visitor.faults if "503" not in fault]


def test_back_leads_to_a_question_whose_article_is_gone(visitor: Visitor, index_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mill.md").write_text("# The mill\n\nThe mill of Karrowfen was sold for ninety crowns.\n", "utf-8")
    build_index(read_articles([tmp_path]), index_folder)
    page = visitor.open()
    ask(page, "For how much was the mill of Karrowfen sold?")
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_contain_text("ninety crowns")
    address = page.url
    page.keyboard.press("Escape")
    page.click("#restart")
    expect(page.locator(".welcome")).to_be_visible()
    build_index(Reading([]), index_folder, remove=[re.search("cite=(.*):", address)[1]])
    page.go_back()
    expect_questions(page, "For how much was the mill of Karrowfen sold?")
    expect(page.locator("#chat")).not_to_contain_text("ninety crowns")
    page.go_forward()
    expect(page.locator(".welcome")).to_be_visible()
    followed = visitor.open(address.removeprefix(visitor.address))
    expect(followed.locator(".reader-error")).to_contain_text("not in the library")
    expect_questions(followed, "For how much was the mill of Karrowfen sold?")


def test_an_address_edited_by_hand_opens_the_article(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    link = page.locator("#chat .cite").first.get_attribute("href")
    page.evaluate("link => { location.hash = link; }", link)
    expect(hit(page)).to_contain_text(ANSWER)
    page.go_back()
    expect(hit(page)).to_be_hidden()
    assert questions(page) == [QUESTION]
