"""A list of articles as a table or as references for other programs, one entry an article."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from corpus.articles import Article
from qa.citations.hidden import escape_hidden, reveal_line
from qa.citations.references import format_bibtex, format_csl, format_ris
from qa.reading.quoting import quote_at

LIST_FORMS: Mapping[str, tuple[str, str, str]] = {
    "csv": ("CSV", "articles.csv", "text/csv"),
    "bibtex": ("BibTeX", "articles.bib", "application/x-bibtex"),
    "ris": ("RIS", "articles.ris", "application/x-research-info-systems"),
    "csl": ("CSL-JSON", "articles.json", "application/vnd.citationstyles.csl+json"),
}
"""The forms by name: what people call each, the name of its file, and its media type."""

_COLUMNS = ("id", "title", "source", "author", "date", "address", "words")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that a spreadsheet would compute."""


def write_list(articles: Iterable[Article], form: str) -> str:
    """Return articles in one of `LIST_FORMS`; raises ValueError for another."""
    if form == "csv":
        return _write_csv(articles)
    entries = (quote_at(article, 0, 0) for article in articles)
    if form == "bibtex":
        return "\n".join(map(format_bibtex, entries))
    if form == "ris":
        return "".join(map(format_ris, entries))
    if form == "csl":
        items = [item for entry in entries for item in json.loads(format_csl(entry))]
        return escape_hidden(json.dumps(items, ensure_ascii=False, indent=2))
    raise ValueError(f"there is no form {form!r}; choose one of {', '.join(LIST_FORMS)}")


def _write_csv(articles: Iterable[Article]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for article in articles:
        day = article.published.isoformat() if article.published else ""
        cells = (article.id, article.headline, article.source, article.author, day, article.url)
        writer.writerow([*map(_write_cell, cells), len(article.text.split())])
    return table.getvalue()


def _write_cell(text: str) -> str:
    text = reveal_line(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
