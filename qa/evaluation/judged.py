"""Judgements of answers, saved beside the index as questions for `quotedesk evaluate`.

One JSON object a line; a new judgement of a question replaces the former one.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from filelock import lock_descriptor

from corpus.errors import EvaluationError
from corpus.regular import open_text, read_text
from index.files import atomic_write, find_drafts
from qa.answer import Answer, Quote

JUDGED_FILE = "judged.jsonl"

MAX_JUDGEMENTS = 10_000
MAX_BYTES = 10_000_000
"""Maximum size of the file, in bytes; anyone with access to the page can add to it."""

Verdict = Literal["right", "another", "elsewhere", "unanswerable"]
"""The answer is right; another quotation answers; the articles say it elsewhere; they do not say it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's judgement of an answer: `quote` is the quotation that answers, if it is not the first.

    `filtered`: only some of the articles were searched; such a question is saved but cannot be asked again.
    """

    answer: Answer
    verdict: Verdict
    note: str = ""
    quote: Quote | None = None
    filtered: bool = False


def read_verdict(text: object) -> Verdict:
    """Return a verdict by its name; raises ValueError."""
    for verdict in get_args(Verdict):
        if verdict == text:
            return verdict  # type: ignore[no-any-return]
    raise ValueError(f"there is no verdict {text!r}")


def keep_judgement(folder: Path, judgement: Judgement) -> None:
    """Save a judgement atomically in the folder of the index.

    Raises EvaluationError if it cannot be written or too many are saved already, and ValueError if it names no
    quotation that answers.
    """
    row = make_row(judgement)
    path = folder / JUDGED_FILE
    try:
        with _locked(folder):
            others = [line for line in _read_lines(path) if _id_of(line) != row["id"]]
            lines = [*others, json.dumps(row, ensure_ascii=False)]
            if len(lines) > MAX_JUDGEMENTS or sum(len(line.encode()) + 1 for line in lines) > MAX_BYTES:
                raise _too_many(path)
            for left in find_drafts(folder, JUDGED_FILE):
                left.unlink(missing_ok=True)
            atomic_write(path, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise EvaluationError(
            f"Your feedback could not be saved: {error.strerror}.", f"Free some disk space, or make {folder} writable."
        ) from error


def make_row(judgement: Judgement) -> dict[str, object]:
    """Return a judgement as a line of a question set."""
    answer, quote = judgement.answer, judgement.quote
    if answer.status == "about":
        raise ValueError("an answer about the collection is not judged")
    confirmed = judgement.verdict == "right"
    if confirmed and answer.status == "answered":
        quote = answer.quotes[0]
    if judgement.verdict == "another" and quote is None:
        raise ValueError("the quotation that answers is not named")
    answerable = answer.status == "answered" if confirmed else judgement.verdict != "unanswerable"
    has_evidence = answerable and judgement.verdict != "elsewhere" and quote
    key = json.dumps([answer.question, answer.carried, judgement.filtered])
    return {
        "id": f"judged-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
        "question": answer.question,
        "history": list(answer.carried),
        "answerable": answerable,
        "evidence": [{"article": quote.article.id, "quote": quote.text}] if has_evidence and quote else [],
        "filtered": judgement.filtered,
        "verdict": judgement.verdict,
        "note": judgement.note,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "judged": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _id_of(line: str) -> object:
    """Return the id of a line, None for a damaged one, which is left unchanged."""
    try:
        return json.loads(line).get("id")
    except (ValueError, AttributeError):
        return None


def _too_many(path: Path) -> EvaluationError:
    return EvaluationError(
        f"Your feedback could not be saved: {path.name} has reached its limit of "
        f"{MAX_JUDGEMENTS:,} judgements or {MAX_BYTES:,} bytes.",
        f"Move {path.name} out of the index folder to start a new one.",
    )


def _read_lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    if path.stat().st_size > MAX_BYTES:
        raise _too_many(path)
    return [line for line in read_text(path).split("\n") if line.strip()]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a separate lock, so that no judgement waits for a build."""
    with open_text(folder / f"{JUDGED_FILE}.lock", "a") as file:
        lock_descriptor(file.fileno())
        yield
