"""Reads a shared page: a conversation that was exported as a web page.

The page has its quotations twice: as text for people, and as data with their places. Both are returned, so that a page
whose text was changed afterwards is noticed. A page that may show its text otherwise is noticed by `page_marks.py`.
Questions, statuses and credits are not proven.
"""

import re
from dataclasses import dataclass

import lxml.html
from lxml import etree

from qa.citations.page_marks import DATA_ID, find_foreign_mark

_DROPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
"""Characters that HTML replaces or drops."""

_END = re.compile(r"</(?:html|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The JSON of a shared page, the number of the line where it begins, and the text of each quotation it shows.

    `foreign`: what it has that no exported page has and that may change what is shown, in words; empty for nothing.
    """

    data: str
    line: int
    shown: tuple[str, ...]
    foreign: str


def is_page(text: str) -> bool:
    """Return whether a text is HTML rather than JSON."""
    return text.lstrip()[:1] == "<"


def read_page(text: str) -> SharedPage | None:
    """Return the data and the quotations of a page; None if it has no data."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    # libxml2 ends a text at a NUL, and drops text after the end of the body, which a browser shows.
    content = _END.sub("</x", text.replace("\x00", "\ufffd")).encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    found = [node for node in root.iter("script") if node.get("id") == DATA_ID]
    if len(found) != 1:
        return None
    shown = tuple(str(node.text_content()) for node in root.iter("blockquote"))
    return SharedPage(found[0].text or "", found[0].sourceline or 1, shown, find_foreign_mark(text, root))


def is_same_text(first: str, second: str) -> bool:
    """Return whether two texts show the same words, with white space between the same of them."""
    return fold_space(first) == fold_space(second)


def fold_space(text: str) -> str:
    """Return a text with one blank for each white space in it, and without characters that HTML drops.

    Browsers and spreadsheets change how much white space there is, and of which kind.
    """
    return " ".join(_DROPPED.sub("", text).split())
