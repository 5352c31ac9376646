"""Reads a web page that a browser saved as a single file (MHTML)."""

from collections.abc import Iterator

from corpus.encodings import decode_page
from corpus.formats.html import parse_html
from corpus.markup.mime import MAX_DEPTH, MAX_PARTS, MimePart
from corpus.readers.fields import Fields, FileToRead

_WEB = ("http://", "https://")


def read_mhtml(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of the page; fields of the page take precedence over those that the browser saved."""
    whole = MimePart(file.content.read().lstrip())
    pages = list(_find_pages(whole))
    start = whole.parameter("start").strip("<>")
    pages.sort(key=lambda page: page.raw("content-id").strip("<>") != start if start else False)
    reason: Fields = {"skipped": "It contains no web page."}
    for page in pages:
        # A declared encoding is that of the file; without one the page names its own.
        content = page.decode_text() if page.parameter("charset") else decode_page(page.decode_body())
        fields = parse_html(page.decode_text() if content is None else content)
        if "text" in fields:
            yield fields | _add_missing(fields, whole, page)
            return
        reason = fields
    yield reason


def _find_pages(part: MimePart, depth: int = 0) -> Iterator[MimePart]:
    """Yield the pages among the parts: the first is the one that was saved, others are frames in it."""
    if part.content_type in ("text/html", "application/xhtml+xml"):
        yield part
    elif part.content_type.startswith("multipart/") and depth < MAX_DEPTH:
        for number, one in enumerate(part.split()):
            if number < MAX_PARTS:
                yield from _find_pages(one, depth + 1)


def _add_missing(fields: Fields, whole: MimePart, page: MimePart) -> Fields:
    places = (whole.raw("snapshot-content-location"), page.raw("content-location"), whole.raw("content-location"))
    address = next((place for place in places if place.lower().startswith(_WEB)), None)
    return {"title": fields.get("title") or whole.words("subject"), "url": fields.get("url") or address}
