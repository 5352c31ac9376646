"""Fills a matrix: every cell is what `ask` answers of the articles of its column alone.

A question is analysed once for all columns. The passages of several columns are read in one call of the reader, which
takes most of the time; the next columns are searched meanwhile. Most cells state nothing, and the best two passages
show that: the others are read only where these leave a chance, or always if the cells must be `exact`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from index.store import Index
from index.types import Progress, ignore_progress
from qa.about import answer_about
from qa.answer import Answer, Hit
from qa.api import conclude
from qa.default_index import resolve_index
from qa.matrix.matrix import Matrix, MatrixCell, make_cell
from qa.matrix.matrix_columns import ColumnKind, MatrixColumn, choose_columns
from qa.matrix.unfinished import UnfinishedCells
from qa.merging.one_index import FoundHits, search_scope
from qa.query.collection_topic import CollectionTopic, find_topic
from qa.query.query import Query, make_query
from qa.query.scope import read_scope
from qa.question import check_count, check_question
from qa.reading.confidence import estimate
from qa.reading.reader import choose_sentences, join_readings, read_hits
from qa.reading.reading_model import open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.weights import RANKING

READ_TOGETHER = 16
"""Number of columns whose passages are read in one call."""

PASSAGES = 5
"""Number of passages of a column that are read for a cell, as `ask` reads them."""

READ_FIRST = 2
"""Number of passages of a cell that are always read, the best ones."""

HOPELESS = 0.01
"""Below this probability of their best sentence the other passages are not read. `tests/bench/README.md`, "The matrix",
has in how many cells that changes the answer."""

_KEPT_QUERIES = 1024

Place = tuple[str, MatrixColumn]
"""The question and the column of a cell."""

Sentences = list[list[ScoredSentence]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """The cells of one question in some columns: those answered unread, and those with the hits to read."""

    answers: dict[MatrixColumn, Answer]
    found: dict[MatrixColumn, FoundHits]
    sentences: "Future[Sentences]"


class MatrixFiller:
    """Answers cells of one index; its analysed questions are kept for further cells."""

    def __init__(self, index: Index, k: int = PASSAGES, *, exact: bool = False) -> None:
        self._index = index
        self._k = check_count(k)
        self._is_exact = exact
        self._make_query = lru_cache(_KEPT_QUERIES)(lambda question: make_query(question, (), index))

    def fill(self, places: Iterable[Place]) -> Iterator[list[MatrixCell]]:
        """Yield the cells in batches; cells of one question that follow each other are read together."""
        last: tuple[str, _Batch] | None = None
        # One thread: the reader itself uses all cores.
        with ThreadPoolExecutor(1) as reading:
            for question, columns in _batch(places):
                batch = self._search(question, columns, reading)
                if last:
                    yield list(self._conclude(*last))
                last = question, batch
            if last:
                yield list(self._conclude(*last))

    def _search(self, question: str, columns: Sequence[MatrixColumn], reading: ThreadPoolExecutor) -> _Batch:
        """Search the columns for a question, and begin to read the hits."""
        answers: dict[MatrixColumn, Answer] = {}
        found: dict[MatrixColumn, FoundHits] = {}
        for column in columns:
            made = self._find(question, column)
            if isinstance(made, Answer):
                answers[column] = made
            else:
                found[column] = made
        return _Batch(answers, found, reading.submit(self._read, list(found.values())))

    def _find(self, question: str, column: MatrixColumn) -> Answer | FoundHits:
        wanted = column.wanted
        scope = read_scope(question, self._index, sorted(wanted.sources), articles=sorted(wanted.articles))
        topic = find_topic(question)
        if topic or scope.lists:
            return answer_about(question, topic or CollectionTopic("titles"), self._index, scope.wanted, self._k)
        return search_scope(question, self._make_query(scope.question), scope.wanted, self._k, self._index)

    def _read(self, found: Sequence[FoundHits]) -> Sentences:
        """Read the hits of each cell: the first ones of all cells, then the others of those that may yet answer."""
        hits = [one.hits[: RANKING.read] for one in found]
        read = self._read_together(found, [own if self._is_exact else own[:READ_FIRST] for own in hits])
        further = [
            own[READ_FIRST:] if not self._is_exact and may_answer(one.query, of_hits) else ()
            for one, own, of_hits in zip(found, hits, read, strict=True)
        ]
        rest = self._read_together(found, further)
        joined = zip(found, read, rest, strict=True)
        return [join_readings(one.query, [*first, *others]) for one, first, others in joined]

    def _read_together(
        self, found: Sequence[FoundHits], hits: Sequence[Sequence[Hit]]
    ) -> list[list[Sequence[ScoredSentence]]]:
        """Return the sentences of each hit of each cell; those of cells with the same query are read in one call."""
        by_query: dict[Query, list[tuple[int, Hit]]] = {}
        for number, (one, own) in enumerate(zip(found, hits, strict=True)):
            by_query.setdefault(one.query, []).extend((number, hit) for hit in own)
        read: list[list[Sequence[ScoredSentence]]] = [[] for _ in found]
        for query, numbered in by_query.items():
            if numbered:
                sentences = read_hits(query, [hit for _, hit in numbered], self._index, open_reading_model())
                for (number, _), of_hit in zip(numbered, sentences, strict=True):
                    read[number].append(of_hit)
        return read

    def _conclude(self, question: str, batch: _Batch) -> Iterator[MatrixCell]:
        for column, answer in batch.answers.items():
            yield make_cell(question, column, answer)
        for (column, found), sentences in zip(batch.found.items(), batch.sentences.result(), strict=True):
            yield make_cell(question, column, conclude(found, sentences, self._k, self._index))


def may_answer(query: Query, of_hits: Sequence[Sequence[ScoredSentence]]) -> bool:
    """Return whether further passages of a cell are read, given the sentences of the first ones."""
    best = choose_sentences(join_readings(query, of_hits), 1)
    return bool(best) and estimate(best[0]) >= HOPELESS


def _batch(places: Iterable[Place]) -> Iterator[tuple[str, list[MatrixColumn]]]:
    """Yield the columns of consecutive cells of one question, at most `READ_TOGETHER`."""
    for question, group in groupby(places, key=lambda place: place[0]):
        columns = [column for _, column in group]
        for start in range(0, len(columns), READ_TOGETHER):
            yield question, columns[start : start + READ_TOGETHER]


def order_places(questions: Sequence[str], columns: Sequence[MatrixColumn]) -> Iterator[Place]:
    """Yield all cells in the order in which they are filled: some columns at a time, question by question."""
    for start in range(0, len(columns), READ_TOGETHER):
        for question in questions:
            for column in columns[start : start + READ_TOGETHER]:
                yield question, column


def check_questions(questions: Sequence[str]) -> list[str]:
    """Return the questions, each once and without empty ones; raises TypeError or ValueError."""
    if isinstance(questions, str):
        raise TypeError("questions must be a list of texts, not one text")
    asked = list(dict.fromkeys(check_question(question) for question in questions if question.strip()))
    if not asked:
        raise ValueError("there is no question; give one per line")
    return asked


def fill_matrix(
    questions: Sequence[str],
    *,
    index: Index | Path | str | None = None,
    by: ColumnKind = "articles",
    articles: Sequence[str] = (),
    words: str = "",
    sources: Sequence[str] = (),
    k: int = PASSAGES,
    exact: bool = False,
    unfinished: Path | str | None = None,
    progress: Progress = ignore_progress,
) -> Matrix:
    """Ask every question of every article, of every source, or of all articles in one column.

    Each cell is the first quote that `ask` gives with the same `k` of these articles alone. Without `exact`, a cell
    whose two best passages are far from an answer states nothing, without a look at its other passages. Columns are
    chosen as `choose_columns` does. The file `unfinished` keeps the cells while they are filled:
    the same call after an interruption continues there, if the index is the same. Remove it once the matrix is saved.

    Raises TypeError, ValueError, ColumnError, ExportError if the file cannot be written or holds something else, and
    what `ask` raises.
    """
    asked, opened = check_questions(questions), resolve_index(index)
    columns = choose_columns(opened, by, articles=articles, words=words, sources=sources)
    kept = UnfinishedCells(Path(unfinished), opened, check_count(k), exact=exact) if unfinished else None
    cells: dict[tuple[str, str], MatrixCell] = dict(_select(kept.read(), asked, columns)) if kept else {}
    total = len(asked) * len(columns)
    progress("filling cells", len(cells), total)
    missing = [place for place in order_places(asked, columns) if (place[0], place[1].key) not in cells]
    for batch in MatrixFiller(opened, k, exact=exact).fill(missing):
        cells.update({(cell.question, cell.column): cell for cell in batch})
        if kept:
            kept.append(batch)
        progress("filling cells", len(cells), total)
    return Matrix(asked, columns, opened, cells)


def _select(
    cells: Iterable[MatrixCell], questions: Sequence[str], columns: Sequence[MatrixColumn]
) -> Mapping[tuple[str, str], MatrixCell]:
    """Return those of the cells that belong to these questions and columns."""
    keys = {column.key for column in columns}
    return {(cell.question, cell.column): cell for cell in cells if cell.question in questions and cell.column in keys}
