"""What new articles answer to a standing question: verbatim sentences that no earlier article says, each once.

The new articles compete with all others for their scores, so that a sentence is as confident as in `ask`, but only
they are read. Copies and reprints among them are folded into the earliest.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from corpus.passages import Passage
from index.store import Index
from index.types import Among, Rows
from qa.answer import Hit, Place, Quote
from qa.query.query import Query, make_query
from qa.query.scope import read_scope
from qa.reading.confidence import MIN_SHOWN, estimate, judge, refuse_unknown
from qa.reading.quoting import make_quotes
from qa.reading.reader import choose_sentences, find_quotable, read_sentences
from qa.reading.reading_model import open_reading_model
from qa.reading.scored_sentence import ScoredSentence
from qa.retrieval.candidates import make_hits
from qa.retrieval.copies import publishing_order
from qa.retrieval.search import rank_passages
from qa.standing.earlier import COPY_SHARE, ComparedSentence, EarlierStatements
from qa.standing.standing_file import NewSentence, StandingQuestion
from qa.values import Value, read_value
from qa.weights import RANKING

READ_AT_ONCE = 10
"""Number of passages that are read before it is decided whether to read on: only if one of them answers."""

MAX_READ = 500
"""Maximum number of passages that are read for a question at a look."""

# Copies are folded sentence by sentence, so that an edit of an article is read.
_RANKING = replace(RANKING, copies=0.0)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence that was reported, or will be: its words, the answer in it, and its article."""

    compared: ComparedSentence
    value: str
    article_id: str


def find_news(
    question: StandingQuestion, index: Index, new: Collection[str], earlier: EarlierStatements
) -> list[Quote]:
    """Return the sentences of new articles that answer a question and say something new, by the day of publishing."""
    scope = read_scope(
        question.question, index, question.sources, question.since, question.until, reads=question.read_period
    )
    query = make_query(scope.question, question.history, index)
    if refuse_unknown(query, index):
        return []
    sentences = _read(query, _rank(query, new, index, index.select(scope.wanted)), index)
    sentences = _leave_out_known(query, sentences, index, earlier)
    fresh = [one for one in find_quotable(sentences) if _answers(one, query, index)]
    fresh = [one for one in fresh if not earlier.has(one.text, one.hit.article)]
    chosen = choose_sentences(sentences, len(sentences)) if fresh else []
    reported = [one for one in chosen if _answers(one, query, index) and any(map(one.overlaps, fresh))]
    quotes = [quote for one in reported for quote in make_quotes([one])]
    return _fold(quotes, query.question, question.sentences, index)


def _rank(query: Query, new: Collection[str], index: Index, among: Among) -> list[Hit]:
    rows = _find_rows(new, index)
    with index.search_slot:
        return make_hits(rank_passages(query, MAX_READ, index, among, _RANKING, only=rows), index)


def _find_rows(ids: Collection[str], index: Index) -> Rows:
    return np.concatenate([np.arange(each.start, each.stop) for each in map(index.passages_of, ids)])


def _read(query: Query, hits: Sequence[Hit], index: Index) -> list[ScoredSentence]:
    """Read the sentences of hits, best first, as long as some answer."""
    found: list[ScoredSentence] = []
    for first in range(0, len(hits), READ_AT_ONCE):
        batch = read_sentences(query, hits[first : first + READ_AT_ONCE], index, open_reading_model())
        found += batch
        if not any(_answers(sentence, query, index) for sentence in batch):
            break
    return found


def _leave_out_known(
    query: Query, sentences: Sequence[ScoredSentence], index: Index, earlier: EarlierStatements
) -> list[ScoredSentence]:
    """Read passages again whose answer an earlier article gives, without it: the sentences of a passage compete.

    Only sentences that would be shown beside that answer are read again: alone, another one could pass for an answer.
    """
    kept: list[ScoredSentence] = []
    for _, group in groupby(sentences, key=lambda sentence: sentence.hit.passage.id):
        of_passage = list(group)
        hit = of_passage[0].hit
        if any(earlier.has(one.text, hit.article) for one in of_passage if _answers(one, query, index)):
            of_passage = [one for one in of_passage if not earlier.has(one.text, hit.article)]
            likely = {one.start for one in of_passage if estimate(one) >= MIN_SHOWN}
            cuts = _cut(hit, of_passage)
            rest = [cut for cut in cuts if any(cut.passage.start <= start < cut.passage.end for start in likely)]
            again = read_sentences(query, rest, index, open_reading_model()) if rest else []
            read = {one.start: one for one in again if one.start in likely}
            of_passage = [read.get(one.start, one) for one in of_passage]
        kept += of_passage
    return kept


def _cut(hit: Hit, sentences: Sequence[ScoredSentence]) -> Iterator[Hit]:
    """Yield a hit for each stretch of a passage that consists of these sentences."""
    text, first = hit.article.text, 0
    for after in range(1, len(sentences) + 1):
        if after == len(sentences) or text[sentences[after - 1].end : sentences[after].start].strip():
            start, end = sentences[first].start, sentences[after - 1].end
            yield replace(hit, passage=Passage(hit.article.id, text[start:end], start, end))
            first = after


def _answers(sentence: ScoredSentence, query: Query, index: Index) -> bool:
    return judge(query, [sentence], index).status == "answered"


def _fold(quotes: Sequence[Quote], question: str, reported: Sequence[NewSentence], index: Index) -> list[Quote]:
    """Keep one quote of those that say the same, the earliest; leave out those that were reported before."""
    known = [_Statement(ComparedSentence(one.text), one.value, one.article.id) for one in reported]
    kept: list[Quote] = []
    for quote in sorted(quotes, key=lambda quote: (*publishing_order(quote.article), quote.start)):
        own = _Statement(ComparedSentence(quote.text), name_value(question, quote), quote.article.id)
        same = next((number for number, other in enumerate(known) if _is_covered(own, other, index)), None)
        if same is None:
            kept.append(quote)
            known.append(own)
        elif same >= len(reported):
            earlier = kept[same - len(reported)]
            place = Place(quote.article, quote.start, quote.end)
            kept[same - len(reported)] = replace(earlier, also=(*earlier.also, place, *quote.also))
    return kept


def _is_covered(own: _Statement, other: _Statement, index: Index) -> bool:
    """Return whether another sentence says what one says: in nearly the same words, or as a copy with the same answer.

    One that says more than the other is covered by it if both give the same answer.
    """
    are_copies = other.article_id in index.copies.get(own.article_id, ())
    has_same_value = bool(own.value) and own.value == other.value
    if own.compared.is_covered_by(other.compared, COPY_SHARE if are_copies else RANKING.copies):
        return True
    return has_same_value and (are_copies or other.compared.is_covered_by(own.compared))


def name_value(question: str, quote: Quote) -> str:
    """Return what the answer in a quote comes to, empty if it is not one thing."""
    value: Value | None = read_value(question, quote)
    return " ".join(filter(None, value)) if value else ""
