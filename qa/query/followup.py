"""The earlier questions of a conversation that a question depends on.

The first question names the topic of a conversation, until a later one that is complete by itself names another. A
question that depends on the conversation is searched together with the question that named the topic and the last one.
"""

import re
from collections.abc import Collection, Sequence

import numpy as np

from index.store import Index
from index.text.analyzer import analyze_short, find_terms

_OPENINGS = re.compile(r"\s*(?:and|but|so|or|what about|how about|what else|anything else|any other)\b", re.I)
_POINTERS = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|that|these|those|(?<!are )(?<!is )(?<!was )"
    r"(?<!were )there(?! (?:is|are|was|were)\b)|then|else|other)\b",
    re.I,
)
_PERSONS = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.I)
_NAME = re.compile(r"(?<=\s)[^\W\d_a-z]\w*")
_MANY_WORDS = 5
"""Maximum number of words of a question that may depend on earlier ones."""

_MANY_WORDS_ON_A_PERSON = 8
"""The same for a question without a name that says "he" or "she"."""

_NAMING_WORDS = 4
"""Minimum number of words of a question without a name that may begin a new topic."""

_UNNAMED_WORDS = 4
"""Maximum number of words of a question without a name that seems complete, but may depend on earlier ones."""

_FEW_WORDS = 2
"""Maximum number of words of a continuation that is incomplete by itself."""

_OWNER_WORDS = 2
"""Minimum number of words before "its" or "their" that name what it belongs to."""

_DEFINES = re.compile(
    r"\s*(?:who|what|where)(?:['’]s| is| are| was| were)"
    r" (?!(?:the|an?|some|any|is|are|was|were|going|interesting|new|next)\b)\S+(?: \S+){0,2}\s*\??\s*$"
    r"|\s*what (?:does|do|did) (?!the\b)\S+(?: \S+)? (?:do|mean|stand for)\s*\??\s*$",
    re.I,
)
"""A question for the definition or whereabouts of something, whose name may be typed in small letters."""


def points_back(question: str, words: Collection[str]) -> bool:
    """Return whether a question with these words says next to nothing, or refers to something named before."""
    count = len(set(words))
    says_little = not count or (count == 1 and not _NAME.search(question) and not _DEFINES.match(question))
    names_nobody = bool(_PERSONS.search(question)) and not _NAME.search(question)
    most = _MANY_WORDS_ON_A_PERSON if names_nobody else _MANY_WORDS
    return says_little or (_points(question) and count <= most)


def is_elliptic(question: str, words: Collection[str]) -> bool:
    """Return whether a question with these words is a continuation of few words, as "And in Iraq?"."""
    return bool(_OPENINGS.match(question)) and len(set(words)) <= _FEW_WORDS


def may_change_topic(question: str, words: Collection[str]) -> bool:
    """Return whether a continuation may name a topic of its own, as "What about lead pipes?": it has no pronoun."""
    return is_elliptic(question, words) and not _POINTERS.search(question)


def _points(question: str) -> bool:
    """Return whether a question begins like a continuation, or has a pronoun without a name before it."""
    pointer = _POINTERS.search(question)
    if _OPENINGS.match(question) or pointer is None:
        return _OPENINGS.match(question) is not None
    before = question[: pointer.start()]
    owns = pointer[0].lower() in ("his", "her", "its", "their")
    return not (_NAME.search(before) or (owns and len(analyze_short(before)) >= _OWNER_WORDS))


def _leans(question: str, words: Collection[str]) -> bool:
    """Return whether a question may depend on those before it: it refers back, or has few words or no name."""
    names_nothing = len(set(words)) <= _UNNAMED_WORDS and not (_NAME.search(question) or _DEFINES.match(question))
    return bool(re.search(r"\w", question)) and (
        names_nothing or points_back(question, words) or _is_short(question, words)
    )


def _is_short(question: str, words: Collection[str]) -> bool:
    count = len(set(words))
    return count <= (1 if _NAME.search(question) else 2) and not (count and _DEFINES.match(question))


def find_carried(question: str, words: Collection[str], history: Sequence[str], index: Index) -> tuple[str, ...]:
    """Return the earlier questions that a question with these words is searched with; none if it is complete by itself.

    They are the one that named the topic and the last one. A question of words that neither an article nor the model
    knows asks nothing, so it is not answered with what was asked before.
    """
    if not history or not _leans(question, words) or _is_gibberish(question, index):
        return ()
    topic = _find_topic(history, index)
    return tuple(earlier for earlier in dict.fromkeys([topic, history[-1]]) if earlier != question)


def _is_gibberish(question: str, index: Index) -> bool:
    """Return whether a question has words, of which no article has one and the model knows none whole."""
    words = [term for term in find_terms(question) if term.forms]
    if not words or any(index.lexical.knows(form) for term in words for form in term.forms):
        return False
    return all(count > 1 for count in index.encoder.count_pieces([term.written.lower() for term in words]))


def _find_topic(history: Sequence[str], index: Index) -> str:
    """Return the question that named the topic: the last complete one if its topic differs from that of the first, else
    the first.

    Of the questions on one topic the first mostly names it best.
    """
    first, last = history[0], next((earlier for earlier in reversed(history) if _names_topic(earlier)), history[0])
    return last if last != first and _is_other_topic(first, last, index) else first


def _names_topic(question: str) -> bool:
    """Return whether a question that is complete by itself may begin a new topic."""
    if _points(question):
        return False
    return bool(_find_names(question) or _DEFINES.match(question)) or len(set(analyze_short(question))) >= _NAMING_WORDS


def _is_other_topic(first: str, last: str, index: Index) -> bool:
    """Return whether the last of two questions asks who or what another name is, or is best answered elsewhere."""
    names = _find_names(first), _find_names(last)
    if names[0] & names[1]:
        return False
    if all(names) and _DEFINES.match(last):
        return True
    articles = _find_article(first, index), _find_article(last, index)
    return None not in articles and articles[0] != articles[1]


def _find_names(question: str) -> set[str]:
    return {word for name in _NAME.findall(question) for word in analyze_short(name)}


def _find_article(question: str, index: Index) -> str | None:
    """Return the article of the passage that holds the words of a question best, None where none holds one."""
    words = analyze_short(question)
    rows = index.lexical.search(words, 1)
    if not len(rows):
        return None
    scores = index.lexical.score(words, rows)
    return index.article_id_at(int(rows[int(np.argmax(scores))]))
