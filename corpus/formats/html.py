"""Reads a saved web page: title, authors, date, address, and the text without menus and other page elements."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from corpus.articles import clean_text
from corpus.encodings import decode_page, explain_encoding
from corpus.pages.blocks import Block, find_blocks
from corpus.pages.cleaning import clean_tree
from corpus.pages.forum_posts import name_posts
from corpus.pages.page_fields import clean_authors, read_fields
from corpus.pages.selection import select_blocks
from corpus.pages.standfirst import add_standfirst
from corpus.pages.surroundings import keep_article
from corpus.readers.fields import Fields, FileToRead
from corpus.sentences import split_sentences

MAX_ELEMENTS = 50_000
MAX_COMPARED = 4_000
"""Maximum number of paragraphs of a page whose text is extracted in several ways, of which the best counts."""

_PART = 2_000
"""Maximum number of siblings that are extracted at a time, of a page with too many."""

_MAX_ROUNDS = 4
_NO_TEXT = "No text of an article was found in the page."


def read_page(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of a page."""
    content = file.content.read()
    page = decode_page(content)
    yield {"skipped": explain_encoding(content)} if page is None else parse_html(page)


def parse_html(content: bytes | str, *, with_metadata: bool = True) -> Fields:
    """Extract the article of a page; `with_metadata=False` if only its text is needed."""
    from trafilatura import load_html

    tree: Any = load_html(content)
    if tree is None:
        return {"skipped": _NO_TEXT}
    fields: dict[str, Any] = read_fields(tree, content) if with_metadata else {}
    clean_tree(tree)
    found = find_blocks(tree)
    # Other ways of extraction are tried as well; one of them takes quadratic time on short paragraphs.
    is_long = len(found) > MAX_COMPARED
    parts = split_long(tree) if is_long else [tree]
    extracted = "\n".join(filter(None, (_extract(part, fast=is_long) for part in parts)))
    if not extracted.strip():
        return {"skipped": _NO_TEXT}
    title, authors = fields.get("title", ""), fields.get("author", [])
    chosen = add_standfirst(found, select_blocks(found, extracted, tree), tree)
    blocks, names = keep_article(chosen, title, authors)
    for block in blocks:
        block.text = clean_text(block.text)
    text, starts = join_at(blocks)
    if not text.strip():
        return {"skipped": _NO_TEXT}
    if with_metadata and not fields["author"]:
        fields["author"] = clean_authors(names)
    return {"text": text, **fields, **name_posts(blocks, starts)}


def _extract(tree: Any, *, fast: bool) -> str:  # noqa: ANN401
    """Return the text of the article in a tree, empty if there is none."""
    from trafilatura import bare_extraction

    page: Any = bare_extraction(tree, fast=fast, with_metadata=False, include_comments=False, config=_make_config())
    return (page.text or "") if page else ""


def split_long(tree: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a tree without its long runs of siblings, and these in parts.

    An XPath of the extraction takes quadratic time, as libxml2 compares each node it finds with all others.
    """
    rest = deepcopy(tree)
    for parent in [one for one in rest.iter("article", "body", "div", "main", "section") if len(one) > MAX_COMPARED]:
        children = list(parent)
        size = -(-len(children) // -(-len(children) // _PART))
        for first in range(0, len(children), size):
            page, body, article = (parent.makeelement(tag) for tag in ("html", "body", "article"))
            page.append(body)
            body.append(article)
            article.extend(children[first : first + size])
            yield page
    yield rest


@cache
def _make_config() -> Any:  # noqa: ANN401 - trafilatura has no types
    """Return the settings of trafilatura, which it reads from a file."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MAX_TREE_SIZE", str(MAX_ELEMENTS))
    config.set("DEFAULT", "INSECURE_SSL_FALLBACK", "off")
    return config


def join_blocks(blocks: Sequence[Block]) -> str:
    """Return the text of blocks, one per line; a blank line precedes a block that would continue a sentence."""
    return join_at(blocks)[0]


def join_at(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    """Return the text of blocks as `join_blocks` does, and the offsets at which they begin."""
    breaks = ["\n"] * len(blocks)
    apart = [number for number, block in enumerate(blocks) if not block.is_wrapped]
    for _ in range(_MAX_ROUNDS):
        text, starts = _join(blocks, breaks)
        glued = set(_find_glued(text, starts)).intersection(apart)
        if not glued:
            return text, starts
        for number in glued:
            breaks[number] = "\n\n"
    return _join(blocks, ["\n" if block.is_wrapped else "\n\n" for block in blocks])


def _join(blocks: Sequence[Block], breaks: Sequence[str]) -> tuple[str, list[int]]:
    """Return the text, and the offsets of its blocks."""
    parts, starts, length = list[str](), list[int](), 0
    for block, gap in zip(blocks, breaks, strict=True):
        part = f"{gap}{block.line}" if parts else block.line
        starts.append(length + len(part) - len(block.line))
        parts.append(part)
        length += len(part)
    return "".join(parts), starts


def _find_glued(text: str, starts: Sequence[int]) -> Iterator[int]:
    """Yield the numbers of the blocks that begin within a sentence."""
    number = 0
    for start, end in split_sentences(text):
        while number < len(starts) and starts[number] <= start:
            number += 1
        while number < len(starts) and starts[number] < end:
            yield number
            number += 1
