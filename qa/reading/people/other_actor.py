"""Whether somebody else does in a sentence what a question says of a name.

"Ada Lorn left in 1990" does not answer "When did Bo Falk leave?", in an article about both.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from index.text.analyzer import analyze
from qa.query.question_type import find_answer_type
from qa.query.subject import CAPITAL
from qa.reading.people.role import RELATIVES

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
NAME = rf"{CAPITAL}[\w&’'.-]*(?:\s+(?:(?:of|de|van|von)\s+)?{CAPITAL}[\w&’'.-]*)*"
_NAMES = re.compile(NAME)
_ASKED = re.compile(
    r"\b(?:when|where|why|how|what|which|who|whom)\b(?: [\w-]+){0,4}? (?P<aux>did|does|do|was|were|is|are) "
    r"(?P<rest>[^?]+)",
    re.I,
)
_CLAUSE_START = re.compile(
    r"[,;:()–—\"“”]|\b(?:and|but|or|that|which|who|whom|whose|when|while|where|because|since|as|if|although|though|after"
    r"|before|until|whereas|than|what|how|why)\b"
)
_SENTENCE_PART = re.compile(
    r"[;:()–—\"“”]|\b(?:and|but|or|that|which|who|whom|whose|when|while|where|because|since|as|if|although|though|after"
    r"|before|until|whereas|than|what|how|why|to|for|from|by|with)\b"
)
"""Where the subject of a verb begins at the earliest: a comma may set off a name in it."""

_WHO_TO = re.compile(
    r"\bwho\s+(?:(?:has|had|have|also|first)\s+)*(?!(?:did|does|do|was|were|is|are|has|had|have|can|will|would|could)\b)"
    r"(?P<verb>[a-z]\w+)\s+(?:.+\s)?(?P<way>to|from|against)\s+(?:the |an? |his |her |their )?"
    r"(?P<other>[\w’'-]+(?: [\w’'-]+)?)\W*$",
    re.I,
)
_WAY = re.compile(rf"\b(?P<way>from|to)\s+(?:the\s+)?(?P<place>{NAME})")
_JOINS = re.compile(r"\b(?:and|or|which|who|that|whose|what)\s*$")
_BEFORE_VERB = frozenset(
    "has have had was were is are be been being did do does not never also then later first soon would will could can "
    "may might must should to him her it them himself herself itself themselves again often still just once up out "
    "off".split()
)
"""Words that may be between a subject and its verb, beside those in "-ly"."""

_MAX_BEFORE_VERB = 100
"""Maximum length of these words together, in characters."""

_IS_PASSIVE, _IS_AIM = re.compile(r"\b(?:was|were|is|are|be|been|being)\b"), re.compile(r"\bto\b")
_NO_HEAD = re.compile(
    r"(?:of|in|from|on|at|to|for|by|with|than|is|was|near|between|into|like|under|called|named|\w+ing)", re.I
)
_KIN = re.compile(rf"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir)\s+(?:\w+\s+)?(?P<kin>{'|'.join(sorted(RELATIVES))})\s*$")
NO_NAMES = frozenset(
    "he she it they we i you this that these those there here its his her their in on at as for from after before "
    "during when while if the a an by with to of all some many most one both each other however although though but "
    "and since not no several another what who which where how even only also then later because until unlike like "
    "despite often previously".split()
)
"""Words that begin sentences with a capital and are no names."""

_MIN_ALIKE, _SHARED = 0.7, 4
"""Minimum similarity of two spellings of a name, and the letters that a name shares with its relatives."""


def find_other_actor(question: str, sentence: str, title: str, article: str) -> str | None:
    """Return the name that does, in a sentence, what a question says of another name; None if it may be the same.

    The verb of both is one, and the sentence and the title have no word of the name that the question has.
    """
    question = restore_names(question, article)
    asked = _ASKED.search(question)
    if asked is None or find_answer_type(question) == "yes/no":
        return None
    found = _find_shared_verb(asked["rest"], sentence, asked["aux"].lower())
    if found is None:
        return None
    subject, verb = found
    names = _NAMES.findall(subject)
    if not names or not _find_last_name(subject) or re.search(r"\bof\b", subject):
        return None
    actor = _find_actor(sentence, verb, asked["aux"].lower() in ("was", "were", "is", "are"))
    if actor is None or _is_same(names, actor, article):
        return None
    if set(analyze(subject)) & set(analyze(sentence)):
        return None
    # An article about a person calls that person by many names, but not "his mother".
    is_called_so = _KIN.search(actor) is None and _names_one(names, actor, title)
    return None if is_called_so else actor


def _names_one(names: list[str], actor: str, title: str) -> bool:
    """Return whether a title has one of some names, and does not name an actor apart from it."""
    runs = _NAMES.findall(title)
    own = {run for run in runs if are_alike(names, run)}
    others = {run for run in runs if are_alike([actor], run)}
    return bool(own) and (not others or not own.isdisjoint(others))


def find_turned_way(question: str, sentence: str) -> str | None:
    """Return what a question says that something went to or came from, if a sentence says the other way round.

    "Who wrote to the mayor?" is not answered by "The mayor, Ada Lorn, wrote to the crew.", nor "What was brought from
    Orne?" by "Oil was brought to Orne."
    """
    if find_answer_type(question) == "yes/no":
        return None
    return _find_turned_subject(question, sentence) or _find_turned_place(question, sentence)


def _find_turned_place(question: str, sentence: str) -> str | None:
    """Return the place that a question has after "from" and a sentence after "to" and the same verb, or vice versa."""
    said = {(way, place.casefold()): words for way, place, words in _find_ways(sentence)}
    for way, place, words in _find_ways(question):
        turned = "to" if way == "from" else "from"
        if (way, place.casefold()) not in said and words & said.get((turned, place.casefold()), set()):
            return place
    return None


def _find_ways(text: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each "from" or "to" with the place after it and the stems of the words right before."""
    for found in _WAY.finditer(text):
        yield (
            found["way"],
            found["place"].rstrip("."),
            set(analyze(" ".join(_WORD.findall(text[: found.start()])[-3:]))),
        )


