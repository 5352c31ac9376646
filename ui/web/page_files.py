"""The static files of the page."""

from importlib.resources import files

PAGE = files("ui") / "page"


def page_file(name: str) -> str:
    """Return one of the page's static files."""
    return (PAGE / name).read_text(encoding="utf-8")
