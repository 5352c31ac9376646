"""Fits the probability of `qa/reading/confidence.py`: `python -m qa.training.fit_confidence SET...`.

Every question is asked twice, the second time with the passages taken out that hold a marked answer, where the
right answer is that there is none. A label says whether a sentence overlaps a marked answer. Each set is judged by a
fit on all the others; the weights that are printed last come from all sets together. For the shipped weights the share
of right answers above several thresholds is printed.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.folder_index import FolderIndex
from index.types import Rows
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.gold import GoldSpan, Question
from qa.evaluation.question_sets import read_question_set
from qa.query.query import make_query
from qa.reading.confidence import ANSWERED, find_log_odds, signals_of
from qa.reading.reader import find_quotable, read_sentences
from qa.reading.reading_model import open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.search import search
from qa.training.questions import find_held_out

QUESTIONS_A_SET = 300
LEARNT = ("squad_v11", "squad_v20", "squad_full", "nq_gold", "clapnq", "followups_canard")
"""Sets that the reader learnt from: here only the half of them that it did not see is asked."""

HITS = 5
"""Number of passages that are read, as `ask` does."""

THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
ROUNDS = 6
UNANSWERABLE = 0.4
"""Weight of a question that nothing answers; people ask fewer of these than of others."""

CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A question that was asked: the signals of every sentence that may be quoted, and which of them answer.

    `signals` has the shape (sentences, signals), `log_odds` and `right` (sentences,): those of the shipped weights, and
    which sentences overlap a marked answer.
    """

    set_name: str
    signals: NDArray[np.float64]
    log_odds: NDArray[np.float64]
    right: NDArray[np.bool_]
    answerable: bool


def main() -> None:
    """Print how well the probability separates and how far it is off, then its weights."""
    examples = [example for argument in sys.argv[1:] for example in ask_set(Path(argument))]
    names = sorted({example.set_name for example in examples})
    for name in names:
        weights, bias = fit([example for example in examples if example.set_name != name])
        own = [example for example in examples if example.set_name == name]
        sys.stdout.write(f"{name}: {describe(own, weights, bias)}; shipped, {describe_thresholds(own)}\n")
    weights, bias = fit(examples)
    sys.stdout.write(
        f"all: {describe(examples, weights, bias)}\nbias {bias:.2f}, weights {weights.round(2).tolist()}\n"
    )


def describe(examples: list[Example], weights: NDArray[np.float64], bias: float) -> str:
    """Return how a fit does on examples: first sentences that are right, AUROC, and calibration error."""
    log_odds = [example.signals @ weights + bias for example in examples]
    best = [int(of_example.argmax()) for of_example in log_odds]
    probabilities = np.array([1 / (1 + np.exp(-odds[first])) for odds, first in zip(log_odds, best, strict=True)])
    right = np.array([example.right[first] for example, first in zip(examples, best, strict=True)])
    answerable = np.array([example.answerable for example in examples])
    shares = weigh(examples)
    said = probabilities >= ANSWERED
    return (
        f"{len(examples)} examples, first right {right[answerable].mean():.3f}, AUROC answerable "
        f"{roc_auc_score(answerable, probabilities):.3f}, calibration error "
        f"{calibration_error(probabilities, right, shares):.3f}, answered and right "
        f"{np.average(right[said], weights=shares[said]):.3f} of {np.average(said, weights=shares):.3f}"
    )


def describe_thresholds(examples: list[Example]) -> str:
    """Return, for each threshold, the share of right ones among the answers of the shipped weights above it."""
    best = [int(example.log_odds.argmax()) for example in examples]
    odds = np.array([example.log_odds[first] for example, first in zip(examples, best, strict=True)])
    right = np.array([example.right[first] for example, first in zip(examples, best, strict=True)])
    shares = weigh(examples)
    parts = []
    for least in THRESHOLDS:
        said = odds >= np.log(least / (1 - least))
        if said.any():
            share = np.average(right[said], weights=shares[said])
            parts.append(f"from {least:.2f} {share:.3f} of {np.average(said, weights=shares):.3f}")
    return ", ".join(parts)


