"""What each stage is worth: the same questions with and without it, compared question by question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import EvaluationError
from index.store import Index
from index.types import Progress, ignore_progress
from qa.api import ask
from qa.evaluation.evaluate import SEED, draw_sample, rank_golds
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.intervals import bootstrap_interval
from qa.evaluation.measures import is_right
from qa.retrieval.search import STAGES, Stage


@dataclass(frozen=True, slots=True)
class Ablation:
    """A measure without a stage, and what the stage adds to it, with the 95 % interval of that difference."""

    stage: str
    measure: str
    value: float
    gain: float
    low: float
    high: float


def ablate(
    question_set: QuestionSet,
    index: Index,
    sample: int | None = None,
    progress: Progress = ignore_progress,
    stages: Sequence[Stage] = STAGES,
) -> list[Ablation]:
    """Return hit@1 and the share of right first quotes without each stage, and what the stage adds to them."""
    questions = draw_sample([question for question in question_set.questions if question.judged], sample, SEED)
    if not questions:
        raise EvaluationError(f"{question_set.name} has no judged question.", "Give a set with relevant passages.")
    clusters = [question.cluster for question in questions]
    runs: list[tuple[Stage, ...]] = [(), *((stage,) for stage in stages)]
    found = []
    for done, without in enumerate(runs, start=1):
        found.append(_measure(question_set, questions, index, without))
        progress("asking without each stage", done, len(runs))
    whole, *parts = found
    return [
        _compare(stage, measure, part[measure], whole[measure], clusters)
        for stage, part in zip(stages, parts, strict=True)
        for measure in whole
    ]


def _compare(
    stage: Stage, measure: str, without: Sequence[float], whole: Sequence[float], clusters: Sequence[str]
) -> Ablation:
    gains = np.subtract(whole, without)
    low, high = bootstrap_interval(gains.tolist(), clusters, SEED)
    return Ablation(stage, measure, float(np.mean(without)), float(gains.mean()), low, high)


def _measure(
    question_set: QuestionSet, questions: Sequence[Question], index: Index, without: Sequence[Stage]
) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {"hit@1": [], "first quote right": []}
    for question in questions:
        answer = ask(question.text, history=question.history, index=index, without=without)
        first = rank_golds(question_set, question, answer.hits, 1)
        values["hit@1"].append(float(any(question.qrels.get(gold, 0) > 0 for gold, _ in first)))
        values["first quote right"].append(float(is_right(question_set, question, answer)))
    return values
