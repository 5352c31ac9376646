"""Which questions of a set the reader learns from, and which are kept for measuring."""

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from corpus.articles import Article
from index.store import Index
from qa.evaluation.evaluate import index_folder_for, open_or_build
from qa.evaluation.gold import GoldSpan, Question, QuestionSet
from qa.evaluation.question_sets import read_question_set

T = TypeVar("T")

TRAIN_PART = "train"

MAX_SHARED_LENGTH = 12
"""Words in a row that a text may not share with an article that is kept out."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Questions to learn from, over the index of their articles.

    Each exercise is a list of questions to be read in one batch. `golds` are the stretches behind the ids of the
    qrels; passages of the articles in `held_out` may not be read.
    """

    exercises: list[list[Question]]
    index: Index
    golds: Mapping[str, GoldSpan]
    held_out: set[str]


class KeptOut:
    """The articles that nothing may be learned from, by their titles and by what their texts share with others."""

    def __init__(self, articles: Iterable[Article]) -> None:
        kept = list(articles)
        self._titles = {_fold(article.title) for article in kept if article.title}
        self._runs = {run for article in kept for run in _find_runs(article.text)}

    def has(self, title: str, text: str) -> bool:
        """Return whether a text has the title of a kept article, or shares a run of words with one."""
        return _fold(title) in self._titles or not self._runs.isdisjoint(_find_runs(text))


def _fold(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold()))


def _find_runs(text: str) -> Iterator[int]:
    """Yield the hash of every run of words of a text."""
    words = _WORD.findall(text.casefold())
    for first in range(len(words) - MAX_SHARED_LENGTH + 1):
        yield hash(tuple(words[first : first + MAX_SHARED_LENGTH]))


def find_held_out(question_set: QuestionSet) -> set[str]:
    """Return the articles and conversations that are kept for measuring: half of them, by the hash of the name.

    An article goes by its title, which is the same in every set that holds it.
    """
    titles = {article.id: article.title for article in question_set.articles}
    clusters = {question.cluster for question in question_set.questions}
    return {name for name in clusters if hashlib.sha256(titles.get(name, name).encode()).digest()[0] % 2}


def find_kept_articles(question_set: QuestionSet) -> list[Article]:
    """Return the articles of a set that are kept for measuring: those held out, and those whose questions are."""
    held_out = find_held_out(question_set)
    golds = {gold.id: gold.stretch.article_id for of_article in question_set.golds.values() for gold in of_article}
    asked = {
        golds.get(gold, gold)
        for question in question_set.questions
        if question.cluster in held_out
        for gold in question.qrels
    }
    return [article for article in question_set.articles if article.id in held_out | asked]


def draw(drawn_from: list[T], count: int | None, chance: random.Random) -> list[T]:
    """Return at most `count` elements, drawn at random."""
    return drawn_from if count is None or count >= len(drawn_from) else chance.sample(drawn_from, count)


def read_lessons(path: Path) -> TrainingSet:
    """Read a set; of one with a part for training, everything else is held out."""
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    golds = {gold.id: gold.stretch for of_article in question_set.golds.values() for gold in of_article}
    if any(path.glob(f"queries.{TRAIN_PART}.jsonl*")):
        held_out = {question.cluster for question in question_set.questions}
        questions = [
            # A claim that no sentence bears on has no answer.
            replace(question, answerable=bool(question.spans))
            for question in read_question_set(path, TRAIN_PART).questions
            if question.cluster not in held_out
        ]
    else:
        held_out = find_held_out(question_set)
        questions = [question for question in question_set.questions if question.cluster not in held_out]
    return TrainingSet([[question] for question in questions], index, golds, held_out)
