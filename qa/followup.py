"""A question and the questions before it become the query that is searched."""

import re
from collections.abc import Sequence

from index.words import find_words

_OPENINGS = re.compile(r"\s*(?:and|but|so|or|what about|how about|what else|anything else|any other)\b", re.I)
_POINTERS = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|that|these|those|there|then|else|other)\b", re.I
)
_FEW_WORDS = 1


def resolve_query(question: str, history: Sequence[str]) -> str:
    """Return what to search: where a question leans on others, the words of the first, the last and its own.

    The first question of a conversation mostly names what it is about, the last what was just asked.

    It leans on it when it opens like a continuation, points at something with a pronoun, or names next to nothing.
    """
    if history and leans(question):
        return " ".join(dict.fromkeys([history[0], history[-1], question]))
    return question


def leans(question: str) -> bool:
    """Tell whether a question cannot be understood alone."""
    points = _OPENINGS.match(question) or _POINTERS.search(question)
    return bool(points) or len(set(find_words(question))) <= _FEW_WORDS
