"""Asks in indexes of few passages: `python -m tests.bench.answers.few_passages SET [QUESTIONS]`.

Each question is asked in an index of 1, 3 and 8 paragraphs of the article that it is about, among them the one that
answers it, or seems to where none does, and in the index of all articles of the set. For each size, with and without
`find_score_gap`: the mean score of the best passage, how many answerable questions are answered and right at the first
quote, and how many of the others are called answered.
"""

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from qa.answer import Answer
from qa.api import ask
from qa.evaluation.evaluate import SEED, index_folder_for, open_or_build
from qa.evaluation.gold import Question, QuestionSet
from qa.evaluation.question_sets import read_question_set
from qa.training.questions import find_held_out
from tests.bench.__main__ import print_line

QUESTIONS = 100
SIZES = (1, 3, 8)


def find_place(question: Question, golds: dict[str, tuple[str, int]], whole: Index) -> tuple[str, int] | None:
    """Return the article and the offset of the paragraph that answers a question, or of the best one found for it."""
    for gold in question.qrels:
        return golds[gold]
    hits = ask(question.text, index=whole).hits
    return (hits[0].passage.article_id, hits[0].passage.start) if hits else None


def build_few(whole: Index, place: tuple[str, int], size: int, folder: Path) -> Index:
    """Build an index of a paragraph and those after it, each as an article."""
    article = whole.articles[place[0]]
    paragraphs = article.text.split("\n\n")
    ends = np.cumsum([len(paragraph) + 2 for paragraph in paragraphs])
    first = int(np.searchsorted(ends, place[1], side="right"))
    chosen = dict.fromkeys(paragraphs[(first + number) % len(paragraphs)] for number in range(size))
    found = [FoundArticle(make_article(text, title=article.title), text) for text in chosen if text.strip()]
    build_index(Reading(found), folder)
    return open_index(folder)


def is_right(answer: Answer, question: Question) -> bool:
    """Return whether the first quote has an answer of the set word for word."""
    return any(expected in answer.quotes[0].text for expected in question.answers) if answer.quotes else False


def describe(asked: Sequence[tuple[Question, Answer]]) -> str:
    """Return the figures of the answers in one size of index."""
    answered = [(question, answer) for question, answer in asked if answer.status == "answered"]
    right = sum(is_right(answer, question) for question, answer in answered)
    wrong = sum(question.answerable is False for question, _ in answered)
    answerable = sum(question.answerable is not False for question, _ in asked)
    score = np.mean([answer.hits[0].score for _, answer in asked if answer.hits])
    return f"{score:.1f} | {right} of {answerable} | {wrong} of {len(asked) - answerable} | {right} of {len(answered)}"


def draw_questions(question_set: QuestionSet, count: int) -> list[Question]:
    """Draw questions about articles that the reader did not learn from, half of them without an answer."""
    held_out = find_held_out(question_set)
    kept = [question for question in question_set.questions if question.cluster in held_out]
    chance = random.Random(SEED)
    kinds = [[one for one in kept if (one.answerable is False) == wanted] for wanted in (False, True)]
    return [question for kind in kinds for question in chance.sample(kind, min(count // 2, len(kind)))]


def main() -> None:
    question_set = read_question_set(Path(sys.argv[1]))
    whole = open_or_build(question_set, index_folder_for(question_set))
    golds = {
        gold.id: (gold.stretch.article_id, gold.stretch.start) for all in question_set.golds.values() for gold in all
    }
    questions = draw_questions(question_set, int(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS)
    placed = [(question, place) for question in questions if (place := find_place(question, golds, whole))]
    print_line("| paragraphs | score | answered and right | without an answer, answered | right of answered |")
    print_line("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            indexes = [
                build_few(whole, place, size, Path(folder, f"{size}-{n}")) for n, (_, place) in enumerate(placed)
            ]
            with patch("qa.reading.reader.find_score_gap", lambda _: 0.0):
                before = [
                    (question, ask(question.text, index=one))
                    for (question, _), one in zip(placed, indexes, strict=True)
                ]
            after = [
                (question, ask(question.text, index=one)) for (question, _), one in zip(placed, indexes, strict=True)
            ]
            print_line(f"| {size}, without the gap | {describe(before)} |")
            print_line(f"| {size} | {describe(after)} |")
    print_line(f"| all | {describe([(question, ask(question.text, index=whole)) for question, _ in placed])} |")


if __name__ == "__main__":
    main()
