"""Covers each thing that a question names, such as both sides of a comparison."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from index.store import Index
from index.text.analyzer import analyze
from qa.retrieval.candidates import Candidate
from qa.weights import RANKING, Ranking

_AROUND = "\"“”„'‘’()[].,;:?!"
_LAST_OF_A_NAME = (",", ";", ":", "?", "!", ")", '"', "”")

Thing = frozenset[str]
"""The words of a name."""


def cover_things(
    found: Sequence[Candidate], question: str, index: Index, ranking: Ranking = RANKING
) -> list[Candidate]:
    """Insert the best candidate for each named thing that the first candidates do not mention, after these.

    A question that names only one thing has no parts.
    """
    things, first = find_things(question), ranking.part_first
    if len(things) < 2 or ranking.part_depth <= first:
        return list(found)
    words = cache(partial(_read_words, index))
    own, rest = list(found[:first]), list(found[first:])
    missing = [thing for thing in things if not any(thing <= words(each.row) for each in own)]
    for thing in missing:
        if not any(thing <= words(each.row) for each in own[first:]):
            best = next((each for each in rest[: ranking.part_depth - first] if thing <= words(each.row)), None)
            if best:
                rest.remove(best)
                own.append(_place(best, own[-1].score))
    return own + rest


def find_things(question: str) -> list[Thing]:
    """Return the things that a question names: runs of words with a capital or a digit first, without stop words."""
    runs: list[list[str]] = [[]]
    for word in question.split():
        bare = word.strip(_AROUND)
        named = bare[:1].isupper() or bare[:1].isdigit()
        if named:
            runs[-1].append(bare)
        if not named or word.endswith(_LAST_OF_A_NAME):
            runs.append([])
    things = (frozenset(analyze(" ".join(run))) for run in runs if run)
    return list(dict.fromkeys(thing for thing in things if thing))


def _read_words(index: Index, row: int) -> frozenset[str]:
    """Return the words of a passage with its headline, and of the source and the author of its article."""
    named = [name for one in index.article_at(row).publications for name in (one.source, one.author)]
    return frozenset(analyze(" ".join([*named, index.matching_text_at(row)])))


def _place(found: Candidate, score: float) -> Candidate:
    """Give a candidate the score of the one before it; the difference is its `part`."""
    return replace(found, score=score, why=replace(found.why, part=score - found.score))
