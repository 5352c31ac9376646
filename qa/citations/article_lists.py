"""A list of articles as a table or as references for other programs, one entry an article."""

import csv
import io
from collections.abc import Iterable, Mapping

from corpus.articles import Article
from qa.citations.hidden import reveal_line
from qa.citations.references import write_entries
from qa.citations.table_citations import guard_cell

LIST_FORMS: Mapping[str, tuple[str, str, str]] = {
    "csv": ("CSV", "articles.csv", "text/csv"),
    "bibtex": ("BibTeX", "articles.bib", "application/x-bibtex"),
    "ris": ("RIS", "articles.ris", "application/x-research-info-systems"),
    "csl": ("CSL-JSON", "articles.json", "application/vnd.citationstyles.csl+json"),
}
"""The forms by name: what people call each, the name of its file, and its media type."""

_COLUMNS = ("id", "title", "source", "author", "date", "address", "words")


def write_list(articles: Iterable[Article], form: str) -> str:
    """Return articles in one of `LIST_FORMS`; raises ValueError for another."""
    if form == "csv":
        return _write_csv(articles)
    return write_entries(articles, form)


def _write_csv(articles: Iterable[Article]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for article in articles:
        day = article.published.isoformat() if article.published else ""
        cells = (article.id, article.headline, article.source, article.author, day, article.url)
        writer.writerow([*map(write_cell, cells), len(article.text.split())])
    return table.getvalue()


def write_cell(text: str) -> str:
    """Return a text as a cell of a CSV file: in one line, hidden characters revealed, never run as a formula."""
    return guard_cell(reveal_line(text))
