"""Which questions of a set the reader learns from, and which are kept for measuring."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.articles import Article
from index.store import Index
from qa.evaluation.evaluate import index_folder_for, open_or_build
from qa.evaluation.gold import Question, QuestionSet, Stretch
from qa.evaluation.question_sets import read_question_set
from qa.evaluation.set_files import first_of, json_rows

TRAIN_PART = "train"


@dataclass(frozen=True, slots=True)
class Lessons:
    """The questions of a set to learn from, over the index of its articles.

    `golds` are the stretches behind the ids of the qrels; passages of the articles in `held_out` are not to be read.
    """

    questions: list[Question]
    index: Index
    golds: Mapping[str, Stretch]
    held_out: set[str]


def find_held_out(question_set: QuestionSet) -> set[str]:
    """Return the articles and conversations that are kept for measuring: half of them, by the hash of the name.

    An article goes by its title, which is the same in every set that holds it.
    """
    titles = {article.id: article.title for article in question_set.articles}
    clusters = {question.cluster for question in question_set.questions}
    return {name for name in clusters if hashlib.sha256(titles.get(name, name).encode()).digest()[0] % 2}


def read_lessons(path: Path) -> Lessons:
    """Read a set; of one with a part for training all else is held out, squad_full comes with squad_train_sentences."""
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    golds = {gold.id: gold.stretch for of_article in question_set.golds.values() for gold in of_article}
    if any(path.glob(f"queries.{TRAIN_PART}.jsonl*")):
        held_out = {question.cluster for question in question_set.questions}
        train = [
            # A claim that no sentence bears on has no answer.
            replace(question, answerable=bool(question.spans))
            for question in read_question_set(path, TRAIN_PART).questions
            if question.cluster not in held_out
        ]
        return Lessons(train, index, golds, held_out)
    held_out = find_held_out(question_set)
    questions = [question for question in question_set.questions if question.cluster not in held_out]
    if path.name == "squad_full":
        questions += _read_sentences(path.with_name("squad_train_sentences"), path, question_set.articles)
    return Lessons(questions, index, golds, held_out)


def _read_sentences(path: Path, corpus: Path, articles: Iterable[Article]) -> list[Question]:
    """Read the questions of squad_train_sentences, whose articles are those of the corpus by title."""
    texts = {row.data["id"]: row.data["text"] for row in json_rows(first_of(corpus, "corpus.jsonl"))}
    ids = {article.text: article.id for article in articles}
    return [
        Question(
            id=row.data["id"],
            text=row.data["text"],
            history=(),
            rewrite=None,
            answerable=True,
            qrels={},
            spans=(Stretch(ids[texts[row.data["article"]]], row.data["start"], row.data["end"]),),
            answers=(),
            follow_up=False,
            cluster=row.data["article"],
        )
        for row in json_rows(first_of(path, "queries.jsonl"))
    ]
