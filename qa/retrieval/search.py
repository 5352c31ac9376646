"""The search behind `retrieve`: lexical and dense candidates, fused and reranked; pure and deterministic.

Both stages put forward their best hundred. The union is scored by both, and either set of scores is brought to one
scale by its mean and standard deviation before the two are added (a z-score sum): on paragraphs of SQuAD that puts
the right one first more often than either stage alone, where reciprocal rank fusion stays below BM25. Late
interaction, on the same scale, is added to that, and for a follow-up what its conversation is about. So that one
article does not fill the list, something is taken away from each of its passages but the best; not in a conversation,
which mostly stays with one article. Of passages that say the same in near copies only one is listed.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from index.products import round_scores
from index.store import Index
from index.types import Among, EncodedQuery, Rows
from qa.answer import Hit, Why
from qa.query.query import Query, find_allowed, find_rows_with_phrases
from qa.retrieval.copies import collapse_copies
from qa.retrieval.interaction import interact

Scores = NDArray[np.float64]
Stage = Literal["lexical", "dense", "rerank", "topic", "phrase", "repeat", "part", "hop", "copies", "reader"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""What can be left out of an answer, to see what it is worth."""

CANDIDATES = 100
"""How many passages each stage puts forward."""

RERANKED = 50
"""How many of the fused candidates late interaction reads; the others keep their order below."""

TOPIC_HITS, TOPIC_WEIGHT = 8, 2.0
"""How many hits of the earlier questions tell which articles a follow-up is about, and what that adds at most."""

OWN_SHARE = 1 / 3
"""The share of a follow-up alone in late interaction; the rest is that of the follow-up with what it carries."""

PHRASE_WEIGHT = 3.0
"""What a passage gains that holds the phrases of a question."""

REPEAT_WEIGHT, MAX_REPEATS = 0.6, 5
"""What a passage loses for each better one of its article, of which only so many count."""

_SAME = 1e-9


def search(query: Query, k: int, index: Index, among: Among = None, without: Collection[Stage] = ()) -> list[Hit]:
    """Return the best `k` passages for a query, where `among` is given only of those rows."""
    among = find_allowed(query, index, among)
    encoded = index.encoder.encode_query(query.text)
    words = [] if "lexical" in without else query.words
    rows = index.lexical.search(words, CANDIDATES, among)
    if "dense" not in without:
        rows = np.union1d(rows, index.dense.search(encoded.vector, CANDIDATES, among))
    holding = _find_preferred(query, words, among, index) if "phrase" not in without else rows[:0]
    rows = np.union1d(rows, holding)
    if not len(rows):
        return []
    index.read_ahead(rows)
    bm25 = index.lexical.score(words, rows)
    cosine = index.dense.score(encoded.vector, rows)
    lexical, dense = weigh(bm25, np.zeros(len(rows)) if "dense" in without else cosine)
    maxsim, rerank = _rerank(query, encoded, rows, round_scores(lexical + dense), index)
    if "rerank" in without:
        rerank = np.zeros(len(rows))
    topic = np.zeros(len(rows)) if "topic" in without else _find_topic(query, rows, index)
    phrase = np.where(np.isin(rows, holding), PHRASE_WEIGHT, 0.0)
    parts = {"lexical": lexical, "dense": dense, "rerank": rerank, "topic": topic, "phrase": phrase}
    parts = {name: round_scores(part) for name, part in parts.items()}
    relevance = round_scores(np.sum(list(parts.values()), axis=0))
    parts["repeat"] = (
        np.zeros(len(rows)) if "repeat" in without or query.carried else _find_repeats(relevance, rows, index)
    )
    raw: dict[str, NDArray[np.floating]] = {"bm25": bm25, "cosine": cosine, "maxsim": maxsim}
    if "copies" in without or not index.copies:
        return _rank(parts, raw, rows, k, index)
    folded = collapse_copies(_rank(parts, raw, rows, len(rows), index), index)
    best = sorted(folded, key=lambda hit: (-hit.score, hit.passage.id))[:k]
    return [replace(hit, rank=rank) for rank, hit in enumerate(best, start=1)]


