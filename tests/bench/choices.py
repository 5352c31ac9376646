"""Measures choices of the index: `python -m tests.bench.choices SET [QUESTIONS]`.

Builds the set's index with passages of several lengths, and once with the graph in full precision, and prints hit@1
and hit@5 of each over the same questions.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from corpus.articles import FoundArticle
from corpus.reading import Reading
from index.building import build
from index.cutting import PASSAGE_PIECES
from index.folder_index import FolderIndex
from index.model import export
from index.model.model_files import DEFAULT_MODEL, find_model
from index.opening import open_index
from index.types import Encoder
from qa.evaluation.evaluate import SEED, draw_sample
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.question_sets import read_question_set
from qa.query.query import make_query
from qa.retrieval.search import search

LENGTHS = (80, 120, 160, 240)
QUESTIONS = 500


def main() -> None:
    question_set = read_question_set(Path(sys.argv[1]))
    size = int(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS
    questions = draw_sample([question for question in question_set.questions if question.judged], size, SEED)
    with tempfile.TemporaryDirectory() as folder:
        int8, full = make_encoders(Path(folder))
        for pieces in LENGTHS:
            with patch.object(build, "PASSAGE_PIECES", pieces):
                measure(f"{pieces} pieces, int8", question_set, questions, replace_limit(int8))
        measure(f"{PASSAGE_PIECES} pieces, full precision", question_set, questions, replace_limit(full))


def make_encoders(folder: Path) -> tuple[Encoder, Encoder]:
    """Export the model as int8 and, by a limit of the error that int8 cannot meet, in full precision."""
    for name in ("int8", "full"):
        (folder / name).mkdir()
    int8 = export.make_encoder(find_model(DEFAULT_MODEL), folder / "int8")
    export._MIN_COSINE["onnxruntime int8"] = 2.0
    return int8, export.make_encoder(find_model(DEFAULT_MODEL), folder / "full")


def replace_limit(encoder: Encoder) -> Encoder:
    """Remove the limit of passages to half of the model's length."""
    encoder.card = replace(encoder.card, max_pieces=2 * max(LENGTHS))
    return encoder


def measure(name: str, question_set: QuestionSet, questions: list[Question], encoder: Encoder) -> None:
    found = [FoundArticle(article, article.id) for article in question_set.articles]
    with tempfile.TemporaryDirectory() as folder:
        build.build_index(Reading(found), Path(folder), encoder=encoder)
        index = open_index(Path(folder))
        ranks = [find_rank(question_set, question, index) for question in questions]
    words = np.mean([len(index.passage_at(row).text.split()) for row in range(index.passage_count)])
    hit1, hit5 = np.mean([rank == 1 for rank in ranks]), np.mean([rank <= 5 for rank in ranks])
    sys.stdout.write(
        f"{name}: {index.passage_count} passages of {words:.0f} words, hit@1 {hit1:.4f}, hit@5 {hit5:.4f}\n"
    )
    sys.stdout.flush()


def find_rank(question_set: QuestionSet, question: Question, index: FolderIndex) -> float:
    for hit in search(make_query(question.text, question.history, index), 5, index):
        golds = question_set.judge(question, hit.passage.article_id, hit.passage.start, hit.passage.end)
        if any(question.qrels.get(gold, 0) > 0 for gold in golds):
            return hit.rank
    return np.inf


if __name__ == "__main__":
    main()
