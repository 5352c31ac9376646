"""Whether a prefix makes a word of a sentence the contrary of one in the question: "informal" for "formal"."""

import re
from functools import lru_cache
from os.path import commonprefix

WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
"""A word in lower case."""

_PREFIX = re.compile(
    r"un(?=[a-z]{4})|(?:non-?|dis)(?=[a-z]{5})"
    r"|(?:in|im|ir|il)(?=[a-z]{3,}(?:[aeiou]ble|[ai]bly|al(?:ly)?|ate(?:ly)?|ent(?:ly)?|ant(?:ly)?|ive(?:ly)?|ect(?:ly)?"
    r"|ite|[ae]nce|[ae]ncy|are?|ure|ic|ous(?:ly)?|plete(?:ly)?|ion)s?$)"
)
_MIN_NEGATED, _SHARED = 4, 6
"""Minimum length of a word that a prefix negates, and of the beginning that its forms share, in letters."""

_MAX_ENDING = 3
"""Maximum length of the endings in which two forms of a word differ, in letters."""

_NO_NEGATION = frozenset(
    "inform information informed formation incorporate incorporated interior intestinal import imports imported "
    "important impress impressed impression impressive increase increased indeed infamous inflammable instance install "
    "installed intense intention internal invaluable invent invented invention island discover discovered discovery "
    "discuss discussed discussion display displays displayed disease distance distribute distributed distribution "
    "disposal dispute district union unions united universe unified uniform unemployment unless unlike unrest "
    "immigration immigrant immigrants immediate immediately imposition inpatient inpatients inhabitant inhabitants "
    "instances discoveries disclose disclosed disclosure displaced disposition".split()
)
"""Words that begin like a negation and are none."""

_NON = re.compile(r"\bnon\s+")
HOW = re.compile(r"\bhow [a-z]+", re.I)
"""A question for a degree, which the contrary answers too: "How common is it?" """

_DENIES = re.compile(r"\b(?:no|not|never|without|fail\w*|lack\w*|neither|nor)\b|n['’]t\b", re.I)


def find_negated(question: str, sentence: str) -> str | None:
    """Return a word of a sentence that a prefix makes the contrary of one in the question: "informal", "formal"."""
    # "How common is it?" is answered by "uncommon".
    asked, said = _find_words(HOW.sub(" ", question.lower())), _find_words(sentence.lower())
    beginnings = {word[:_SHARED] for word in said}
    for word, other in _find_prefixed(sentence.lower()):
        if any(_is_form(one, other) and one[:_SHARED] not in beginnings for one in asked):
            return word
    for word, other in _find_prefixed(HOW.sub(" ", question.lower())):
        found = next((one for one in said if _is_form(one, other)), None)
        if found and word[:_SHARED] not in beginnings and not _DENIES.search(sentence):
            return found
    return None


@lru_cache(maxsize=1 << 10)
def _find_prefixed(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text in lower case that a prefix negates, each with the word without it."""
    found = ((word, _PREFIX.match(word)) for word in _find_words(text) if word not in _NO_NEGATION)
    return tuple((word, word[prefix.end() :]) for word, prefix in found if prefix)


def _is_form(word: str, other: str) -> bool:
    """Return whether two words may be forms of one."""
    if min(len(word), len(other)) < _MIN_NEGATED or word[:_SHARED] != other[:_SHARED]:
        return False
    return max(len(word), len(other)) - len(commonprefix((word, other))) <= _MAX_ENDING


@lru_cache(maxsize=1 << 10)
def _find_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, each once."""
    return tuple(dict.fromkeys(WORD.findall(_NON.sub("non-", text))))
