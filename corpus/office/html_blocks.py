"""All text of a page of a book or document in HTML, as blocks. Nothing is left out, unlike in pages of the web."""

import codecs
import re
from html.entities import html5
from typing import NamedTuple

from lxml import etree

from corpus.office.formulas import read_mathml
from corpus.office.numbering import format_number
from corpus.office.package import Element, PartError, explain_syntax, to_int
from corpus.office.table_rows import join_cells
from corpus.pages.raised_numbers import raise_number

_INLINE = frozenset(
    "a abbr acronym audio b bdi bdo big button cite code data del dfn em font i img ins kbd label mark math meter "
    "noscript output picture q ruby rb s samp small span strike strong sub sup svg time tt u var video wbr".split()
)
"""Elements that end no paragraph; all others do."""

_LEFT_OUT = frozenset("head script style template rt rp del select textarea object iframe".split())
_BLANK = re.compile(r"[ \t\r\n\f]+")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_KEPT = {"amp", "lt", "gt", "quot", "apos"}
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[<]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(r"""(?:encoding|charset)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_BEGINNING = 1_024
_LIST_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class HtmlBlock(NamedTuple):
    """A paragraph or row of a table, and the ids of the elements that begin between it and the block before."""

    text: str
    ids: tuple[str, ...] = ()


def read_html_blocks(content: bytes) -> list[HtmlBlock]:
    """Return the blocks of a page; the last may be empty, with ids alone. Raises PartError."""
    reader = _BlockReader()
    root = parse_page(content)
    body = next((element for element in root if _name(element) == "body"), root)
    reader.read(body)
    return reader.end()


def parse_page(content: bytes) -> Element:
    """Return the root of a page: XHTML as XML, so that `<title/>` hides nothing, anything else as HTML."""
    text = _DOCTYPE.sub("", _DECLARATION.sub("", _decode(content), count=1), count=1)
    spelled = _ENTITY.sub(_write_entity, text).encode(errors="replace")
    options = {"encoding": "utf-8", "no_network": True, "remove_comments": True, "remove_pis": True}
    parsers = [etree.XMLParser(resolve_entities=False, **options), etree.HTMLParser(**options)]
    failure: Exception = PartError("it is empty")
    for parser in parsers:
        try:
            root = etree.fromstring(spelled, parser)
        except etree.LxmlError as error:
            failure = explain_syntax(error)
            if isinstance(failure, MemoryError):
                break
        else:
            if root is not None:
                return root
    raise failure


def _decode(content: bytes) -> str:
    """Return a page as text; its mark, declaration or meta element names the encoding."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    found = None if marked else _ENCODING.search(content[:_BEGINNING].decode("latin-1"))
    encoding = "utf-16" if marked else found[1] if found else "utf-8"
    try:
        return content.decode(encoding, "replace").lstrip("\ufeff")
    except LookupError:
        return content.decode("utf-8", "replace")


def _write_entity(found: re.Match[str]) -> str:
    return found[0] if found[1] in _KEPT else html5.get(f"{found[1]};", found[0])


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class _BlockReader:
    """Collects blocks; a nested reader reads the cells of tables."""

    def __init__(self) -> None:
        self._blocks: list[HtmlBlock] = []
        self._pieces: list[str] = []
        self._ids: list[str] = []
        self._label = ""
        self._is_raised = False
        self._is_preformatted = False

    def read(self, element: Element) -> None:
        """Read an element: its text, its children, and the text between them."""
        name = _name(element)
        if not name or name in _LEFT_OUT or element.get("hidden") is not None:
            return
        is_block = name not in _INLINE and name != "br"
        if is_block:
            self._end_block()
        self._ids += filter(None, [element.get("id"), element.get("name") if name == "a" else None])
        if name == "br":
            self._pieces.append("\n")
        elif name == "math":
            self._add(read_mathml(element))
        elif name == "table":
            self._read_table(element)
        else:
            self._read_inner(element, name)
        if is_block:
            self._end_block()

    def _read_inner(self, element: Element, name: str) -> None:
        was_raised, was_preformatted = self._is_raised, self._is_preformatted
        self._is_raised = self._is_raised or name == "sup"
        self._is_preformatted = self._is_preformatted or name == "pre"
        self._add(element.text)
        number = _first_number(element) if name == "ol" else None
        for child in element:
            if number is not None and _name(child) == "li":
                number = to_int(child.get("value"), number)
                self._end_block()
                self._ids += filter(None, [child.get("id")])
                self._label = _write_number(number, element.get("type", "1"))
                self._read_inner(child, "li")
                self._end_block()
                self._label = ""
                number += 1
            else:
                self.read(child)
            self._add(child.tail)
        if name == "pre":
            self._end_block()
        self._is_raised, self._is_preformatted = was_raised, was_preformatted

    def _add(self, text: str | None) -> None:
        if not text:
            return
        text = text if self._is_preformatted else _BLANK.sub(" ", text)
        text = text.replace("\xad", "")
        before = self._pieces[-1] if self._pieces else ""
        self._pieces.append(raise_number(text, before) if self._is_raised else text)

    def _end_block(self) -> None:
        lines = "".join(self._pieces).split("\n")
        if not self._is_preformatted:
            lines = [_BLANK.sub(" ", line).strip() for line in lines]
        text = "\n".join(lines).strip("\n").rstrip()
        self._pieces = []
        if text.strip():
            self._keep(f"{self._label}{text}")
            self._label = ""

    def _keep(self, text: str) -> None:
        self._blocks.append(HtmlBlock(text, tuple(self._ids)))
        self._ids = []

    def _read_table(self, table: Element) -> None:
        for child in table:
            name = _name(child)
            if name in {"thead", "tbody", "tfoot"}:
                self._read_table(child)
            elif name == "tr":
                cells = [self._read_cell(cell) for cell in child if _name(cell) in {"td", "th"}]
                for text in join_cells(cells):
                    self._keep(text)
            else:
                self.read(child)

    def _read_cell(self, cell: Element) -> list[str]:
        inner = _BlockReader()
        inner.read(cell)
        blocks = inner.end()
        self._ids += [one for block in blocks for one in block.ids]
        return [block.text for block in blocks if block.text]

    def end(self) -> list[HtmlBlock]:
        """Return the blocks, and last the ids that no block follows."""
        self._end_block()
        return [*self._blocks, HtmlBlock("", tuple(self._ids))] if self._ids else self._blocks


def _first_number(element: Element) -> int:
    return to_int(element.get("start"), 1)


def _write_number(number: int, kind: str) -> str:
    found = format_number(number, _LIST_KINDS.get(kind, "decimal"))
    return f"{found}. " if found else ""
