"""Saved conversations and earlier questions in a browser: long ones, several tabs, a hostile and a full storage."""

import re

import pytest

from tests.support.visitor import QUESTION, Visitor, ask, expect
from tests.ui.web.history import WHERE, WHO, address_of, expect_questions, questions, read_saved, save


@pytest.mark.long
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
