"""Measures a matrix beside asking its cells one by one: `python -m tests.bench.many.matrix SET [ARTICLES [QUESTIONS]]`.

The articles are those of the set, each cut to about 4,000 characters, as long as news articles are; the questions are
questions of the set, and some that can be asked of anything. Measured are the cells a second of `fill_matrix`, with and
without `exact`, and of `ask` on a sample of the same cells, in turns within one run; the time of a core that a cell
takes; and in how many of the cells the state or the quotation differs from `ask`.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.articles import Article, FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from qa.api import ask
from qa.evaluation.evaluate import SEED, draw_sample
from qa.evaluation.question_sets import read_question_set
from qa.matrix.filling import MatrixFiller, order_places
from qa.matrix.matrix import MatrixCell, make_cell
from qa.matrix.matrix_columns import MatrixColumn, choose_columns
from tests.bench.__main__ import print_line

ARTICLES, QUESTIONS = 300, 30
LENGTH = 4_000
"""Maximum length of an article, in characters."""

ROUNDS = 5
ROUND_COLUMNS = 16

GENERAL = (
    *("When was it founded?", "Who was the founder?", "How many people live there?", "Where is it located?"),
    *("What is it known for?", "How large is it?", "Who wrote about it?", "What happened in 1945?"),
    *("Which countries are involved?", "When did it begin?"),
)


def main() -> None:
    path = Path(sys.argv[1])
    articles = int(sys.argv[2]) if sys.argv[2:] else ARTICLES
    questions = int(sys.argv[3]) if sys.argv[3:] else QUESTIONS
    question_set = read_question_set(path)
    own = [question.text for question in draw_sample(question_set.questions, questions - len(GENERAL), SEED)]
    asked = [*GENERAL, *own][:questions]
    with tempfile.TemporaryDirectory() as folder:
        index = build_from(question_set.articles[:articles], Path(folder))
        columns = choose_columns(index)
        print_line(f"{len(asked)} questions, {len(columns)} articles, {index.manifest.passages:,} passages")
        ask(asked[0], index=index)  # Fill the caches first.
        measure_rounds(asked, columns, index)


def build_from(articles: Sequence[Article], folder: Path) -> Index:
    cut = [make_article(shorten(article.text), title=article.title, source=article.source) for article in articles]
    build_index(Reading([FoundArticle(article, article.id) for article in cut]), folder)
    return open_index(folder)


def shorten(text: str) -> str:
    return text if len(text) <= LENGTH else text[: max(text.rfind("\n", 0, LENGTH), 1)]


def measure_rounds(questions: Sequence[str], columns: Sequence[MatrixColumn], index: Index) -> None:
    """Fill some columns in each of three ways, one after the other, and compare the cells."""
    drawn = np.random.default_rng(SEED).permutation(len(columns))
    seconds = {"ask, one by one": 0.0, "fill_matrix": 0.0, "fill_matrix, exact": 0.0}
    busy = dict.fromkeys(seconds, 0.0)
    cells = {name: list[MatrixCell]() for name in seconds}
    for number in range(ROUNDS):
        chosen = [columns[place] for place in drawn[number * ROUND_COLUMNS : (number + 1) * ROUND_COLUMNS].tolist()]
        some = questions[number::ROUNDS]
        for name in seconds:
            start, start_busy = time.perf_counter(), time.process_time()
            cells[name] += fill(name, some, chosen, index)
            seconds[name] += time.perf_counter() - start
            busy[name] += time.process_time() - start_busy
    expected = {(cell.question, cell.column): cell for cell in cells["ask, one by one"]}
    for name, taken in seconds.items():
        rate = len(expected) / taken
        minutes = len(questions) * len(columns) / rate / 60
        others = sum(not is_same(cell, expected[cell.question, cell.column]) for cell in cells[name])
        print_line(
            f"{name}: {rate:.1f} cells a second, so {minutes:.1f} min for all; {others} of {len(expected)} differ"
        )
        print_line(f"  {1000 * busy[name] / len(expected):.0f} ms of a core a cell")
    states = [cell.state for cell in expected.values()]
    print_line(", ".join(f"{states.count(state)} {state}" for state in ("stated", "closest", "not stated")))


def fill(name: str, questions: Sequence[str], columns: Sequence[MatrixColumn], index: Index) -> list[MatrixCell]:
    places = list(order_places(questions, columns))
    if name.startswith("ask"):
        return [
            make_cell(question, column, ask(question, index=index, articles=[column.article_id]))
            for question, column in places
        ]
    filler = MatrixFiller(index, exact="exact" in name)
    return [cell for batch in filler.fill(places) for cell in batch]


def is_same(cell: MatrixCell, other: MatrixCell) -> bool:
    """Return whether two cells show the same quotation in the same state."""
    return (cell.state, cell.article_id, cell.start, cell.end, cell.span_start, cell.span_end) == (
        *(other.state, other.article_id, other.start, other.end, other.span_start, other.span_end),
    )


if __name__ == "__main__":
    main()
