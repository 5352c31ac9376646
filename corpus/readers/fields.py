"""Turns the named fields of front matter, a JSON object or a table row into an `Article`."""

from collections.abc import Mapping
from datetime import date, datetime

from corpus.articles import Article, make_article


def article_from_fields(fields: Mapping[str, object], text: str) -> Article:
    """Make an article; names are those of `Article`, with `date` for `published` as front matter has it."""
    pages = fields.get("pages")
    return make_article(
        text,
        title=_text(fields.get("title")),
        source=_text(fields.get("source")),
        author=_text(fields.get("author")),
        published=_date(fields.get("published") or fields.get("date")),
        url=_text(fields.get("url")),
        date_basis=_text(fields.get("date_basis")),
        pages=pages if isinstance(pages, list) else (),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _date(value: object) -> date | None:
    """Read a date, or a text that starts with an ISO date; anything else is an unknown date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_text(value)[: len("2024-01-31")])
    except ValueError:
        return None
