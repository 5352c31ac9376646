"""A matrix as a document of HTML that needs nothing but itself, and its cells in parts for the page."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.store import Index
from qa.answer import Quote
from qa.citations.citations import make_citation
from qa.citations.fragments import spot_link
from qa.citations.hidden import reveal
from qa.matrix.matrix import CellState, Matrix, MatrixCell
from qa.matrix.matrix_columns import MatrixColumn
from qa.matrix.spreadsheets import LOCAL_PAGE, link_of
from ui.html.conversation import ExportOrigin
from ui.html.markup import cut_at_span
from ui.html.rendering import read_style, render


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown; a cell that is not filled yet has no state."""

    state: CellState | None
    quote: Quote | None = None
    percent: int = 0
    link: str = ""
    article: str = ""
    """The headline of its article, if its column asks several."""


@dataclass(frozen=True, slots=True)
class _ShownRow:
    """A row: its question or column, its facts, and its cells."""

    name: str
    facts: str
    cells: Sequence[ShownCell]


def _show_cell(cell: MatrixCell | None, column: MatrixColumn, matrix: Matrix, page: str) -> ShownCell:
    """Return a cell as it is shown, with links to the page at `page`."""
    if cell is None:
        return ShownCell(None)
    quote = cell.quote(matrix.index)
    if quote is None:
        return ShownCell(cell.state)
    article = "" if column.article_id else quote.article.headline
    return ShownCell(cell.state, quote, round(100 * cell.confidence), link_of(quote, page), article)


def cell_parts(cell: MatrixCell, column: MatrixColumn, index: Index) -> dict[str, object]:
    """Return a cell in parts that the page's script joins: the words before, in and after the answer, and the link.

    The cell of a source or of all articles names its article too.
    """
    quote = cell.quote(index)
    if quote is None:
        return {"state": cell.state}
    return {
        "state": cell.state,
        "percent": round(100 * cell.confidence),
        "link": spot_link(quote.article.id, quote.start, quote.end),
        "parts": cut_at_span(quote),
        "article": "" if column.article_id else reveal(quote.article.headline),
    }


def write_matrix_page(matrix: Matrix, origin: ExportOrigin, page: str = LOCAL_PAGE) -> str:
    """Return a matrix as a web page, with the data from which `quotedesk verify` verifies its quotations.

    Columns go down if there are several, else the questions do.
    """
    rows, head = _lay_out(matrix, page)
    style = read_style("shared.css") + read_style("matrix_shared.css")
    quotes = [cell.quote for row in rows for cell in row.cells if cell.quote]
    return render(
        "matrix_page.html",
        head=head,
        rows=rows,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        origin=origin.describe(),
        data={
            "generation": origin.generation,
            "made": origin.made.isoformat(),
            "quotes": [make_citation(quote) for quote in quotes],
        },
    )


def _lay_out(matrix: Matrix, page: str) -> tuple[list[_ShownRow], list[str]]:
    """Return the rows with their cells, and the names of their columns."""

    def show(question: str, column: MatrixColumn) -> ShownCell:
        return _show_cell(matrix.cell(question, column), column, matrix, page)

    if len(matrix.columns) > 1:
        return [
            _ShownRow(column.name, column.facts, [show(question, column) for question in matrix.questions])
            for column in matrix.columns
        ], list(matrix.questions)
    return [
        _ShownRow(question, "", [show(question, column) for column in matrix.columns]) for question in matrix.questions
    ], [column.name for column in matrix.columns]
