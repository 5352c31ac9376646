"""States with several collections."""

from playwright.sync_api import Page

from tests.support.page_states.opening import State, open_tab
from tests.support.visitor import QUESTION, ask, expect


def open_first(page: Page) -> None:
    expect(page.locator(".collection-switch")).to_be_visible()


def choose(page: Page, value: str) -> None:
    open_first(page)
    with page.expect_navigation():
        page.select_option(".collection-select", value)
    expect(page.locator(".welcome, #chat .answer").first).to_be_visible(timeout=20_000)
    expect(page.locator(".collection-switch")).to_be_visible()


def ask_all(page: Page) -> None:
    choose(page, "all")
    ask(page, "What will the harbour cost?")
    ask(page, QUESTION)


def mention_all(page: Page) -> None:
    choose(page, "all")
    open_tab(page, "Mentions")
    expect(page.locator("#mentions .which-collection")).to_be_visible()


def manage(page: Page) -> None:
    open_first(page)
    page.select_option(".collection-select", "(manage)")
    expect(page.locator(".collections-dialog")).to_be_visible()


def rename(page: Page) -> None:
    manage(page)
    page.get_by_label("Rename board").click()


def delete(page: Page) -> None:
    manage(page)
    page.get_by_label("Delete birds").click()
    expect(page.get_by_label("Restore birds")).to_be_visible()


def refuse(page: Page) -> None:
    manage(page)
    page.fill(".collection-name", "board")
    page.press(".collection-name", "Enter")
    expect(page.locator(".collections-dialog .sheet-said")).to_contain_text("already exists")


COLLECTIONS: dict[str, State] = {
    "collections-first": open_first,
    "collections-all": ask_all,
    "collections-mentions": mention_all,
    "collections-managed": manage,
    "collections-renamed": rename,
    "collections-error": refuse,
    "collections-deleted": delete,
}
