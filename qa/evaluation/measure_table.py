"""The table of an evaluation: each measure over the questions it is defined for, with its interval."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from qa.answer import Answer
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.intervals import (
    Floats,
    Interval,
    auroc,
    bootstrap_interval,
    bootstrap_ratio,
    bootstrap_statistic,
    risk_coverage_area,
)
from qa.evaluation.measures import ALL_EVIDENCE, RankedGolds, Values, is_right, measure_answer, measure_run
from qa.evaluation.reliability import Bin, find_bins, weigh_calibration_error


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % bootstrap interval and the number of questions behind it."""

    name: str
    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """What was found for the questions asked: runs and answers by question id.

    `bare` and `rewritten` are the runs without the history, for the questions that have one.
    """

    question_set: QuestionSet
    questions: Sequence[Question]
    run: dict[str, RankedGolds] = field(default_factory=dict)
    bare: dict[str, RankedGolds] = field(default_factory=dict)
    rewritten: dict[str, RankedGolds] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def judged(self) -> list[Question]:
        """Return the questions for which retrieval can be measured."""
        return [question for question in self.questions if question.judged]

    @property
    def marked(self) -> list[Question]:
        """The questions that the set marks as answerable or unanswerable."""
        return [question for question in self.questions if question.judged or question.answerable is False]

    @property
    def rights(self) -> list[bool]:
        """Whether the first quote is right, for each of these questions; never for one without an answer."""
        return [is_right(self.question_set, question, self.answers[question.id]) for question in self.marked]

    @property
    def bins(self) -> list[Bin]:
        """The answers to these questions by confidence."""
        return find_bins([self.answers[question.id].confidence for question in self.marked], self.rights)

    def qrels(self, names: Iterable[str]) -> dict[str, dict[str, int]]:
        """Return the qrels of these questions."""
        by_id = {question.id: question for question in self.questions}
        return {name: dict(by_id[name].qrels) for name in names}


def tabulate_measures(found: EvaluationRun, seed: int) -> list[Measure]:
    """Return the table: retrieval, follow-ups, answers, abstention, as far as the set defines them."""
    table = _Table({question.id: question.cluster for question in found.questions}, seed)
    if found.judged:
        _add_retrieval(table, found)
    if found.answers:
        _add_answers(table, found)
        _add_trust(table, found)
        _add_abstention(table, found)
    return table.measures


@dataclass(slots=True)
class _Table:
    clusters: Mapping[str, str]
    seed: int
    measures: list[Measure] = field(default_factory=list)

    def add_mean(self, name: str, values: Mapping[str, float]) -> None:
        if values:
            interval = bootstrap_interval(list(values.values()), self._of(values), self.seed)
            self._add(name, float(np.mean(list(values.values()))), interval, len(values))

    def add_ratio(self, name: str, above: Mapping[str, float], below: Mapping[str, float]) -> None:
        over, under = list(above.values()), list(below.values())
        if sum(under):
            interval = bootstrap_ratio(over, under, self._of(above), self.seed)
            self._add(name, sum(over) / sum(under), interval, len(above))

    def add_statistic(self, name: str, statistic: Callable[[Floats], float], asked: Sequence[str]) -> None:
        interval = bootstrap_statistic(statistic, self._of(asked), self.seed)
        self._add(name, statistic(np.ones(len(asked))), interval, len(asked))

    def _of(self, asked: Iterable[str]) -> list[str]:
        return [self.clusters[question] for question in asked]

    def _add(self, name: str, value: float, interval: Interval, count: int) -> None:
        self.measures.append(Measure(name, value, *interval, count))


def _add_retrieval(table: _Table, found: EvaluationRun) -> None:
    qrels = found.qrels(question.id for question in found.judged)
    values = measure_run(found.run, qrels)
    if all(len(golds) == 1 for golds in qrels.values()):
        del values[ALL_EVIDENCE]
    for name, of_questions in values.items():
        table.add_mean(name, of_questions)
    if found.bare:
        _add_followups(table, found, values["hit@10"])


def _add_followups(table: _Table, found: EvaluationRun, hits: Mapping[str, float]) -> None:
    """Compare the measures with the history, without it and, if the set has them, with human rewrites."""
    bare = dict(hits) | measure_run(found.bare, found.qrels(found.bare))["hit@10"]
    human = measure_run(found.rewritten, found.qrels(found.rewritten))["hit@10"] if found.rewritten else {}
    kinds = {
        "follow-ups": [question.id for question in found.judged if question.follow_up],
        "first turns": [question.id for question in found.judged if not question.follow_up],
        "rewritten": list(human),
    }
    for kind, names in kinds.items():
        table.add_mean(f"hit@10, {kind}, bare question", {name: bare[name] for name in names})
        table.add_mean(f"hit@10, {kind}, with history", {name: hits[name] for name in names})
        table.add_mean(f"hit@10, {kind}, gain", {name: hits[name] - bare[name] for name in names})
    table.add_mean("hit@10, rewritten, human rewrite", human)
    gain = {name: hits[name] - bare[name] for name in human}
    table.add_ratio("share of the gap closed", gain, {name: human[name] - bare[name] for name in human})


def _add_answers(table: _Table, found: EvaluationRun) -> None:
    values: Values = {}
    for question in found.judged:
        answer = found.answers[question.id]
        for name, value in measure_answer(found.question_set, question, answer).items():
            values.setdefault(name, {})[question.id] = value
    for name, of_questions in values.items():
        table.add_mean(name, of_questions)


def _add_trust(table: _Table, found: EvaluationRun) -> None:
    """Measure what a person sees: right first quotes, answered questions, refused questions."""
    statuses = {question.id: found.answers[question.id].status for question in found.marked}
    right = {question.id: float(value) for question, value in zip(found.marked, found.rights, strict=True)}
    judged = [question.id for question in found.judged]
    table.add_mean("first quote right", {name: right[name] for name in judged})
    table.add_mean("answered", {name: float(status == "answered") for name, status in statuses.items()})
    answered = [name for name, status in statuses.items() if status == "answered"]
    table.add_mean("answered and right, of the answered", {name: right[name] for name in answered})
    table.add_mean("wrongly refused, of the answerable", {n: float(statuses[n] == "not_found") for n in judged})


def _add_abstention(table: _Table, found: EvaluationRun) -> None:
    """Add the measures of abstention: confidence should be high where there is an answer, low where there is none."""
    marked = found.marked
    names = [question.id for question in marked]
    answers = [found.answers[name] for name in names]
    answered = {name: float(answer.status == "answered") for name, answer in zip(names, answers, strict=True)}
    table.add_mean("answered, of the answerable", {q.id: answered[q.id] for q in marked if q.judged})
    table.add_mean("answered, of the unanswerable", {q.id: answered[q.id] for q in marked if not q.judged})
    confidence = np.array([answer.confidence for answer in answers])
    right = np.array(found.rights, dtype=bool)
    answerable = np.array([question.judged for question in marked], dtype=bool)
    if marked:
        risk = partial(risk_coverage_area, confidence, right)
        table.add_statistic("area under risk-coverage", risk, names)
        calibration = partial(weigh_calibration_error, confidence, right)
        table.add_statistic("expected calibration error", calibration, names)
    if answerable.any() and not answerable.all():
        table.add_statistic("abstention AUROC", partial(auroc, confidence, answerable), names)
