"""Fits the probability of `qa/confidence.py`: `python -m qa.training.confidence SET...`.

Every question is asked twice, the second time with the passages taken out that hold a marked answer, where the
right answer is that there is none. A label says whether the best sentence overlaps a marked answer. Each set is
judged by a fit on all the others; the coefficients that are printed last come from all sets together.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.folder_index import FolderIndex
from index.layout import Rows
from qa.confidence import signals_of
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.gold import Question, Stretch
from qa.evaluation.question_sets import read_question_set
from qa.query import make_query
from qa.read_sentence import ReadSentence
from qa.reader import best_by_passage, read_sentences
from qa.reading_model import open_reading_model
from qa.search import search
from qa.training.questions import find_held_out

QUESTIONS_A_SET = 300
LEARNT = ("squad_v11", "squad_v20", "squad_full", "nq_gold", "clapnq", "followups_canard")
"""Sets that the reader learnt from: here only the half of them that it did not see is asked."""

CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """The signals of a best sentence, whether the question could be answered, and whether it was."""

    set_name: str
    signals: tuple[float, ...]
    answerable: bool
    right: bool


def main() -> None:
    """Print how well the probability separates and how far it is off, then its coefficients."""
    examples = [example for argument in sys.argv[1:] for example in ask_set(Path(argument))]
    names = sorted({example.set_name for example in examples})
    for name in names:
        model = fit([example for example in examples if example.set_name != name])
        held_out = [example for example in examples if example.set_name == name]
        probabilities = model.predict_proba(stack_signals(held_out))[:, 1]
        answerable = np.array([example.answerable for example in held_out])
        right = np.array([example.right for example in held_out])
        sys.stdout.write(
            f"{name}: {len(held_out)} examples, AUROC answerable {roc_auc_score(answerable, probabilities):.3f}, "
            f"right {roc_auc_score(right, probabilities):.3f}, "
            f"calibration error {calibration_error(probabilities, right):.3f}\n"
        )
    model = fit(examples)
    sys.stdout.write(
        f"bias {model.intercept_[0]:.2f}, logit, cosine, cover, names and fit {model.coef_[0].round(2).tolist()}\n"
    )


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
            best = read_best(question, index, among)
            if best is not None:
                answerable = among is None and bool(question.answerable)
                yield Example(question_set.name, signals_of(best), answerable, answerable and overlaps(question, best))


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


def read_best(question: Question, index: FolderIndex, among: Rows | None) -> ReadSentence | None:
    """Return the sentence that would be quoted first."""
    query = make_query(question.text, question.history, index)
    best = best_by_passage(read_sentences(query, search(query, 5, index, among), index, open_reading_model()))
    return best[0] if best else None


def overlaps(question: Question, sentence: ReadSentence) -> bool:
    """Tell whether the sentence overlaps a marked answer."""
    stretch = Stretch(sentence.hit.article.id, sentence.start, sentence.end)
    return any(stretch.overlaps(span) for span in question.spans)


def fit(examples: list[Example]) -> LogisticRegression:
    """Fit a logistic regression of being right."""
    counts = Counter(example.set_name for example in examples)
    # Every set weighs the same, however many questions it has.
    weights = [len(examples) / len(counts) / counts[example.set_name] for example in examples]
    rights = [example.right for example in examples]
    return LogisticRegression(C=10).fit(stack_signals(examples), rights, sample_weight=weights)


def stack_signals(examples: list[Example]) -> NDArray[np.float64]:
    """Return the signals, shape (examples, signals)."""
    return np.array([example.signals for example in examples])


def calibration_error(probabilities: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., 2017)."""
    bins = np.minimum((probabilities * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        np.mean(bins == number) * abs(probabilities[bins == number].mean() - right[bins == number].mean())
        for number in np.unique(bins)
    ]
    return float(sum(gaps))


if __name__ == "__main__":
    main()