def ask_set(path: Path) -> Iterator[Example]:
    """Ask a sample of a set's questions, whole and with their answers taken out."""
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    learnt = question_set.name in LEARNT
    held_out = find_held_out(question_set)
    marked = [
        question
        for question in question_set.questions
        if (question.spans or question.answerable is False) and (not learnt or question.cluster in held_out)
    ]
    for question in draw_sample(marked, QUESTIONS_A_SET, SEED):
        for among in [None, *([rows_without(question, index)] if question.spans else [])]:
            sentences = read_quotable(question, index, among)
            if sentences:
                answerable = among is None and bool(question.answerable)
                right = [answerable and overlaps(question, sentence) for sentence in sentences]
                signals = np.array([signals_of(sentence) for sentence in sentences])
                log_odds = np.array([find_log_odds(sentence) for sentence in sentences])
                yield Example(question_set.name, signals, log_odds, np.array(right), answerable)


def rows_without(question: Question, index: FolderIndex) -> Rows:
    """Return the passage rows of all paragraphs that hold no marked answer."""
    answering = {
        row
        for span in question.spans
        for row in index.passages_of(span.article_id)
        if _same_paragraph(index, row, span.start, span.end)
    }
    return np.array([row for row in range(index.passage_count) if row not in answering], dtype=np.int64)


def _same_paragraph(index: FolderIndex, row: int, start: int, end: int) -> bool:
    passage, text = index.passage_at(row), index.article_at(row).text
    low, high = min(passage.start, start), max(passage.end, end)
    return "\n" not in text[low:high] or (passage.start < end and start < passage.end)


def read_quotable(question: Question, index: FolderIndex, among: Rows | None) -> list[ScoredSentence]:
    """Return the sentences that may be quoted."""
    query = make_query(question.text, question.history, index)
    hits = search(query, HITS, index, among)
    return find_quotable(read_sentences(query, hits, index, open_reading_model()))


def overlaps(question: Question, sentence: ScoredSentence) -> bool:
    """Return whether the sentence overlaps a marked answer."""
    stretch = GoldSpan(sentence.hit.article.id, sentence.start, sentence.end)
    return any(stretch.overlaps(span) for span in question.spans)


def fit(examples: list[Example]) -> tuple[NDArray[np.float64], float]:
    """Fit the weights of the signals and the bias: a logistic regression of the best sentences being right.

    Which sentence is the best depends on the weights, so both are found in turns, from a first order that puts right
    sentences before wrong ones of the same question (Burges et al., "Learning to rank using gradient descent", 2005).
    """
    weights = weigh(examples)
    order = _fit_order(examples)
    for _ in range(ROUNDS):
        best = [int((example.signals @ order).argmax()) for example in examples]
        signals = [example.signals[first] for example, first in zip(examples, best, strict=True)]
        right = [bool(example.right[first]) for example, first in zip(examples, best, strict=True)]
        fitted = LogisticRegression(C=10).fit(signals, right, sample_weight=weights)
        order = fitted.coef_[0]
    return order, float(fitted.intercept_[0])


def weigh(examples: list[Example]) -> NDArray[np.float64]:
    """Return the weights of examples: every set weighs the same, and a question that nothing answers `UNANSWERABLE`."""
    own = [1.0 if example.answerable else UNANSWERABLE for example in examples]
    sums: dict[str, float] = defaultdict(float)
    for example, weight in zip(examples, own, strict=True):
        sums[example.set_name] += weight
    weights = np.array([weight / sums[example.set_name] for example, weight in zip(examples, own, strict=True)])
    return weights / float(np.mean(weights))


def _fit_order(examples: list[Example]) -> NDArray[np.float64]:
    """Return weights that put right sentences before wrong ones of the same question."""
    counts = Counter(example.set_name for example in examples)
    differences, shares = [], []
    for example in examples:
        rights, wrongs = example.signals[example.right], example.signals[~example.right]
        if len(rights) and len(wrongs):
            of_example = (rights[:, np.newaxis] - wrongs[np.newaxis]).reshape(-1, example.signals.shape[1])
            differences.append(of_example)
            shares.append(np.full(len(of_example), 1 / len(of_example) / counts[example.set_name]))
    ahead, share = np.concatenate(differences), np.concatenate(shares)
    model = LogisticRegression(C=10, fit_intercept=False).fit(
        np.concatenate([ahead, -ahead]),
        np.repeat([1, 0], len(ahead)),
        sample_weight=np.tile(share, 2) / share.mean(),
    )
    weights: NDArray[np.float64] = model.coef_[0]
    return weights


def calibration_error(
    probabilities: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., 2017)."""
    bins = np.minimum((probabilities * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = []
    for number in np.unique(bins):
        own = bins == number
        gap = np.average(probabilities[own], weights=weights[own]) - np.average(right[own], weights=weights[own])
        gaps.append(weights[own].sum() / weights.sum() * abs(gap))
    return float(sum(gaps))


if __name__ == "__main__":
    main()
