"""Search in two steps, for questions whose answer depends on a fact that the first passage states.

"Who directed the film in which the singer of ... appears?" names neither the film nor its director, but the passage on
the singer names the film. Where the best hit is about the question, the lower ranks are searched with both.
"""

from dataclasses import replace

from index.store import Index
from index.types import Among
from qa.query.cover import Cover
from qa.query.query import Query
from qa.retrieval.candidates import Candidate
from qa.retrieval.copies import collapse_copies
from qa.retrieval.parts import cover_things
from qa.retrieval.search import rank_passages
from qa.weights import Ranking


def search_hops(query: Query, k: int, index: Index, among: Among, ranking: Ranking) -> list[Candidate]:
    """Return the best `k` passages; those of the second step are on the ranks after `hop_first` up to `hop_last`.

    The ranks before them cover what the question names.
    """
    with index.search_slot:
        found = rank_passages(query, max(k, ranking.part_depth), index, among, ranking)
        found = cover_things(found, query.text, index, ranking)
        if ranking.hop_last > ranking.hop_first and min(k, len(found)) > ranking.hop_first:
            found = _add_second_step(query, found, index, among, ranking)
    return found[:k]


def _add_second_step(
    query: Query, found: list[Candidate], index: Index, among: Among, ranking: Ranking
) -> list[Candidate]:
    """Insert the results of a second search after the first candidates, if the best candidate is on topic."""
    best = index.matching_text_at(found[0].row)
    if Cover(query.text, index.lexical).share_in(best) < ranking.hop_cover:
        return found
    own = found[: ranking.hop_first]
    known = {each.row for each in own}
    # Keep required phrases; drop preferred ones, which would only rank the known passages first again.
    must = () if query.asks else query.phrases
    both = replace(query.extend(best[: ranking.hop_characters]), phrases=must)
    further = rank_passages(both, ranking.hop_last, index, among, ranking)
    led_to = [each for each in further if each.row not in known][: ranking.hop_last - ranking.hop_first]
    known |= {each.row for each in led_to}
    rest = [each for each in found[ranking.hop_first :] if each.row not in known]
    placed = [*own, *(_place(each, own[-1].score) for each in led_to), *rest]
    return collapse_copies(placed, index, ranking.copies) if ranking.copies else placed


def _place(found: Candidate, score: float) -> Candidate:
    """Give a candidate of the second step the score of the last one before it: the searches have different scales."""
    why = replace(
        found.why,
        lexical=0.0,
        dense=0.0,
        rerank=0.0,
        topic=0.0,
        phrase=0.0,
        definition=0.0,
        repeat=0.0,
        part=0.0,
        hop=score,
    )
    return replace(found, score=score, why=why)
