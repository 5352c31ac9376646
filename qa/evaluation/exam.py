"""The exam of an index: questions with known answers, and questions that must not be answered.

It is drafted from the articles themselves (a known item each: the heaviest words of a sentence must bring that
sentence back) or written by the maintainer, one JSON object a line: `{"question": ..., "quotes": [...]}`, where no
quotes mean that the articles do not say.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from corpus.errors import EvaluationError, ExamFailed, IndexDamaged, IndexMissing, IndexStale
from corpus.regular import read_text
from index.files import atomic_write, find_drafts
from index.generation.generations import find_current
from index.generation.manifest import read_manifest
from index.opening import open_index
from index.store import Index
from index.text.analyzer import analyze
from qa.api import ask
from qa.input_limits import MAX_QUESTION_LENGTH
from qa.question import check_question

EXAM_FILE = "exam.jsonl"
KNOWN_ITEMS = 20
MIN_WORDS, MAX_WORDS = 6, 8
SEED = 7

MAX_LOST_ARTICLES, MAX_LOST_ANSWERS = 0.2, 0.1
"""Shares of the articles, and of the exam's questions, that a new index may lose and still be published."""

MIN_LOST_ARTICLES = 5
"""Number of articles that a new index may always lose: in a small collection that is intended, not an accident."""

OFF_TOPIC = (
    "At what temperature does tungsten melt?",
    "Who composed the opera Rusalka?",
    "How many strings does a sitar have?",
    "What do axolotls eat?",
    "Which enzyme unwinds the double helix?",
    "How long should sourdough rise overnight?",
    "Who won the curling final of 1998?",
    "What is the derivative of the arctangent?",
)


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """A question and the wordings one of which must be quoted; none if the question must not be answered."""

    question: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a question was answered correctly, and the answer."""

    question: str
    right: bool
    said: str


def draft_exam(index: Index) -> list[ExamQuestion]:
    """Draft the questions that an index itself gets right: known items, and off-topic ones."""
    return [question for question in try_drafts(index) if question]


def try_drafts(index: Index) -> Iterator[ExamQuestion | None]:
    """Yield the result of each draft that is tried: the question if the index gets it right, otherwise None.

    Every try asks the index, which takes most of the time.
    """
    sentences = [(id, start, end) for id in index.articles for start, end in index.sentences_of(id).tolist()]
    drawn = np.random.default_rng(SEED).permutation(len(sentences))[: 2 * KNOWN_ITEMS]
    items = 0
    for draft in filter(None, (_draft_item(index, *sentences[number]) for number in drawn)):
        is_right = mark_question(index, draft).right
        yield draft if is_right else None
        items += is_right
        if items == KNOWN_ITEMS:
            break
    for null in map(ExamQuestion, OFF_TOPIC):
        yield null if mark_question(index, null).right else None


def _draft_item(index: Index, article_id: str, start: int, end: int) -> ExamQuestion | None:
    """Draft a question of a sentence's heaviest words, in their order; None if they are too few or too long."""
    text = index.articles[article_id].text[start:end]
    words = [word for word in dict.fromkeys(text.split()) if analyze(word)]
    if len(words) < MIN_WORDS:
        return None
    heaviest = sorted(words, key=lambda word: -max(map(index.lexical.idf, analyze(word))))[:MAX_WORDS]
    question = " ".join(word for word in words if word in heaviest)
    return ExamQuestion(question, (text,)) if len(question) <= MAX_QUESTION_LENGTH else None


def sit_exam(index: Index, questions: Sequence[ExamQuestion]) -> list[Mark]:
    """Ask every question and mark the answers."""
    return [mark_question(index, question) for question in questions]


def mark_question(index: Index, question: ExamQuestion) -> Mark:
    """Ask a question and mark the answer."""
    answer = ask(question.question, index=index)
    quoted = [" ".join(quote.text.split()) for quote in answer.quotes]
    if question.quotes:
        wanted = [" ".join(quote.split()) for quote in question.quotes]
        right = any(want in quote or quote in want for want in wanted for quote in quoted)
    else:
        right = answer.status != "answered"
    return Mark(question.question, right, quoted[0] if quoted else answer.status)


def read_exam(path: Path) -> list[ExamQuestion]:
    """Read an exam. Raises EvaluationError."""
    try:
        return list(_parse(read_text(path)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"The exam {path} cannot be read: {error}.",
            'Give one JSON object per line: {"question": "...", "quotes": ["..."]}, or draft one with: quotedesk exam',
        ) from error


def _parse(text: str) -> Iterator[ExamQuestion]:
    for line in filter(str.strip, text.splitlines()):
        fields = json.loads(line)
        yield ExamQuestion(check_question(fields["question"]), tuple(map(str, fields.get("quotes", ()))))


def write_exam(path: Path, questions: Sequence[ExamQuestion]) -> None:
    """Write an exam. Raises EvaluationError."""
    lines = [json.dumps(asdict(question), ensure_ascii=False) + "\n" for question in questions]
    try:
        atomic_write(path, "".join(lines).encode())
        for left in find_drafts(path.parent, path.name):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise EvaluationError(
            f"The exam {path} cannot be written: {error.strerror}.",
            "Make sure that the folder is writable and that the disk has room, then try again.",
        ) from error


def refuse_worse(folder: Path) -> Callable[[Index], None]:
    """Return a function that examines a new generation of an index folder before it is published.

    It raises ExamFailed if too many articles are lost, or too many questions that the published one answers right;
    questions whose wording is in no article any more are not asked. Raises EvaluationError for an exam that cannot be
    read.
    """

    # Read now: a build takes long, and should not fail by its exam when it is done.
    questions = [question for path in folder.glob(EXAM_FILE) for question in read_exam(path)]

    def examine(index: Index) -> None:
        try:
            before = read_manifest(find_current(folder)).articles
            published = open_index(folder) if questions else None
        except (IndexMissing, IndexDamaged, IndexStale):
            # Nothing to compare with: there is no index yet, or it is to be repaired.
            return
        after = len(index.articles)
        if before - after > max(MAX_LOST_ARTICLES * before, MIN_LOST_ARTICLES):
            raise ExamFailed(
                f"The new index would have {after:,} articles, {before - after:,} fewer than now; it is not published.",
                "If that is intended, publish it with --force.",
            )
        if published:
            _compare(questions, published, index)

    return examine


def _compare(questions: Sequence[ExamQuestion], published: Index, index: Index) -> None:
    texts = [" ".join(article.text.split()) for article in index.articles.values()]
    asked = [
        question
        for question in questions
        if not question.quotes or any(" ".join(q.split()) in text for q in question.quotes for text in texts)
    ]
    marks = list(zip(sit_exam(published, asked), sit_exam(index, asked), strict=True))
    lost = [after for before, after in marks if before.right and not after.right]
    won = sum(after.right and not before.right for before, after in marks)
    if len(lost) - won > MAX_LOST_ANSWERS * len(asked):
        named = "; ".join(f"“{mark.question}” now gives “{mark.said}”" for mark in lost[:3])
        raise ExamFailed(
            f"The new index loses {len(lost)} of {len(asked)} exam questions and gains {won}, so it is not published: "
            f"{named}.",
            "Find out why, or publish it with --force.",
        )
