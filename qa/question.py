"""Checks a question and its options before anything is searched."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from corpus.errors import DateError
from qa.input_limits import MAX_HITS, MAX_QUESTION_LENGTH

Day = date | str | None
"""A date, or one as text: 2024-01-31, 2024-01 or 2024."""

DAY_PATTERN = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"


def check_question(question: str) -> str:
    """Return the question without the white space around it; raises TypeError or ValueError."""
    if not isinstance(question, str):
        raise TypeError(f"question must be a text, not {type(question).__name__}")
    question = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if not question:
        raise ValueError("question is empty; type what you want to know")
    if len(question) > MAX_QUESTION_LENGTH:
        raise ValueError(f"question has {len(question):,} characters; ask in at most {MAX_QUESTION_LENGTH:,}")
    return question


def check_count(k: int) -> int:
    """Return `k`, the requested number of hits; raises TypeError or ValueError."""
    if not isinstance(k, int) or isinstance(k, bool):
        raise TypeError(f"k must be a whole number, not {type(k).__name__}")
    if not 1 <= k <= MAX_HITS:
        raise ValueError(f"k is {k}; ask for 1 to {MAX_HITS} hits")
    return k


def check_history(history: Sequence[str]) -> list[str]:
    """Return the earlier questions, oldest first; raises TypeError or ValueError."""
    if isinstance(history, str):
        raise TypeError("history must be a list of earlier questions, not one text")
    return [check_question(question) for question in history]


def check_since(day: Day) -> date | None:
    """Return the first day of a date, whose text may name only the month or the year; raises DateError."""
    return _check_day(day, "since", is_end=False)


def check_until(day: Day) -> date | None:
    """Return the last day of a date, whose text may name only the month or the year; raises DateError."""
    return _check_day(day, "until", is_end=True)


def _check_day(day: Day, name: str, *, is_end: bool) -> date | None:
    if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    if isinstance(day, datetime):
        return day.date()
    found = re.fullmatch(DAY_PATTERN, day.strip()) if isinstance(day, str) else None
    try:
        if found:
            year, month = int(found[1]), int(found[2] or (12 if is_end else 1))
            return date(year, month, int(found[3] or (monthrange(year, month)[1] if is_end else 1)))
    except ValueError:
        pass
    raise DateError(f"{name} is {day!r}, which is not a date.", "Write it as 2024-01-31, 2024-01 or 2024.")
