"""Whether a shared page shows its quotations as they are: only the elements, attributes and styles of an exported page.

Style sheets and attributes can hide words, replace them or change their order, and a comment that browsers end earlier
than libxml2 can hold more of these. Therefore everything that an exported page does not have is a reason to refuse it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from lxml import html

from qa.citations.hidden import REPLACEMENT, find_hidden, is_right_to_left

DATA_ID = "quotedesk-data"
"""The id of the element that contains the data."""

STYLES = frozenset(
    (
        "bf33f537be972fd0b4a9ab4c04259b0e1b0610a3859fd34ee89411d7aa13cd45",
        "13596e7d1284249973c73f372fabc20e7531cb3d6881fdd6b9b4a1fc002676d9",
    )
)
"""SHA-256 of the style sheets of exported pages, without white space; the last one is that of `ui/page/shared.css`."""

_ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "content", "http-equiv", "name"},
    "p": {"class"},
    "h2": {"dir"},
    "blockquote": {"dir"},
    "span": {"aria-hidden", "class"},
    "bdi": {"class", "title"},
    "a": {"href", "rel"},
    "li": {"id"},
    "script": {"async", "id", "type"},
} | {tag: set() for tag in ("body", "code", "figcaption", "figure", "footer", "h1", "head", "ol", "style", "title")}
"""The elements of an exported page with their attributes; a browser that saves it may set `async`."""

_SIGN_NAME = re.compile(r"U\+[0-9A-F]{4,6}(?: × [\d,]+| and [\d,]+ more)?")
"""What `name_hidden` returns."""

_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"<!--(?![->])[^<>-]*(?:-[^<>-]+)*-->|<!doctype html>|</?[a-z]", re.IGNORECASE)
"""What may follow a `<`: comments that every parser ends at the same place, the doctype, and tags."""


def hash_style(style: str) -> str:
    """Return the SHA-256 of a style sheet without its white space."""
    return hashlib.sha256(_SPACE.sub("", style).encode("utf-8", "replace")).hexdigest()


def find_foreign_mark(text: str, root: html.HtmlElement) -> str:
    """Return what a page has that no exported page has, in words; empty if there is nothing."""
    if any(not _MARKUP.match(text, found.start()) for found in re.finditer("<", text)):
        return "a comment or another part that programs read differently"
    return next(_find_all(root), "")


def _find_all(root: html.HtmlElement) -> Iterator[str]:
    styles = [node.text_content() for node in root.iter("style")]
    if [hash_style(style) in STYLES for style in styles] != [True]:
        yield "styles of its own"
    for node in root.iter(html.etree.Element):
        tag = str(node.tag)
        if tag not in _ATTRIBUTES:
            yield f"an element <{tag}>"
        elif other := sorted(set(map(str, node.attrib)) - _ATTRIBUTES[tag]):
            yield f"an attribute “{other[0]}”"
        if tag == "script" and (node.get("id") != DATA_ID or "<" in (node.text or "")):
            yield "a script"
        if tag == "title" and len(node):
            yield "marks in its title"
        if tag == "meta" and node.get("charset", "utf-8").lower() != "utf-8":
            yield "another encoding"
        if tag == "meta" and node.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            yield "a redirection"
    for quotation in root.iter("blockquote"):
        yield from _find_in_quotation(quotation)


def _find_in_quotation(quotation: html.HtmlElement) -> Iterator[str]:
    """Yield marks that change how the words of a quotation are read."""
    if any(node.get("class") or node.tag not in ("figure", "body", "html") for node in quotation.iterancestors()):
        yield "a quotation at another place"
    if quotation.get("dir", "") != ("rtl" if is_right_to_left(quotation.text_content()) else ""):
        yield "a quotation in another direction"
    for node in quotation.iterdescendants():
        words, kind = node.text_content(), (node.tag, node.get("class"))
        is_indent = kind == ("span", "indent") and not words.strip()
        is_words = kind == ("bdi", "words") and node.get("title") is None
        is_sign = kind == ("bdi", "hidden-sign") and all(map(_is_hidden, words))
        if not (is_indent or is_words or (is_sign and _SIGN_NAME.fullmatch(node.get("title", "")))):
            yield "marks in a quotation"


def _is_hidden(character: str) -> bool:
    """Return whether a page may draw a name instead of a character: it draws nothing, or a mark on another one."""
    return unicodedata.category(character)[0] in "CMZ" or character == REPLACEMENT or bool(find_hidden(character))
