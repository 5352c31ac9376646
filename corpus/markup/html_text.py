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
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr html main nav ol p pre section summary table ul".split()
)
_LINES = frozenset("br caption li option tbody tfoot thead tr".split())
_CELLS = frozenset(("td", "th"))
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS, _BLANK_LINES = re.compile(r"[ \t\r\n\f]+"), re.compile(r"\n{3,}")
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,200}\?>")
_PRE = "pre"
_CELL = " | "


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
    writer = _TextWriter()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            writer.open(element)
        elif event == "end":
            writer.close(element)
        elif element.tail:
            writer.add(element.tail)
    return writer.write()


class _TextWriter:
    """Writes the text of elements that are opened and closed in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._skipped = 0
        self._pre = 0
        self._has_cell = False

    def open(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        if self._skipped or _is_unseen(element):
            self._skipped += 1
            return
        name = element.tag
        if name in _CELLS:
            self._open_cell(element)
        else:
            self._break(name)
        self._pre += name == _PRE
        if name == "li":
            self._parts.append("- ")
        self.add(element.text or "")

    def close(self, element: Any) -> None:  # noqa: ANN401
        name = element.tag
        if self._skipped:
            self._skipped -= 1
        elif name in _CELLS:
            self._has_cell = not _is_layout(element)
            if not self._has_cell:
                self._break("p")
        else:
            self._pre -= name == _PRE
            self._has_cell = self._has_cell and name != "tr"
            self._break(name)
        self.add(element.tail or "")

    def _open_cell(self, element: Any) -> None:  # noqa: ANN401
        if self._has_cell:
            self._parts.append(_CELL)
        elif _is_layout(element):
            self._break("p")

    def _break(self, name: str) -> None:
        if name in _PARAGRAPHS or name in _LINES:
            self._parts.append("\n\n" if name in _PARAGRAPHS else "\n")

    def add(self, text: str) -> None:
        if text and not self._skipped:
            self._parts.append(text.replace("\r", "") if self._pre else _BLANKS.sub(" ", text))

    def write(self) -> str:
        lines = (" ".join(line.split(" ")).strip(" \t") for line in "".join(self._parts).split("\n"))
        shown = "\n".join("" if line == "-" else re.sub(r" {2,}", " ", line) for line in lines)
        return _BLANK_LINES.sub("\n\n", shown.replace("\xa0", " ")).strip()


def _is_unseen(element: Any) -> bool:  # noqa: ANN401
    style = element.get("style")
    return element.tag in _HIDDEN or element.get("hidden") is not None or bool(style and _UNSEEN_STYLE.search(style))


def _is_layout(cell: Any) -> bool:  # noqa: ANN401
    """Return whether a cell holds paragraphs or a table, as in pages and newsletters laid out by tables."""
    return any(child.tag in _PARAGRAPHS or child.tag == "br" for child in cell)
