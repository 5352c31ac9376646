"""`ask_standing`: asks the standing questions of the articles that are new since each one was asked last.

Any number of processes may look at once: what a question found is saved only if nobody has looked for it meanwhile.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from corpus.articles import Article
from index.folder_index import FolderIndex
from index.generation.generations import find_current
from index.opening import open_index
from index.places import Location
from index.store import Index
from qa.answer import Quote
from qa.default_index import resolve_index
from qa.input_limits import MAX_KEPT_SENTENCES
from qa.standing import STANDING_FILE
from qa.standing.earlier import EarlierStatements
from qa.standing.news import find_news, name_value
from qa.standing.standing_changes import format_now
from qa.standing.standing_file import (
    NewSentence,
    QuotedArticle,
    QuotedPlace,
    StandingQuestion,
    StandingQuestions,
    change_standing,
    read_standing,
)
from qa.work_steps import finish_steps

_NAMES = UUID("5b1d9c1e-6a53-4a51-9d3c-0f4f0a4c2f57")
"""The namespace of the ids of sentences."""


@dataclass(frozen=True, slots=True)
class News:
    """A standing question, and its new sentences."""

    question: StandingQuestion
    sentences: tuple[NewSentence, ...]


def ask_standing(index: Index | Location | str) -> list[News]:
    """Ask the standing questions of an index of its new articles, save what they find, and return it.

    Raises StandingError if the file of the questions cannot be read or written, and what `open_at` raises.
    """
    return finish_steps(ask_standing_in_steps(resolve_index(index)))


def find_newest(index: Index) -> Index:
    """Return an index, or the newest generation of its folder if that is another one."""
    is_newest = not isinstance(index, FolderIndex) or find_current(index.folder).name == index.generation
    return index if is_newest else open_index(index.folder)


def is_due(index: Index) -> bool:
    """Return whether a standing question was not asked of an article yet."""
    if not (index.folder / STANDING_FILE).exists() or index.manifest.is_quick:
        return False
    standing = read_standing(index.folder)
    return any(standing.find_new(index.articles, question.looked) for question in _list_asked(standing))


def ask_standing_in_steps(index: Index) -> Generator[float, None, list[News]]:
    """Look question by question; each step costs nothing, as nobody chooses how many there are.

    The newest generation is asked, so that no article that others know already is passed over.
    """
    while is_due(index := find_newest(index)):
        before = read_standing(index.folder)
        found = yield from _ask(before, index)
        news = _save(index, before, found)
        if news is not None:
            return news
    return []


def _ask(standing: StandingQuestions, index: Index) -> Generator[float, None, dict[str, list[NewSentence]]]:
    """Return what each question finds, by its id."""
    earlier: dict[int, EarlierStatements] = {}
    found: dict[str, list[NewSentence]] = {}
    for question in _list_asked(standing):
        looked = question.looked
        if looked not in earlier:
            earlier[looked] = EarlierStatements(index, frozenset(standing.find_new(index.articles, looked)))
        new = sorted(earlier[looked].new)
        quotes = find_news(question, index, new, earlier[looked]) if new else []
        found[question.id] = [_keep(question, quote, index.generation) for quote in quotes]
        yield 0
    return found


def _list_asked(standing: StandingQuestions) -> list[StandingQuestion]:
    return [question for question in standing.shown if not question.paused]


def _save(index: Index, before: StandingQuestions, found: Mapping[str, Sequence[NewSentence]]) -> list[News] | None:
    """Save the new sentences, and return them; None if others have looked, built or added questions meanwhile.

    A question that was paused or removed meanwhile is left as it is.
    """
    with change_standing(index.folder) as draft:
        if draft.now.articles != before.articles or find_newest(index) is not index:
            return None
        number = draft.now.looks + 1
        news, questions = [], []
        for question in draft.now.questions:
            if question.id in found and not question.paused and not question.removed:
                sentences = tuple(found[question.id])
                question = replace(question, looked=number, sentences=_limit((*question.sentences, *sentences)))
                news += [News(question, sentences)] if sentences else []
            questions.append(question)
        articles = {**dict.fromkeys(index.articles, number), **draft.now.articles}
        draft.now = replace(draft.now, questions=tuple(questions), articles=articles)
    return news


def _limit(sentences: Sequence[NewSentence]) -> tuple[NewSentence, ...]:
    """Drop the oldest sentences that were read, and if all are unread the oldest ones, above the limit."""
    excess = len(sentences) - MAX_KEPT_SENTENCES
    if excess <= 0:
        return tuple(sentences)
    dropped = {one.id for one in sorted(sentences, key=lambda one: not one.read)[:excess]}
    return tuple(one for one in sentences if one.id not in dropped)


def _keep(question: StandingQuestion, quote: Quote, generation: str) -> NewSentence:
    place = f"{question.id} {quote.article.id}:{quote.start}-{quote.end}"
    return NewSentence(
        id=str(uuid5(_NAMES, place)),
        text=quote.text,
        start=quote.start,
        end=quote.end,
        article=_name(quote.article),
        prefix=quote.prefix,
        suffix=quote.suffix,
        also=tuple(QuotedPlace(_name(place.article), place.start, place.end) for place in quote.also),
        value=name_value(question.question, quote),
        confidence=round(quote.confidence, 4),
        found=format_now(),
        generation=generation,
    )


def _name(article: Article) -> QuotedArticle:
    return QuotedArticle(article.id, article.headline, article.source, article.published, article.url)