def _find_turned_subject(question: str, sentence: str) -> str | None:
    """Return what is after "to" or "from" in a question and the subject of the same verb in a sentence."""
    asked = _WHO_TO.search(question)
    stems = _find_stems(asked["verb"].lower()) if asked else ()
    found = [word for word in _WORD.finditer(sentence) if len(stems) == 1 and _find_stems(word[0].lower()) == stems]
    if asked is None or len(found) != 1 or found[0][0].endswith("ing"):
        return None
    before, after = sentence[: found[0].start()], sentence[found[0].end() :]
    auxiliary = _cut_auxiliary(before)
    if _IS_AIM.search(auxiliary) or _IS_PASSIVE.search(auxiliary) or not re.search(rf"\b{asked['way']}\b", after):
        return None
    start = max((end.end() for end in _SENTENCE_PART.finditer(before)), default=0)
    named = rf"(?:^|,)\s*(?:the |an? |his |her |their )?{re.escape(asked['other'])}\b"
    is_turned = re.search(named, before[start:], re.I) and not set(analyze(asked["other"])) & set(analyze(after))
    return asked["other"] if is_turned else None


def _cut_auxiliary(before: str) -> str:
    """Return the auxiliaries and adverbs at the end of the text before a verb, with the spaces around them."""
    begin = len(before)
    for word in reversed(list(_WORD.finditer(before, max(begin - _MAX_BEFORE_VERB, 0)))):
        is_adverb = len(word[0]) > 2 and word[0].lower().endswith("ly")
        if before[word.end() : begin].strip() or not (is_adverb or word[0].lower() in _BEFORE_VERB):
            break
        begin = word.start()
    return before[len(before[:begin].rstrip()) :] if begin < len(before) else ""


def _find_shared_verb(rest: str, sentence: str, auxiliary: str) -> tuple[str, re.Match[str]] | None:
    """Return what is before the verb in a question, and the same verb in a sentence, where it has the other form."""
    forms: dict[str, list[re.Match[str]]] = {}
    for word in _WORD.finditer(sentence):
        if len(stems := _find_stems(word[0].lower())) == 1:
            forms.setdefault(stems[0], []).append(word)
    for word in list(_WORD.finditer(rest))[1:]:
        asked, stems = word[0].lower(), _find_stems(word[0].lower())
        if len(stems) != 1 or len(same := forms.get(stems[0], [])) != 1:
            continue
        said = same[0][0]
        is_noun = (
            said[0].isupper()
            or said.endswith("ing")
            or (auxiliary not in ("did", "does", "do") and asked.endswith("ing"))
        )
        # "Did leave" becomes "left", never "leave" or "leaves".
        is_other_form = auxiliary == "did" and (said == asked or (said.endswith("s") and not asked.endswith("s")))
        if not is_noun and not is_other_form:
            return rest[: word.start()], same[0]
    return None


