"""Reads pieces of HTML, as in mails, feeds and fields of tables: all their text, as they have no page around them."""

import re
from collections.abc import Iterable
from typing import Any

from corpus.pages.blocks import Block, find_blocks, fold, squeeze
from corpus.pages.cleaning import clean_tree
from corpus.pages.labels import cut_service

_HTML = re.compile(
    r"\s*<(?:!doctype\s+html|!--|html|head|body|article|section|main|div|p|h[1-6]|ul|ol|table|blockquote|figure|span|br"
    r"|strong|em|b|i|a|img|center|font)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z/!]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>")


def is_html(text: str) -> bool:
    """Return whether a text begins with a tag that HTML is written with."""
    return bool(_HTML.match(text))


def parse_piece(content: str) -> list[Block]:
    """Return all blocks of a fragment of HTML; text without a tag keeps its lines."""
    from lxml import html

    content = _DECLARATION.sub("", content, count=1).replace("\0", "")
    if not content.strip():
        return []
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    tree: Any = html.fromstring(f"<div>{content}</div>", parser=parser)
    if _TAG.search(content):
        clean_tree(tree)
        blocks = find_blocks(tree)
        for block in blocks:
            block.text = cut_service(block.text)
        return blocks
    paragraphs = _BLANK_LINES.split(str(tree.text_content()).strip())
    lines = [(number, line) for paragraph in paragraphs for number, line in enumerate(paragraph.split("\n"))]
    return [Block(fold(line), squeeze(line), is_wrapped=number > 0) for number, line in lines if squeeze(line)]


def to_text(content: str) -> str:
    """Return the text of HTML: paragraphs with a blank line between them, rows and items of lists as lines."""
    return "".join(write_paragraphs(parse_piece(content)))


def write_paragraphs(blocks: Iterable[Block]) -> Iterable[str]:
    """Yield the line of each block with the line breaks before it."""
    before: Block | None = None
    for block in blocks:
        is_near = before is not None and (
            block.is_wrapped or (block.is_row and before.is_row) or (_is_item(block) and _is_item(before))
        )
        yield f"{'' if before is None else chr(10) if is_near else chr(10) * 2}{block.line}"
        before = block


def _is_item(block: Block) -> bool:
    return block.marker != "" or (block.element is not None and block.element.tag == "li")
