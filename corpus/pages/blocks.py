"""Divides a page into blocks: texts that are shown apart, such as paragraphs, list items and rows of a table."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

BLOCK_TAGS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that share no line with the text around them."""

_SKIPPED = frozenset(
    "annotation audio button canvas datalist embed head iframe map math object option script select style svg template "
    "textarea title video".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_JUNK = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ue000-\uf8ff]+")
_NO_KEY = re.compile(r"[\s|\\]+")
_STOPS = (".", "!", "?", "…", "”", '"', "’", "»", ")", ":", "。", "！", "？", "।", "؟")
_MARKERS = "-–—•*·"
_MANY = 2
"""Number of line breaks from which they separate paragraphs, like any other block boundary."""


@dataclass(slots=True)
class Block:
    """A text that is shown apart.

    `key` is the text without blanks, for comparisons. `element` is the innermost block element that contains it.
    `linked` is the number of characters of the key in links to other pages. `marker` precedes a list item.
    `is_wrapped`: only a line break precedes the block, which may continue the sentence before it. `ids` are those of
    the elements that begin between it and the block before.
    """

    text: str
    key: str
    element: Any = None
    linked: int = 0
    marker: str = ""
    is_row: bool = False
    is_wrapped: bool = False
    ids: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Return whether the block is a heading."""
        return self.element is not None and self.element.tag in _HEADINGS

    @property
    def is_sentence(self) -> bool:
        """Return whether the block ends like a sentence."""
        return self.text.endswith(_STOPS)

    @property
    def is_link(self) -> bool:
        """Return whether the block is nothing but links."""
        return self.linked >= len(self.key) > 0

    @property
    def line(self) -> str:
        """Return the text as a line of an article."""
        return self.marker + self.text


@dataclass(slots=True)
class _Run:
    """The text since the last block boundary."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str | None, is_linked: bool) -> None:
        if text:
            self.parts.append(text)
            if is_linked:
                self.linked += len(squeeze(text))


def squeeze(text: str) -> str:
    """Return a text without blanks, invisible characters, bars and a list marker."""
    if not text.isprintable():
        text = "".join(filter(str.isprintable, text))
    return _NO_KEY.sub("", text).lstrip(_MARKERS)


def has_words(text: str) -> bool:
    """Return whether a text is more than punctuation."""
    return any(unicodedata.category(character)[0] not in "PZC" for character in squeeze(text))


def fold(text: str) -> str:
    """Return a text in one line, without characters that are not shown."""
    return _JUNK.sub("", " ".join(text.split()))


def _keep_lines(text: str) -> str:
    """Return preformatted text with its lines and the blanks within them."""
    return "\n".join(_JUNK.sub("", line).rstrip() for line in text.split("\n")).strip("\n")


def find_blocks(tree: Any) -> list[Block]:  # noqa: ANN401 - lxml has no types
    """Return the blocks of a page in the order in which they are shown; a row of a table is one block."""
    return [block for block in HtmlWalk(tree).walk() if has_words(block.key)]


