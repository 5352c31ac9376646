"""Near copies in results: of passages that say the same, only that of the earliest article is listed."""

from collections import defaultdict

from index.dense import Rows
from index.store import Index
from index.words import find_words
from qa.answer import Place

LEAST_LIKENESS = 0.7
"""The share of their words that two passages have in common when one is a copy of the other."""


def find_folded(rows: Rows, index: Index) -> set[int]:
    """Return the places in `rows` of the passages of which an earlier article has a copy among them."""
    by_group: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(rows.tolist()):
        group = index.copies.get(index.article_at(row).id)
        if group:
            by_group[group].append(place)
    folded: set[int] = set()
    for group, places in by_group.items():
        ids = {place: index.article_at(int(rows[place])).id for place in places}
        words = {place: set(find_words(index.passage_at(int(rows[place])).text)) for place in places}
        kept: list[int] = []
        for place in sorted(places, key=lambda place: group.index(ids[place])):
            if any(ids[other] != ids[place] and _are_alike(words[other], words[place]) for other in kept):
                folded.add(place)
            else:
                kept.append(place)
    return folded


def _are_alike(first: set[str], second: set[str]) -> bool:
    return len(first & second) >= LEAST_LIKENESS * max(len(first | second), 1)


def find_elsewhere(article_id: str, text: str, index: Index) -> list[Place]:
    """Return where the near copies of an article have the same words, earliest first."""
    places = []
    for other in index.copies.get(article_id, ()):
        start = index.articles[other].text.find(text) if other != article_id else -1
        if start >= 0:
            places.append(Place(index.articles[other], start, start + len(text)))
    return places
