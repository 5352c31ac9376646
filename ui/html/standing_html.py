"""The section "Standing questions" of the Kept tab as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.articles import Article
from index.store import Index
from qa.answer import Place
from qa.article_list import day_words, name_count
from qa.input_limits import MAX_TYPED_LENGTH
from qa.query.period import format_period
from qa.standing.standing_file import NewSentence, QuotedArticle, StandingQuestion
from ui.ask_request import address_of, request_of
from ui.html.list_change import ListChange
from ui.html.rendering import render

SHOWN_SENTENCES = 20
"""Number of unread sentences of a question that are shown, and of read ones."""


@dataclass(frozen=True, slots=True)
class _SentenceRow:
    """A sentence of the list. `place` is where its article opens, None if the article is not in the index any more."""

    sentence: NewSentence
    article: Article
    place: Place | None
    also: Sequence[Place]
    found: str


@dataclass(frozen=True, slots=True)
class _QuestionRow:
    question: StandingQuestion
    address: str
    facts: Sequence[str]
    state: str
    unread: Sequence[_SentenceRow]
    more_unread: int
    read: Sequence[_SentenceRow]


def standing_html(
    questions: Sequence[StandingQuestion],
    index: Index,
    *,
    collection: str = "",
    collections: Sequence[str] = (),
    is_changeable: bool = False,
    change: ListChange | None = None,
) -> str:
    """Return the questions, those with news first, with a form for another one.

    `collection` is the one that they belong to, `collections` are those that the page shows; empty for the default one.
    """
    rows = [_make_row(one, index, tuple(collections)) for one in sorted(questions, key=lambda one: not one.unread)]
    return render(
        "standing.html",
        rows=rows,
        collection=collection,
        is_changeable=is_changeable,
        change=change,
        max_length=MAX_TYPED_LENGTH,
    )


def _make_row(question: StandingQuestion, index: Index, collections: tuple[str, ...]) -> _QuestionRow:
    unread = question.unread[::-1]
    read = [sentence for sentence in reversed(question.sentences) if sentence.read]
    return _QuestionRow(
        question=question,
        address=address_of(request_of(question, collections)),
        facts=list(_list_facts(question)),
        state=_describe_state(question),
        unread=[_make_sentence(sentence, index) for sentence in unread[:SHOWN_SENTENCES]],
        more_unread=max(0, len(unread) - SHOWN_SENTENCES),
        read=[_make_sentence(sentence, index) for sentence in read[:SHOWN_SENTENCES]],
    )


def _list_facts(question: StandingQuestion) -> Iterator[str]:
    yield from question.sources
    if period := format_period(question.since, question.until):
        yield f"articles {period}"
    if day := _name_day(question.added):
        yield f"watched since {day}"


def _describe_state(question: StandingQuestion) -> str:
    if question.paused:
        return "Paused"
    return f"{name_count(len(question.unread), 'new sentence')}" if question.unread else "Nothing new"


def _make_sentence(sentence: NewSentence, index: Index) -> _SentenceRow:
    own = index.articles.get(sentence.article.id)
    others = [(index.articles.get(place.article.id), place) for place in sentence.also]
    return _SentenceRow(
        sentence,
        own or _restore(sentence.article),
        Place(own, sentence.start, sentence.end) if own else None,
        [Place(article, place.start, place.end) for article, place in others if article],
        _name_day(sentence.found),
    )


def _restore(article: QuotedArticle) -> Article:
    """Return the known facts of an article that is no longer in the index."""
    return Article(article.id, article.title, "", article.source, "", article.published, article.url, "")


def _name_day(moment: str) -> str:
    """Return the day of a moment in words, empty if a person has written something else there."""
    try:
        return day_words(date.fromisoformat(moment[:10]))
    except ValueError:
        return ""
