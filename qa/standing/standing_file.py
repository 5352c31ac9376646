"""`standing.json` beside the generations: the standing questions, what they found, and which articles were looked at.

The file has a lock of its own, so that nobody waits for a build, and is replaced as a whole. It lies outside the
generations: neither a build nor a rollback touches it. An article that was looked at once stays so if it is removed,
so adding it again is no news.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from corpus.errors import StandingError, StandingMissing
from corpus.regular import read_bytes
from index.files import atomic_write, find_drafts, locked_file
from index.generation.index_folder import create_index_folder
from qa.standing import STANDING_FILE

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MAX_BYTES = 100_000_000
"""Maximum size of the file, in bytes."""

_WAIT_SECONDS = 10.0

_DEPTH = 4
"""By how many characters the lines of a sentence are indented in the file."""

_SHOWN = 300
"""Maximum length of the reason why the file cannot be read, in characters."""


@dataclass(frozen=True, slots=True)
class QuotedArticle:
    """The article of a sentence as it was when the sentence was found; unknown fields are empty."""

    id: str
    title: str
    source: str
    published: date | None
    url: str


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """Another place that says the same."""

    article: QuotedArticle
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NewSentence:
    """A sentence that answers a standing question and was new when it was found; `read`: a person has marked it.

    `value` is what the answer in it comes to, empty if that is unknown. `found` is a moment in ISO 8601 and UTC.
    """

    id: str
    text: str
    start: int
    end: int
    article: QuotedArticle
    prefix: str
    suffix: str
    also: tuple[QuotedPlace, ...]
    value: str
    confidence: float
    found: str
    generation: str
    read: bool = False


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that is asked again at every new generation, with its filters and what it found, oldest first.

    `looked` is the number of the last look. `added` is a moment in ISO 8601 and UTC. A `removed` question is kept for
    a while, so that removing it can be undone.
    """

    id: str
    question: str
    history: tuple[str, ...]
    sources: tuple[str, ...]
    since: date | None
    until: date | None
    read_period: bool
    added: str
    looked: int
    paused: bool = False
    removed: bool = False
    sentences: tuple[NewSentence, ...] = ()

    @property
    def unread(self) -> tuple[NewSentence, ...]:
        """The sentences that nobody has marked as read."""
        return tuple(sentence for sentence in self.sentences if not sentence.read)


@dataclass(frozen=True, slots=True)
class StandingQuestions:
    """All standing questions of an index, and the number of the look at which each article was first looked at.

    `id` names the list in feeds.
    """

    id: str = field(default_factory=lambda: str(uuid4()))
    questions: tuple[StandingQuestion, ...] = ()
    articles: Mapping[str, int] = field(default_factory=dict)

    @property
    def looks(self) -> int:
        """The number of the last look."""
        return max([0, *self.articles.values(), *(question.looked for question in self.questions)])

    @property
    def shown(self) -> tuple[StandingQuestion, ...]:
        """The questions that were not removed."""
        return tuple(question for question in self.questions if not question.removed)

    def find(self, id: str, *, removed: bool = False) -> StandingQuestion:
        """Return a question that is shown, or one that was removed. Raises StandingMissing if there is none."""
        for question in self.questions:
            if question.id == id and question.removed == removed:
                return question
        raise StandingMissing(f"There is no standing question {id}.", "List them with: quotedesk standing list")

    def replace_question(self, question: StandingQuestion) -> "StandingQuestions":
        """Return them with a question in place of the one with its id."""
        changed = tuple(question if known.id == question.id else known for known in self.questions)
        return replace(self, questions=changed)

    def find_new(self, ids: Collection[str], looked: int) -> list[str]:
        """Return those of the articles that were not looked at up to a look, in order."""
        after = looked + 1
        return sorted(id for id in ids if self.articles.get(id, after) > looked)


@dataclass(frozen=True, slots=True)
class _Look:
    number: int
    articles: str


