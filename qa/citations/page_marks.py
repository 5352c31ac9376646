"""Whether a shared page shows its quotations as they are: only the elements, attributes and styles of an exported page.

Style sheets and attributes can hide words, replace them or change their order, and a comment that browsers end earlier
than libxml2 can hold more of these. Therefore everything that an exported page does not have is a reason to refuse it.
"""

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from lxml import html

from qa.citations.hidden import REPLACEMENT, find_hidden, is_right_to_left, name_hidden

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
    "f26e8654a16826c50109df1d6c529b748c607dfb08de83dd6bc204859c08dd9b": _PageKind(),
    "7c75595df6ccf36e02cffd944fcf1702fca340347cfd9b71425c9583fb58315f": _PageKind(),
    "8232d656647a0bb9c9760bd412a38f5187da9a091ade8aae6b2f798a8bd0459a": _MATRIX_PAGE,
    "6991dcdd04dc5cbb3bcc4184c6e7af19f84053e56911b719ef292d3fa91807f2": _PageKind(_MENTIONS),
}
"""The kinds of exported pages by the SHA-256 of their style sheet.

The second one is `ui/page/shared.css`, the others are that one with `matrix_shared.css` and with `mentions_export.css`.
"""

_POLICY_NAME = "Content-Security-Policy"
_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
"""The policy of a page, with the hash of its style sheet; another one could keep browsers from using that."""

_SIGN_NAME = re.compile(r"U\+[0-9A-F]{4,6}(?: × [\d,]+| and [\d,]+ more)?")
"""What `name_hidden` returns."""

_LINE_END = re.compile("\r\n?")
_MARKUP = re.compile(r"<!--(?![->])[^<>-]*(?:-[^<>-]+)*-->|<!doctype html>|</?[a-z]", re.IGNORECASE)
"""What may follow a `<`: comments that every parser ends at the same place, the doctype, and tags."""


def hash_style(style: str) -> str:
    """Return the SHA-256 of a style sheet with the line ends that a browser reads; other white space can end a rule."""
    return hashlib.sha256(_LINE_END.sub("\n", style).encode("utf-8", "replace")).hexdigest()


def find_foreign_mark(text: str, root: html.HtmlElement) -> str:
    """Return in words which elements no exported page has; empty if there are none."""
    if any(not _MARKUP.match(text, found.start()) for found in re.finditer("<", text)):
        return "a comment or another part that programs read differently"
    return next(_find_all(root), "")


def _find_all(root: html.HtmlElement) -> Iterator[str]:
    styles = [node.text_content() for node in root.iter("style")]
    digest = hash_style(styles[0]) if len(styles) == 1 else ""
    kind = STYLES.get(digest)
    if kind is None:
        yield "styles of its own"
        return
    policy = _POLICY.format(b64encode(bytes.fromhex(digest)).decode())
    for node in root.iter(html.etree.Element):
        yield from _find_in_element(node, kind, policy)
    for quotation in root.iter("blockquote"):
        yield from _find_in_quotation(quotation, kind)


def _find_in_element(node: html.HtmlElement, page: _PageKind, policy: str) -> Iterator[str]:
    tag = str(node.tag)
    if tag not in page.attributes:
        yield f"an element <{tag}>"
    elif other := sorted(set(map(str, node.attrib)) - page.attributes[tag]):
        yield f"an attribute “{other[0]}”"
    if tag == "script" and (node.get("id") != DATA_ID or "<" in (node.text or "")):
        yield "a script"
    if tag == "title" and len(node):
        yield "marks in its title"
    if tag == "meta" and node.get("charset", "utf-8").lower() != "utf-8":
        yield "another encoding"
    if tag == "meta" and node.get("http-equiv", _POLICY_NAME) != _POLICY_NAME:
        yield "a redirection"
    if tag == "meta" and node.get("http-equiv") and node.get("content") != policy:
        yield "another content security policy"


def _find_in_quotation(quotation: html.HtmlElement, page: _PageKind) -> Iterator[str]:
    """Yield marks that change how the words of a quotation are read."""
    if any((node.tag, node.get("class")) not in page.around for node in quotation.iterancestors()):
        yield "a quotation at another place"
    if quotation.get("dir", "") != ("rtl" if is_right_to_left(quotation.text_content()) else ""):
        yield "a quotation in another direction"
    if not all(map(_is_of_quotation, quotation.iterdescendants())):
        yield "marks in a quotation"


def _is_of_quotation(node: html.HtmlElement) -> bool:
    """Return whether an element may be in a quotation: an indent, words, marked words, or hidden characters."""
    words, title = node.text_content(), node.get("title")
    match node.tag, node.get("class"):
        case "span", "indent":
            return not words.strip()
        case "bdi", "words":
            return title is None
        case "mark", None:
            # Marked words are read like the others.
            return not node.attrib
        case "bdi", "hidden-sign":
            return _is_sign(words, title or "")
    return False


def _is_sign(words: str, title: str) -> bool:
    """Return whether a page draws this title instead of these characters."""
    if not words or not all(map(_is_hidden, words)):
        return False
    # HTML replaces some characters, so that their name is lost.
    return title == name_hidden(words) or (REPLACEMENT in words and bool(_SIGN_NAME.fullmatch(title)))


def _is_hidden(character: str) -> bool:
    """Return whether a character may be hidden: one of the table of them, a mark on others, or a replaced one."""
    is_mark = unicodedata.category(character) in ("Mn", "Me")
    return is_mark or character == REPLACEMENT or bool(find_hidden(character))
