"""A question and the questions before it become the query that is searched."""

from collections.abc import Sequence


def resolve_query(question: str, history: Sequence[str]) -> str:
    """Put the words of the last question before a follow-up's own, so that it says what it is about."""
    return f"{history[-1]} {question}" if history else question
