"""What the states share: their type, and opening a tab."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.visitor import expect

State = Callable[[Page], object]
"""Leads a page that was just opened to a state."""


def open_first(page: Page) -> None:
    """Leave the page as it opens."""
    expect(page.locator(".welcome")).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    """Open a tab; on a phone some are in a menu."""
    tab = page.get_by_role("tab", name=name, exact=True)
    if tab.is_visible():
        tab.click()
    else:
        page.locator(".overflow-menu > button").click()
        page.locator(".overflow-dropdown button", has_text=name).click()