@dataclass(frozen=True, slots=True)
class _StandingForm:
    """The content of the file: the ids of a look are in one line."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - a plain class attribute, read by pydantic

    id: str
    questions: tuple[StandingQuestion, ...]
    looks: tuple[_Look, ...]


@cache
def _load_form() -> "TypeAdapter[_StandingForm]":
    # It takes a while to load, and a program that uses no standing questions does without it.
    from pydantic import TypeAdapter

    return TypeAdapter(_StandingForm)


@cache
def _load_sentence() -> "TypeAdapter[NewSentence]":
    from pydantic import TypeAdapter

    return TypeAdapter(NewSentence)


def read_standing(folder: Path) -> StandingQuestions:
    """Return the standing questions of an index folder. Raises StandingError for an invalid file."""
    path = folder / STANDING_FILE
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(path, f"it has more than {MAX_BYTES:,} bytes")
        form = _load_form().validate_json(read_bytes(path))
    except FileNotFoundError:
        return StandingQuestions()
    except ValueError as error:
        raise _unreadable(path, " ".join(str(error).split())[:_SHOWN]) from error
    except OSError as error:
        raise _unreadable(path, str(error.strerror or error)) from error
    articles = {id: look.number for look in form.looks for id in look.articles.split()}
    return StandingQuestions(form.id, form.questions, articles)


def _unreadable(path: Path, why: str) -> StandingError:
    return StandingError(
        f"The standing questions in {path} cannot be read: {why}.", "Correct the file or move it away."
    )


class StandingDraft:
    """The standing questions while the file is locked; `now` is written at the end if it was replaced."""

    def __init__(self, now: StandingQuestions) -> None:
        self.now = now


@contextmanager
def change_standing(folder: Path) -> Iterator[StandingDraft]:
    """Lock the file, read it, and write it again if the block replaces `now`.

    Raises StandingError if it stays locked, cannot be read or written, or would become too large, CollectionMissing if
    the collection was renamed or deleted.
    """
    path = folder / STANDING_FILE
    # The block is outside: its own errors are not those of the file.
    with ExitStack() as held:
        with _explaining(path):
            create_index_folder(folder)
            held.enter_context(locked_file(folder / f"{STANDING_FILE}.lock", _WAIT_SECONDS))
        before = read_standing(folder)
        draft = StandingDraft(before)
        yield draft
        if draft.now is not before:
            content = _write_within(draft.now, path)
            with _explaining(path):
                for left in find_drafts(folder, STANDING_FILE):
                    left.unlink(missing_ok=True)
                atomic_write(path, content, "standing")


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise StandingError(f"Another process has locked {path}.", "Wait a moment and try again.") from error
    except OSError as error:
        raise StandingError(
            f"The standing questions could not be saved: {error.strerror or error}.",
            f"Free some disk space, or make {path.parent} writable.",
        ) from error


def _write_within(standing: StandingQuestions, path: Path) -> bytes:
    """Return the content of the file, if it is too large without the oldest sentences that may be dropped.

    A change that makes the file smaller is always allowed. Raises StandingError.
    """
    content = _write(standing)
    if len(content) > MAX_BYTES:
        content = _write(_drop_oldest(standing, len(content) - MAX_BYTES))
    if len(content) > MAX_BYTES and len(content) >= (path.stat().st_size if path.exists() else 0):
        raise StandingError(
            f"The standing questions would take more than {MAX_BYTES:,} bytes.",
            "Mark sentences as read, so that the oldest are dropped, or remove a question.",
        )
    return content


def _drop_oldest(standing: StandingQuestions, excess: int) -> StandingQuestions:
    """Drop the oldest sentences until some bytes are saved: those that were read, then those of removed questions."""
    found = [(sentence, question) for question in standing.questions for sentence in question.sentences]
    droppable = [(one.read, one.found, one, of) for one, of in found if one.read or of.removed]
    dropped: set[tuple[str, str]] = set()
    for _, _, sentence, question in sorted(droppable, key=lambda each: (not each[0], each[1])):
        if excess <= 0:
            break
        dropped.add((question.id, sentence.id))
        lines = _load_sentence().dump_json(sentence, indent=1).splitlines()
        excess -= sum(_DEPTH + len(line) for line in lines)
    kept = tuple(
        replace(of, sentences=tuple(one for one in of.sentences if (of.id, one.id) not in dropped))
        for of in standing.questions
    )
    return replace(standing, questions=kept)


def _write(standing: StandingQuestions) -> bytes:
    looks = tuple(_Look(number, " ".join(ids)) for number, ids in _group_looks(standing))
    return _load_form().dump_json(_StandingForm(standing.id, standing.questions, looks), indent=1) + b"\n"


def _group_looks(standing: StandingQuestions) -> Iterator[tuple[int, list[str]]]:
    """Yield the looks with their articles; looks that are the same to every question become one, the last of them."""
    ends = sorted({*(question.looked for question in standing.questions), standing.looks})
    numbered = sorted((next(end for end in ends if end >= look), id) for id, look in standing.articles.items())
    for number, members in groupby(numbered, key=lambda pair: pair[0]):
        yield number, [id for _, id in members]
