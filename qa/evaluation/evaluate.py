"""Asks an index every question of a set, and measures the passages and the answers."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import numpy as np
from platformdirs import user_cache_path

from corpus.articles import FoundArticle
from corpus.errors import IndexDamaged, IndexMissing, IndexStale
from corpus.reading import Reading
from index.files import write_output
from index.folder_index import FolderIndex
from index.generation.generations import has_generation
from index.opening import open_index
from index.places import Location, build_at, open_at
from index.store import Index
from index.types import Progress, ignore_progress
from qa.answer import Answer, Hit
from qa.api import ask, retrieve
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.measure_table import EvaluationRun, Measure, tabulate_measures
from qa.evaluation.measures import RankedGolds
from qa.evaluation.reliability import Bin
from qa.serialize import answer_to_json

SEED = 20_240_214
PASSAGES_SEARCHED = 200


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation of an index on a question set: the table, the run that was measured, and the answers.

    `bins` hold the answers by confidence; empty if nothing was answered.
    """

    name: str
    measures: list[Measure]
    run: dict[str, RankedGolds]
    answers: dict[str, Answer]
    bins: tuple[Bin, ...] = ()


def evaluate(
    question_set: QuestionSet,
    index: Index,
    *,
    k_run: int = 100,
    sample: int | None = None,
    seed: int = SEED,
    answers: bool = True,
    progress: Progress = ignore_progress,
) -> Evaluation:
    """Ask the questions, or a random sample of them, and measure the answers."""
    found = EvaluationRun(question_set, draw_sample(question_set.questions, sample, seed))
    for done, question in enumerate(found.questions, start=1):
        _search(found, question, index, k_run)
        if answers:
            found.answers[question.id] = ask(question.text, history=question.history, index=index)
        progress("asking questions", done, len(found.questions))
    bins = tuple(found.bins) if answers else ()
    return Evaluation(question_set.name, tabulate_measures(found, seed), found.run, found.answers, bins)


def draw_sample(questions: Sequence[Question], size: int | None, seed: int) -> list[Question]:
    """Return all questions, or that many of them in their order; the same seed draws the same."""
    if size is None or size >= len(questions):
        return list(questions)
    drawn = np.random.default_rng(seed).choice(len(questions), size, replace=False)
    return [questions[number] for number in sorted(drawn)]


def rank_golds(question_set: QuestionSet, question: Question, hits: Iterable[Hit], depth: int) -> RankedGolds:
    """Return the gold ids that the passages count for, each once, with scores that fall at every rank.

    Evaluators sort by score in 32 bits and break ties by id, so equal scores are separated by one step.
    """
    ranking: dict[str, float] = {}
    last = np.float32(np.inf)
    for hit in hits:
        passage = hit.passage
        for gold_id in question_set.judge(question, passage.article_id, passage.start, passage.end):
            if gold_id not in ranking and len(ranking) < depth:
                last = min(np.float32(hit.score), np.nextafter(last, np.float32(-np.inf)))
                ranking[gold_id] = float(last)
    return list(ranking.items())


def _search(found: EvaluationRun, question: Question, index: Index, depth: int) -> None:
    def run(text: str, history: Sequence[str]) -> RankedGolds:
        hits = retrieve(text, k=PASSAGES_SEARCHED, index=index, history=history)
        return rank_golds(found.question_set, question, hits, depth)

    found.run[question.id] = run(question.text, question.history)
    if question.history and question.judged:
        found.bare[question.id] = run(question.text, ())
        if question.rewrite:
            found.rewritten[question.id] = run(question.rewrite, ())


def write_run(evaluation: Evaluation, path: Path) -> None:
    """Write the run in TREC's form: `qid Q0 docid rank score quotedesk`."""
    _write_lines(
        path,
        (
            f"{question} Q0 {gold_id} {rank} {score} quotedesk"
            for question, ranking in evaluation.run.items()
            for rank, (gold_id, score) in enumerate(ranking, start=1)
        ),
    )


def write_answers(evaluation: Evaluation, path: Path) -> None:
    """Write one answer a line as JSON, with its question's `id`."""
    _write_lines(
        path,
        (
            json.dumps({"id": question} | answer_to_json(answer), ensure_ascii=False)
            for question, answer in evaluation.answers.items()
        ),
    )


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    write_output(path, "".join(f"{line}\n" for line in lines).encode())


def index_folder_for(question_set: QuestionSet) -> Path:
    """Return the cache folder for the set's index; other articles have another folder."""
    article_ids = "\n".join(sorted(article.id for article in question_set.articles))
    digest = hashlib.sha256(article_ids.encode()).hexdigest()[:16]
    return user_cache_path("quotedesk") / "evaluate" / f"{question_set.name}-{digest}"


def find_index(path: Path, place: Location | None) -> Index | None:
    """Open the index that a file of questions asks; None if there is none or `path` is a folder.

    It is the one at `place`, else that of the file's folder, where judgements of the page are saved.
    """
    if not path.is_file():
        return None
    if place:
        try:
            return open_at(place)
        except IndexMissing:
            return None
    return open_index(path.parent) if has_generation(path.parent) else None


@overload
def open_or_build(question_set: QuestionSet, place: Path, progress: Progress = ignore_progress) -> FolderIndex: ...


@overload
def open_or_build(question_set: QuestionSet, place: Location, progress: Progress = ignore_progress) -> Index: ...


def open_or_build(question_set: QuestionSet, place: Location, progress: Progress = ignore_progress) -> Index:
    """Open the index of the set's articles, or build it if there is none that can be used."""
    try:
        return open_at(place)
    except (IndexMissing, IndexStale, IndexDamaged):
        # The origins must differ: two articles from one place would be two versions of one.
        found = [FoundArticle(article, f"{question_set.name}/{article.id}") for article in question_set.articles]
        build_at(Reading(found), place, full=True, progress=progress)
        return open_at(place)
