"""What readers take and yield: an open file, and the named fields of an article, which become an `Article`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urljoin, urlsplit

from corpus.articles import Article, clean_text, make_article
from corpus.dates import find_date_line, parse_date

Fields = dict[str, object]
"""The fields of an article by name, with `text`; or `skipped`, the reason why there is none.

`link` is a relative `url`; it is resolved if the address of the file is known.
`has_date_line` is false if a date at the top of the text is not that of the article.
`part` names the part of the file that it is about, such as "page 3"; a line of a collection has the number `line`.
"""

MAX_FILE_SIZE = 20_000_000
"""Maximum size of a file, or of a line of JSON Lines, in bytes."""

MAX_FIELD_LENGTH = 10_000
"""Maximum length of a field in characters. A longer one is cut; a longer web address is dropped."""

MAX_VALUES = 100
"""Maximum number of values of a field that is a list, such as several authors; the rest is dropped."""

MAX_LABEL_LENGTH = 100
"""Maximum length of the label of a page, in characters."""


class FileToRead(NamedTuple):
    """A file, open at its start, and the folder that the files of an archive are unpacked into."""

    path: Path
    content: BinaryIO
    folder: Path | None = None


_NAMES = ("title", "source", "author", "published", "date", "url")
_SCALARS = (str, int, float, date)


def pick_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that belong to an article, with plain values; nested values are dropped."""
    picked: dict[str, object] = {name: _flatten(fields[name]) for name in _NAMES if name in fields}
    return picked | {name: fields[name] for name in ("pages", "page_labels") if name in fields}


def _flatten(value: object) -> str:
    """Return a value as text, the values of a list separated by commas."""
    if isinstance(value, str):
        # One character more, so that an overlong value is noticed.
        return value.strip()[: MAX_FIELD_LENGTH + 1]
    if isinstance(value, list):
        values = (_flatten(one) for one in value[:MAX_VALUES] if isinstance(one, _SCALARS))
        return ", ".join(filter(None, values))[: MAX_FIELD_LENGTH + 1]
    return _flatten(str(value)) if isinstance(value, _SCALARS) else ""


def article_from_fields(fields: Mapping[str, object], text: str) -> Article:
    """Make an article. The field names are those of `Article`, except `date` for `published` as in front matter."""
    plain = {name: _flatten(fields.get(name)) for name in _NAMES}
    stated = parse_date(plain["published"] or plain["date"])
    published = stated or (find_date_line(text) if fields.get("has_date_line", True) else None)
    pages = _check_pages(fields.get("pages"), text)
    return make_article(
        text,
        title=plain["title"][:MAX_FIELD_LENGTH],
        source=plain["source"][:MAX_FIELD_LENGTH],
        author=plain["author"][:MAX_FIELD_LENGTH],
        published=published,
        url=plain["url"] if len(plain["url"]) <= MAX_FIELD_LENGTH else "",
        date_basis="metadata" if stated else "text" if published else "",
        pages=pages,
        page_labels=_check_labels(fields.get("page_labels"), pages),
    )


def _check_pages(pages: object, text: str) -> list[int]:
    """Return the offsets at which pages begin; an empty list unless they are ascending offsets of the text."""
    if not isinstance(pages, list) or not all(type(page) is int and 0 <= page <= len(text) for page in pages):
        return []
    return pages if pages == sorted(pages) else []


def _check_labels(labels: object, pages: list[int]) -> list[str]:
    """Return the labels of the pages, each in one line and not too long; an empty list unless some have one."""
    if not isinstance(labels, list) or len(labels) != len(pages) or not all(type(label) is str for label in labels):
        return []
    lines = [_to_line(label)[:MAX_LABEL_LENGTH] for label in labels]
    return lines if any(lines) else []


def _to_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def resolve_link(link: str | None, base: str) -> str:
    """Return the absolute web address of a link in a page with the address `base`; empty if there is none."""
    try:
        address = urljoin(base, (link or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if link and parts.scheme in {"http", "https"} and parts.netloc else ""
