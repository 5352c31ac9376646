"""How much of a question a text covers."""

import math
import re
from collections.abc import Iterable, Set

from index.store import Lexical
from index.text.analyzer import analyze, analyze_short, find_terms
from qa.query.common_words import GOOD_DAY, HELLO, QUESTION_WORDS

_MIN_NAME_LENGTH = 5
_ASKS = re.compile(rf"\?|\b(?:{QUESTION_WORDS}|tell me)\b", re.IGNORECASE)
# Question words, greetings and thanks, which no answer repeats: the "old" of "how old", the "stand for" of an acronym.
_ASKING = re.compile(
    rf"""
    \bhow\s+(?:big|close|common|deep|early|far|fast|frequently|hard|heavy|high|hot|large|late|likely|long|old|often
               |quickly|small|soon|strong|tall|thick|wide)\b
  | \b(?:what|which|whose)\s+(?:age|amount|colou?r|date|day|kind|month|number|percentage|sort|time|type|year)s?\b
  | \b(?:stand(?:s|ing)?|stood)\s+for\b | \bshort\s+for\b
  | \b(?:happen(?:s|ed|ing)?|say|says|said|mean(?:s|t)?|called|tell|told)\b
  | \b(?:{HELLO}|{GOOD_DAY}|dear|please|thanks|thank\s+you|sorry|excuse\s+me)\b
  | \bI(?:\s+am|['’]m|\s+would|['’]d)\b | \b(?:like|want|need|love|happy|glad|curious|able)\s+to\s+know\b
  | \b(?:do|does)\s+(?:you|anybody|anyone)\s+know\b | \bwonder(?:ing)?\s+(?:if|what|when|where|who|why|how)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Cover:
    """The words of a question, each weighed by its inverse document frequency."""

    def __init__(self, question: str, lexical: Lexical) -> None:
        words = analyze_short(find_content(question)) or analyze_short(question)
        self._weights = {word: lexical.idf(word) for word in words}
        self._whole = math.fsum(self._weights.values()) or 1.0

    def share_in(self, text: str, of_nothing: float = 0.0) -> float:
        """Return the share of the words, by weight, that a text holds: from 0 to 1."""
        return self.share_of(set(analyze(text))) if self._weights else of_nothing

    def share_of(self, words: Set[str]) -> float:
        """Return the share of the words, by weight, that are among others."""
        # A sum whose last digit does not depend on the order of a set.
        return math.fsum(self._weights[word] for word in self._weights.keys() & words) / self._whole


def find_extended(names: Iterable[str], words: Set[str]) -> set[str]:
    """Return the names from which other words are derived: Kazakhstan from Kazakhstani."""
    return {name for name in names if len(name) >= _MIN_NAME_LENGTH and any(word.startswith(name) for word in words)}


def find_content(question: str) -> str:
    """Return a question without the words that only ask, greet or thank; keywords stay as they are."""
    return _ASKING.sub(" ", question) if _ASKS.search(question) else question


def find_names(question: str) -> str:
    """Return the words of a question that begin with a capital or a digit; the first only with more of them."""
    return " ".join(
        term.written
        for number, term in enumerate(find_terms(question))
        if term.forms and is_name(term.written, is_first=number == 0)
    )


def is_name(word: str, is_first: bool) -> bool:
    """Return whether a word is written as a name or a number, which a capital does not show in the first word."""
    letters = [letter for letter in word if letter.isalnum()]
    if any(map(str.isdigit, letters)) or any(map(str.isupper, letters[1:])):
        return True
    return letters[:1] != [] and letters[0].isupper() and not is_first
