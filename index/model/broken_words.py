"""Words that a hyphen breaks at the end of a line, as a model reads them: whole, or with the hyphen of a compound."""

import re

from tokenizers import Tokenizer

from index.text.analyzer import BROKEN_WORD

_UNREAD = "\u00ad"
"""A soft hyphen, which tokenizers drop."""


def join_for_model(text: str, tokenizer: Tokenizer) -> str:
    """Return a text of the same length, so that offsets stay true, without the line breaks in words.

    A hyphen is dropped as well, unless its word is a compound: the vocabulary has both parts, but not the whole.
    """
    if "\n" not in text or not BROKEN_WORD.search(text):
        return text
    return BROKEN_WORD.sub(lambda found: _join(found, tokenizer), text)


def _join(found: re.Match[str], tokenizer: Tokenizer) -> str:
    first, rest = found["first"], found["rest"]
    gap = len(found[0]) - len(first) - len(rest)
    known = [tokenizer.token_to_id(word.lower()) is not None for word in (first, rest, first + rest)]
    is_compound = not rest[0].islower() or known == [True, True, False]
    return first + ("-" + _UNREAD * (gap - 1) if is_compound else _UNREAD * gap) + rest
