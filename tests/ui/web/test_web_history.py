"""Back, Forward and reload in a browser; saved conversations; earlier questions by the arrow keys."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.store import Index
from tests.support.visitor import ANSWER, PHONE, QUESTION, Visitor, ask, expect, hit

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

WHO, WHERE = "Who is Atul Khare?", "Where are the Golan Heights?"
KEPT = "quotedesk-conversations"


def questions(page: "Page") -> list[str]:
    return [text.removeprefix("Question: ") for text in page.locator("#chat .question").all_text_contents()]


def expect_questions(page: "Page", *asked: str) -> None:
    expect(page.locator("#chat .question")).to_have_text([f"Question: {text}" for text in asked], timeout=20_000)
    expect(page.locator("#chat :is(.answer, .notice)")).to_have_count(len(asked))


def expect_on_top(page: "Page", number: int) -> None:
    """Expect that the transcript is scrolled to a question, as far as there is text to scroll."""
    page.wait_for_function(
        "number => { const box = document.querySelectorAll('#chat .question')[number].getBoundingClientRect();"
        " return box.bottom > 0 && box.top < innerHeight / 2; }",
        arg=number,
    )


def read_saved(page: "Page") -> list[list[str]]:
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEPT}')") or "[]")
    return [item["asked"] for item in kept]


def save(page: "Page", *kept: object) -> None:
    page.evaluate(f"kept => localStorage.setItem('{KEPT}', JSON.stringify(kept))", kept)


def address_of(question: str) -> str:
    return "?q=" + question.replace(" ", "%20").replace("?", "%3F")


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


def test_forty_questions_come_back_and_the_address_stays_short(visitor: Visitor) -> None:
    page = visitor.open()
    asked = [f"Who commands the peacekeepers of company {number}?" for number in range(100, 140)]
    save(page, {"id": "long", "when": "2026-01-01", "asked": [f"?q={text.replace(' ', '%20')}" for text in asked]})
    page.get_by_role("button", name="Saved").click()
    page.locator(".saved-item").click()
    expect(page.locator("#chat .question")).to_have_count(40, timeout=90_000)
    page.wait_for_timeout(300)
    ask(page, WHO)
    assert len(page.url) < 500
    page.reload()
    expect(page.locator("#chat .question")).to_have_count(41, timeout=90_000)
    assert questions(page) == [*asked, WHO]
    page.go_back()
    expect(page).to_have_url(re.compile("139"))
    page.wait_for_timeout(300)
    assert [len(asked) for asked in read_saved(page)] == [41]


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


def test_two_tabs_stay_separate(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    other = page.context.new_page()
    other.goto(visitor.address)
    expect(other.locator(".welcome")).to_be_visible(timeout=20_000)
    # A browser that duplicates a tab gives the copy the same history.
    other.evaluate("state => history.replaceState(state, '', '/?q=x')", page.evaluate("history.state"))
    other.reload()
    expect_questions(other, QUESTION)
    ask(page, WHO)
    ask(other, WHERE)
    other.wait_for_timeout(300)
    assert sorted(read_saved(page)) == sorted(
        [[address_of(QUESTION), address_of(WHO)], [address_of(QUESTION), address_of(WHERE)]]
    )
    page.reload()
    expect_questions(page, QUESTION, WHO)
    other.reload()
    expect_questions(other, QUESTION, WHERE)
    assert len(read_saved(page)) == 2


def test_an_old_twin_is_folded_into_its_conversation(visitor: Visitor) -> None:
    page = visitor.open()
    whole = [address_of(QUESTION), address_of(WHO)]
    save(
        page,
        {"id": "a", "when": "2026-01-03", "asked": whole[1:]},
        {"id": "b", "when": "2026-01-02", "asked": whole},
        {"id": "c", "when": "2026-01-01", "asked": whole},
    )
    ask(page, WHERE)
    page.wait_for_timeout(300)
    assert read_saved(page) == [[address_of(WHERE)], whole]


def test_arrows_bring_earlier_questions_into_the_empty_box(visitor: Visitor) -> None:
    page = visitor.open()
    box = page.locator("#question textarea")
    for question in (QUESTION, WHO):
        ask(page, question)
    box.focus()
    for key, text in (("Up", WHO), ("Up", QUESTION), ("Up", QUESTION), ("Down", WHO), ("Down", ""), ("Down", "")):
        page.keyboard.press(f"Arrow{key}")
        expect(box).to_have_value(text)
    # A text of several lines is edited as usual, a recalled one that was changed too.
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.type("!")
    expect(box).to_have_value("!one\ntwo")
    box.fill("")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("?")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(WHO + "?")
    box.fill("")
    page.click("#restart")
    expect(page.locator(".welcome")).to_be_visible()
    box.focus()
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(WHO)
    page.keyboard.press("Enter")
    expect_questions(page, WHO)


REFUSED = "throw new DOMException('Refused', 'QuotaExceededError')"


def test_the_history_needs_no_storage(visitor: Visitor) -> None:
    page = visitor.open()
    page.add_init_script(f"Storage.prototype.getItem = Storage.prototype.setItem = () => {{ {REFUSED} }};")
    page.goto(visitor.address)
    expect(page.locator(".welcome")).to_be_visible(timeout=20_000)
    ask(page, QUESTION)
    ask(page, WHO)
    page.reload()
    expect_questions(page, QUESTION, WHO)
    page.go_back()
    expect(page).to_have_url(visitor.address + "/" + address_of(QUESTION))


def test_the_oldest_conversations_make_room_in_a_full_storage(visitor: Visitor) -> None:
    page = visitor.open()
    save(page, *({"id": str(one), "when": "2026-01-01", "asked": [f"?q=Old%20{one}"]} for one in range(20)))
    page.evaluate(
        "() => { const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, text) {"
        f" if (text.length > 500) {REFUSED}; return set.call(this, key, text); }}; }}"
    )
    ask(page, QUESTION)
    page.wait_for_timeout(300)
    saved = read_saved(page)
    assert saved[0] == [address_of(QUESTION)]
    assert 1 < len(saved) < 20


def test_what_a_hostile_storage_holds_is_text(visitor: Visitor) -> None:
    page = visitor.open()
    evil = "<img src=x onerror=hacked=1>${hacked=2}\u202e"
    evil_address = "?q=" + evil.replace("=", "%3D")
    save(
        page,
        None,
        "x",
        {"id": {"a": 1}, "when": "never", "asked": [evil_address, 5, None, "javascript:hacked=3", {"q": 1}]},
        {"id": "b", "when": {}, "asked": "?q=x"},
    )
    page.get_by_role("button", name="Saved").click()
    item = page.locator(".saved-item")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("<img src=x onerror=hacked=1>${hacked=2}\ufffd")
    item.click()
    expect(page.locator("#chat .question")).to_contain_text("<img src=x onerror=hacked=1>${hacked=2}", timeout=20_000)
    state = {"quotedesk": {"id": "z", "key": "k", "place": 0, "asked": [evil_address, 7, {}], "at": "x", "tab": evil}}
    page.evaluate("state => history.replaceState(state, '')", state)
    # The page writes its own state when it is left.
    page.evaluate("addEventListener('pagehide', event => event.stopImmediatePropagation(), true)")
    page.evaluate("state => { addEventListener('beforeunload', () => history.replaceState(state, '')); }", state)
    page.reload()
    expect(page.locator("#chat .question")).to_have_count(1, timeout=20_000)
    page.wait_for_timeout(300)
    assert page.evaluate("typeof hacked") == "undefined"


def test_an_address_edited_by_hand_opens_the_article(visitor: Visitor, index: Index) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    link = page.locator("#chat .cite").first.get_attribute("href")
    page.evaluate("link => { location.hash = link; }", link)
    expect(hit(page)).to_contain_text(ANSWER)
    page.go_back()
    expect(hit(page)).to_be_hidden()
    assert questions(page) == [QUESTION]
