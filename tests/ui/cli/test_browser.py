"""`serve --open` opens the page if a browser can be shown, otherwise reports that none can."""

import threading
import webbrowser

import pytest

from ui.cli.browser import open_browser


class Browser:
    def __init__(self):
        self.opened, self.done = [], threading.Event()

    def open(self, address):
        self.opened.append(address)
        self.done.set()
        return True


@pytest.fixture
def browser(monkeypatch):
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return browser


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_the_page_opens_where_there_is_a_display(browser, monkeypatch, name):
    monkeypatch.setenv(name, ":0")
    assert open_browser("http://127.0.0.1:7860")
    assert browser.done.wait(10)
    assert browser.opened == ["http://127.0.0.1:7860"]


def test_nothing_opens_without_a_display(browser):
    """A browser in the terminal would take it from the server."""
    assert not open_browser("http://127.0.0.1:7860")
    assert browser.opened == []


def test_a_machine_without_a_browser_is_no_error(browser, monkeypatch):
    def fail():
        raise webbrowser.Error("no browser")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "get", fail)
    assert not open_browser("http://127.0.0.1:7860")
