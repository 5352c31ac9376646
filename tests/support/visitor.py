"""A visitor of the page: opens it in a browser, asks, and records forbidden actions of the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright")
expect = sync_api.expect

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

QUESTION = "How many of the peacekeepers are women?"
ANSWER = "One hundred and thirty-nine peacekeepers, including seven women"


@dataclass
class Visitor:
    """Opens pages at the server, and records their forbidden actions."""

    browser: "Browser"
    address: str
    faults: list[str] = field(default_factory=list)
    context_options: dict[str, Any] = field(default_factory=dict)

    def open(self, path: str = "/", viewport: dict[str, int] = DESKTOP, scheme: str = "light") -> "Page":
        looks: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme}
        context = self.browser.new_context(**looks, **self.context_options)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("request", lambda request: self._check_address(request.url))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.goto(self.address + path)
        expect(page.locator(".welcome, #chat .answer").first).to_be_visible(timeout=20_000)
        return page

    def _note_message(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self._note(message.text)

    def _note(self, fault: str) -> None:
        # A page that is left while it waits for the server logs an error.
        if not any(words in fault for words in ("AbortError", "errored out", "Failed to fetch")):
            self.faults.append(fault)

    def _check_address(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"request to {url}")


@contextmanager
def visiting(browser: "Browser", address: str) -> Iterator[Visitor]:
    """A visitor who closes every page at the end, and whose pages must have logged no error."""
    visitor = Visitor(browser, address)
    yield visitor
    for context in browser.contexts:
        context.close()
    assert not visitor.faults, visitor.faults


def ask(page: "Page", question: str) -> None:
    """Ask a question and wait until the page has drawn the answer and saved the conversation."""
    answers = page.locator("#chat .answer").count()
    page.evaluate(
        "window.isAnswered = false;"
        "document.addEventListener('quotedesk:answered', () => { window.isAnswered = true; }, { once: true });"
    )
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat .answer")).to_have_count(answers + 1)
    page.wait_for_function("window.isAnswered")


def write(box: "Locator", text: str) -> None:
    """Fill a box of a tab that was just opened; Gradio empties a box filled within its first two frames."""
    box.fill(text)
    box.page.wait_for_timeout(200)
    if box.input_value() != text:
        box.fill(text)


def hit(page: "Page") -> "Locator":
    return page.locator("mark#hit")
