"""Parses the main clause of a sentence, far enough to make a question of it, without a grammar of English.

A sentence is read as a subject, a verb and the words after it up to a comma. If a second verb, a pronoun or a name may
be hidden in it, there is no clause: a missing question is better than an ungrammatical one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.dates import MONTH_NAMES, WEEKDAYS

IsWord = Callable[[str], bool]
"""Returns whether a word in lower case is one of the language."""

MAX_WORDS = 14
"""Maximum number of words of a question."""

_DAY = "|".join(WEEKDAYS)
_PART = "(?:early |late |mid-)?"
DATE = rf"(?:{_PART}(?:\d{{1,2}} )?(?:{MONTH_NAMES})(?: \d{{1,2}})?(?:,? \d{{4}})?|{_PART}(?:1\d|20)\d\d|(?:{_DAY}))"
_OFFICES = (
    "Minister|President|Secretary|Director|Chancellor|Chairman|Chairwoman|Chair|Mayor|Governor|Commander|Ambassador"
    "|Representative|Commissioner|Coordinator|Spokesman|Spokeswoman|Spokesperson|Head|Chief"
)
TITLE = (
    rf"(?:{_OFFICES}|General|Colonel|Captain|Gen\.|Lt\.|Mr\.|Mrs\.|Ms\.|Dr\.|Professor|Excellency|King|Queen|Emperor"
    "|Pope|Prince|Princess|Sir|Lord|Saint|Bishop|Senator)"
)
"""A word before the name of a person."""

_LEAD_DATE = re.compile(rf"(?:In|On) {DATE}, ")
_LEAD = re.compile(r"(?:(?:In|On|At|By|During|After|Before|Since|Marking)\b[^,;:]{0,80}|Currently|Earlier), ")

CUT_BEFORE = frozenset(
    "for to in at on with during after before as by from while when where which that against across".split()
)
"""Words that begin a phrase that a question may leave out."""

PREPOSITIONS = frozenset((*CUT_BEFORE, *"of and or including under over between into than not about".split()))
ARTICLES = frozenset(("the", "a", "an"))
AUXILIARY_VERBS = frozenset("is are was were has have had will can could may might must should".split())
NO_END = PREPOSITIONS | ARTICLES | {"both", "just", "then", "only", "still"}
"""Words that a subject or a question does not end with."""

_BEFORE_PARTICIPLE = (PREPOSITIONS | ARTICLES | {"be", "been", "their", "its"}) - {"and", "or", "than"}
_CONJUNCTIONS = frozenset("that which who where when while if".split())
_NO_SUBJECT_START = PREPOSITIONS | frozenset(
    "there also if however no few none neither nor although though but yet so".split()
)
_NOT_IN_SUBJECT = _CONJUNCTIONS | AUXILIARY_VERBS | {"as", "by", "would", "its", "their"}
_QUANTIFIERS = frozenset("some several many most all both each half".split())
_HAVE = {"has": "does", "have": "do", "had": "did"}
_PAST = dict(
    pair.split(":")
    for pair in (
        "became:become began:begin bought:buy broke:break brought:bring built:build came:come chose:choose drew:draw "
        "drove:drive fell:fall fought:fight found:find gave:give grew:grow held:hold kept:keep led:lead lost:lose "
        "made:make met:meet paid:pay ran:run rose:rise sent:send sold:sell spent:spend spoke:speak stood:stand "
        "taught:teach took:take went:go won:win wrote:write"
    ).split()
)
_MIN_PAST_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject, the auxiliary that goes before it in a question, the verb behind it and what follows.

    `has_date`: a date precedes the subject.
    """

    subject: str
    auxiliary: str
    verb: str
    rest: str
    has_date: bool

    def ask(self, word: str, rest: str) -> str:
        """Return a question that begins with a question word, its last phrases left out where it is long."""
        opening = f"{word} {self.auxiliary} {self.subject}".split()
        return " ".join([*opening, *shorten(f"{self.verb} {rest}".split(), MAX_WORDS - len(opening))])


