"""The name that a question is about, and whether a text mentions it: a sentence about another firm does not answer.

Only a name in capitals is a subject, and only if the question names nothing else beside it that it may be about.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.dates import MONTH_NAMES
from index.text.analyzer import is_stop_word
from qa.query.question_type import find_answer_type

_KINDS = {"yes/no", "person", "named", "thing", "action"}
"""The kinds of question whose answer must name the subject nearby."""

_NAMING_KINDS = {"person", "named"}
"""The kinds of question whose answer is itself a name."""

CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_RUN = re.compile(
    rf"(?<![.?!:]\s)(?<=\s){CAPITAL}[\w.&’'-]*(?:\s+(?:(?:of|and|the|de|van|von)\s+)?{CAPITAL}[\w.&’'-]*)*"
)
_AFTER_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)(?:n['’]t)?\s+(?:the\s+)?$",
    re.I,
)
_PLACED = re.compile(r"\b(?:in|from|near|at|to|across|on|outside|inside|around|throughout|during)\s+(?:the\s+)?$", re.I)
_REPORTS = re.compile(
    r"(?:\baccording to|\b(?:report(?:s|ed)?|articles?|published|written|covered|stated|said|mentioned|featured)\b"
    r"(?: \w+){0,2} (?:by|in|on|from|of)|['\"“‘])\s*(?:the )?$",
    re.I,
)
"""Words before a name that is a source or a title."""

_MAX_LENGTH = 14
"""Maximum length of a question that is about one name, in words; a longer one joins several facts."""

_MAX_NAMES = 2
"""Maximum number of names of a question that is about the first."""

_NO_SUBJECT = re.compile(
    rf"(?:{MONTH_NAMES}|\w+days?|Christmas|Easter|I"
    r"|God|Internet|Earth|Celsius|Fahrenheit|\w+(?:ish|ian|ean|ese|ican)|French|Dutch|German|Greek|Swiss|Czech|Thai)['’]?s?",
    re.I,
)
_GENERIC = frozenset(
    "foods food bank company ltd inc corp group university college church park river city island street school museum "
    "club party ministry council hospital hotel airport bridge court department institute society association union "
    "national international new north south east west great saint united mr mrs ms dr president minister king queen "
    "general sir lord the of and de van von".split()
)
_ENDING = re.compile(r"(?:['’]s?|\.)\Z")
_RIVAL = re.compile(rf"\W*(?:The\s+)?(?P<name>{CAPITAL}[\w&’'-]+(?:\s+(?:of\s+)?{CAPITAL}[\w&’'-]+)+)")
_MAX_NAME_LENGTH = 2
"""Maximum number of capitals after which a question with no other word is taken for a name, not a headline."""

_MIN_BEGINNING, _MAX_BEGINNING = 3, 5
"""Lengths of the beginning that a name shares with its relatives, in letters: Kazakhstan, Kazakh."""


@lru_cache(maxsize=1 << 10)
def find_subject(question: str) -> str | None:
    """Return the name that a question for yes or no, a person or a thing is about, None if it may be another one."""
    is_long = len(question.split()) > _MAX_LENGTH
    if is_long or find_answer_type(question) not in _KINDS or question.isupper() or _is_title_cased(question):
        return None
    runs = [found for found in _RUN.finditer(question) if not _NO_SUBJECT.fullmatch(_ENDING.sub("", found[0]))]
    first = next((run for run in runs if _AFTER_AUXILIARY.search(question[: run.start()])), None)
    if not runs or len(runs) > _MAX_NAMES or any(_REPORTS.search(question[: run.start()]) for run in runs):
        return None
    if first is None and (len(runs) != 1 or _PLACED.search(question[: runs[0].start()])):
        return None
    name = _ENDING.sub("", (first or runs[0])[0])
    return None if name.isupper() else name


def mentions(text: str, name: str) -> bool:
    """Return whether a text has a word of a name that others do not share, a relative of it or the initials."""
    return _find_pattern(name).search(text) is not None


def find_rival(question: str, sentence: str) -> str | None:
    """Return the name of several words that a sentence begins with, if the question has none of these words."""
    found = _RIVAL.match(sentence)
    return found["name"] if found and not mentions(question, found["name"]) else None


def find_other_subject(question: str, sentence: str, around: Sequence[str], article: str) -> str | None:
    """Return the subject of a question that a sentence is not about, None if it may be about that.

    `around` are the title, the headings and the sentence before. A subject that only other parts of the article mention
    is missing if the sentence begins with another name.
    """
    name = find_subject(question)
    if name is None or any(mentions(text, name) for text in (sentence, *around)):
        return None
    # The answer to "Who founded it?" is often the name that the sentence begins with.
    has_rival = find_answer_type(question) not in _NAMING_KINDS and find_rival(question, sentence)
    return name if has_rival or not mentions(article, name) else None


def _is_title_cased(question: str) -> bool:
    """Return whether words that are no names begin with a capital too."""
    words = [word for word in question.split()[1:] if word[:1].isalpha()]
    if any(word.istitle() and is_stop_word(word) and word != "I" for word in words):
        return True
    others = [word for word in words if not is_stop_word(word)]
    return len(others) > _MAX_NAME_LENGTH and all(word[0].isupper() for word in others)


def _find_words(name: str) -> list[str]:
    words = [_ENDING.sub("", word) for word in name.split()]
    return [word for word in words if word.lower() not in _GENERIC] or words


@lru_cache(maxsize=1 << 10)
def _find_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the beginnings of the words of a name, or its initials."""
    beginnings = (
        re.escape(word[: max(_MIN_BEGINNING, min(len(word) - 2, _MAX_BEGINNING))]) for word in _find_words(name)
    )
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    forms = [rf"(?i:{beginning})" for beginning in beginnings]
    if len(initials) > 1:
        forms.append(rf"{initials}s?\b")
    return re.compile(rf"\b(?:{'|'.join(forms)})")
