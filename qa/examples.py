"""Example questions, made of sentences of the articles; each is asked before it is offered."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from typing import NamedTuple, TypeVar

from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Answer, Quote
from qa.api import ask
from qa.collection import SAMPLES, find_samples
from qa.question_templates import draft_questions

MAX_TRIES, MAX_TRIES_NEXT = 24, 16
"""Maximum number of questions that are tried for the first page, and after an answer."""

_ARTICLES_READ, _SENTENCES_READ, _DRAFTS = 60, 30, 48
"""Maximum number of articles, of sentences of each, and of questions that are drafted for the first page."""

_ANSWER_TURNS = 2
"""Number of other tries that an answer counts for, so that examples are of different articles."""

_QUOTES_NEAR, _SENTENCES_NEAR = 3, 40
"""Number of quotes, and of sentences near each, that the next questions are made from."""

_WORDS_KEPT = 1 << 12
"""Number of words whose presence in the model's vocabulary is cached."""

_NAMES_IN = 100_000
"""Length of the start of an article that is searched for names, in characters."""

Item = TypeVar("Item")
SentenceOffsets = tuple[int, int]


class _Draft(NamedTuple):
    """A question, and the place of the sentence that it was made of."""

    question: str
    article_id: str
    start: int

    def is_answered_by(self, quote: Quote) -> bool:
        """Return whether a quote is that sentence, or the same words elsewhere."""
        places = [(quote.article.id, quote.start, quote.end)]
        places += [(also.article.id, also.start, also.end) for also in quote.also]
        return any(id == self.article_id and start <= self.start < end for id, start, end in places)


def example_questions(index: Index, count: int = 4) -> list[str]:
    """Return questions that the articles answer, of several kinds and from different articles first.

    The samples are asked about only if the others give too few.
    """
    own = islice((id for id in index.articles if id not in SAMPLES), _ARTICLES_READ)
    found = list(islice(_find_examples(list(own), index), count))
    if len(found) < count:
        found += islice(_find_examples(find_samples(index), index), count - len(found))
    return found


def _find_examples(ids: Sequence[str], index: Index) -> Iterator[str]:
    """Yield questions that articles answer, of several kinds and from different articles first."""
    index.read_articles_ahead(ids)
    drafts = _deal(_draft(index, id, index.sentences_of(id)[:_SENTENCES_READ].tolist()) for id in ids)
    kinds: dict[str, list[_Draft]] = {}
    for draft in islice(drafts, _DRAFTS):
        kinds.setdefault(" ".join(draft.question.split()[:2]), []).append(draft)
    of_each = {draft.question: draft for draft in _deal(kinds.values())}
    for draft in _try_in_turn(of_each.values(), index):
        yield draft.question


def _try_in_turn(drafts: Iterable[_Draft], index: Index) -> Iterator[_Draft]:
    """Yield the drafts that are answered, in turn from articles that had the fewest tries and the fewest answers."""
    left = list(drafts)
    turns: Counter[str] = Counter()
    for _ in range(min(MAX_TRIES, len(left))):
        draft = min(left, key=lambda one: turns[one.article_id])
        left.remove(draft)
        turns[draft.article_id] += 1
        if _find_quote(draft, ask(draft.question, index=index)):
            turns[draft.article_id] += _ANSWER_TURNS
            yield draft


def next_questions(
    answer: Answer, asked: Collection[str], index: Index, sources: Sequence[str] = ()
) -> Iterator[str | None]:
    """Yield the result of each question that is tried as one of the next: the question if it is one, otherwise None.

    It is tried on articles of the same dates as the answer, and of the given sources.
    Every try asks the index, which takes most of the time.
    """
    known = [frozenset(analyze(question)) for question in asked]
    quoted = {(quote.article.id, quote.start) for quote in answer.quotes[:1]}
    tries = 0
    for draft in dict.fromkeys(_draft_near(answer, index)):
        words = frozenset(analyze(draft.question))
        is_new = words not in known and not any(other and (words <= other or other <= words) for other in known)
        if not is_new or (draft.article_id, draft.start) in quoted:
            continue
        if tries == MAX_TRIES_NEXT:
            return
        tries += 1
        said = ask(draft.question, index=index, sources=sources, since=answer.since, until=answer.until)
        quote = _find_quote(draft, said)
        if quote and (quote.article.id, quote.start) not in quoted:
            known.append(words)
            quoted |= {(quote.article.id, quote.start), (draft.article_id, draft.start)}
            yield draft.question
        else:
            yield None


def _find_quote(draft: _Draft, said: Answer) -> Quote | None:
    """Return the first quote of the answer to a drafted question, None if it is not the sentence of the draft."""
    is_answered = said.status == "answered" and draft.is_answered_by(said.quotes[0])
    return said.quotes[0] if is_answered else None


def _draft_near(answer: Answer, index: Index) -> Iterator[_Draft]:
    """Yield questions on the sentences nearest to each quote, then on those of the passages that were read.

    Beside a quote, passages of other articles are left out: they may be about something else.
    """
    quotes = answer.quotes[:_QUOTES_NEAR]
    yield from _deal(_draft(index, quote.article.id, _find_nearest(quote, index)) for quote in quotes)
    quoted = {quote.article.id for quote in quotes}
    passages = [hit.passage for hit in answer.hits if not quoted or hit.passage.article_id in quoted]
    yield from _deal(_draft(index, one.article_id, index.sentences_in(one).tolist()) for one in passages)


def _find_nearest(quote: Quote, index: Index) -> list[SentenceOffsets]:
    """Return the sentences of a quoted article that are nearest to the quote, the nearest first."""
    sentences: list[SentenceOffsets] = index.sentences_of(quote.article.id).tolist()
    return sorted(sentences, key=lambda place: abs(place[0] - quote.start))[:_SENTENCES_NEAR]


def _draft(index: Index, article_id: str, sentences: Iterable[SentenceOffsets]) -> Iterator[_Draft]:
    """Yield the questions that sentences of an article answer, in their order."""
    text = index.articles[article_id].text
    names = text[:_NAMES_IN]

    @lru_cache(_WORDS_KEPT)
    def is_word(word: str) -> bool:
        """Return whether the model knows a word whole."""
        return index.encoder.count_pieces([word]) == [1]

    for start, end in sentences:
        for question in draft_questions(text[start:end], names, is_word):
            yield _Draft(question, article_id, start)


def _deal(rows: Iterable[Iterable[Item]]) -> Iterator[Item]:
    """Yield the first of each row, then the second of each."""
    return (item for column in zip_longest(*rows) for item in column if item is not None)
