"""One rule for `retrieve` and `ask`: whether a question of a conversation is answered alone or with earlier ones."""

from collections.abc import Sequence
from typing import NamedTuple

from index.store import Index
from qa.query.followup import may_change_topic, points_back
from qa.query.query import Query
from qa.reading.confidence import judge
from qa.reading.reader import choose_sentences, read_sentences
from qa.reading.reading_model import begin_reading_model, open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.history import QueryHits
from qa.weights import Ranking


class Choice(NamedTuple):
    """The search that answers a question; its sentences if they were read for the choice."""

    search: QueryHits
    sentences: Sequence[ScoredSentence] | None = None


def choose_search(searches: Sequence[QueryHits], index: Index, ranking: Ranking) -> Choice:
    """Return the search that answers a question: the first, unless the one without earlier questions answers as surely.

    A short question is answered alone if that answer is as likely. For a question that points back ("How old is he?")
    or goes on ("What about lead pipes?") it must be clearly likelier; keywords must be answered.
    """
    first, *others = searches
    if not others or not ranking.read:
        return Choice(first)
    begin_reading_model()
    with_earlier, alone = (Choice(search, _read(search, index, ranking)) for search in (first, others[0]))
    is_better = _is_better_alone(
        others[0].query, _find_confidence(alone, index), _find_confidence(with_earlier, index), ranking
    )
    return alone if is_better else with_earlier


def _is_better_alone(question: Query, alone: float, with_earlier: float, ranking: Ranking) -> bool:
    """Return whether a question is answered better alone, by the confidences of both answers."""
    if may_change_topic(question.text, question.text_words):
        return alone >= with_earlier + ranking.new_topic
    if points_back(question.text, question.text_words):
        return alone >= max(ranking.sure_alone, with_earlier + ranking.surer_alone)
    return alone >= with_earlier and (question.asks or alone >= ranking.sure_alone)


def _read(search: QueryHits, index: Index, ranking: Ranking) -> list[ScoredSentence]:
    return read_sentences(search.query, search.hits[: ranking.read], index, open_reading_model())


def _find_confidence(choice: Choice, index: Index) -> float:
    return judge(choice.search.query, choose_sentences(choice.sentences or (), 1), index).confidence
