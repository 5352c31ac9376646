"""Words that a hyphen breaks at the end of a line, as a model reads them: whole, or with the hyphen of a compound."""

import re
from collections import Counter

from corpus.layout.hyphens import is_compound
from index.text.analyzer import BROKEN_WORD

_UNREAD = "\u00ad"
"""A soft hyphen, which tokenizers drop."""


_NO_WORDS = Counter[str]()


def join_for_model(text: str) -> str:
    """Return a text of the same length, so that offsets stay true, without the line breaks in words.

    A hyphen is dropped as well, unless its word is a compound.
    """
    if "\n" not in text or not BROKEN_WORD.search(text):
        return text
    return BROKEN_WORD.sub(_join, text)


def _join(found: re.Match[str]) -> str:
    first, rest = found["first"], found["rest"]
    gap = len(found[0]) - len(first) - len(rest)
    has_own = is_compound(first, rest, _NO_WORDS, is_hyphenated=True)
    return first + ("-" + _UNREAD * (gap - 1) if has_own else _UNREAD * gap) + rest