def find_clause(text: str, article: str, is_word: IsWord) -> Clause | None:
    """Return the main clause of a sentence of an article, None if it cannot be parsed."""
    date, lead = _LEAD_DATE.match(text), _LEAD.match(text)
    start = date or lead
    words = cut_clause(text[start.end() if start else 0 :])
    for place in range(1, len(words) - 1):
        after = words[place + 1 :]
        split = _split_verb(words[place], after, is_word)
        adverb = words[place - 1] if words[place - 1].endswith("ly") else ""
        before = words[: place - bool(adverb)]
        if split and is_subject(before) and has_no_verb(after, is_word):
            subject = _write_subject(before, article, is_first=not start)
            verb = f"{adverb} {split[1]}".strip()
            return Clause(subject, split[0], verb, " ".join(after), date is not None) if subject else None
    return None


def cut_clause(text: str) -> list[str]:
    """Return the words of a text up to its first comma, semicolon or colon."""
    return re.split(r"[,;:] ", text, maxsplit=1)[0].split()


def _split_verb(word: str, after: Sequence[str], is_word: IsWord) -> tuple[str, str] | None:
    """Return the auxiliary of a question and the verb after the subject; None if the word is not a verb."""
    if word in _HAVE:
        return (word, "") if after[0].endswith("ed") or after[0] == "been" else (_HAVE[word], "have")
    if word in AUXILIARY_VERBS:
        return word, ""
    # "The plan drafted by the council" has no verb yet.
    base = None if after[0] == "by" else find_base(word, is_word)
    return ("did", base) if base else None


def find_base(past: str, is_word: IsWord) -> str | None:
    """Return the base of a verb in the past: "sign" of "signed"; None if it is no such form or has two bases."""
    if past in _PAST:
        return _PAST[past]
    if len(past) < _MIN_PAST_LENGTH or not past.isalpha() or not past.islower() or not past.endswith("ed"):
        return None
    stem = past.removesuffix("ed")
    if stem.endswith("i"):
        bases = [f"{stem[:-1]}y"]
    elif stem[-1] == stem[-2] and stem[-1] not in "aeiouls":
        bases = [stem[:-1]]
    else:
        bases = [stem, f"{stem}e"]
    known = [base for base in bases if is_word(base)]
    return known[0] if len(known) == 1 else None


def is_subject(words: Sequence[str]) -> bool:
    """Return whether words are a noun phrase that names its thing itself."""
    if not words or words[-1].lower() in NO_END or words[-1].endswith("ly") or words[-1] == "also":
        return False
    if not words[0][0].isalpha() or words[0].lower() in _NO_SUBJECT_START:
        return False
    if not _NOT_IN_SUBJECT.isdisjoint(map(str.lower, words)):
        return False
    for first, second in zip(words, words[1:], strict=False):
        if first.lower() in PREPOSITIONS or first.lower() in ARTICLES:
            continue
        # "The report says the council", "the council hopes people": a verb that no rule above sees.
        if second in ARTICLES or (first.islower() and first.endswith("s") and second not in PREPOSITIONS):
            return False
    return True


def has_no_verb(words: Sequence[str], is_word: IsWord) -> bool:
    """Return whether words hold no second verb, other than a participle behind a preposition or the first verb."""
    for place, word in enumerate(words):
        is_governed = place == 0 or words[place - 1] in _BEFORE_PARTICIPLE
        if word in AUXILIARY_VERBS or word in _CONJUNCTIONS or (not is_governed and find_base(word, is_word)):
            return False
    return True


def _write_subject(words: Sequence[str], article: str, *, is_first: bool) -> str:
    """Return a subject as it is written within a question; empty where its first word may be a name or not."""
    first, rest = words[0], words[1:]
    small = " ".join([first.lower(), *rest])
    if first.lower() in ARTICLES or first.lower() in _QUANTIFIERS:
        return small if rest else ""
    if not is_first or first[1:2].isupper() or re.fullmatch(TITLE, first):
        return " ".join(words)
    is_name = re.search(rf"[a-z,] {re.escape(first)}\b", article) is not None
    is_small = re.search(rf" {re.escape(first.lower())}\b", article) is not None
    return "" if is_name == is_small else small if is_small else " ".join(words)


def shorten(words: Sequence[str], most: int) -> list[str]:
    """Return words, without their last phrases if they are too many."""
    left = list(words)
    while len(left) > most:
        places = [place for place in range(2, len(left)) if left[place] in CUT_BEFORE]
        if not places:
            break
        left = left[: places[-1]]
    return left