def _find_actor(sentence: str, verb: re.Match[str], is_passive: bool) -> str | None:
    """Return the subject of a verb that is passive or active, if it is a name or a relative."""
    before = sentence[: verb.start()]
    auxiliary = _cut_auxiliary(before)
    if _IS_AIM.search(auxiliary) or bool(_IS_PASSIVE.search(auxiliary)) != is_passive:
        return None
    before = before[: len(before) - len(auxiliary)]
    start = max((found.end() for found in _CLAUSE_START.finditer(before)), default=0)
    if _JOINS.search(before[:start]):
        return None
    if kin := _KIN.search(before, start):
        return kin[0].strip()
    subject = _find_last_name(before, start)
    if subject is None:
        return None
    return _read_actor(before[start : subject.start()].split(), subject[0].split(), is_first=not subject.start())


def _find_last_name(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the name that a text from `start` on ends with."""
    *_, last = (None, *_NAMES.finditer(text, start))
    return last if last and not text[last.end() :].strip() else None


def _read_actor(before: list[str], words: list[str], *, is_first: bool) -> str | None:
    """Return the name in the words of a subject, None if it may be none.

    `before` are the words of its clause before it, and `is_first` is whether it begins the sentence.
    """
    *others, last = ["", *before]
    has_determiner = any(word.lower() in ("the", "a", "an") for word in (last, words[0]))
    if _NO_HEAD.fullmatch(others[-1] if last.lower() in ("the", "a", "an") else last):
        return None
    name = " ".join(word for word in words if word.lower() not in NO_NAMES)
    # The first word of a sentence has a capital anyway, and "the Fund" was named before.
    is_doubtful = " " not in name and (has_determiner or (is_first and name.endswith(("s", "er"))))
    return name if len(name) > 1 and not is_doubtful else None


def _is_same(names: list[str], actor: str, article: str) -> bool:
    """Return whether an actor may be one of the names: a form of it, its initials, or a relative of that name."""
    if kin := _KIN.search(actor):
        either = "|".join(re.escape(word) for name in names for word in name.split())
        return (
            re.search(rf"\b{kin['kin']},? (?:{either})\b|\b(?:{either}),? (?:\w+ )?{kin['kin']}\b", article) is not None
        )
    return are_alike(names, actor)


def are_alike(names: list[str], other: str) -> bool:
    """Return whether one of some names may be another name, or be in it."""
    words = [word.lower().strip(".") for word in _WORD.findall(other)]
    for name in names:
        own = [word.lower().strip(".") for word in _WORD.findall(name)]
        if any(_is_alike(one, two) for one in own for two in words):
            return True
        if _find_initials(own) in map(_strip_dots, words) or _find_initials(words) in map(_strip_dots, own):
            return True
    return False


def _is_alike(one: str, other: str) -> bool:
    if one[:_SHARED] == other[:_SHARED] or SequenceMatcher(None, one, other).ratio() > _MIN_ALIKE:
        return True
    return len(one) > 2 and len(other) > 2 and (one in other or other in one)


def _find_initials(words: list[str]) -> str:
    return "".join(word[0] for word in words) if len(words) > 1 else " "


def _strip_dots(word: str) -> str:
    return word.replace(".", "")


@lru_cache(maxsize=1 << 14)
def _find_stems(word: str) -> tuple[str, ...]:
    return tuple(analyze(word))


@lru_cache(maxsize=1 << 8)
def restore_names(question: str, article: str) -> str:
    """Return a question in small letters with the capitals of the words that an article only writes with one."""
    if not question.islower():
        return question
    return _WORD.sub(lambda word: _restore(word[0], article), question)


def is_name(word: str, article: str) -> bool:
    """Return whether an article has a word with a capital within a sentence, and not only at its beginning."""
    return re.search(rf"[^\W_],? {re.escape(word)}\b", article) is not None


def _restore(word: str, article: str) -> str:
    name = word.capitalize()
    if len(word) <= 2 or name not in article or re.search(rf"\b{re.escape(word)}\b", article):
        return word
    return name if is_name(name, article) else word
