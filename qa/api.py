"""The two calls: `retrieve` finds passages; `ask` finds, reads and quotes, or reports that the articles do not answer.

Both are stateless: earlier questions are an argument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.store import Index
from qa.about import answer_about
from qa.answer import Answer, Hit
from qa.default_index import AskedIndex, resolve_indexes
from qa.merging.merged_answers import merge_about, merge_answers
from qa.merging.merged_hits import merge_hits
from qa.merging.one_index import AskedQuestion, FoundHits, search_index
from qa.query.collection_topic import CollectionTopic, find_topic
from qa.query.query import make_query
from qa.query.scope import Scope
from qa.question import Day, check_count, check_history, check_question
from qa.reading.confidence import judge
from qa.reading.followups import choose_search
from qa.reading.quoting import choose_likely, make_quotes
from qa.reading.reader import choose_sentences
from qa.reading.reading_model import begin_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.copies import name_copies
from qa.retrieval.history import search_followup
from qa.weights import RANKING, Ranking


def retrieve(
    question: str,
    k: int = 5,
    *,
    index: AskedIndex = None,
    collections: Sequence[str] = (),
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

    Several indexes are searched one by one: `collections` names collections of the default index, or `index` is a list
    of indexes, or a dictionary of them by name. Their passages are ordered by the confidence that a sentence of them
    answers, as `score` compares passages of one search only; each has its `collection`, and near copies are listed
    once.

    Raises TypeError, ValueError or DateError for a wrong argument, CollectionMissing, IndexMissing, IndexDamaged or
    IndexStale.
    """
    question, earlier = check_question(question), check_history(history)
    check_count(k)
    indexes = resolve_indexes(index, collections)
    asked = AskedQuestion(question, earlier, k, sources, since, until, articles, read_period, None, ranking)
    if len(indexes) > 1:
        found = [search_index(asked, name, one, asked.scope_in(one), refuses=False) for name, one in indexes.items()]
        return merge_hits(found, k, ranking.copies).hits
    ((name, opened),) = indexes.items()
    scope = asked.scope_in(opened)
    query = make_query(scope.question, earlier, opened)
    searches = search_followup(query, k, opened, opened.select(scope.wanted), ranking)
    hits = choose_search(searches, opened, ranking).search.hits
    return [replace(hit, collection=name) for hit in hits] if name else hits


def ask(
    question: str,
    *,
    history: Sequence[str] = (),
    index: AskedIndex = None,
    collections: Sequence[str] = (),
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
    indexes = resolve_indexes(index, collections)
    asked = AskedQuestion(question, earlier, k, sources, since, until, articles, read_period, reranker, ranking)
    scopes = {name: asked.scope_in(one) for name, one in indexes.items()}
    topic = find_topic(question, follows=not all(map(find_topic, earlier)))
    if topic or any(scope.lists for scope in scopes.values()):
        return _answer_about(asked, topic or CollectionTopic("titles"), indexes, scopes)
    if reranker is None and ranking.read:
        begin_reading_model()
    searched = [search_index(asked, name, one, scopes[name]) for name, one in indexes.items()]
    if len(searched) > 1:
        return merge_answers(asked, searched)
    (found,) = searched
    return conclude(found.found, found.sentences, k, found.index, ranking)


def _answer_about(
    asked: AskedQuestion, topic: CollectionTopic, indexes: Mapping[str, Index], scopes: Mapping[str, Scope]
) -> Answer:
    if indexes.keys() != {""}:
        return merge_about(asked, topic, indexes, scopes)
    return answer_about(asked.question, topic, indexes[""], scopes[""].wanted, asked.k)


def conclude(
    found: FoundHits, sentences: Sequence[ScoredSentence], k: int, index: Index, ranking: Ranking = RANKING
) -> Answer:
    """Return the answer of one index: of the sentences that were read of the hits."""
    query = found.query
    best = choose_sentences(sentences, k)
    verdict = found.refused or judge(query, best, index)
    quotes = () if verdict.status == "not_found" else make_quotes(choose_likely(best))
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
