"""The search behind `retrieve`: lexical and dense candidates, fused and reranked; pure and deterministic.

Each stage returns its best hundred passages. Both score the union; each set of scores is standardised to mean 0 and
standard deviation 1, then the two are added (a z-score sum). On paragraphs of SQuAD this ranks the right one first more
often than either stage alone, while reciprocal rank fusion is worse than BM25. Late interaction is added on the same
scale, and for a follow-up the topic of its conversation. Further passages of an article are penalised, except in
conversations, which mostly stay with one article. Of passages with the same words in near copies, one is listed.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.products import round_scores
from index.store import Index
from index.types import Among, EncodedQuery, Rows
from qa.answer import Hit, Why
from qa.query.query import Query, find_allowed, find_rows_with_phrases
from qa.retrieval.candidates import Candidate, make_hits
from qa.retrieval.copies import collapse_copies
from qa.retrieval.interaction import interact
from qa.retrieval.leads import find_leads, score_definitions
from qa.weights import RANKING, Ranking

F = TypeVar("F", bound=np.floating)
Scores = NDArray[np.float64]
_SAME = 1e-9


def search(query: Query, k: int, index: Index, among: Among = None, ranking: Ranking = RANKING) -> list[Hit]:
    """Return the best `k` passages for a query, where `among` is given only of those rows."""
    return make_hits(rank_passages(query, k, index, among, ranking), index)


def rank_passages(
    query: Query, k: int, index: Index, among: Among, ranking: Ranking, only: Rows | None = None
) -> list[Candidate]:
    """Return the best `k` passages for a query as `search` does, as candidates.

    With `only`, these rows compete with all others, so that their scores are on the same scale, and no others are
    returned.
    """
    among = find_allowed(query, index, among)
    encoded = index.encoder.encode_query(query.text)
    words = query.words if ranking.lexical else ()
    only = None if only is None else index.keep(only, among)
    rows = _find_candidates(words, encoded, [among] if only is None else [among, only], index, ranking)
    holding = _find_preferred(query, words, among, index, ranking)
    rows = np.union1d(rows, holding)
    if not len(rows):
        return []
    leads = find_leads(query, rows, among, index, ranking)
    rows = np.union1d(rows, leads)
    index.read_ahead(rows)
    bm25, cosine = index.lexical.score(words, rows), index.dense.score(encoded.vector, rows)
    lexical, dense = weigh(bm25, cosine, ranking)
    first_stage = round_scores(lexical + dense)
    read = _choose_reranked(first_stage, rows, only, ranking)
    maxsim, rerank = _rerank(query, encoded, rows, read, index, ranking)
    topic = _find_topic(query, rows, index, ranking)
    phrase = np.where(np.isin(rows, holding), ranking.phrase, 0.0)
    parts = {"lexical": lexical, "dense": dense, "rerank": rerank, "topic": topic, "phrase": phrase}
    parts["definition"] = score_definitions(query, rows, leads, index, ranking)
    parts = {name: round_scores(part) for name, part in parts.items()}
    relevance = round_scores(np.sum(list(parts.values()), axis=0))
    parts["repeat"] = np.zeros(len(rows)) if query.carried else _find_repeats(relevance, rows, index, ranking)
    raw: dict[str, NDArray[np.floating]] = {"bm25": bm25, "cosine": cosine, "maxsim": maxsim}
    if only is not None:
        kept = np.isin(rows, only)
        rows, parts, raw = rows[kept], _take(parts, kept), _take(raw, kept)
    if not ranking.copies or not index.copies:
        return _sort(rows, parts, raw, k, index)
    found = collapse_copies(_sort(rows, parts, raw, len(rows), index), index, ranking.copies)
    return sorted(found, key=lambda each: (-each.score, index.passage_id_at(each.row)))[:k]


def _take(values: dict[str, NDArray[F]], kept: NDArray[np.bool_]) -> dict[str, NDArray[F]]:
    return {name: of_rows[kept] for name, of_rows in values.items()}


def _find_candidates(
    words: Sequence[str], encoded: EncodedQuery, parts: Sequence[Among], index: Index, ranking: Ranking
) -> Rows:
    """Return the best rows of each of some parts of the index, by words and by vectors."""
    found = [index.lexical.search(words, ranking.candidates, among) for among in parts]
    found += [index.dense.search(encoded.vector, ranking.candidates, among) for among in parts if ranking.dense]
    return np.unique(np.concatenate(found))


def _sort(
    rows: Rows, parts: dict[str, Scores], raw: dict[str, NDArray[np.floating]], k: int, index: Index
) -> list[Candidate]:
    """Return the best sums of the parts; equal ones are in order of their passage ids."""
    scores = round_scores(np.sum(list(parts.values()), axis=0))
    ids = [index.passage_id_at(row) for row in rows.tolist()]
    best = sorted(range(len(rows)), key=lambda i: (-scores[i], ids[i]))[:k]
    reasons = [{name: float(values[i]) for name, values in (parts | raw).items()} for i in best]
    return [
        Candidate(int(rows[i]), float(scores[i]), Why(part=0.0, hop=0.0, **reason))
        for i, reason in zip(best, reasons, strict=True)
    ]


def _choose_reranked(first_stage: Scores, rows: Rows, only: Rows | None, ranking: Ranking) -> Rows:
    """Return the places of the rows to rerank: the best of the first stage, and the best of those to return."""
    order = np.argsort(-first_stage, kind="stable")
    best = order[: ranking.reranked]
    if only is not None:
        best = np.union1d(best, order[np.isin(rows[order], only)][: ranking.reranked])
    return np.sort(best)


def _rerank(
    query: Query, encoded: EncodedQuery, rows: Rows, read: Rows, index: Index, ranking: Ranking
) -> tuple[Scores, Scores]:
    """Return the MaxSim of each passage, and the part that late interaction adds to its score.

    Only the passages at the places `read` are reranked; each other one gets the lowest value of them.
    """
    passages, added = _interact(query, encoded, rows[read], index, ranking)
    if query.focus is not query:
        vectors = index.encoder.encode_query(query.focus.text)
        _, own = _interact(query.focus, vectors, rows[read], index, ranking)
        added = (1 - ranking.own_share) * added + ranking.own_share * own
    maxsim, rerank = np.full(len(rows), passages.min()), np.full(len(rows), added.min())
    maxsim[read], rerank[read] = passages, added
    return maxsim, rerank


def _interact(query: Query, encoded: EncodedQuery, rows: Rows, index: Index, ranking: Ranking) -> tuple[Scores, Scores]:
    """Return the MaxSim of each passage, and its standardised score plus that of its best sentence."""
    found = interact(query.terms, encoded, rows.tolist(), index)
    passages = np.array([interaction.passage for interaction in found])
    sentences = np.array([interaction.sentences.max(initial=0.0) for interaction in found])
    return passages, standardise(passages, ranking.passage) + standardise(sentences, ranking.sentence)


def _find_topic(query: Query, rows: Rows, index: Index, ranking: Ranking) -> Scores:
    """Return the bonus of passages whose articles the questions on the topic, this one among them, are about."""
    shares: dict[str, float] = defaultdict(float)
    if query.carried and ranking.topic:
        # Always with the shipped numbers, so that a number that is changed is measured on the question alone.
        about = rank_passages(
            Query(query.conversation, excluded=query.excluded), ranking.topic_hits, index, None, RANKING
        )
        for rank, found in enumerate(about, start=1):
            shares[index.article_id_at(found.row)] += 1 / rank
    whole = sum(shares.values()) or 1.0
    return np.array([ranking.topic * shares[index.article_id_at(row)] / whole for row in rows.tolist()])


def _find_preferred(query: Query, words: Sequence[str], among: Among, index: Index, ranking: Ranking) -> Rows:
    """Return the rows of the best passages that hold the phrases of a question."""
    if not ranking.phrase or not query.phrases or not query.asks:
        return np.empty(0, dtype=np.int64)
    rows = index.keep(find_rows_with_phrases(query, index), among)
    index.read_ahead(rows)
    return rows[np.argsort(-index.lexical.score(words, rows), kind="stable")[: ranking.candidates]]


def _find_repeats(scores: Scores, rows: Rows, index: Index, ranking: Ranking) -> Scores:
    """Return the penalty of passages whose article has better ones, as a negative number."""
    better: dict[int, int] = defaultdict(int)
    articles = index.articles_of(rows).tolist()
    repeats = np.zeros(len(rows))
    for i in np.argsort(-scores, kind="stable").tolist():
        repeats[i] = -ranking.repeat * min(better[articles[i]], ranking.max_repeats)
        better[articles[i]] += 1
    return repeats


def weigh(
    bm25: NDArray[np.floating], cosine: NDArray[np.floating], ranking: Ranking = RANKING
) -> tuple[Scores, Scores]:
    """Return the lexical and dense parts of each row's score: their sum has standard deviation 1, or both are 0 if they
    cancel out."""
    lexical, dense = standardise(bm25, ranking.lexical), standardise(cosine, ranking.dense)
    spread = (lexical + dense).std()
    return (lexical / spread, dense / spread) if spread > _SAME else (lexical, dense)


def standardise(scores: NDArray[np.floating], weight: float = 1.0) -> Scores:
    """Return scores with mean 0 and the weight as standard deviation; all 0 where they do not differ."""
    centred = scores.astype(np.float64) - scores.mean(dtype=np.float64)
    spread = centred.std()
    return weight * (centred / spread) if weight and spread > _SAME else np.zeros_like(centred)
