"""A question searched and read in one index; the first half of `ask`, which one index and several share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.store import Index
from qa.answer import Hit
from qa.query.query import Query, make_query
from qa.query.scope import Scope, read_scope
from qa.question import Day
from qa.reading.confidence import NO_ARTICLE, Verdict, refuse_unknown
from qa.reading.reader import match_sentences, read_sentences
from qa.reading.reading_model import open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.history import search_followup
from qa.weights import RANKING, Ranking


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A checked question with the arguments of `ask`."""

    question: str
    earlier: Sequence[str] = ()
    k: int = 5
    sources: Sequence[str] = ()
    since: Day = None
    until: Day = None
    read_period: bool = True
    reranker: str | Path | None = None
    ranking: Ranking = RANKING

    def scope_in(self, index: Index) -> Scope:
        """Return which articles of an index are asked."""
        return read_scope(self.question, index, self.sources, self.since, self.until, reads=self.read_period)


@dataclass(frozen=True, slots=True)
class SearchedIndex:
    """What was found in one index: the passages, and their sentences with the signals that they answer.

    `name` is the collection, empty if none was named. `refused` is why nothing was searched.
    """

    name: str
    index: Index
    scope: Scope
    query: Query
    refused: Verdict | None
    hits: list[Hit]
    sentences: list[ScoredSentence]


def search_index(asked: AskedQuestion, name: str, index: Index, scope: Scope, *, refuses: bool = True) -> SearchedIndex:
    """Search one index and read the sentences of its hits; with `refuses`, only if it knows what is asked about."""
    among = index.select(scope.wanted)
    query = make_query(scope.question, asked.earlier, index)
    refused = NO_ARTICLE if among is not None and not len(among) else None
    if refuses and refused is None:
        refused = refuse_unknown(query, index)
    query, hits = (query, []) if refused else search_followup(query, asked.k, index, among, asked.ranking)
    hits = [replace(hit, collection=name) for hit in hits] if name else hits
    sentences = _read(query, hits, index, asked) if hits else []
    return SearchedIndex(name, index, scope, query, refused, hits, sentences)


def _read(query: Query, hits: Sequence[Hit], index: Index, asked: AskedQuestion) -> list[ScoredSentence]:
    """Read the sentences of the first hits with the named model or ours; with a count of 0, match those of all hits."""
    most = asked.ranking.read
    if not most:
        return match_sentences(query, hits, index)
    if asked.reranker is None:
        return read_sentences(query, hits[:most], index, open_reading_model())
    from qa.reading.reranker import open_reranker

    return read_sentences(query, hits[:most], index, open_reranker(str(asked.reranker)))
