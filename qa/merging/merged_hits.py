"""The passages of several indexes as one list.

The score of a passage is standardised within its own search, so scores of two indexes cannot be compared. The
confidence of the reader can: passages are ordered by that of their best sentence. Passages that were not read follow,
by their rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.articles import Article
from index.near_duplicates import are_near_copies
from qa.answer import Hit
from qa.merging.one_index import SearchedIndex
from qa.reading.confidence import find_log_odds
from qa.reading.reader import find_quotable
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.copies import CopyWording, publishing_order

Spot = tuple[str, str]
"""A collection and the id of an article or passage in it."""


@dataclass(frozen=True, slots=True)
class MergedHits:
    """The passages of all indexes, best first, and the sentences of those that were read.

    `copies`: for an article that represents near copies in other collections, these with their collections.
    """

    hits: list[Hit]
    sentences: list[ScoredSentence]
    copies: dict[Spot, list[tuple[str, Article]]]


def merge_hits(searched: Sequence[SearchedIndex], k: int, least: float) -> MergedHits:
    """Merge the passages of several indexes, at most `k`; near copies across them are listed once.

    `least` is the share of a passage's shingles that another one must hold, as for the copies within an index.
    """
    best: dict[Spot, float] = {}
    for found in searched:
        for sentence in find_quotable(found.sentences):
            spot = _spot(sentence.hit)
            best[spot] = max(find_log_odds(sentence), best.get(spot, float("-inf")))
    order = {found.name: place for place, found in enumerate(searched)}
    hits = [hit for found in searched for hit in found.hits]

    def rank(hit: Hit) -> tuple[bool, float, int, int]:
        spot = _spot(hit)
        return spot not in best, -best.get(spot, 0.0), hit.rank, order[hit.collection]

    hits.sort(key=rank)
    listed_as = _find_copies([hit for hit in hits if _spot(hit) in best], order, least) if least else {}
    chosen = {_spot(hit): hit for hit in hits}
    kept: dict[Spot, Hit] = {}
    copies: dict[Spot, list[tuple[str, Article]]] = {}
    for hit in hits:
        first = chosen[listed_as.get(_spot(hit), _spot(hit))]
        kept.setdefault(_spot(first), first)
        if first is not hit:
            copies.setdefault((first.collection, first.article.id), []).append((hit.collection, hit.article))
    shown = list(kept.values())[:k]
    spots = {_spot(hit) for hit in shown}
    sentences = [sentence for found in searched for sentence in found.sentences if _spot(sentence.hit) in spots]
    return MergedHits([replace(hit, rank=rank) for rank, hit in enumerate(shown, start=1)], sentences, copies)


def _find_copies(hits: Sequence[Hit], order: dict[str, int], least: float) -> dict[Spot, Spot]:
    """Return the passages that a passage of an earlier article, in another collection, represents."""
    first: list[tuple[Hit, CopyWording]] = []
    listed_as: dict[Spot, Spot] = {}
    for hit in sorted(hits, key=lambda hit: (publishing_order(hit.article), order[hit.collection], hit.rank)):
        wording = CopyWording(hit.passage.text)
        same = (other for other, its in first if _is_copy(hit, wording, other, its, least))
        if represents := next(same, None):
            listed_as[_spot(hit)] = _spot(represents)
        else:
            first.append((hit, wording))
    return listed_as


def _is_copy(hit: Hit, wording: CopyWording, other: Hit, its: CopyWording, least: float) -> bool:
    if hit.collection == other.collection:
        return False
    if hit.article.id == other.article.id:
        return hit.passage.text == other.passage.text
    return wording.is_within(its, least) and are_near_copies(hit.article, other.article)


def _spot(hit: Hit) -> Spot:
    return hit.collection, hit.passage.id
