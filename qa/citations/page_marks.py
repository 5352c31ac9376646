"""Whether a shared page shows its quotations as they are: only the elements, attributes and styles of an exported page.

Style sheets and attributes can hide words, replace them or change their order, and a comment that browsers end earlier
than libxml2 can hold more of these. Therefore everything that an exported page does not have is a reason to refuse it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from lxml import html

from qa.citations.hidden import REPLACEMENT, find_hidden, is_right_to_left

DATA_ID = "quotedesk-data"
"""The id of the element that contains the data."""

_Attributes = Mapping[str, AbstractSet[str]]

_SHARED: _Attributes = {
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
"""The elements of every exported page with their attributes; a browser that saves it may set `async`."""

_MATRIX: _Attributes = {
    **_SHARED,
    "body": {"class"},
    "div": {"aria-label", "class", "role", "tabindex"},
    "td": {"class"},
    "th": {"scope"},
} | {tag: set() for tag in ("mark", "table", "tbody", "thead", "tr")}

_MENTIONS: _Attributes = {
    **_SHARED,
    "h1": {"dir"},
    "h3": {"dir"},
    "div": {"class", "dir"},
    "mark": {"id"},
    "article": set(),
}

_Mark = tuple[str, str | None]
"""An element and its class."""

_AROUND: AbstractSet[_Mark] = {("figure", None), ("body", None), ("html", None)}


@dataclass(frozen=True, slots=True)
class _PageKind:
    """The elements of a kind of page with their attributes, and those in which its quotations may be."""

    attributes: _Attributes = field(default_factory=lambda: _SHARED)
    around: AbstractSet[_Mark] = field(default_factory=lambda: _AROUND)


_MATRIX_PAGE = _PageKind(
    _MATRIX,
    {("html", None), ("body", "matrix"), ("div", "frame"), ("td", "stated"), ("td", "closest")}
    | {(tag, None) for tag in ("table", "tbody", "tr")},
)

STYLES: Mapping[str, _PageKind] = {
    "bf33f537be972fd0b4a9ab4c04259b0e1b0610a3859fd34ee89411d7aa13cd45": _PageKind(),
    "13596e7d1284249973c73f372fabc20e7531cb3d6881fdd6b9b4a1fc002676d9": _PageKind(),
    "59212b5283798e55bb44046fa32024f796111f977453803238fae4cbcc3bc7f3": _MATRIX_PAGE,
    "3c564feb31537d2a3b6c9dbbb7ce2942a1cfb95a7564b6f3d24da69afaa0bf82": _PageKind(_MENTIONS),
}
"""The kinds of exported pages by the SHA-256 of their style sheet without white space.

The second one is `ui/page/shared.css`, the others are that one with `matrix_shared.css` and with `mentions_export.css`.
"""

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
    kind = STYLES.get(hash_style(styles[0])) if len(styles) == 1 else None
    if kind is None:
        yield "styles of its own"
        return
    for node in root.iter(html.etree.Element):
        tag = str(node.tag)
        if tag not in kind.attributes:
            yield f"an element <{tag}>"
        elif other := sorted(set(map(str, node.attrib)) - kind.attributes[tag]):
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
        yield from _find_in_quotation(quotation, kind)


def _find_in_quotation(quotation: html.HtmlElement, page: _PageKind) -> Iterator[str]:
    """Yield marks that change how the words of a quotation are read."""
    if any((node.tag, node.get("class")) not in page.around for node in quotation.iterancestors()):
        yield "a quotation at another place"
    if quotation.get("dir", "") != ("rtl" if is_right_to_left(quotation.text_content()) else ""):
        yield "a quotation in another direction"
    for node in quotation.iterdescendants():
        words, kind = node.text_content(), (node.tag, node.get("class"))
        is_indent = kind == ("span", "indent") and not words.strip()
        is_words = kind == ("bdi", "words") and node.get("title") is None
        is_sign = kind == ("bdi", "hidden-sign") and all(map(_is_hidden, words))
        # A mark stands out, and its words are read like the others.
        is_mark = kind == ("mark", None) and not node.attrib and "mark" in page.attributes
        if not (is_indent or is_words or is_mark or (is_sign and _SIGN_NAME.fullmatch(node.get("title", "")))):
            yield "marks in a quotation"


def _is_hidden(character: str) -> bool:
    """Return whether a page may draw a name instead of a character: it draws nothing, or a mark on another one."""
    return unicodedata.category(character)[0] in "CMZ" or character == REPLACEMENT or bool(find_hidden(character))