def _rank(
    parts: dict[str, Scores], raw: dict[str, NDArray[np.floating]], rows: Rows, k: int, index: Index
) -> list[Hit]:
    """Return the hits of the best sums of the parts; equal ones are in order of their passage ids."""
    scores = round_scores(np.sum(list(parts.values()), axis=0))
    ids = [index.passage_id_at(row) for row in rows.tolist()]
    best = sorted(range(len(rows)), key=lambda i: (-scores[i], ids[i]))[:k]
    return [
        Hit(
            rank=rank,
            score=float(scores[i]),
            passage=index.passage_at(int(rows[i])),
            article=index.article_at(int(rows[i])),
            why=Why(part=0.0, hop=0.0, **{name: float(values[i]) for name, values in (parts | raw).items()}),
        )
        for rank, i in enumerate(best, start=1)
    ]


def _rerank(
    query: Query, encoded: EncodedQuery, rows: Rows, first_stage: Scores, index: Index
) -> tuple[Scores, Scores]:
    """Return the MaxSim of each passage, and what late interaction adds to its score.

    A passage that is not read has the least that one of the others got.
    """
    read = np.sort(np.argsort(-first_stage, kind="stable")[:RERANKED])
    passages, added = _interact(query.text, encoded, rows[read], index)
    if query.own_words != query.text:
        _, own = _interact(query.own_words, index.encoder.encode_query(query.own_words), rows[read], index)
        added = (1 - OWN_SHARE) * added + OWN_SHARE * own
    maxsim, rerank = np.full(len(rows), passages.min()), np.full(len(rows), added.min())
    maxsim[read], rerank[read] = passages, added
    return maxsim, rerank


def _interact(text: str, encoded: EncodedQuery, rows: Rows, index: Index) -> tuple[Scores, Scores]:
    """Return the MaxSim of each passage, and the sum of its standing by that and by its best sentence."""
    found = interact(text, encoded, rows.tolist(), index)
    passages = np.array([interaction.passage for interaction in found])
    sentences = np.array([interaction.sentences.max(initial=0.0) for interaction in found])
    return passages, standardise(passages) + standardise(sentences)


def _find_topic(query: Query, rows: Rows, index: Index) -> Scores:
    """Return what is added to passages of the articles that the earlier questions were about."""
    shares: dict[str, float] = defaultdict(float)
    if query.carried:
        for hit in search(Query(query.leading, excluded=query.excluded), TOPIC_HITS, index):
            shares[hit.passage.article_id] += 1 / hit.rank
    whole = sum(shares.values()) or 1.0
    return np.array([TOPIC_WEIGHT * shares[index.article_id_at(row)] / whole for row in rows.tolist()])


def _find_preferred(query: Query, words: Sequence[str], among: Among, index: Index) -> Rows:
    """Return the rows of the best passages that hold the phrases of a question."""
    if not query.phrases or not query.asks:
        return np.empty(0, dtype=np.int64)
    rows = index.keep(find_rows_with_phrases(query, index), among)
    index.read_ahead(rows)
    return rows[np.argsort(-index.lexical.score(words, rows), kind="stable")[:CANDIDATES]]


def _find_repeats(scores: Scores, rows: Rows, index: Index) -> Scores:
    """Return what is taken away from passages whose article has better ones."""
    better: dict[int, int] = defaultdict(int)
    articles = index.articles_of(rows).tolist()
    repeats = np.zeros(len(rows))
    for i in np.argsort(-scores, kind="stable").tolist():
        repeats[i] = -REPEAT_WEIGHT * min(better[articles[i]], MAX_REPEATS)
        better[articles[i]] += 1
    return repeats


def weigh(bm25: NDArray[np.floating], cosine: NDArray[np.floating]) -> tuple[Scores, Scores]:
    """Return what words and meaning give each row: halves of a sum with spread 1, or 0 where they cancel out."""
    lexical, dense = standardise(bm25) / 2, standardise(cosine) / 2
    spread = (lexical + dense).std()
    return (lexical / spread, dense / spread) if spread > _SAME else (lexical, dense)


def standardise(scores: NDArray[np.floating]) -> Scores:
    """Return scores with mean 0 and standard deviation 1; all 0 where they do not differ."""
    centred = scores.astype(np.float64) - scores.mean(dtype=np.float64)
    spread = centred.std()
    return centred / spread if spread > _SAME else np.zeros_like(centred)
