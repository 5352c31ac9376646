"""A question set in memory: its articles, its golds and its questions, whatever form the files had."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from corpus.articles import Article


class GoldSpan(NamedTuple):
    """A piece of an article by the offsets of its stored text."""

    article_id: str
    start: int
    end: int

    def overlaps(self, other: "GoldSpan") -> bool:
        """Return whether the two share a character."""
        return self.article_id == other.article_id and self.start < other.end and other.start < self.end

    def holds(self, other: "GoldSpan") -> bool:
        """Return whether the other lies within this one."""
        return self.article_id == other.article_id and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Gold:
    """A stretch of an article under the id by which the qrels know it: a paragraph, an article or a quote."""

    id: str
    stretch: GoldSpan


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `qrels` maps gold ids to relevance, `spans` are the stretches marked as answering.

    `answerable` is None if the set does not say. `evidence` is only given in sets where a passage is right if it holds
    a quote. `cluster` is the unit of resampling: a conversation or an article.
    """

    id: str
    text: str
    history: tuple[str, ...]
    rewrite: str | None
    answerable: bool | None
    qrels: Mapping[str, int]
    spans: tuple[GoldSpan, ...]
    answers: tuple[str, ...]
    follow_up: bool
    cluster: str
    evidence: tuple[Gold, ...] = ()

    @property
    def judged(self) -> bool:
        """Return whether retrieval can be measured: the question has golds and is not marked unanswerable."""
        return self.answerable is not False and any(relevance > 0 for relevance in self.qrels.values())


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions over articles; `golds` are each article's golds by start, without overlap but for copies."""

    name: str
    articles: tuple[Article, ...]
    golds: Mapping[str, tuple[Gold, ...]]
    questions: tuple[Question, ...]

    def gold_ids(self, article_id: str, start: int, end: int) -> tuple[str, ...]:
        """Return the ids of the gold that holds the passage's middle character, or is nearest to it.

        More than one where the corpus has the same article twice; the passage's own id where it has no golds.
        """
        golds = self.golds.get(article_id)
        if not golds:
            return (f"{article_id}:{start}-{end}",)
        middle = (start + end) // 2
        after = bisect_right(golds, middle, key=_start)
        near = min(golds[max(after - 1, 0) : after + 1], key=lambda gold: _distance(gold.stretch, middle))
        first = bisect_left(golds, near.stretch.start, key=_start)
        last = bisect_right(golds, near.stretch.start, key=_start)
        return tuple(gold.id for gold in golds[first:last] if gold.stretch == near.stretch)

    def judge(self, question: Question, article_id: str, start: int, end: int) -> tuple[str, ...]:
        """Return the gold ids that a passage counts for when it is found for this question."""
        passage = GoldSpan(article_id, start, end)
        held = dict.fromkeys(gold.id for gold in question.evidence if passage.holds(gold.stretch))
        return tuple(held) or self.gold_ids(article_id, start, end)


def _start(gold: Gold) -> int:
    return gold.stretch.start


def _distance(stretch: GoldSpan, position: int) -> int:
    return max(stretch.start - position, position - stretch.end + 1, 0)
