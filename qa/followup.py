"""Which of the questions before it a question leans on."""

import re
from collections.abc import Sequence

from index.words import find_words

_OPENINGS = re.compile(r"\s*(?:and|but|so|or|what about|how about|what else|anything else|any other)\b", re.I)
_POINTERS = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|that|these|those|there|then|else|other)\b", re.I
)
_NAME = re.compile(r"(?<=\s)[^\W\d_a-z]")
_MANY_WORDS = 5
"""A question with more words than these names its subject itself."""


def find_carried(question: str, history: Sequence[str]) -> tuple[str, ...]:
    """Return the earlier questions that a question leans on: the first and the last, none where it stands alone.

    The first question of a conversation mostly names what it is about, the last what was just asked.
    """
    if not history or not leans(question):
        return ()
    return tuple(earlier for earlier in dict.fromkeys([history[0], history[-1]]) if earlier != question)


def leans(question: str) -> bool:
    """Tell whether a question cannot be understood alone.

    It cannot where it names next to nothing, or little while it opens like a continuation or points at something
    with a pronoun.
    """
    points = _OPENINGS.match(question) or _POINTERS.search(question)
    words = len(set(find_words(question)))
    few = 1 if _NAME.search(question) else 2
    return words <= few or (bool(points) and words <= _MANY_WORDS)
