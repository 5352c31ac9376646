"""What each stage is worth: the same questions with and without it, compared question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.errors import EvaluationError
from index.store import Index
from index.types import Progress, ignore_progress
from qa.api import ask
from qa.evaluation.evaluate import SEED, draw_sample, rank_golds
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.intervals import bootstrap_interval
from qa.evaluation.measures import is_right
from qa.weights import RANKING, Ranking

STAGES: Mapping[str, Ranking] = {
    "lexical": replace(RANKING, lexical=0),
    "dense": replace(RANKING, dense=0),
    "rerank": replace(RANKING, passage=0, sentence=0),
    "topic": replace(RANKING, topic=0),
    "phrase": replace(RANKING, phrase=0),
    "definition": replace(RANKING, definition=0),
    "repeat": replace(RANKING, repeat=0),
    "part": replace(RANKING, part_depth=0),
    "hop": replace(RANKING, hop_last=0),
    "copies": replace(RANKING, copies=0),
    "reader": replace(RANKING, read=0),
}
"""The stages of an answer, each with the ranking that has all others."""


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
    stages: Sequence[str] = tuple(STAGES),
) -> list[Ablation]:
    """Return hit@1 and the share of right first quotes without each stage, and what the stage adds to them."""
    questions = draw_sample([question for question in question_set.questions if question.judged], sample, SEED)
    if not questions:
        raise EvaluationError(f"{question_set.name} has no judged question.", "Give a set with relevant passages.")
    clusters = [question.cluster for question in questions]
    runs = [RANKING, *(STAGES[stage] for stage in stages)]
    found = []
    for done, ranking in enumerate(runs, start=1):
        found.append(_measure(question_set, questions, index, ranking))
        progress("asking without each stage", done, len(runs))
    whole, *parts = found
    return [
        _compare(stage, measure, part[measure], whole[measure], clusters)
        for stage, part in zip(stages, parts, strict=True)
        for measure in whole
    ]


def _compare(
    stage: str, measure: str, without: Sequence[float], whole: Sequence[float], clusters: Sequence[str]
) -> Ablation:
    gains = np.subtract(whole, without)
    low, high = bootstrap_interval(gains.tolist(), clusters, SEED)
    return Ablation(stage, measure, float(np.mean(without)), float(gains.mean()), low, high)


def _measure(
    question_set: QuestionSet, questions: Sequence[Question], index: Index, ranking: Ranking
) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {"hit@1": [], "first quote right": []}
    for question in questions:
        answer = ask(question.text, history=question.history, index=index, ranking=ranking)
        first = rank_golds(question_set, question, answer.hits, 1)
        values["hit@1"].append(float(any(question.qrels.get(gold, 0) > 0 for gold, _ in first)))
        values["first quote right"].append(float(is_right(question_set, question, answer)))
    return values
