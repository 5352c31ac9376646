"""Search in two steps, for questions whose answer needs what the first passage found only leads to.

"Who directed the film in which the singer of ... appears?" names neither the film nor its director, but the passage on
the singer names the film. Where the best hit is about the question, the lower ranks are searched with both.
"""

from dataclasses import replace

from index.cutting import indexed_text
from index.store import Index
from index.types import Among
from qa.answer import Hit
from qa.query.cover import Cover
from qa.query.query import Query
from qa.retrieval.copies import collapse_copies
from qa.retrieval.parts import cover_things
from qa.retrieval.search import search
from qa.weights import Ranking


def search_hops(query: Query, k: int, index: Index, among: Among, ranking: Ranking) -> list[Hit]:
    """Return the best `k` passages, those of the second step on the ranks behind `hop_first` up to `hop_last`.

    The ranks before them cover what the question names.
    """
    with index.turn:
        hits = search(query, max(k, ranking.part_depth), index, among, ranking)
        hits = cover_things(hits, query.text, ranking)
        if ranking.hop_last > ranking.hop_first and min(k, len(hits)) > ranking.hop_first:
            hits = _add_second_step(query, hits, index, among, ranking)
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], start=1)]


def _add_second_step(query: Query, hits: list[Hit], index: Index, among: Among, ranking: Ranking) -> list[Hit]:
    """Put behind the first hits what is found with the best of them, where that is about the question."""
    best = indexed_text(hits[0].article, hits[0].passage.text, hits[0].passage.start)
    if Cover(query.text, index.lexical).share_in(best) < ranking.hop_cover:
        return hits
    own = hits[: ranking.hop_first]
    known = {hit.passage.id for hit in own}
    # What must stand in a passage must in these too; what only should would put the passages found already first.
    must = () if query.asks else query.phrases
    both = replace(query.extend(best[: ranking.hop_characters]), phrases=must)
    further = search(both, ranking.hop_last, index, among, ranking)
    led_to = [hit for hit in further if hit.passage.id not in known][: ranking.hop_last - ranking.hop_first]
    known |= {hit.passage.id for hit in led_to}
    rest = [hit for hit in hits[ranking.hop_first :] if hit.passage.id not in known]
    placed = [*own, *(_place(hit, own[-1].score) for hit in led_to), *rest]
    return collapse_copies(placed, index, ranking.copies) if ranking.copies else placed


def _place(hit: Hit, score: float) -> Hit:
    """Give a hit of the second step the score of the last one before it: the two searches have different scales."""
    why = replace(hit.why, lexical=0.0, dense=0.0, rerank=0.0, topic=0.0, phrase=0.0, repeat=0.0, part=0.0, hop=score)
    return replace(hit, score=score, why=why)
