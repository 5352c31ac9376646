"""A question searched and read in one index; the first half of `ask`, which one index and several share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.filters import Filter
from index.store import Index
from qa.answer import Hit
from qa.query.query import Query, make_query
from qa.query.scope import Scope, read_scope
from qa.question import Day
from qa.reading.confidence import Verdict, explain_nothing, refuse_unknown
from qa.reading.followups import choose_search
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
    articles: Sequence[str] = ()
    read_period: bool = True
    reranker: str | Path | None = None
    ranking: Ranking = RANKING

    def scope_in(self, index: Index) -> Scope:
        """Return which articles of an index are asked."""
        chosen = (self.sources, self.since, self.until, self.articles)
        return read_scope(self.question, index, *chosen, reads=self.read_period)


@dataclass(frozen=True, slots=True)
class FoundHits:
    """The query that a question was searched with in one index, and its hits.

    `sentences`: those of the hits if they were read for the choice of the query. `refused`: the verdict on a question
    that is not searched.
    """

    question: str
    query: Query
    wanted: Filter
    hits: tuple[Hit, ...] = ()
    sentences: Sequence[ScoredSentence] | None = None
    refused: Verdict | None = None


@dataclass(frozen=True, slots=True)
class SearchedIndex:
    """What was found in one index: the passages, and their sentences with the signals that they answer.

    `name` is the collection, empty if none was named.
    """

    name: str
    index: Index
    scope: Scope
    found: FoundHits
    sentences: Sequence[ScoredSentence]

    @property
    def query(self) -> Query:
        """The query that was searched."""
        return self.found.query

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages, best first."""
        return self.found.hits

    @property
    def refused(self) -> Verdict | None:
        """Why nothing was searched, None if something was."""
        return self.found.refused


def search_index(asked: AskedQuestion, name: str, index: Index, scope: Scope, *, refuses: bool = True) -> SearchedIndex:
    """Search one index and read the sentences of its hits; with `refuses`, only if it knows what is asked about."""
    query = make_query(scope.question, asked.earlier, index)
    found = search_scope(asked.question, query, scope.wanted, asked.k, index, asked.ranking, refuses=refuses)
    sentences = found.sentences
    if found.hits and (sentences is None or asked.reranker is not None):
        sentences = _read(found.query, found.hits, index, asked)
    if name:
        found = replace(found, hits=tuple(replace(hit, collection=name) for hit in found.hits))
        sentences = [replace(one, hit=replace(one.hit, collection=name)) for one in sentences or ()]
    return SearchedIndex(name, index, scope, found, sentences or ())


def search_scope(
    question: str,
    query: Query,
    wanted: Filter,
    k: int,
    index: Index,
    ranking: Ranking = RANKING,
    *,
    refuses: bool = True,
) -> FoundHits:
    """Search the articles that pass a filter, or refuse the question unread."""
    among = index.select(wanted)
    is_nothing = not len(index.articles) or (among is not None and not len(among))
    refused = explain_nothing(index) if is_nothing else None
    if refuses and refused is None:
        refused = refuse_unknown(query, index)
    if refused:
        return FoundHits(question, query, wanted, refused=refused)
    (chosen, hits), sentences = choose_search(search_followup(query, k, index, among, ranking), index, ranking)
    return FoundHits(question, chosen, wanted, tuple(hits), sentences)


def _read(query: Query, hits: Sequence[Hit], index: Index, asked: AskedQuestion) -> list[ScoredSentence]:
    """Read the sentences of the first hits with the named model or ours; with a count of 0, match those of all hits."""
    most = asked.ranking.read
    if not most:
        return match_sentences(query, hits, index)
    if asked.reranker is None:
        return read_sentences(query, hits[:most], index, open_reading_model())
    from qa.reading.reranker import open_reranker

    return read_sentences(query, hits[:most], index, open_reranker(str(asked.reranker)))
