"""The two calls: `retrieve` finds passages; `ask` finds, reads and quotes, or reports that the articles do not answer.

Both are stateless: earlier questions are an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.filters import Filter
from index.store import Index
from qa.about import answer_about
from qa.answer import Answer, Hit, Quote
from qa.default_index import resolve_index
from qa.query.collection_topic import CollectionTopic, find_topic
from qa.query.query import Query, make_query
from qa.query.scope import read_scope
from qa.question import Day, check_count, check_history, check_question
from qa.reading.confidence import MIN_SHOWN, Verdict, estimate, explain_nothing, judge, refuse_unknown
from qa.reading.followups import choose_search
from qa.reading.quoting import make_quotes
from qa.reading.reader import choose_sentences, match_sentences, read_sentences
from qa.reading.reading_model import begin_reading_model, open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.copies import name_copies
from qa.retrieval.history import search_followup
from qa.weights import RANKING, Ranking


def retrieve(
    question: str,
    k: int = 5,
    *,
    index: Index | Path | str | None = None,
    history: Sequence[str] = (),
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
    articles: Sequence[str] = (),
    read_period: bool = True,
    ranking: Ranking = RANKING,
) -> list[Hit]:
    """Return the best `k` passages for a question, best first.

    `history` holds earlier questions, oldest first; the passages found, and the answers in them, decide whether the
    question is searched with them (`qa/reading/followups.py`), for `ask` as here: its `hits` are the same. `sources`,
    `since` and `until` (both days included) keep to articles of those sources and dates; an undated article is in no
    range of dates. A date is a `date` or a text such as 2024-01-31, 2024-01 or 2024. Without dates, those in the words
    of the question count ("since March 2024"), unless `read_period` is false. `articles` are the ids of the only
    articles to search. Without an index the default one is opened, built from the shipped articles the first time.
    `ranking` holds the numbers of the search; change them only to compare.

    Raises TypeError, ValueError or DateError for a wrong argument, IndexMissing, IndexDamaged or IndexStale.
    """
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    opened = resolve_index(index)
    scope = read_scope(question, opened, sources, since, until, articles, reads=read_period)
    query = make_query(scope.question, earlier, opened)
    searches = search_followup(query, k, opened, opened.select(scope.wanted), ranking)
    return choose_search(searches, opened, ranking).search.hits


def ask(
    question: str,
    *,
    history: Sequence[str] = (),
    index: Index | Path | str | None = None,
    k: int = 5,
    sources: Sequence[str] = (),
    since: Day = None,
    until: Day = None,
    articles: Sequence[str] = (),
    read_period: bool = True,
    reranker: str | Path | None = None,
    ranking: Ranking = RANKING,
) -> Answer:
    """Answer a question with verbatim sentences of the best `k` passages; arguments and errors as for `retrieve`.

    The `hits` of the answer are the passages that `retrieve` returns, unless the question is refused unread.

    A question about the collection, or for nothing but the articles of a period, gets the status "about" and a sentence
    of each of `k` articles, or of as many as it names ("the three newest articles"), at most 100.
    `reranker` is the folder or name of a cross-encoder or question-answering model that reads the passages in place
    of the trained reader; ModelMissing is raised if it is neither.
    """
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    opened = resolve_index(index)
    scope = read_scope(question, opened, sources, since, until, articles, reads=read_period)
    topic = find_topic(question, follows=not all(map(find_topic, earlier)))
    if topic or scope.lists:
        return answer_about(question, topic or CollectionTopic("titles"), opened, scope.wanted, k)
    if reranker is None and ranking.read:
        begin_reading_model()
    query = make_query(scope.question, earlier, opened)
    found = search_scope(question, query, scope.wanted, k, opened, ranking)
    sentences = found.sentences
    if found.hits and (sentences is None or reranker is not None):
        sentences = _read(found.query, found.hits, opened, reranker, ranking.read)
    return conclude(found, sentences or (), k, opened, ranking)


@dataclass(frozen=True, slots=True)
class FoundHits:
    """What `ask` found for a question: the query it was searched with, and its hits.

    `sentences`: those of the hits if they were read for the choice of the query. `refused`: the verdict on a question
    that is not searched.
    """

    question: str
    query: Query
    wanted: Filter
    hits: tuple[Hit, ...] = ()
    sentences: Sequence[ScoredSentence] | None = None
    refused: Verdict | None = None


def search_scope(
    question: str, query: Query, wanted: Filter, k: int, index: Index, ranking: Ranking = RANKING
) -> FoundHits:
    """Search the articles that pass a filter, or refuse the question unread."""
    among = index.select(wanted)
    is_nothing = not len(index.articles) or (among is not None and not len(among))
    if refused := explain_nothing(index) if is_nothing else refuse_unknown(query, index):
        return FoundHits(question, query, wanted, refused=refused)
    (chosen, hits), sentences = choose_search(search_followup(query, k, index, among, ranking), index, ranking)
    return FoundHits(question, chosen, wanted, tuple(hits), sentences)


def conclude(
    found: FoundHits, sentences: Sequence[ScoredSentence], k: int, index: Index, ranking: Ranking = RANKING
) -> Answer:
    """Return the answer of the sentences that were read of the hits."""
    query = found.query
    best = choose_sentences(sentences, k)
    verdict = found.refused or judge(query, best, index)
    quotes = () if verdict.status == "not_found" else _quote(best)
    return Answer(
        question=found.question,
        query=str(query),
        status=verdict.status,
        confidence=verdict.confidence,
        reason=verdict.reason,
        quotes=name_copies(quotes, index, found.wanted) if ranking.copies else quotes,
        hits=found.hits,
        carried=query.carried,
        since=found.wanted.since,
        until=found.wanted.until,
        searched=str(query).removeprefix(query.carried_text),
    )


def _read(
    query: Query, hits: Sequence[Hit], index: Index, reranker: str | Path | None, most: int
) -> list[ScoredSentence]:
    """Read the sentences of the first hits with the named model or ours; with a count of 0, match those of all hits."""
    if not most:
        return match_sentences(query, hits, index)
    if reranker is None:
        return read_sentences(query, hits[:most], index, open_reading_model())
    from qa.reading.reranker import open_reranker

    return read_sentences(query, hits[:most], index, open_reranker(str(reranker)))


def _quote(best: Sequence[ScoredSentence]) -> tuple[Quote, ...]:
    """Quote the best sentence, and those of the others that are likely enough to be shown."""
    return make_quotes([*best[:1], *(sentence for sentence in best[1:] if estimate(sentence) >= MIN_SHOWN)])
