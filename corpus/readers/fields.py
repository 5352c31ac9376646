"""Turns the named fields of front matter, a JSON object or a table row into an `Article`."""

from collections.abc import Mapping
from datetime import date

from corpus.articles import Article, make_article
from corpus.dates import find_date_line, read_date

MAX_FIELD_LENGTH = 10_000
"""Maximum length of a field in characters. A longer one is cut; a longer web address is dropped."""

MAX_VALUES = 100
"""Maximum number of values of a field that is a list, such as several authors; the rest is dropped."""

_NAMES = ("title", "source", "author", "published", "date", "url")
_SCALARS = (str, int, float, date)


def pick_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that belong to an article, with plain values; nested values are dropped."""
    picked: dict[str, object] = {name: _flatten(fields[name]) for name in _NAMES if name in fields}
    return picked | ({"pages": fields["pages"]} if "pages" in fields else {})


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
    stated = read_date(plain["published"] or plain["date"])
    published = stated or find_date_line(text)
    return make_article(
        text,
        title=plain["title"][:MAX_FIELD_LENGTH],
        source=plain["source"][:MAX_FIELD_LENGTH],
        author=plain["author"][:MAX_FIELD_LENGTH],
        published=published,
        url=plain["url"] if len(plain["url"]) <= MAX_FIELD_LENGTH else "",
        date_basis="metadata" if stated else "text" if published else "",
        pages=_check_pages(fields.get("pages"), text),
    )


def _check_pages(pages: object, text: str) -> list[int]:
    """Return the offsets at which pages begin; an empty list unless they are ascending offsets of the text."""
    if not isinstance(pages, list) or not all(type(page) is int and 0 <= page <= len(text) for page in pages):
        return []
    return pages if pages == sorted(pages) else []
