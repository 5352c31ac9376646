"""Reads an RSS or Atom feed: every entry with text is an article."""

import io
import re
import string
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from corpus.articles import make_article
from corpus.formats.html import join_blocks
from corpus.pages.blocks import Block
from corpus.pages.html_pieces import parse_piece
from corpus.pages.labels import is_around
from corpus.pages.page_fields import clean_authors
from corpus.readers.fields import Fields, FileToRead, resolve_link

_MAX_NAME_LENGTH = 500
# The line that WordPress adds to entries, in the languages in which feeds have it most.
_ORIGIN_LINE = re.compile(
    r"(?:The post .* (?:appeared|first appeared|was first published) (?:first )?(?:on|at) .*"
    r"|Der Beitrag .* erschien zuerst auf .*|L[’']article .* est apparu en premier sur .*"
    r"|Cet article .* est apparu en premier sur .*|La entrada .* (?:se public[óo]|aparece) primero en .*"
    r"|(?:L[’']articolo|Il post) .* (?:proviene da|sembra essere il primo su) .*"
    r"|O post .* apareceu primeiro em .*|Het bericht .* verscheen eerst op .*|Artykuł .* pochodzi z serwisu .*"
    r"|(?:Запись|Сообщение) .* (?:впервые появилась|появились сначала) на .*)"
)


def read_feed(file: FileToRead) -> Iterator[Fields]:
    """Yield the entries of a feed; `entry` is a stable name that does not depend on the position of the entry.

    The name is the entry's id or link if that is unique in the feed, otherwise an id computed from its text.
    """
    import feedparser

    # A stream: feedparser may take bytes for a file name.
    stream = io.BytesIO(file.content.read())
    feed = feedparser.parse(stream, sanitize_html=True, resolve_relative_uris=False)
    if not feed.entries:
        yield {"skipped": "The feed has no entries."}
    names = [_find_names(entry) for entry in feed.entries]
    counts = Counter(name for group in names for name in group)
    source, base = _to_line(feed.feed.get("title", "")), _find_base(feed)
    for entry, group in zip(feed.entries, names, strict=True):
        fields = _read_entry(entry, source, base)
        name = next((name for name in group if counts[name] == 1), "")
        yield fields | {"entry": name or make_article(str(fields.get("text", ""))).id}


def _find_names(entry: Any) -> list[str]:  # noqa: ANN401 - feedparser has no types
    """Return the possible names of an entry, without spaces and characters that would end a place."""
    names = (quote(str(entry.get(field, "")), safe=string.punctuation, errors="replace") for field in ("id", "link"))
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= _MAX_NAME_LENGTH))


def _find_base(feed: Any) -> str:  # noqa: ANN401
    """Return the address that the links of a feed are relative to: its page, or its own."""
    links = [feed.feed.get("link"), *(link.get("href") for link in feed.feed.get("links", ()))]
    return next((address for link in links if (address := resolve_link(link, ""))), "")


def _read_entry(entry: Any, source: str, base: str) -> Fields:  # noqa: ANN401
    contents = [content.value for content in entry.get("content", ())] or [entry.get("summary", "")]
    title = _to_line(entry.get("title", ""))
    text = max((_to_text(content, {title, source} - {""}) for content in contents), key=len)
    if not text.strip():
        return {"skipped": "The entry contains no text."}
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    return {
        "text": text,
        "title": title,
        "source": source,
        "author": _find_authors(entry),
        "date": date(*day[:3]).isoformat() if day else None,
        "url": resolve_link(entry.get("link"), (entry.get("title_detail") or {}).get("base") or base),
        "link": entry.get("link"),
    }


def _find_authors(entry: Any) -> list[str]:  # noqa: ANN401
    """Return the names of all authors of an entry."""
    names = [author.get("name") or "" for author in entry.get("authors", ())]
    return clean_authors(filter(None, names)) or clean_authors([entry.get("author") or ""])


def _to_text(content: str, names: Collection[str]) -> str:
    """Return the text of an entry, which is usually a fragment of HTML, without the line that names its origin."""
    blocks = [block for block in parse_piece(content) if not is_around(block.text)]
    if blocks and _is_origin(blocks[-1], names):
        blocks.pop()
    return join_blocks(blocks)


def _is_origin(block: Block, names: Collection[str]) -> bool:
    """Return whether a block says where the entry appeared: it links there, or names the entry or the feed."""
    if len(block.text) > _MAX_NAME_LENGTH or not _ORIGIN_LINE.fullmatch(block.text):
        return False
    return block.linked > 0 or any(name in block.text for name in names)


def _to_line(content: str) -> str:
    return " ".join(" ".join(block.text for block in parse_piece(content)).split())
