"""`Matrix`: the cells of questions by columns, each a quotation by its offsets, or that nothing is stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from index.store import Index
from qa.answer import Answer, Quote, Span, Status
from qa.matrix.matrix_columns import MatrixColumn
from qa.reading.quoting import quote_at

CellState = Literal["stated", "closest", "not stated"]
"""`stated`: the articles answer; `closest`: only the closest sentence is quoted; `not stated`: nothing is quoted."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What the articles of a column say to a question, as `ask` answers it of them alone.

    `column` is the key of the column. The first quote is that of `article_id` from `start` to `end`, and `span_start`
    to `span_end` its marked answer; all four are 0 without one. `confidence` is the probability that it answers.
    """

    question: str
    column: str
    status: Status
    confidence: float
    reason: str = ""
    article_id: str = ""
    start: int = 0
    end: int = 0
    span_start: int = 0
    span_end: int = 0

    @property
    def state(self) -> CellState:
        """What the cell shows."""
        if not self.article_id:
            return "not stated"
        return "closest" if self.status == "nearest" else "stated"

    def quote(self, index: Index) -> Quote | None:
        """Return the quote, cut from its article; None if nothing is stated."""
        if not self.article_id:
            return None
        article = index.articles[self.article_id]
        quote = quote_at(article, self.start, self.end)
        span = Span(article.text[self.span_start : self.span_end], self.span_start, self.span_end)
        return replace(quote, confidence=self.confidence, span=span if self.span_end else None)

    def is_in(self, index: Index) -> bool:
        """Return whether the index has the quoted stretch."""
        article = index.articles.get(self.article_id) if self.article_id else None
        if article is None:
            return not self.article_id
        spans = ((self.start, self.end), (self.span_start, self.span_end))
        return 0 <= self.start < self.end and all(0 <= start <= end <= len(article.text) for start, end in spans)


def make_cell(question: str, column: MatrixColumn, answer: Answer) -> MatrixCell:
    """Return the cell of an answer: its first quote."""
    cell = MatrixCell(question, column.key, answer.status, answer.confidence, answer.reason)
    if not answer.quotes:
        return cell
    quote = answer.quotes[0]
    span = quote.span or Span("", 0, 0)
    return replace(
        cell,
        article_id=quote.article.id,
        start=quote.start,
        end=quote.end,
        span_start=span.start,
        span_end=span.end,
    )


@dataclass(frozen=True)
class Matrix:
    """Questions by columns, and the cells that are filled, by question and key of the column."""

    questions: Sequence[str]
    columns: Sequence[MatrixColumn]
    index: Index = field(repr=False)
    cells: Mapping[tuple[str, str], MatrixCell] = field(repr=False)

    @property
    def size(self) -> int:
        """The number of cells, filled or not."""
        return len(self.questions) * len(self.columns)

    def cell(self, question: str, column: MatrixColumn) -> MatrixCell | None:
        """Return a cell, None if it is not filled."""
        return self.cells.get((question, column.key))
