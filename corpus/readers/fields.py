"""Turns the named fields of front matter, a JSON object or a table row into an `Article`."""

from collections.abc import Mapping

from corpus.articles import Article, make_article
from corpus.readers.dates import find_date_line, read_date


def article_from_fields(fields: Mapping[str, object], text: str) -> Article:
    """Make an article; names are those of `Article`, with `date` for `published` as front matter has it."""
    pages = fields.get("pages")
    stated = read_date(fields.get("published") or fields.get("date"))
    published = stated or find_date_line(text)
    return make_article(
        text,
        title=_text(fields.get("title")),
        source=_text(fields.get("source")),
        author=_text(fields.get("author")),
        published=published,
        url=_text(fields.get("url")),
        date_basis="metadata" if stated else "text" if published else "",
        pages=pages if isinstance(pages, list) and all(type(page) is int for page in pages) else (),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
