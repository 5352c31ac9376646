"""States of the tabs Mentions, Table and Check."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, Route

from tests.support.page_states.opening import State, open_tab
from tests.support.visitor import expect, hit, write

QUESTIONS = (
    "How many of the peacekeepers are women?",
    "Who signed the agreement?",
    "Where did they train?",
    "What is the capital of Australia?",
)


# A call of the page fills at most 48 cells.
MANY = tuple(
    f"How many of the {people} are women?"
    for people in (
        "peacekeepers",
        "officers",
        "doctors",
        "drivers",
        "cooks",
        "soldiers",
        "observers",
        "deputies",
        "generals",
        "ministers",
        "troops",
    )
)


def open_mentions(page: Page) -> None:
    open_tab(page, "Mentions")
    expect(page.locator("#show")).to_be_visible()


def find(page: Page, phrase: str, awaited: str = "#events .mentions") -> None:
    open_mentions(page)
    write(page.locator("#about :is(textarea, input)"), phrase)
    page.locator("#show").click()
    expect(page.locator(awaited).first).to_be_visible(timeout=60_000)


def find_many(page: Page) -> None:
    find(page, "Golan Heights")


def count_mentions(page: Page) -> None:
    find_many(page)
    page.get_by_text("Counts and filter").click()


def show_over_time(page: Page) -> None:
    find_many(page)
    page.get_by_role("link", name="Over time").click()
    expect(page.locator("#events time").first).to_be_visible(timeout=60_000)


def show_by_article(page: Page) -> None:
    find_many(page)
    page.get_by_role("link", name="By article").click()
    expect(page.locator("#events .comparison")).to_be_visible()


def read_mention(page: Page) -> None:
    find_many(page)
    page.locator("#events .cite").first.click()
    expect(hit(page)).to_be_visible()


def open_exports(page: Page) -> None:
    find_many(page)
    page.locator(".mention-forms summary").click()


def find_misspelt(page: Page) -> None:
    find(page, "Golan Hights")


def find_wordless(page: Page) -> None:
    find(page, "?!", "#events .notice")


def open_table(page: Page) -> None:
    open_tab(page, "Table")
    expect(page.locator(".matrix-choice summary")).to_have_text(re.compile(r"\d articles"))


def choose(page: Page) -> None:
    open_table(page)
    page.locator(".matrix-choice summary").click()


def fill(page: Page, questions: Sequence[str] = QUESTIONS) -> None:
    open_table(page)
    page.get_by_label("Questions, one per line").fill("\n".join(questions))
    page.get_by_role("button", name="Fill the table").click()


def grow(page: Page) -> None:
    """Fill some cells, and leave the page waiting for the others."""
    calls: list[Route] = []

    def hold(route: Route) -> None:
        if "fill_table" in (route.request.post_data or ""):
            calls.append(route)
        if len(calls) < 2:
            route.continue_()

    page.route(re.compile("component_server"), hold)
    fill(page, MANY)
    expect(page.locator(".matrix-frame .cell-quote").first).to_be_visible(timeout=60_000)


def stop(page: Page) -> None:
    grow(page)
    page.get_by_role("button", name="Stop").click()


def finish(page: Page) -> None:
    fill(page)
    expect(page.locator(".matrix-said")).to_have_text(re.compile(r"^\d+ cells?: "), timeout=120_000)
    page.locator(".matrix-result").scroll_into_view_if_needed()


def fill_together(page: Page) -> None:
    open_table(page)
    page.get_by_label("Questions, one per line").fill("\n".join(QUESTIONS))
    page.get_by_label("all articles together").check()
    page.get_by_role("button", name="Fill the table").click()
    expect(page.locator(".matrix-said")).to_have_text(re.compile(r"^\d+ cells?: "), timeout=120_000)


def choose_none(page: Page) -> None:
    choose(page)
    page.locator(".matrix-words").fill("zorblaxia")
    expect(page.locator(".matrix-problem")).to_be_visible()


def open_check(page: Page) -> None:
    open_tab(page, "Check")
    expect(page.locator("#draft textarea")).to_be_visible()


def check(page: Page) -> None:
    open_check(page)
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_role("button", name="Edit the draft")).to_be_visible(timeout=60_000)


SAMPLES: dict[str, State] = {
    "mentions-empty": open_mentions,
    "mentions": find_many,
    "mentions-counts": count_mentions,
    "mentions-time": show_over_time,
    "mentions-articles": show_by_article,
    "mentions-read": read_mention,
    "mentions-export": open_exports,
    "mentions-misspelt": find_misspelt,
    "mentions-error": find_wordless,
    "table-empty": open_table,
    "table-choice": choose,
    "table-growing": grow,
    "table-stopped": stop,
    "table": finish,
    "table-together": fill_together,
    "table-none": choose_none,
    "check-empty": open_check,
    "check": check,
}
