"""Passages while they are ranked: each step reorders a list of candidates; hits are made of the last list."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.store import Index
from qa.answer import Hit, Why


@dataclass(frozen=True, slots=True)
class Candidate:
    """The row of a passage, its score, and the parts of the score."""

    row: int
    score: float
    why: Why


def make_hits(candidates: Sequence[Candidate], index: Index) -> list[Hit]:
    """Return the hits of candidates in this order."""
    return [
        Hit(rank, found.score, index.passage_at(found.row), index.article_at(found.row), found.why)
        for rank, found in enumerate(candidates, start=1)
    ]
