"""A matrix as CSV and as a workbook of Excel.

CSV has a line a cell, with the quotation, its place and its citation, which `quotedesk verify` reads. The workbook has
the same lines in its second sheet, and in the first one the table, whose cells open their places.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encode

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from qa.answer import Quote
from qa.citations.fragments import original_link
from qa.citations.hidden import escape_hidden, reveal
from qa.citations.table_citations import CITATION, SENTENCE, guard_cell
from qa.matrix.matrix import Matrix, MatrixCell

COLUMNS = (
    *("question", "asked", "result", "answer", SENTENCE, "confidence", "title", "source", "date", "place"),
    *("link", CITATION),
)
"""The columns of the lines. `asked`: which articles; `answer`: the marked words of the sentence."""

LOCAL_PAGE = "http://127.0.0.1:7860/"
"""The page that opens articles without a web address, if none is named."""

NOT_STATED = "not stated"
CLOSEST = "closest: "
MAX_CELL_LENGTH = 32_767
"""Maximum length of a cell in Excel, in characters."""

_MAX_LINKS = 65_000
_MAX_LINK_LENGTH = 2_000
"""Excel opens no workbook with more links in a sheet, or longer ones."""

_CUT = " … [cut]"
_QUIET = InlineFont(color="00808080")
_BOLD = InlineFont(b=True)


@dataclass(frozen=True, slots=True)
class _Line:
    """A filled cell as a line of text fields."""

    cell: MatrixCell
    quote: Quote | None
    fields: tuple[str, ...]


def link_of(quote: Quote, page: str) -> str:
    """Return the address that opens a quotation: that of its original on the web, or of the page at the article."""
    return original_link(quote.article, quote.start, quote.end) or page_link(quote, page)


def page_link(quote: Quote, page: str) -> str:
    """Return the address of the page at `page` that opens the article at the quotation."""
    id = percent_encode(quote.article.id.encode("utf-8", "replace"), safe="")
    return f"{page}#cite={id}:{quote.start}-{quote.end}"


def write_csv(matrix: Matrix, page: str = LOCAL_PAGE) -> str:
    """Return the filled cells as CSV, a line each."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for line in _list_lines(matrix, page):
        writer.writerow(map(guard_cell, line.fields))
    return table.getvalue()


def _list_lines(matrix: Matrix, page: str) -> Iterator[_Line]:
    for column, cell in matrix.filled():
        quote = cell.quote(matrix.index)
        confidence = f"{cell.confidence:.2f}"
        first = (reveal(cell.question), reveal(column.name), cell.state)
        if quote is None:
            yield _Line(cell, None, (*first, "", "", confidence, "", "", "", "", "", ""))
            continue
        article = quote.article
        yield _Line(
            cell,
            quote,
            (
                *first,
                reveal(quote.span.text if quote.span else ""),
                reveal(quote.text),
                confidence,
                reveal(article.headline),
                reveal(article.source),
                article.published.isoformat() if article.published else "",
                reveal(article.place_at(quote.start)),
                link_of(quote, page),
                write_citation(quote),
            ),
        )


def make_citation(quote: Quote) -> dict[str, object]:
    """Return what `quotedesk verify` needs of a quotation."""
    article = {name: getattr(quote.article, name) for name in ("id", "url", "title", "source")}
    return {name: getattr(quote, name) for name in ("text", "start", "end", "prefix", "suffix")} | {"article": article}


def write_citation(quote: Quote) -> str:
    """Return the citation of a quotation as JSON without hidden characters."""
    return escape_hidden(json.dumps(make_citation(quote), ensure_ascii=False))


def write_workbook(matrix: Matrix, page: str = LOCAL_PAGE) -> bytes:
    """Return the matrix as a workbook. Columns go down if there are several, else the questions."""
    workbook = Workbook()
    lines = list(_list_lines(matrix, page))
    table: Any = workbook.active
    table.title = "Table"
    _fill_table(table, matrix, lines)
    cells = workbook.create_sheet("Cells")
    for number, row in enumerate([COLUMNS, *(line.fields for line in lines)], start=1):
        # A quotation is left out with its citation, as half of a citation is none.
        is_long = len(row[-1]) > MAX_CELL_LENGTH
        for place, (name, text) in enumerate(zip(COLUMNS, row, strict=True), start=1):
            _write(cells.cell(number, place), "" if is_long and name in (SENTENCE, CITATION) else text)
    _shape(cells, [40, 30, 12, 24, 60, 12, 40, 20, 12, 10, 40, 20], wraps=False)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _fill_table(sheet: Any, matrix: Matrix, lines: Sequence[_Line]) -> None:  # noqa: ANN401
    """Write the questions, the columns, and each cell as its sentence with the marked words, linked to its place."""
    is_down = len(matrix.columns) > 1
    across = {question: number for number, question in enumerate(matrix.questions, start=2)}
    down = {column.key: number for number, column in enumerate(matrix.columns, start=2)}
    for question, number in across.items():
        _write(sheet.cell(1, number) if is_down else sheet.cell(number, 1), question)
    for column in matrix.columns:
        words = " · ".join(filter(None, (column.name, column.facts)))
        number = down[column.key]
        _write(sheet.cell(number, 1) if is_down else sheet.cell(1, number), words)
    for number, line in enumerate(lines):
        place = down[line.cell.column], across[line.cell.question]
        _write_quote(sheet.cell(*(place if is_down else place[::-1])), line, is_linked=number < _MAX_LINKS)
    _shape(sheet, [40, *[48] * (len(across) if is_down else len(down))], wraps=True)


def _write_quote(cell: Cell, line: _Line, *, is_linked: bool) -> None:
    quote, link = line.quote, line.fields[-2]
    if quote is None:
        cell.value = CellRichText(TextBlock(_QUIET, NOT_STATED))
        return
    start, end = (quote.span.start - quote.start, quote.span.end - quote.start) if quote.span else (0, 0)
    start, end = max(start, 0), max(min(end, len(quote.text)), 0)
    parts = [quote.text[:start], quote.text[start:end], quote.text[end:]]
    before, marked, after = (_clean(part) for part in parts)
    closest = [TextBlock(_QUIET, CLOSEST)] if line.cell.state == "closest" else []
    if sum(map(len, (before, marked, after))) > MAX_CELL_LENGTH - len(CLOSEST):
        before, marked, after = _clean(quote.text)[: MAX_CELL_LENGTH - len(CLOSEST) - len(_CUT)], "", _CUT
    blocks = [*closest, before, *([TextBlock(_BOLD, marked)] if marked else []), after]
    cell.value = CellRichText(*filter(None, blocks))
    cell.quotePrefix = guard_cell(str(cell.value)) != str(cell.value)
    if is_linked and link and len(link) <= _MAX_LINK_LENGTH:
        cell.hyperlink = link


def _write(cell: Cell, text: str) -> None:
    """Write a text as it is: a spreadsheet computes nothing in it, also after it is edited."""
    text = _clean(text)
    cell.value = text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - len(_CUT)] + _CUT
    cell.data_type = "s"
    cell.quotePrefix = guard_cell(text) != text


def _clean(text: str) -> str:
    """Return a text with hidden characters shown, and without those that a workbook cannot contain."""
    cleaned: str = ILLEGAL_CHARACTERS_RE.sub("", reveal(text))
    return cleaned


def _shape(sheet: Any, widths: Sequence[int], *, wraps: bool) -> None:  # noqa: ANN401
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=wraps, vertical="top")
            if cell.row == 1 or (cell.column == 1 and wraps):
                cell.font = Font(bold=True)
