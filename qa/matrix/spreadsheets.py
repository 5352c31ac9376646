"""A matrix as CSV and as a workbook of Excel.

CSV has a line a cell, with the quotation, its place and its citation, which `quotedesk verify` reads. The workbook has
the same lines in its second sheet, and in the first one the table, whose cells open their places.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answer import Quote
from qa.citations.citations import write_citation
from qa.citations.fragments import original_link, spot_link
from qa.citations.hidden import reveal
from qa.citations.table_citations import (
    CITATION,
    CLOSEST,
    LINES,
    NOT_ASKED,
    QUESTION,
    RESULT,
    SENTENCE,
    TABLE,
    guard_cell,
)
from qa.matrix.matrix import Matrix
from qa.matrix.workbook_writer import MAX_CELL_LENGTH, RunStyle, Sheet, TextCell, write_sheets

COLUMNS = (
    *(QUESTION, "asked", RESULT, "answer", SENTENCE, "confidence", "title", "source", "date", "place"),
    *("link", CITATION),
)
"""The columns of the lines. `asked`: which articles; `answer`: the marked words of the sentence."""

LOCAL_PAGE = "http://127.0.0.1:7860/"
"""The page that opens articles without a web address, if none is named."""

_CUT = " … [cut]"
_WIDTHS = (40, 30, 12, 24, 60, 12, 40, 20, 12, 10, 40, 20)


@dataclass(frozen=True, slots=True)
class _Line:
    """A cell, of a question and the key of a column, as a line of text fields."""

    question: str
    column: str
    quote: Quote | None
    fields: tuple[str, ...]


def link_of(quote: Quote, page: str) -> str:
    """Return the address that opens a quotation: that of its original on the web, or of the page at the article."""
    spot = quote.article.id, quote.start, quote.end
    return original_link(quote.article, quote.start, quote.end) or spot_link(*spot, page)


def write_csv(matrix: Matrix, page: str = LOCAL_PAGE) -> str:
    """Return the cells as CSV, one per line, also those that are not asked yet."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for line in _list_lines(matrix, page):
        writer.writerow(map(guard_cell, line.fields))
    return table.getvalue()


def _list_lines(matrix: Matrix, page: str) -> Iterator[_Line]:
    for column in matrix.columns:
        name = reveal(column.name)
        for question in matrix.questions:
            cell = matrix.cell(question, column)
            quote = cell.quote(matrix.index) if cell else None
            first = (reveal(question), name, cell.state if cell else NOT_ASKED)
            confidence = f"{cell.confidence:.2f}" if cell else ""
            further = _describe(quote, confidence, page) if quote else ("", "", confidence, *[""] * 6)
            yield _Line(question, column.key, quote, (*first, *further))


def _describe(quote: Quote, confidence: str, page: str) -> tuple[str, ...]:
    """Return the fields of a quotation, from its marked words to its citation."""
    article = quote.article
    return (
        reveal(quote.span.text if quote.span else ""),
        reveal(quote.text),
        confidence,
        reveal(article.headline),
        reveal(article.source),
        article.published.isoformat() if article.published else "",
        reveal(article.place_at(quote.start)),
        link_of(quote, page),
        write_citation(quote),
    )


def write_workbook(matrix: Matrix, page: str = LOCAL_PAGE) -> bytes:
    """Return the matrix as a workbook. Columns go down if there are several, else the questions."""
    lines = list(_list_lines(matrix, page))
    cells = [[_write(text) if text else None for text in row] for row in (COLUMNS, *map(_list_whole, lines))]
    return write_sheets([_lay_out(matrix, lines), Sheet(LINES, _WIDTHS, cells)])


def _list_whole(line: _Line) -> tuple[str, ...]:
    """Return the fields of a line; a quotation is left out with its citation, as half of a citation is none."""
    if len(line.fields[-1]) <= MAX_CELL_LENGTH:
        return line.fields
    return tuple("" if name in (SENTENCE, CITATION) else text for name, text in zip(COLUMNS, line.fields, strict=True))


def _lay_out(matrix: Matrix, lines: Sequence[_Line]) -> Sheet:
    """Return the sheet of the questions, the columns, and each cell as its sentence with the marked words."""
    by_place = {(line.question, line.column): _write_quote(line) for line in lines}
    heads = [_write(reveal(" · ".join(filter(None, (one.name, one.facts))))) for one in matrix.columns]
    questions = [_write(reveal(question)) for question in matrix.questions]
    rows = [[by_place[question, column.key] for question in matrix.questions] for column in matrix.columns]
    if len(matrix.columns) == 1:
        heads, questions, rows = questions, heads, [list(row) for row in zip(*rows, strict=True)]
    table: list[list[TextCell | None]] = [[None, *questions]]
    table += [[head, *row] for head, row in zip(heads, rows, strict=True)]
    return Sheet(TABLE, [40, *[48] * len(questions)], table, wraps=True)


def _write_quote(line: _Line) -> TextCell:
    """Return a cell as its sentence with the marked words, linked to its place."""
    quote, link = line.quote, line.fields[-2]
    if quote is None:
        return TextCell([(line.fields[2], "quiet")])
    start, end = (quote.span.start - quote.start, quote.span.end - quote.start) if quote.span else (0, 0)
    start, end = max(start, 0), max(min(end, len(quote.text)), 0)
    before, marked, after = map(reveal, (quote.text[:start], quote.text[start:end], quote.text[end:]))
    closest = CLOSEST if line.fields[2] == "closest" else ""
    if sum(map(len, (before, marked, after))) > MAX_CELL_LENGTH - len(CLOSEST):
        before, marked, after = reveal(quote.text)[: MAX_CELL_LENGTH - len(CLOSEST) - len(_CUT)], "", _CUT
    runs: list[tuple[str, RunStyle]] = [(closest, "quiet"), (before, ""), (marked, "bold"), (after, "")]
    text = f"{closest}{before}{marked}{after}"
    return TextCell([run for run in runs if run[0]], link, is_quoted=guard_cell(text) != text)


def _write(text: str) -> TextCell:
    """Return a cell with a text as it is."""
    cut = text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - len(_CUT)] + _CUT
    return TextCell([(cut, "")], is_quoted=guard_cell(text) != text)
