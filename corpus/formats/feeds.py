"""Reads an RSS or Atom feed: every entry with text is an article."""

import io
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from corpus.articles import make_article
from corpus.formats.html import drop_surroundings, read_html
from corpus.readers.fields import Fields, FileToRead

_BLOCKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")
_MAX_NAME_LENGTH = 500


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
    for entry, group in zip(feed.entries, names, strict=True):
        fields = _read_entry(entry, _to_line(feed.feed.get("title", "")))
        name = next((name for name in group if counts[name] == 1), "")
        yield fields | {"entry": name or make_article(str(fields.get("text", ""))).id}


def _find_names(entry: Any) -> list[str]:  # noqa: ANN401 - feedparser has no types
    """Return the possible names of an entry, without spaces and characters that would end a place."""
    names = (quote(str(entry.get(field, "")), safe=string.punctuation, errors="replace") for field in ("id", "link"))
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= _MAX_NAME_LENGTH))


def _read_entry(entry: Any, source: str) -> Fields:  # noqa: ANN401
    contents = [content.value for content in entry.get("content", ())] or [entry.get("summary", "")]
    text = max((_to_text(content) for content in contents), key=len)
    if not text.strip():
        return {"skipped": "The entry contains no text."}
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    return {
        "text": text,
        "title": _to_line(entry.get("title", "")),
        "source": source,
        "author": entry.get("author"),
        "date": date(*day[:3]).isoformat() if day else None,
        "url": entry.get("link"),
    }


def _to_text(content: str) -> str:
    """Return the text of an entry, which is usually a fragment of HTML."""
    page = f"<html><body><article>{content}</article></body></html>"
    found = read_html(page, with_metadata=False).get("text")
    return str(found).strip() if found else drop_surroundings(_strip_tags(content)).strip()


def _to_line(content: str) -> str:
    return " ".join(_strip_tags(content).split())


def _strip_tags(content: str) -> str:
    from lxml import html

    if not content.strip():
        return ""
    piece = html.fromstring(f"<div>{content}</div>")
    for block in piece.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
    return str(piece.text_content())