class HtmlWalk:
    """One walk through HTML, without recursion but for the cells of tables: a page may be nested deeply.

    What it does with some elements is in methods, which the walk through books replaces.
    """

    def __init__(self, tree: Any) -> None:  # noqa: ANN401
        self.ids: list[str] = []
        self._tree = tree
        self._run = _Run()
        self._stack = [tree]
        self._links = 0
        self._laid_out = 0
        self._marker = ""
        self._breaks = 0

    def is_skipped(self, element: Any) -> bool:  # noqa: ANN401
        """Return whether an element shows no text."""
        return element.tag in _SKIPPED

    def is_block(self, element: Any) -> bool:  # noqa: ANN401
        """Return whether an element shares no line with the text around it."""
        return element.tag in BLOCK_TAGS

    def mark_item(self, item: Any) -> str:  # noqa: ANN401
        """Return the marker of an item of a list."""
        return "- "

    def clean(self, text: str, *, is_laid_out: bool) -> str:
        """Return the text of a block without the white space that is not shown."""
        return _keep_lines(text) if is_laid_out else fold(text)

    def read_row(self, row: Any) -> Iterator[Block]:  # noqa: ANN401
        """Yield a row of a table as one block, its cells separated by bars, and so the blocks within a cell."""
        cells = [" | ".join(self._read_cell(cell)) for cell in row if cell.tag in {"td", "th"}]
        while cells and not cells[-1]:
            cells.pop()
        text = " | ".join(cells) if sum(map(bool, cells)) > 1 else "".join(cells)
        if key := squeeze(text):
            linked = sum(len(squeeze("".join(link.itertext()))) for link in row.iter("a") if _leads_away(link))
            yield Block(text, key, row, linked, is_row=True)

    def walk(self) -> Iterator[Block]:
        """Yield the blocks in order; `ids` are then those that no block follows."""
        walker = etree.iterwalk(self._tree, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                yield from self._leave(element)
            elif self.is_skipped(element):
                walker.skip_subtree()
            elif element.tag == "tr":
                yield from self._end_run()
                walker.skip_subtree()
                self._stack.append(element)
                for block in self.read_row(element):
                    self._take_ids(element, block)
                    yield block
            else:
                yield from self._enter(element)
        yield from self._end_run()

    def _enter(self, element: Any) -> Iterator[Block]:  # noqa: ANN401
        if self.is_block(element):
            yield from self._end_run()
            self._stack.append(element)
            self._breaks = self._breaks + 1 if element.tag == "br" else _MANY
            self._laid_out += element.tag == "pre"
            if element.tag == "li":
                self._marker = self.mark_item(element)
        elif _leads_away(element):
            self._links += 1
        self.ids += _find_ids(element)
        self._run.add(element.text, self._links > 0)

    def _leave(self, element: Any) -> Iterator[Block]:  # noqa: ANN401
        if self.is_skipped(element):
            pass
        elif self.is_block(element):
            yield from self._end_run()
            self._stack.pop()
            self._laid_out -= element.tag == "pre"
            if element.tag == "li":
                self._marker = ""
            if element.tag != "br":
                self._breaks = _MANY
        elif _leads_away(element):
            self._links -= 1
        if element is not self._tree:
            self._run.add(element.tail, self._links > 0)

    def _end_run(self) -> Iterator[Block]:
        run, self._run = self._run, _Run()
        if not run.parts:
            return
        text = self.clean("".join(run.parts), is_laid_out=self._laid_out > 0)
        if key := squeeze(text):
            block = Block(text, key, self._stack[-1], run.linked, self._marker, is_wrapped=self._breaks == 1)
            self._take_ids(None, block)
            self._marker = ""
            self._breaks = 0
            yield block

    def _take_ids(self, row: Any, block: Block) -> None:  # noqa: ANN401
        if row is not None:
            self.ids += [one for element in row.iter(etree.Element) for one in _find_ids(element)]
        block.ids, self.ids = tuple(self.ids), []

    def _read_cell(self, cell: Any) -> Iterator[str]:  # noqa: ANN401
        """Yield the texts of a cell; a line break before a small letter or a bracket only wraps a line."""
        joined = ""
        for block in type(self)(cell).walk():
            if joined and block.is_wrapped and (block.text[0].islower() or block.text[0] in "(&"):
                joined += f" {block.text}"
                continue
            if joined:
                yield joined
            joined = block.text
        if joined:
            yield joined


def _find_ids(element: Any) -> list[str]:  # noqa: ANN401
    names = (element.get("id"), element.get("name") if element.tag == "a" else None)
    return [name for name in names if name]


def _leads_away(element: Any) -> bool:  # noqa: ANN401
    """Return whether an element is a link to another page."""
    return element.tag == "a" and not element.get("href", "#").startswith("#")
