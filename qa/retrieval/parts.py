"""Covers the parts of a question: each thing that it names, as both sides of a comparison."""

from collections.abc import Sequence
from dataclasses import replace

from index.cutting import indexed_text
from index.text.analyzer import analyze
from qa.answer import Hit
from qa.weights import RANKING, Ranking

_AROUND = "\"“”„'‘’()[].,;:?!"
_LAST_OF_A_NAME = (",", ";", ":", "?", "!", ")", '"', "”")

Thing = frozenset[str]
"""The words of a name."""


def cover_things(hits: Sequence[Hit], question: str, ranking: Ranking = RANKING) -> list[Hit]:
    """Put behind the first hits the best one on each thing that is named and stands in none of them.

    A question that names only one thing has no parts.
    """
    things = find_things(question)
    first = ranking.part_first
    own, rest = list(hits[:first]), list(hits[first:])
    if len(things) < 2:
        return own + rest
    missing = [thing for thing in things if not any(_mentions(hit, thing) for hit in own)]
    for thing in missing:
        if not any(_mentions(hit, thing) for hit in own[first:]):
            found = next((hit for hit in rest[: max(ranking.part_depth - first, 0)] if _mentions(hit, thing)), None)
            if found:
                rest.remove(found)
                own.append(_place(found, own[-1].score))
    return own + rest


def find_things(question: str) -> list[Thing]:
    """Return what a question names: runs of words that begin with a capital or a digit, without its stop words."""
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


def _mentions(hit: Hit, thing: Thing) -> bool:
    article = hit.article
    matching = indexed_text(article, hit.passage.text, hit.passage.start)
    return thing <= set(analyze(f"{article.source} {article.author} {matching}"))


def _place(hit: Hit, score: float) -> Hit:
    """Give a hit the score of the one before it; what it lacks of that is its part."""
    return replace(hit, score=score, why=replace(hit.why, part=score - hit.score))
