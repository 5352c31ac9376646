"""What may be asked: checks a question and its options before anything is searched."""

from collections.abc import Sequence

LONGEST_QUESTION = 2000
"""In characters; a longer text is a document, not a question."""

MOST_HITS = 1000


def check_question(question: str) -> str:
    """Return the question without the white space around it; raises TypeError or ValueError."""
    if not isinstance(question, str):
        raise TypeError(f"question must be a text, not {type(question).__name__}")
    question = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if not question:
        raise ValueError("question is empty; type what you want to know")
    if len(question) > LONGEST_QUESTION:
        raise ValueError(f"question has {len(question):,} characters; ask in at most {LONGEST_QUESTION:,}")
    return question


def check_count(k: int) -> int:
    """Return `k`, the number of hits that is asked for; raises TypeError or ValueError."""
    if not isinstance(k, int) or isinstance(k, bool):
        raise TypeError(f"k must be a whole number, not {type(k).__name__}")
    if not 1 <= k <= MOST_HITS:
        raise ValueError(f"k is {k}; ask for 1 to {MOST_HITS} hits")
    return k


def check_history(history: Sequence[str]) -> list[str]:
    """Return the earlier questions, oldest first; raises TypeError or ValueError."""
    if isinstance(history, str):
        raise TypeError("history must be a list of earlier questions, not one text")
    return [check_question(question) for question in history]
