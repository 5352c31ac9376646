"""Removes marks of a page that are not part of its sentences, and turns layout tables into blocks."""

import re
from collections import deque
from collections.abc import Iterator
from copy import deepcopy
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from corpus.pages.blocks import BLOCK_TAGS
from corpus.raised_numbers import raise_number

MAX_CELL_LENGTH = 300
"""Maximum length of the text of a cell, in characters, in a table of data without a header."""

_MAX_COPIES = 5_000
"""Maximum number of copies of cells that span several rows, in a page."""

_MAX_SPAN = 99_999

_BRACKETED = re.compile(r"\s*(?:\[[^\[\]]{1,40}\]\s*)+")
_MARK = re.compile(r"\s*(?:\[\w{1,3}\]|\(?\d{1,3}\)?|[*†‡§¶#^]{1,3})\s*")
_BACK = re.compile(r"[\s↩↑⤴↵⏎^¶#§🔗\ufe0e\ufe0f]+")
_NOTE_NAME = re.compile(r"(?:^|[^a-z])(?:_?ftn|_?edn|fn|note|footnote|endnote|sdfootnote|cite|ref)", re.IGNORECASE)
_NOTE_CLASS = re.compile(
    r"(?:^|\s)(?:reference|footnote(?:-?ref\w*)?|noteref|inline-template|mw-ref|fn-?ref)(?:\s|$)", re.I
)
_EDIT_CLASS = re.compile(r"(?:^|\s)(?:mw-editsection|editsection|mw-jump-link)(?:\s|$)")
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|hidden)(?:\s|$)", re.I)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_INLINE = {"a", "abbr", "b", "cite", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
_STRUCK = {"del", "s", "strike", "rp", "rt"}
_CONTROLS = {"button", "datalist", "input", "optgroup", "option", "select", "textarea"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS = {"caption", "thead", "tbody", "tfoot"}

Element = Any
"""An element of lxml, which has no types."""


def clean_tree(tree: Element) -> None:
    """Remove footnote marks, edit links, form controls, struck-out and invisible text; divide layout tables."""
    for element in list(tree.iter(etree.Element)):
        if _is_hidden(element):
            _drop(element)
    for label in list(tree.iter("label")):
        if _is_for_control(label):
            _drop(label)
    for control in list(tree.iter(*_CONTROLS)):
        _drop(control)
    for element in list(tree.iter(*_INLINE, *_STRUCK)):
        is_unseen = bool(_UNSEEN_CLASS.search(element.get("class", "")))
        if element.tag in _STRUCK or is_unseen or _is_mark(element):
            _drop(element)
    mark_numbers(tree)
    for table in list(tree.iter("table")):
        if is_layout(table):
            _divide(table)
    _repeat_cells(tree)


def remove_note_marks(tree: Element) -> None:
    """Remove footnote marks, and links back from footnotes."""
    for element in list(tree.iter("a", "span", "sup")):
        if _is_mark(element):
            _drop(element)


def _repeat_cells(tree: Element) -> None:
    """Copy each short cell that spans several rows of its group into all of them."""
    budget = _MAX_COPIES
    for group in {row.getparent(): None for row in tree.iter("tr") if row.getparent() is not None}:
        spans = list[tuple[int, int, Element]]()
        for number, row in enumerate(group.iterchildren("tr")):
            due, column = deque(span for span in spans if span[1] > number), 0
            spans = list(due)
            for cell in [*row.iterchildren("td", "th"), None]:
                while due and (cell is None or due[0][0] <= column):
                    if not budget:
                        return
                    column, _, spanning = due.popleft()
                    copy = deepcopy(spanning)
                    copy.tail = None
                    row.append(copy) if cell is None else cell.addprevious(copy)
                    column += _read_span(spanning, "colspan")
                    budget -= 1
                if cell is not None:
                    last = number + _read_span(cell, "rowspan")
                    if last > number + 1 and not _is_long(cell):
                        spans.append((column, last, cell))
                    column += _read_span(cell, "colspan")
            spans.sort(key=itemgetter(0))


def _read_span(cell: Element, name: str) -> int:
    """Return the number of rows or columns that a cell spans; 0 rows are all that follow in the group."""
    value = cell.get(name, "1").strip()
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else 1
    return number or (_MAX_SPAN if name == "rowspan" else 1)


def mark_numbers(tree: Element) -> None:
    """Turn raised and lowered numbers after digits into characters of that kind."""
    before, numbers = "", list[tuple[Element, str]]()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCK_TAGS:
            before = ""
        if event == "start" and element.tag in {"sub", "sup"} and before.isdigit():
            text = _read_short(element)
            marked = raise_number(text, before, is_lowered=element.tag == "sub")
            if marked != text:
                numbers.append((element, marked))
        following = element.text if event == "start" else element.tail if element is not tree else None
        before = following[-1] if following else before
    for element, marked in numbers:
        if element.getparent() is None:
            # It was within another number.
            continue
        del element[:]
        element.text = marked
        element.drop_tag()


def _drop(element: Element) -> None:
    """Remove an element but not the text after it; an element within a removed one was removed with it."""
    if element.getparent() is not None:
        element.drop_tree()


def _is_for_control(label: Element) -> bool:
    """Return whether a label names a control of a form; pages also use labels for other text."""
    following = label.getnext()
    is_before = following is not None and following.tag in _CONTROLS
    return is_before or "for" in label.attrib or next(label.iterdescendants(*_CONTROLS), None) is not None


def _is_mark(element: Element) -> bool:
    """Return whether an element is a footnote mark, a link back from a footnote, or a link to edit a section."""
    names = f"{element.get('class', '')} {element.get('role', '')}"
    if element.tag == "span":
        return bool(_EDIT_CLASS.search(names))
    if element.tag == "sup":
        text = _read_short(element)
        links = element.iterancestors("a") if element.find(".//a[@href]") is None else element.iter("a")
        is_linked = any("#" in link.get("href", "") for link in links)
        is_noted = bool(_NOTE_CLASS.search(names)) or (is_linked and bool(_MARK.fullmatch(text)))
        return bool(text) and (is_noted or bool(_BRACKETED.fullmatch(text)))
    return element.tag == "a" and _is_linked_mark(element, names)


def _is_linked_mark(link: Element, names: str) -> bool:
    href = link.get("href", "")
    if "#" not in href:
        return bool(_EDIT_CLASS.search(names))
    text = _read_short(link)
    if _BACK.fullmatch(text) or "doc-backlink" in names:
        return True
    if not _MARK.fullmatch(text):
        return False
    is_named = "doc-noteref" in names or bool(_NOTE_CLASS.search(names))
    return is_named or text.strip().startswith("[") or bool(_NOTE_NAME.search(_read_fragment(href)))


def _read_fragment(href: str) -> str:
    try:
        return urlsplit(href).fragment
    except ValueError:
        return ""


def _read_short(element: Element) -> str:
    """Return the text of an element, or its beginning if it is too long for a mark."""
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > 2 * MAX_CELL_LENGTH:
            break
    return text


def _is_hidden(element: Element) -> bool:
    """Return whether a page hides an element; a script may show the body, and a search text that is hidden until then.

    The class of a block proves nothing: a script may show it later.
    """
    if element.tag in {"html", "body"}:
        return False
    hidden = element.get("hidden")
    is_declared = hidden is not None and hidden.strip().lower() != "until-found"
    return is_declared or bool(_UNSEEN_STYLE.search(element.get("style", "")))


def is_layout(table: Element) -> bool:
    """Return whether a table lays out the page, such as a newsletter; otherwise its rows are data."""
    if table.get("role") in {"presentation", "none"} or next(table.iterdescendants("table"), None) is not None:
        return True
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    return any(_holds_blocks(cell) for row in rows for cell in row)


def _holds_blocks(cell: Element) -> bool:
    """Return whether a cell contains a heading, several paragraphs or a long text."""
    if next(cell.iterdescendants(*_HEADINGS, "hr", "article", "section"), None) is not None:
        return True
    paragraphs = cell.iterdescendants("p")
    return next(paragraphs, None) is not None and next(paragraphs, None) is not None or _is_long(cell)


def _is_long(cell: Element) -> bool:
    length = 0
    for part in cell.itertext():
        length += len(part.strip())
        if length > MAX_CELL_LENGTH:
            return True
    return False


def _divide(table: Element) -> None:
    """Turn a table and its cells into blocks; tables in its cells stay."""
    for element in list(_find_parts(table)):
        element.tag = "div"


def _find_parts(table: Element) -> Iterator[Element]:
    yield table
    for child in table:
        rows = [child] if child.tag in {"tr", "td", "th"} else list(child) if child.tag in _GROUPS else []
        if child.tag in _GROUPS:
            yield child
        for row in rows:
            if row.tag in {"tr", "td", "th"}:
                yield row
            if row.tag == "tr":
                yield from (cell for cell in row if cell.tag in {"td", "th"})
