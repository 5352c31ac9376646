"""States of the Kept tab: clippings, and standing questions."""

from playwright.sync_api import Page

from tests.support.page_states.asking import answer
from tests.support.page_states.opening import State, open_tab
from tests.support.visitor import expect


def open_kept(page: Page) -> None:
    open_tab(page, "Kept")
    expect(page.locator("#clippings .clippings, #clippings .none").first).to_be_visible()
    expect(page.locator("#standing .standing-form")).to_be_visible()


def open_exports(page: Page) -> None:
    open_kept(page)
    page.locator(".clippings-forms summary").click()


def edit(page: Page) -> None:
    open_kept(page)
    page.locator(".edit-clipping").first.click()


def remove(page: Page) -> None:
    open_kept(page)
    page.locator(".remove-clipping").first.click()
    expect(page.locator("#clippings .undo-removal")).to_be_visible()


def show_gone(page: Page) -> None:
    open_kept(page)
    page.locator(".state-gone").first.scroll_into_view_if_needed()


def show_changed(page: Page) -> None:
    open_kept(page)
    page.locator(".clipping-diff").first.scroll_into_view_if_needed()


def show_standing(page: Page) -> None:
    open_kept(page)
    page.locator("#standing").evaluate("node => node.scrollIntoView()")


def show_read(page: Page) -> None:
    show_standing(page)
    page.locator("#standing summary", has_text="already read").first.click()


def delete(page: Page) -> None:
    show_standing(page)
    page.locator("#standing button", has_text="Delete").first.click()
    expect(page.locator("#standing button", has_text="Undo")).to_be_visible()


def add_unanswerable(page: Page) -> None:
    show_standing(page)
    box = page.get_by_label("A question to ask of every new article")
    box.fill("How many articles are there?")
    box.press("Enter")
    expect(page.locator("#standing .notice")).to_be_visible()


def watch(page: Page) -> None:
    answer(page)
    page.get_by_role("button", name="Watch this question").click()
    expect(page.locator("#chat .watching")).to_contain_text("Watched")


SAMPLES: dict[str, State] = {"kept-empty": open_kept, "watched": watch}
KEPT: dict[str, State] = {
    "kept": open_kept,
    "kept-export": open_exports,
    "kept-edited": edit,
    "kept-gone": show_gone,
    "kept-changed": show_changed,
    "standing": show_standing,
    "standing-read": show_read,
    "standing-error": add_unanswerable,
    "standing-deleted": delete,
    "kept-removed": remove,
}
