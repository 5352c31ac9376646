"""The Ask tab as a person uses it: filters, chips, suggested questions, judging, the reader."""

import json
import re
from pathlib import Path

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from qa.citations.fragments import text_directive
from qa.evaluation.judged import JUDGED_FILE
from tests.support.visitor import PHONE, QUESTION, Visitor, ask, expect, hit

SINCE = "Who will deploy peacekeepers since January 2024?"


def last(page):
    return page.locator("#chat .answer").last


def quoted_dates(page):
    return {text.strip() for text in last(page).locator(".facts").all_text_contents()}


def test_a_typed_period_is_a_chip_that_can_be_removed(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, SINCE)
    chip = last(page).locator(".chip")
    expect(chip.locator(".filter")).to_have_text("since 1 January 2024")
    expect(last(page).locator(".searched").first).to_have_text("Searched for: Who will deploy peacekeepers?")
    assert all("2024" in facts for facts in quoted_dates(page))
    assert "since=2024-01-01" in page.url

    followed = visitor.open(page.url.removeprefix(visitor.address))
    expect(followed.locator("#chat .chip .filter")).to_have_text("since 1 January 2024")

    chip.click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .question").last).to_contain_text(SINCE)
    expect(last(page).locator(".chip")).to_have_count(0)
    assert "since=2024" not in page.url


def test_the_filter_keeps_to_a_source_until_it_is_cleared(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("United Nations (1)").check()
    page.get_by_label("From").fill("2024-02-01")
    expect(page.locator(".filter-toggle")).to_have_text("Filter (2)")
    page.keyboard.press("Escape")
    expect(page.locator("#filter-panel")).to_be_hidden()
    expect(page.locator(".filter-toggle")).to_be_focused()
    ask(page, QUESTION)
    expect(last(page).locator(".chip .filter")).to_have_text(["from United Nations", "since 1 February 2024"])
    assert all(facts.startswith("United Nations") for facts in quoted_dates(page))
    last(page).locator(".chip", has_text="from United Nations").click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(last(page).locator(".chip .filter")).to_have_text(["since 1 February 2024"])

    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Clear").click()
    ask(page, QUESTION)
    expect(last(page).locator(".chip")).to_have_count(0)


def test_a_link_to_a_follow_up_asks_it_with_what_it_leaned_on(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, "And who commands them?")
    words = last(page).locator(".words").all_text_contents()
    link = last(page).locator(".answer-link").get_attribute("href")
    followed = visitor.open("/" + link)
    expect(followed.locator("#chat .chip .earlier")).to_have_text(QUESTION)
    assert followed.locator("#chat .words").all_text_contents() == words


def test_what_to_ask_next_is_answered(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    links = page.locator(".suggestions a")
    expect(links.first).to_be_visible(timeout=20_000)
    question = links.first.text_content()
    links.first.click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .question").last).to_contain_text(question)
    expect(last(page)).to_have_class("answer answered")
    expect(page.locator(".suggestions a", has_text=question)).to_have_count(0)


def test_what_to_ask_next_keeps_the_filter_and_what_is_typed(visitor: Visitor) -> None:
    page = visitor.open("/?q=How+many+of+the+peacekeepers+are+women%3F&source=United+Nations")
    link = page.locator(".suggestions a").first
    expect(link).to_be_visible(timeout=20_000)
    page.locator("#question textarea").fill("Half a quest")
    link.click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(last(page)).to_have_class("answer answered")
    expect(last(page).locator(".chip", has_text="United Nations")).to_have_count(1)
    expect(page.locator("#question textarea")).to_have_value("Half a quest")


def test_a_conversation_is_kept_reopened_and_forgotten(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    ask(page, "And who commands them?")
    page.click("#restart")
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "Who is Atul Khare?")
    kept = json.loads(page.evaluate("localStorage.getItem('quotedesk-conversations')"))
    assert [len(item["asked"]) for item in kept] == [1, 2]
    assert "peacekeepers, including" not in json.dumps(kept)

    page.goto(visitor.address)
    page.get_by_role("button", name="Saved").click()
    page.locator(".saved-item", has_text=QUESTION).click()
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(last(page).locator(".chip .earlier")).to_have_text(QUESTION)
    ask(page, "How many articles are there?")
    kept = json.loads(page.evaluate("localStorage.getItem('quotedesk-conversations')"))
    assert [len(item["asked"]) for item in kept] == [3, 1]

    page.get_by_role("button", name="Saved").click()
    page.get_by_role("button", name=f"Delete {QUESTION}").click()
    expect(page.locator(".saved-item")).to_have_count(1)
    page.get_by_role("button", name="Delete all").click()
    expect(page.locator(".saved-item")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".saved-dialog")).to_be_hidden()


def test_the_page_reports_that_the_library_has_changed(visitor: Visitor, index_folder: Path, tmp_path: Path) -> None:
    page = visitor.open()
    ask(page, "What is the name of the ferry at Brindlemoor?")
    moved = page.locator(".moved")
    expect(moved).to_be_hidden()
    new = tmp_path / "ferry.md"
    new.write_text("# The ferry\n\nThe ferry at Brindlemoor is named the Grey Heron.\n", encoding="utf-8")
    build_index(read_articles([new]), index_folder)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(moved).to_be_visible()
    moved.get_by_role("button", name="Ask again").click()
    expect(page.locator("#chat .card.best .words")).to_contain_text("Grey Heron")
    expect(page.locator("#chat .answer")).to_have_count(1)
    expect(moved).to_be_hidden()


def test_a_judgement_becomes_a_question_of_an_evaluation(visitor: Visitor, index_folder: Path) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    last(page).get_by_role("button", name="Wrong?").click()
    dialog = page.locator(".judge-dialog")
    dialog.get_by_label("Nothing: [1] answers the question").check()
    dialog.get_by_role("button", name="Save").click()
    expect(last(page).locator(".judging")).to_have_text("Saved, thank you.")
    ask(page, "What did the Zorblatt committee choose?")
    last(page).get_by_role("button", name="Wrong?").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("in another sentence").check()
    dialog.get_by_label("Anything to add?").fill("Look <b>further</b> down.")
    dialog.get_by_role("button", name="Save").click()
    expect(last(page).locator(".judging")).to_have_text("Saved, thank you.")
    rows = map(json.loads, (index_folder / JUDGED_FILE).read_text(encoding="utf-8").splitlines())
    said = {row["question"]: row for row in rows}
    assert said[QUESTION]["verdict"] == "right" and "seven women" in said[QUESTION]["evidence"][0]["quote"]
    other = said["What did the Zorblatt committee choose?"]
    assert (other["verdict"], other["note"], other["answerable"]) == ("elsewhere", "Look <b>further</b> down.", True)


def test_arrows_go_through_citations_and_articles(visitor: Visitor) -> None:
    # On a wider screen the first article opens by itself.
    page = visitor.open(viewport={"width": 1150, "height": 800})
    ask(page, "Who is the president of Kazakhstan?")
    page.locator("h1").click()
    cites = last(page).locator(".card .cite")
    page.keyboard.press("ArrowRight")
    expect(cites.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cites.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(hit(page)).to_be_focused()
    expect(page.locator(".reader-place")).to_have_text(f"2 of {cites.count()}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".reader-place")).to_have_text(f"3 of {cites.count()}")
    expect(hit(page)).to_have_text(last(page).locator(".card .words").nth(2).text_content())
    page.get_by_role("button", name="Previous citation").click()
    expect(page.locator(".reader-place")).to_have_text(f"2 of {cites.count()}")
    page.keyboard.press("Escape")
    expect(cites.nth(1)).to_be_focused()
    # In the box, arrows move in the text.
    page.fill("#question textarea", "ab")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#question textarea")).to_be_focused()
    for _ in range(2):
        page.locator("h1").click()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 700}, PHONE], ids=["desktop", "phone"])
