"""Reads an RSS or Atom feed: every entry that has a text is an article."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from corpus.readers.html import Fields, read_html


def read_feed(path: Path) -> Iterator[Fields]:
    """Yield the entries of a feed."""
    import feedparser

    feed = feedparser.parse(path.read_bytes(), sanitize_html=True, resolve_relative_uris=False)
    if not feed.entries:
        yield {"skipped": "The feed has no entries."}
    for entry in feed.entries:
        yield _read_entry(entry, feed.feed.get("title", ""))


def _read_entry(entry: Any, source: str) -> Fields:  # noqa: ANN401 - feedparser has no types
    contents = [content.value for content in entry.get("content", ())] or [entry.get("summary", "")]
    text = max((_to_text(content) for content in contents), key=len)
    if not text.strip():
        return {"skipped": "The entry holds no text."}
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    return {
        "text": text,
        "title": entry.get("title"),
        "source": source,
        "author": entry.get("author"),
        "date": date(*day[:3]).isoformat() if day else None,
        "date_basis": "metadata" if day else "",
        "url": entry.get("link"),
    }


def _to_text(content: str) -> str:
    """Return the text of an entry, which is mostly a piece of HTML."""
    from lxml import html

    found = read_html(f"<html><body><article>{content}</article></body></html>").get("text")
    if found:
        return str(found).strip()
    return str(html.fromstring(f"<div>{content}</div>").text_content()).strip() if content.strip() else ""
