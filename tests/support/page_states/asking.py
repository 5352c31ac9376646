"""States of the Ask tab: the first screen, answers, articles, menus, errors."""

from playwright.sync_api import Page

from tests.support.page_states.opening import State
from tests.support.visitor import QUESTION, ask, expect, hit

LONG_QUESTION = "How many service members of Kazakhstan are going to be deployed to the Golan Heights in 2024?"
UNKNOWN = "What did the Zorblatt committee choose?"


def answer(page: Page) -> None:
    ask(page, QUESTION)


def unfold(page: Page) -> None:
    refuse(page)
    page.locator("#chat .more > summary").click()


def follow_up(page: Page) -> None:
    ask(page, LONG_QUESTION)
    ask(page, "And how many of them are women?")


def read(page: Page) -> None:
    answer(page)
    page.locator("#chat .cite").first.click()
    expect(hit(page)).to_be_visible()


def open_menu(name: str) -> State:
    def show(page: Page) -> None:
        answer(page)
        page.get_by_role("button", name=name, exact=True).click()

    return show


def cite(page: Page) -> None:
    answer(page)
    page.locator("#chat .references summary").first.click()


def style(page: Page) -> None:
    follow_up(page)
    page.get_by_role("button", name="All references").click()
    page.get_by_role("button", name="APA", exact=True).click()
    expect(page.locator(".sheet-made")).to_be_visible()


def lose_server(page: Page) -> None:
    answer(page)
    page.context.set_offline(True)
    page.fill("#question textarea", "Who signed?")
    page.press("#question textarea", "Enter")
    page.wait_for_timeout(3_000)


def remove_all(page: Page) -> None:
    page.get_by_role("button", name="remove all").click()
    expect(page.locator(".said-of-samples")).to_be_visible(timeout=30_000)


def refuse(page: Page) -> None:
    ask(page, UNKNOWN)


def ask_closest(page: Page) -> None:
    ask(page, "Did parliament approve the mission?")


def compare(page: Page) -> None:
    ask(page, "How many military personnel will Kazakhstan contribute to UN missions?")
    page.locator("#chat .agreement > summary").first.click()


def greet(page: Page) -> None:
    ask(page, "hello")


def list_period(page: Page) -> None:
    ask(page, "What happened since March 2024?")


def keep(page: Page) -> None:
    cite(page)
    page.get_by_role("button", name="Keep", exact=True).first.click()
    expect(page.locator(".keep-dialog")).to_be_visible()


def share(page: Page) -> None:
    open_menu("Export")(page)
    with page.expect_download():
        page.locator(".export-dialog [value=html]").click()
    page.wait_for_timeout(300)


def filter_all_out(page: Page) -> None:
    open_menu("Filter")(page)
    page.locator(".filter-since").fill("2031-01-01")
    page.locator(".filter-since").dispatch_event("change")
    ask(page, QUESTION)


def read_middle(page: Page) -> None:
    """Open the article, its extract and the related articles at its end."""
    read(page)
    page.locator(".reader-extract summary").click()
    expect(page.locator(".extract-sentence").first).to_be_visible()


def read_end(page: Page) -> None:
    read(page)
    page.locator(".reader-related").evaluate("node => node.scrollIntoView()")
    expect(page.locator(".reader-related li").first).to_be_visible()
    page.locator(".reader-related li").last.scroll_into_view_if_needed()


SAMPLES: dict[str, State] = {
    "answered": answer,
    "answered-compared": compare,
    "closest": ask_closest,
    "not-said": refuse,
    "not-said-unfolded": unfold,
    "follow-up": follow_up,
    "greeting": greet,
    "period": list_period,
    "reader": read,
    "reader-extract": read_middle,
    "reader-related": read_end,
    "cite": cite,
    "keep": keep,
    "filter": open_menu("Filter"),
    "filter-none": filter_all_out,
    "saved": open_menu("Saved"),
    "export": open_menu("Export"),
    "share": share,
    "references": style,
}
