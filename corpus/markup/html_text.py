"""Takes all text of a piece of HTML that shows, as in mails and in fields of tables, which have no page around them."""

import re
from typing import Any

_HTML = re.compile(
    r"\s*<(?:!doctype\s+html|!--|html|head|body|article|section|main|div|p|h[1-6]|ul|ol|table|blockquote|figure|span|br"
    r"|strong|em|b|i|a|img|center|font)\b[^<>]*>",
    re.IGNORECASE,
)
_HIDDEN = frozenset("script style head title template noscript svg object iframe textarea select button".split())
_PARAGRAPHS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html main nav ol p pre section summary table ul".split()
)
_LINES = frozenset("caption li option tbody tfoot thead tr".split())
_CELLS = frozenset(("td", "th"))
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS, _SEVERAL_BLANKS = re.compile(r"[ \t\r\n\f]+"), re.compile(r"(?<=\S) {2,}")
_BLANKS_AT_END = re.compile(r"(?<! ) +\n")
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>")
_PRE = "pre"
_ITEM, _CELL = "- ", " | "


def is_html(text: str) -> bool:
    """Return whether a text begins with a tag that HTML is written with."""
    return bool(_HTML.match(text))


def to_text(content: str) -> str:
    """Return the text of HTML: paragraphs with a blank line between them, rows and items of lists as lines."""
    from lxml import etree, html

    content = _DECLARATION.sub("", content, count=1).replace("\0", "")
    if not content.strip():
        return ""
    try:
        root = html.document_fromstring(content)
    except etree.ParserError:
        # It holds only comments.
        return ""
    writer = _HtmlWriter()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            writer.open(element)
        elif event == "end":
            writer.close(element)
        elif element.tail:
            writer.add(element.tail)
    return writer.write()


class _HtmlWriter:
    """Writes the text of elements that are opened and closed in order; breaks wait for the text after them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._breaks = 0
        self._mark = ""
        self._skipped = 0
        self._pre = 0

    def open(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        """Take the text before the first child."""
        if self._skipped or _is_unseen(element):
            self._skipped += 1
            return
        name = element.tag
        if name == "br":
            self._breaks = min(self._breaks + 1, 2)
        elif name not in _CELLS or _is_layout(element):
            self._break(name)
        self._pre += name == _PRE
        if name == "li":
            self._mark = _ITEM
        self.add(element.text or "")

    def close(self, element: Any) -> None:  # noqa: ANN401
        """Take the text after an element."""
        name = element.tag
        if self._skipped:
            self._skipped -= 1
        elif name in _CELLS and not _is_layout(element):
            self._mark = _CELL
        elif name != "br":
            self._pre -= name == _PRE
            self._break(name)
        self.add(element.tail or "")

    def _break(self, name: str) -> None:
        if name in _PARAGRAPHS or name in _LINES or name in _CELLS:
            self._breaks = max(self._breaks, 1 if name in _LINES else 2)
            self._mark = ""

    def add(self, text: str) -> None:
        """Add text with what waits before it."""
        if self._skipped or not (text.strip() or (text and not self._breaks and not self._mark)):
            return
        if not self._pre:
            text = _BLANKS.sub(" ", text)
        waiting = "\n" * self._breaks if self._parts else ""
        mark = "" if self._mark == _CELL and (self._breaks or not self._parts) else self._mark
        self._parts.append(waiting + mark + (text.lstrip(" ") if waiting or mark else text))
        self._breaks, self._mark = 0, ""

    def write(self) -> str:
        """Return the text."""
        text = "".join(self._parts).replace("\r", "").replace("\xa0", " ")
        return _SEVERAL_BLANKS.sub(" ", _BLANKS_AT_END.sub("\n", text)).strip()


def _is_unseen(element: Any) -> bool:  # noqa: ANN401
    style = element.get("style")
    return element.tag in _HIDDEN or element.get("hidden") is not None or bool(style and _UNSEEN_STYLE.search(style))


def _is_layout(cell: Any) -> bool:  # noqa: ANN401
    """Return whether a cell holds paragraphs or a table, as in pages and newsletters laid out by tables."""
    return any(child.tag in _PARAGRAPHS or child.tag == "br" for child in cell)
