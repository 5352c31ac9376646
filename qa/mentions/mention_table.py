"""Mentions as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from qa.citations.article_lists import write_cell
from qa.citations.citations import write_citation
from qa.citations.fragments import original_link
from qa.citations.table_citations import CITATION, SENTENCE
from qa.mentions.finding import Mention

COLUMNS = (
    *("number", SENTENCE, "words", "article", "source", "date", "place", "link"),
    *("article id", "start", "end", CITATION),
)


def write_table(mentions: Iterable[Mention]) -> str:
    """Return all mentions as CSV, each with its citation and a link that opens the original at the sentence."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for mention in mentions:
        quote, article = mention.quote, mention.article
        cells = (
            quote.text,
            "; ".join(mark.text for mark in mention.marks),
            article.headline,
            article.source,
            article.published.isoformat() if article.published else "",
            article.place_at(quote.start),
            original_link(article, quote.start, quote.end),
            article.id,
        )
        writer.writerow([quote.number, *map(write_cell, cells), quote.start, quote.end, write_citation(quote)])
    return table.getvalue()
