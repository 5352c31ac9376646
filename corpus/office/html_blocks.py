"""All text of a page of a book or document in HTML, as blocks. Only marks of notes are left out."""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree, html

from corpus.office.formulas import read_mathml
from corpus.office.numbering import format_number
from corpus.office.package import Element, PartError, explain_syntax, to_int
from corpus.office.table_rows import join_cells
from corpus.pages.blocks import Block, HtmlWalk, squeeze
from corpus.pages.cleaning import mark_numbers, remove_note_marks

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


def parse_html_blocks(content: bytes) -> list[Block]:
    """Return the blocks of a page; the last may be empty, with ids alone. Raises PartError."""
    root = parse_page(content)
    _prepare(root)
    body = next((element for element in root if element.tag == "body"), root)
    walk = _BookWalk(body)
    blocks: list[Block] = []
    for block in walk.walk():
        if block.is_wrapped and blocks and not blocks[-1].is_row:
            blocks[-1].text += f"\n{block.text}"
            blocks[-1].ids += block.ids
        else:
            block.text = block.line
            blocks.append(block)
    return [*blocks, Block("", "", ids=tuple(walk.ids))] if walk.ids else blocks


def parse_page(content: bytes) -> Element:
    """Return the root of a page: XHTML as XML, so that `<title/>` hides nothing, anything else as HTML."""
    text = _DOCTYPE.sub("", _DECLARATION.sub("", _decode(content), count=1), count=1)
    spelled = _ENTITY.sub(_write_entity, text).encode(errors="replace")
    options = {"encoding": "utf-8", "no_network": True, "remove_comments": True, "remove_pis": True}
    parsers = [etree.XMLParser(resolve_entities=False, **options), etree.HTMLParser(**options)]
    for parser in parsers:
        parser.set_element_class_lookup(html.HtmlElementClassLookup())
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


def _prepare(root: Element) -> None:
    """Name elements without namespaces, remove marks of notes, and write formulas and raised numbers as text."""
    for node in list(root.iter()):
        if isinstance(node.tag, str):
            node.tag = node.tag.rpartition("}")[2].lower()
        else:
            # An entity has no text; the text after it is kept.
            node.drop_tree()
    for formula in list(root.iter("math")):
        text = read_mathml(formula)
        if formula.getparent() is not None:
            for child in list(formula):
                formula.remove(child)
            formula.tag, formula.text = "span", text
    remove_note_marks(root)
    mark_numbers(root)


class _BookWalk(HtmlWalk):
    """A walk that leaves out only hidden text; items have their numbers."""

    def __init__(self, tree: Element) -> None:
        super().__init__(tree)
        self._numbers: dict[Element, int] = {}

    def is_skipped(self, element: Element) -> bool:
        return element.tag in _LEFT_OUT or element.get("hidden") is not None

    def is_block(self, element: Element) -> bool:
        return element.tag == "br" or element.tag not in _INLINE

    def mark_item(self, item: Element) -> str:
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        number = to_int(item.get("value"), self._numbers.get(parent, to_int(parent.get("start"), 1)))
        self._numbers[parent] = number + 1
        return _write_number(number, parent.get("type", "1"))

    def clean(self, text: str, *, is_laid_out: bool) -> str:
        text = text.replace("\xad", "")
        return text.strip("\n").rstrip() if is_laid_out else _BLANK.sub(" ", text).strip()

    def read_row(self, row: Element) -> Iterator[Block]:
        cells = [[block.text for block in _BookWalk(cell).walk()] for cell in row if cell.tag in {"td", "th"}]
        for text in join_cells(cells):
            yield Block(text, squeeze(text), row, is_row=True)


def _write_number(number: int, kind: str) -> str:
    found = format_number(number, _LIST_KINDS.get(kind, "decimal"))
    return f"{found}. " if found else ""
