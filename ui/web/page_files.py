"""The static files of the page."""

from collections.abc import Iterable
from importlib.resources import files

PAGE = files("ui") / "page"

HEAD_SCRIPTS = ("dom.js", "collection_header.js", "history.js")
"""The scripts that all other scripts of the page use."""


def page_file(name: str) -> str:
    """Return one of the page's static files."""
    return (PAGE / name).read_text(encoding="utf-8")


def make_head(scripts: Iterable[str]) -> str:
    """Return the content of the page's head with its scripts inline.

    Gradio inserts the head while the page starts, and does not wait for a script of another address to load.
    """
    return page_file("head.html") + "".join(f"<script>{script}</script>\n" for script in scripts)
