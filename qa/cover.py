"""How much of a question a text covers."""

import math
import re
from collections.abc import Iterable, Set

from index.store import Lexical
from index.words import find_words

_SHORTEST_NAME = 5
WORD = re.compile(r"\w+(?:['’]\w+)*")


class Cover:
    """The words of a question, each weighed by its inverse document frequency."""

    def __init__(self, question: str, lexical: Lexical) -> None:
        self._weights = {word: lexical.idf(word) for word in find_words(question)}
        self._whole = math.fsum(self._weights.values()) or 1.0

    def share_in(self, text: str, of_nothing: float = 0.0) -> float:
        """Return the share of the words, by weight, that a text holds: from 0 to 1."""
        return self.share_of(set(find_words(text))) if self._weights else of_nothing

    def share_of(self, words: Set[str]) -> float:
        """Return the share of the words, by weight, that are among others."""
        # A sum whose last digit does not depend on the order of a set.
        return math.fsum(self._weights[word] for word in self._weights.keys() & words) / self._whole


def find_extended(names: Iterable[str], words: Set[str]) -> set[str]:
    """Return the names that other words are made from: Kazakhstan from Kazakhstani."""
    return {name for name in names if len(name) >= _SHORTEST_NAME and any(word.startswith(name) for word in words)}


def find_names(question: str) -> str:
    """Return the words of a question, but its first, that begin with a capital or a digit."""
    return " ".join(word for word in WORD.findall(question)[1:] if word[0].isupper() or word[0].isdigit())
