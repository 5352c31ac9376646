"""Articles that are near copies of each other: the same story trimmed, extended, or with some sentences changed.

Two articles are near copies when most of the runs of five words of the shorter one stand in the other. All runs are
sorted, and only neighbours that share a run are counted together: that finds every chain of copies in one pass, and a
paragraph that a thousand articles share costs a thousand steps, not a million.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article

WORDS_A_RUN = 5
LEAST_SHARE = 0.7
"""The share of the shorter article's runs that a near copy has."""

FEWEST_RUNS = 12
"""An article with fewer runs is too short to be told a copy from one that happens to say the same."""


def find_copies(articles: Iterable[Article]) -> list[list[str]]:
    """Return the groups of near copies as article ids, the earliest published first and the undated last."""
    known = list(articles)
    runs = [_find_runs(article.text) for article in known]
    counts = np.array([len(own) for own in runs], dtype=np.int64)
    leader = list(range(len(known)))
    for first, second, shared in _count_shared(runs):
        if shared >= LEAST_SHARE * min(counts[first], counts[second]):
            leader[_follow(leader, second)] = _follow(leader, first)
    groups: dict[int, list[Article]] = defaultdict(list)
    for number, article in enumerate(known):
        groups[_follow(leader, number)].append(article)
    return [[article.id for article in sorted(group, key=_age)] for group in groups.values() if len(group) > 1]


def _find_runs(text: str) -> NDArray[np.uint64]:
    """Return the runs of words of a text as numbers, each once; none for a text that is too short."""
    words = np.array([crc32(word.encode()) for word in re.findall(r"\w+", text.casefold())], dtype=np.uint64)
    if len(words) < WORDS_A_RUN + FEWEST_RUNS:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(words) - WORDS_A_RUN + 1, dtype=np.uint64)
    for place in range(WORDS_A_RUN):
        # Wraps around, as a polynomial hash does.
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + words[place : place + len(mixed)]
    return np.unique(mixed)


def _count_shared(runs: Sequence[NDArray[np.uint64]]) -> Iterable[tuple[int, int, int]]:
    """Yield pairs of articles that are neighbours in the order of some run, and how many runs they are so in."""
    owners = np.repeat(np.arange(len(runs)), [len(own) for own in runs])
    if not len(owners):
        return
    order = np.lexsort((owners, np.concatenate(runs)))
    sorted_runs, sorted_owners = np.concatenate(runs)[order], owners[order]
    same = sorted_runs[1:] == sorted_runs[:-1]
    pairs = np.column_stack([sorted_owners[:-1][same], sorted_owners[1:][same]])
    found, shared = np.unique(pairs, axis=0, return_counts=True)
    yield from zip(found[:, 0].tolist(), found[:, 1].tolist(), shared.tolist(), strict=True)


def _follow(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _age(article: Article) -> tuple[bool, object, str]:
    return article.published is None, article.published or "", article.id


def save_copies(path: Path, groups: list[list[str]]) -> None:
    """Write the groups as JSON."""
    path.write_text(json.dumps(groups), encoding="utf-8")


def read_copies(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the group of every article that has near copies; none for an index made before they were told."""
    if not path.is_file():
        return {}
    groups = json.loads(path.read_text(encoding="utf-8"))
    return {id: tuple(group) for group in groups for id in group}
