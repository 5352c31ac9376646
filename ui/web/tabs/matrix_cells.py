"""What the script of the Table tab calls: columns, cells and exports.

The arguments are untrusted, the results are data or `{"error": …}`. The server keeps the cells that it filled last, so
that an export need not fill them, and a table that is filled again appears at once.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UserError
from index.store import Index
from qa.article_list import fetch_articles
from qa.citations.fragments import is_web
from qa.citations.hidden import reveal
from qa.input_limits import MAX_CELLS_AT_ONCE, MAX_MATRIX_CELLS, MAX_MATRIX_QUESTIONS, MAX_WEB_ADDRESS_LENGTH
from qa.matrix.filling import MatrixFiller, Place, check_questions, order_places
from qa.matrix.matrix import Matrix, MatrixCell
from qa.matrix.matrix_columns import MatrixColumn, choose_columns, open_columns
from qa.matrix.spreadsheets import LOCAL_PAGE, write_csv, write_workbook
from qa.serialize import Json
from ui.answer_words import known_facts
from ui.cache import Cache
from ui.html.conversation import ExportOrigin
from ui.html.matrix_html import cell_parts, write_matrix_page
from ui.matrix_request import fill_steps
from ui.security.request_queue import Steps
from ui.service import Service

_REFUSED: Json = {"error": "Invalid request; please reload the page."}
_CHANGED: Json = {"error": "The articles have changed since. Fill the table again.", "changed": True}
_KINDS = ("articles", "sources", "all")

_FORMS: Mapping[str, tuple[str, str]] = {
    "csv": ("table.csv", "text/csv"),
    "xlsx": ("table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("table.html", "text/html"),
}

EXPORTED_A_REQUEST = 500
"""Number of cells that are exported at the cost of a request."""

_Cells = dict[tuple[str, str], MatrixCell]
"""Cells by question and key of the column."""

_Key = tuple[str, str, bool, str, str]
"""The folder and generation of the index, whether all passages were read, the question and the key of the column."""


class KeptCells(Cache[_Key, MatrixCell]):
    """The cells that were filled last, of all clients."""

    def __init__(self) -> None:
        super().__init__(2 * MAX_MATRIX_CELLS)


@dataclass(frozen=True, slots=True)
class _AskedTable:
    """Checked questions and columns of a call, and how their cells are filled."""

    questions: list[str]
    columns: list[MatrixColumn]
    is_exact: bool
    index: Index

    def key(self, question: str, column: MatrixColumn) -> _Key:
        return str(self.index.folder), self.index.generation, self.is_exact, question, column.key


def list_columns(service: Service, wanted: object) -> Json:
    """Return the columns that a table may have: their keys, names and facts."""
    by, words = _get(wanted, "by"), str(_get(wanted, "words") or "")
    if by not in _KINDS:
        return _REFUSED
    try:
        index = service.refresh()
        columns = choose_columns(index, by, words=words if by == "articles" else "")
    except UserError as error:
        return {"columns": [], "error": error.what}
    listed = list(_list_columns(columns[:MAX_MATRIX_CELLS], index))
    return {"columns": listed, "generation": index.generation, "examples": service.examples}


def _list_columns(columns: Sequence[MatrixColumn], index: Index) -> Iterator[Json]:
    """Yield the key, name and facts of each column; the facts of an article are worded as everywhere on the page."""
    articles = fetch_articles(index, [column.article_id for column in columns if column.article_id])
    facts = {article.id: " · ".join(known_facts(article)) for article in articles}
    for column in columns:
        yield {"key": column.key, "name": reveal(column.name), "facts": reveal(facts.get(column.article_id, ""))}


def fill_table(service: Service, kept: KeptCells, wanted: object) -> Steps[Json]:
    """Return the cells of some questions and columns, in parts; those that are kept cost nothing."""
    table = _open_table(service, wanted, MAX_CELLS_AT_ONCE)
    if not isinstance(table, _AskedTable):
        return table
    places = [(question, column) for question in table.questions for column in table.columns]
    try:
        cells, new = yield from _find_cells(table, kept, places)
    except UserError as error:
        return {"error": str(error)}
    shown = [
        {"question": number, "column": place} | cell_parts(cells[question, column.key], column, table.index)
        for number, question in enumerate(table.questions)
        for place, column in enumerate(table.columns)
    ]
    return {"cells": shown, "new": new}


def export_table(service: Service, kept: KeptCells, wanted: object) -> Steps[Json]:
    """Return the first `done` cells of a table, in the order in which it is filled, as a file in the requested `form`.

    Cells that are no longer kept are filled again, some at a time: then the result is the number that is `left`, and
    the page calls again. `data` is in base64.
    """
    form, page, done = str(_get(wanted, "form")), str(_get(wanted, "page")), _get(wanted, "done")
    table = _open_table(service, wanted, MAX_MATRIX_CELLS)
    if not isinstance(table, _AskedTable):
        return table
    places = list(order_places(table.questions, table.columns))
    if form not in _FORMS or type(done) is not int or not 0 <= done <= len(places):
        return _REFUSED
    if not done:
        return {"error": "No cell is filled yet."}
    try:
        cells, _ = yield from _find_cells(table, kept, places[:done])
    except UserError as error:
        return {"error": str(error)}
    if len(cells) < done:
        return {"left": done - len(cells)}
    yield done / EXPORTED_A_REQUEST
    matrix = Matrix(table.questions, table.columns, table.index, cells)
    page = page if is_web(page) and len(page) <= MAX_WEB_ADDRESS_LENGTH else LOCAL_PAGE
    name, kind = _FORMS[form]
    return {"name": name, "type": kind, "data": base64.b64encode(_WRITERS[form](matrix, page)).decode()}


def _find_cells(table: _AskedTable, kept: KeptCells, places: Sequence[Place]) -> Steps[tuple[_Cells, int]]:
    """Return cells by question and column, those that are kept or filled now, and the number of the latter.

    At most `MAX_CELLS_AT_ONCE` are filled and kept.
    """
    cells: _Cells = {}
    missing: list[Place] = []
    for question, column in places:
        cell = kept.get(table.key(question, column))
        if cell:
            cells[question, column.key] = cell
        else:
            missing.append((question, column))
    missing = missing[:MAX_CELLS_AT_ONCE]
    filled = yield from fill_steps(missing, MatrixFiller(table.index, exact=table.is_exact))
    for cell, place in zip(filled, missing, strict=True):
        kept.put(table.key(*place), cell)
        cells[cell.question, cell.column] = cell
    return cells, len(filled)


_WRITERS: Mapping[str, Callable[[Matrix, str], bytes]] = {
    "csv": lambda matrix, page: write_csv(matrix, page).encode(),
    "xlsx": write_workbook,
    "html": lambda matrix, page: write_matrix_page(matrix, ExportOrigin.now(matrix.index.generation), page).encode(),
}


def _open_table(service: Service, wanted: object, most: int) -> _AskedTable | Json:
    """Return the table of a call, or what to answer instead."""
    questions, keys = _get(wanted, "questions"), _get(wanted, "columns")
    if not isinstance(questions, list) or not isinstance(keys, list):
        return _REFUSED
    try:
        index = service.refresh()
        asked = check_questions([str(question) for question in questions])
        if _get(wanted, "generation") != index.generation:
            return _CHANGED
        columns = open_columns([str(key) for key in keys], index)
    except UserError as error:
        return {"error": str(error)}
    except ValueError as error:
        return {"error": f"The questions cannot be asked: {error}."}
    if len(asked) > MAX_MATRIX_QUESTIONS or not 0 < len(asked) * len(columns) <= most:
        return _REFUSED
    return _AskedTable(asked, columns, _get(wanted, "exact") is True, index)


def _get(wanted: object, name: str) -> Any:  # noqa: ANN401
    return wanted.get(name) if isinstance(wanted, Mapping) else None