def test_the_reader_shows_the_place_and_the_reason(visitor: Visitor, viewport: dict[str, int]) -> None:
    page = visitor.open(viewport=viewport)
    ask(page, QUESTION)
    last(page).locator(".cite").first.click()
    expect(hit(page)).to_be_focused()
    expect(page.locator(".reader-map .map-hit")).to_have_count(1)
    assert set(page.locator("#hit .shared").all_text_contents()) == {"peacekeepers", "women"}
    expect(page.locator(".reader-why")).to_have_text(
        re.compile(r"^Found because it has: peacekeepers, women · likely an answer: \d\d %$")
    )
    titles = {tick.get_attribute("title") for tick in page.locator(".reader-map [title]").all()}
    assert "The quoted words" in titles
    at = page.evaluate("document.querySelector('.reader-scroll').scrollTop")
    page.locator(".reader-map").click(position={"x": 7, "y": 5})
    page.wait_for_function("at => document.querySelector('.reader-scroll').scrollTop < at", arg=at)


def test_the_original_opens_at_the_quotation(visitor: Visitor, tmp_path: Path) -> None:
    text = "Peace-keepers, 139 & more of them – left at dawn."
    rest = "".join(f"<p>Nothing of note happened on day {day}.</p>" for day in range(200))
    (tmp_path / "page.html").write_text(f"<meta charset=utf-8>{rest}<p>{text}</p>{rest}", encoding="utf-8")
    page = visitor.open()
    for directive, scrolled in ((text_directive(text, 0, len(text)), True), ("Peace-keepers", False)):
        page = page.context.new_page()
        page.goto(f"{(tmp_path / 'page.html').as_uri()}#:~:text={directive}")
        if scrolled:
            page.wait_for_function("scrollY > 1000")
            expect(page.get_by_text(text)).to_be_in_viewport()
        else:
            # A dash that is not encoded is read as that of a prefix, and finds nothing.
            page.wait_for_timeout(300)
            assert page.evaluate("scrollY") == 0
