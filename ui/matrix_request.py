"""`MatrixRequest`: some cells of a matrix by REST and MCP, and its result.

A matrix is requested page by page, so that no response takes long, and a client shows its progress and may stop.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from index.store import Index
from qa.input_limits import (
    MAX_CELLS_AT_ONCE,
    MAX_CHOSEN,
    MAX_FILTER_LENGTH,
    MAX_FILTER_SOURCES,
    MAX_ID_LENGTH,
    MAX_MATRIX_QUESTIONS,
)
from qa.matrix.filling import PASSAGES, MatrixFiller, Place, check_questions
from qa.matrix.matrix import CellState, MatrixCell
from qa.matrix.matrix_columns import ColumnKind, MatrixColumn, choose_keys, open_columns
from qa.serialize import EXAMPLE_QUESTION, Json, Output, QuoteForm
from ui.search_request import InCollections, Number, Question
from ui.security.request_queue import Steps

CELL_COST = 0.5
"""Cost of a cell, in requests: on average it takes half as long as a question."""

MAX_PASSAGES = 20
"""Maximum number of passages that are read for a cell."""


class MatrixRequest(InCollections):
    """Questions, the articles that each is asked of one by one, and which of the cells to fill."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"questions": [EXAMPLE_QUESTION], "by": "articles"}]}
    )

    questions: list[Question] = Field(
        min_length=1, max_length=MAX_MATRIX_QUESTIONS, description="The questions, each asked of every column."
    )
    by: ColumnKind = Field(
        "articles", description="What the columns are: an article each, a source each, or all articles in one."
    )
    articles: list[Annotated[str, Field(max_length=MAX_ID_LENGTH)]] = Field(
        [], max_length=MAX_CHOSEN, description="The ids of the articles; without them those of `words`, newest first."
    )
    words: str = Field(
        "", max_length=MAX_FILTER_LENGTH, description="Only articles that contain these words; empty for all articles."
    )
    sources: list[str] = Field(
        [],
        max_length=MAX_FILTER_SOURCES,
        description="Only these sources or, if `by` is articles, only articles of them; empty for all.",
    )
    k: int = Field(PASSAGES, ge=1, le=MAX_PASSAGES, description="How many passages of a column are read for a cell.")
    exact: bool = Field(
        False,
        description="Read all these passages of every cell, even if the best ones are far from an answer.",
    )
    offset: Number = Field(0, description="How many cells to leave out: they are numbered column by column.")
    limit: int = Field(50, ge=1, le=MAX_CELLS_AT_ONCE, description="How many cells to fill at most.")


class MatrixColumnForm(Output):
    """A column: an article, a source or all articles."""

    key: str = Field(examples=["article:228e99aee21d84ac"])
    name: str = Field(description="The headline, the name of the source, or “All articles”.")
    article_id: str = Field(description="The id of its article, empty if it is none.")


class MatrixCellForm(Output):
    """What the articles of a column say to a question."""

    question: str = Field(examples=[EXAMPLE_QUESTION])
    column: str = Field(description="The key of its column.", examples=["article:228e99aee21d84ac"])
    state: CellState = Field(description='"closest": a sentence that may answer.', examples=["stated"])
    confidence: float = Field(description="The probability that the sentence answers.", examples=[0.93])
    reason: str = Field(description="In fixed words: why no answer is certain.")
    quote: QuoteForm | None = Field(description="The sentence, its `span` the answer; null if nothing is stated.")


class MatrixResult(Output):
    """Some cells of a matrix, in order, with their columns."""

    total: int = Field(description="The number of all cells.")
    offset: int
    next_offset: int | None = Field(description="The `offset` of the next cells; null at the end.")
    columns: list[MatrixColumnForm]
    cells: list[MatrixCellForm]


def matrix_steps(request: MatrixRequest, index: Index) -> Steps[Json]:
    """Fill the cells of a request; each costs a part of a request. Raises ColumnError."""
    questions = check_questions(request.questions)
    keys = choose_keys(index, request.by, articles=request.articles, words=request.words, sources=request.sources)
    total = len(questions) * len(keys)
    numbers = range(min(request.offset, total), min(request.offset + request.limit, total))
    # Only the columns of these cells are opened: opening one reads its article.
    first = numbers.start // len(questions)
    columns = open_columns(keys[first : -(-numbers.stop // len(questions))] if numbers else (), index)
    places = [(questions[number % len(questions)], columns[number // len(questions) - first]) for number in numbers]
    cells = yield from fill_steps(places, MatrixFiller(index, request.k, exact=request.exact))
    return MatrixResult.dump(
        {
            "total": total,
            "offset": request.offset,
            "next_offset": numbers.stop if numbers.stop < total else None,
            "columns": list(dict.fromkeys(column for _, column in places)),
            "cells": [_describe(cell, index) for cell in cells],
        }
    )


def fill_steps(places: Sequence[Place], filler: MatrixFiller) -> Steps[list[MatrixCell]]:
    """Fill cells in steps and return them in the order of their places."""
    filled: dict[tuple[str, str], MatrixCell] = {}
    by_question: dict[str, list[MatrixColumn]] = {}
    for question, column in places:
        by_question.setdefault(question, []).append(column)
    ordered = [(question, column) for question, columns in by_question.items() for column in columns]
    for batch in filler.fill(ordered):
        filled.update({(cell.question, cell.column): cell for cell in batch})
        yield CELL_COST * len(batch)
    return [filled[question, column.key] for question, column in places]


def _describe(cell: MatrixCell, index: Index) -> dict[str, object]:
    names = ("question", "column", "state", "confidence", "reason")
    return {name: getattr(cell, name) for name in names} | {"quote": cell.quote(index)}
