"""One rule for `retrieve` and `ask`: whether a question of a conversation is answered alone or with earlier ones."""

from collections.abc import Sequence
from typing import NamedTuple

from index.store import Index
from qa.query.followup import is_elliptic, may_change_topic, points_back
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
    """Return the search that answers a question: the first, or the one without earlier questions.

    A question that points back ("How old is he?") or goes on ("What about lead pipes?") is answered alone if that
    answer is clearly likelier. Any other one is answered with earlier questions if a passage of that search is
    clearly likelier to answer it, read without them: their words draw the reader to their own answers.
    """
    first, *others = searches
    if not others or not ranking.read:
        return Choice(first)
    begin_reading_model()
    question = others[0].query
    alone = Choice(others[0], _read(others[0], index, ranking))
    if _leans(question):
        with_earlier = Choice(first, _read(first, index, ranking))
        confidences = _find_confidence(alone, index), _find_confidence(with_earlier, index)
        return alone if _is_better_alone(question, *confidences, ranking) else with_earlier
    own = QueryHits(question, first.hits)
    carried = _find_confidence(Choice(own, _read(own, index, ranking)), index)
    return Choice(first) if carried >= _find_confidence(alone, index) + ranking.clearly else alone


def _leans(question: Query) -> bool:
    """Return whether a question points back or goes on."""
    return points_back(question.text, question.text_words) or is_elliptic(question.text, question.text_words)


def _is_better_alone(question: Query, alone: float, with_earlier: float, ranking: Ranking) -> bool:
    """Return whether a question that leans is answered better alone, by the confidences of both answers."""
    if may_change_topic(question.text, question.text_words):
        return alone >= with_earlier + ranking.new_topic
    return alone >= max(ranking.sure_alone, with_earlier + ranking.surer_alone)


def _read(search: QueryHits, index: Index, ranking: Ranking) -> list[ScoredSentence]:
    return read_sentences(search.query, search.hits[: ranking.read], index, open_reading_model())


def _find_confidence(choice: Choice, index: Index) -> float:
    return judge(choice.search.query, choose_sentences(choice.sentences or (), 1), index).confidence
