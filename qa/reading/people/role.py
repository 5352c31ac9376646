"""Whether the person in a sentence holds the role a question asks for: a deputy minister is not the minister."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.reading.spans import SpanOffsets

RELATIVES = frozenset(
    "wife husband widow widower son daughter brother sister mother father cousin nephew niece uncle aunt friend "
    "spokesman adviser aide assistant deputy successor predecessor rival lawyer bodyguard envoy representative "
    "critic".split()
)
_NOUNS = RELATIVES | frozenset(
    "minister secretary president commander director chair chief king queen prince princess emperor ambassador "
    "governor mayor chancellor head manager editor captain coach principal dean rector bishop pope judge justice "
    "prosecutor attorney speaker leader officer executive inspector sheriff senator premier treasurer commissioner "
    "superintendent marshal admiral colonel sergeant general professor champion producer engineer consul librarian "
    "conductor owner founder partner chief-officer".split()
)
_SAME_NOUN = {
    **dict.fromkeys(("chairman", "chairwoman", "chairperson"), "chair"),
    **dict.fromkeys(("spokeswoman", "spokesperson"), "spokesman"),
    **dict.fromkeys(("ceo", "coo", "cfo", "cto", "cio", "cmo"), "chief-officer"),
    "advisor": "adviser",
    "wives": "wife",
}
_ROOTS = {"wife": "wi", "chief-officer": "c"}
"""Roots of nouns with irregular plurals or acronyms."""

_MODIFIERS = {
    **{
        word: word
        for word in "deputy vice assistant associate acting former interim caretaker late honorary junior shadow "
        "lieutenant outgoing elect designate emeritus alternate brigadier major".split()
    },
    **dict.fromkeys("ex past previous onetime then".split(), "former"),
    **dict.fromkeys("temporary provisional".split(), "interim"),
}
_PREFIXES = {"under": "under", "co": "co", "sub": "sub", "non": "non", "step": "step", "arch": "arch", "ex": "former"}
_TIED_TO_TIME = frozenset({"former", "late", "outgoing"})
"""Modifiers that a question about the past leaves out: "Who was the president in 1990?" """

_PORTFOLIOS = {
    **{
        word: word
        for word in "foreign interior finance health education justice trade agriculture transport energy prime "
        "culture environment economy immigration housing sports tourism science defense labor operating executive "
        "technology information marketing sales managing creative artistic technical medical legal commercial".split()
    },
    **dict(ceo="executive", coo="operating", cfo="finance", cto="technology", cio="information", cmo="marketing"),
    "financial": "finance",
    "operations": "operating",
    "technological": "technology",
    "defence": "defense",
    "labour": "labor",
    "home": "interior",
    "treasury": "finance",
    "external": "foreign",
    "economic": "economy",
    "sport": "sports",
}
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th"), 1
    )
    for word in words.split()
}
_ENDS_PHRASE = frozenset(
    "a an the of and or but by to for in on at with as from is was are were be been being has had have who whom which "
    "that this said says his her its their our my your than when while after before became become not".split()
)
_MAX_PHRASE_LENGTH = 5
"""Maximum number of words before a role noun that can modify it."""

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
_HOLDER = re.compile(
    r"\bwho(?:['’]s| (?:is|are|was|were|be|became|becomes?|serves?|served|acts?|acted|works?|worked|will be|has been"
    r"|had been))\b|\b(?:which|what)\s+(?:(?-i:[A-Z][\w-]*)\s+|(?:former|deputy|vice|assistant|acting)\s+)*$"
    r"|\bname of\b",
    re.I,
)
_PRESENT = re.compile(r"\b(?:is|are|current(?:ly)?|now|today)\b|\bwho['’]s\b", re.I)
_PAST = re.compile(r"\b(?:was|were|did|had|former|1\d{3}|20\d\d)\b", re.I)
_ENDED = re.compile(r"\b(?:was|were|until|served|late|once|previously|formerly|resigned|retired)\b", re.I)
_BEFORE_NAME = re.compile(r"[\s,(]*(?:[A-Z][\w.’'-]*[\s,]+)*")
_AFTER_NAME = re.compile(r"\s*(?:[,(–—-]\s*)?(?:(?:the|a|an|his|her|its|their|then|now|currently|as|our)\s+)*", re.I)


class RoleMention(NamedTuple):
    """A role named in a text: its noun, what changes it, and its offsets with the words that belong to it."""

    noun: str
    modifiers: frozenset[str]
    portfolios: frozenset[str]
    ordinals: frozenset[str]
    start: int
    end: int


def find_role_conflict(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return the modifier by which a role in a sentence differs from the one asked for, None if it does not.

    "Who is the minister?" and "First Deputy Minister Ann Lee" differ by "deputy". The role compared is the one that
    belongs to the span; without a span, or where the question asks for something else than the person, it is every
    role of that name in the sentence.
    """
    mentions = find_role_mentions(question)
    asked = [mention for mention in mentions if not any(map(_is_relation, mention.modifiers))] or mentions
    if not asked:
        return None
    first = asked[0]
    if _ROOTS.get(first.noun, first.noun[:5]) not in sentence.lower():
        return None
    found = [mention for mention in find_role_mentions(sentence) if mention.noun == first.noun]
    if not found:
        return None
    asked = [mention for mention in asked if mention.noun == first.noun]
    asks_holder = bool(_HOLDER.search(question[: first.start]))
    conflicts = [_compare(question, asked, mention, sentence, asks_holder) for mention in found]
    if span and asks_holder:
        held = _find_held(found, sentence, *span)
        if held is not None:
            return conflicts[held]
    return conflicts[0] if all(conflicts) else None


def _find_held(found: Sequence[RoleMention], sentence: str, start: int, end: int) -> int | None:
    """Return the role right before or after a name, or in it."""
    for number, mention in enumerate(found):
        if mention.end <= start and _BEFORE_NAME.fullmatch(sentence, mention.end, start):
            return number
    for number, mention in enumerate(found):
        overlaps = mention.start < end and start < mention.end
        if overlaps or (end <= mention.start and _AFTER_NAME.fullmatch(sentence, end, mention.start)):
            return number
    return None


def _compare(
    question: str, asked: Sequence[RoleMention], mention: RoleMention, sentence: str, asks_holder: bool
) -> str | None:
    differences = [_find_difference(question, one, mention, sentence, asks_holder) for one in asked]
    return differences[0] if all(differences) else None


def is_same_role(question: str, asked: RoleMention, held: RoleMention, sentence: str) -> bool:
    """Return whether a role in a sentence is the one that a question asks for, with the same words that change it."""
    return (
        held.noun == asked.noun
        and (held.modifiers, held.ordinals) == (asked.modifiers, asked.ordinals)
        and asked.portfolios <= held.portfolios
        and _find_difference(question, asked, held, sentence, asks_holder=True) is None
    )


def _find_difference(
    question: str, asked: RoleMention, mention: RoleMention, sentence: str, asks_holder: bool
) -> str | None:
    missing, extra = set(asked.modifiers - mention.modifiers), set(mention.modifiers - asked.modifiers)
    if not asks_holder:
        extra = {modifier for modifier in extra - _TIED_TO_TIME if not _is_relation(modifier)}
    if _PAST.search(question) or not _PRESENT.search(question):
        extra -= _TIED_TO_TIME
    if _ENDED.search(sentence):
        missing -= _TIED_TO_TIME
    for own, other in (asked.portfolios, mention.portfolios), (asked.ordinals, mention.ordinals):
        if own and other and not own & other:
            extra |= other
    return min(extra | missing, default=None)


@lru_cache(maxsize=1 << 10)
def find_role_mentions(text: str) -> tuple[RoleMention, ...]:
    """Return the roles a text names, each with the words before and after it that change it."""
    tokens = [(found[0].lower(), found.start(), found.end()) for found in _TOKEN.finditer(text)]
    words = [token[0] for token in tokens]
    nouns = [(place, noun) for place in range(len(words)) if (noun := _find_noun(words, place))]
    return tuple(_read_mention(tokens, words, place, noun) for place, noun in nouns)


def _read_mention(tokens: Sequence[tuple[str, int, int]], words: Sequence[str], place: int, noun: str) -> RoleMention:
    """Read the words around a role noun."""
    last_word = place + 1 if not noun.endswith("-general") else words.index("general", place) + 1
    first, last = _find_phrase_start(words, place), _find_phrase_end(words, last_word)
    before, behind = words[first:place], words[last_word : last_word + 3]
    modifiers = _find_relation(words, first, last_word)
    modifiers |= {_MODIFIERS[word] for word in before if word in _MODIFIERS}
    modifiers |= {word for word in behind if word in ("elect", "designate", "emeritus")}
    if before[-1:] == ["-"]:
        modifiers |= {_PREFIXES[word] for word in before[-2:-1] if word in _PREFIXES}
    elif noun.startswith("secretary"):
        modifiers |= set(before[-1:]) & {"under"}
    around = [*before, *words[place:last_word], *words[last_word:last]]
    # The secretary of state is a foreign minister, that "for education" is not.
    if noun == "secretary" and behind[:2] == ["of", "state"] and behind[2:] != ["for"]:
        around.append("foreign")
    return RoleMention(
        noun,
        frozenset(modifiers),
        frozenset(_PORTFOLIOS[word] for word in around if word in _PORTFOLIOS),
        frozenset(_ORDINALS[word] for word in before if word in _ORDINALS and not modifiers),
        tokens[first][1],
        tokens[max(last, last_word) - 1][2],
    )


def _find_noun(words: Sequence[str], place: int) -> str | None:
    """Return the role noun at a place, None if there is none or if it only modifies the next one."""
    noun = _singular(words[place])
    if noun is None:
        return None
    if _is_chief(words, place):
        return "chief-officer" if noun != "chief" else None
    after = place + 1 + (words[place + 1 : place + 2] == ["-"])
    following = words[after] if after < len(words) else ""
    if noun in ("secretary", "director", "attorney", "consul") and following == "general":
        return f"{noun}-general"
    if (
        noun == "general"
        and place
        and words[place - 1 - (words[place - 1] == "-")] in ("secretary", "director", "attorney", "consul")
    ):
        return None
    return None if _singular(following) else noun


def _is_chief(words: Sequence[str], place: int) -> bool:
    """Return whether a word is part of "chief operating officer", "chief executive" or the like."""
    if words[place] == "chief":
        following = words[place + 1 : place + 3]
        return following[:1] == ["executive"] or (following[1:] == ["officer"] and following[0] in _PORTFOLIOS)
    before = words[max(place - 2, 0) : place]
    if words[place] == "executive":
        return before[-1:] == ["chief"] and words[place + 1 : place + 2] != ["officer"]
    return words[place] == "officer" and before[:1] == ["chief"] and before[-1] in _PORTFOLIOS


def unify_role(word: str) -> str:
    """Return the noun under which a role is known, "chair" for "chairman"; other words as they are."""
    return _SAME_NOUN.get(word, word)


def find_role_nouns(text: str) -> set[str]:
    """Return the nouns of the roles that a text names."""
    return {mention.noun for mention in find_role_mentions(text)}


def _singular(word: str) -> str | None:
    for form in (word, word.removesuffix("s")):
        form = _SAME_NOUN.get(form, form)
        if form in _NOUNS:
            return form
    return None


def _find_phrase_start(words: Sequence[str], place: int) -> int:
    first = place
    while first and place - first < _MAX_PHRASE_LENGTH:
        word = words[first - 1]
        if word in _ENDS_PHRASE or not (word.isalnum() or word == "-"):
            break
        first -= 1
    while first < place and words[first] == "-":
        first += 1
    return first


def _find_phrase_end(words: Sequence[str], after: int) -> int:
    """Return the end of the words that qualify a role: "of defence", "for foreign affairs"."""
    if words[after : after + 1] not in (["of"], ["for"]):
        return after
    end = after + 1
    while end < min(after + 5, len(words)) and (
        words[end].isalnum() and (words[end] not in _ENDS_PHRASE or words[end] == "the")
    ):
        end += 1
    return end


def _find_relation(words: Sequence[str], first: int, after: int) -> set[str]:
    """Return "wife of" for the president in "the wife of the president" and "the president's wife"."""
    before = first
    while before and words[before - 1] in ("the", "a", "an", "our", "his", "her", "their"):
        before -= 1
    if before > 1 and words[before - 1] in ("of", "to", "for") and _singular(words[before - 2]) in RELATIVES:
        return {f"{_singular(words[before - 2])} of"}
    if words[after : after + 2] in (["'", "s"], ["’", "s"]):
        owned = [noun for word in words[after + 2 : after + 4] if (noun := _singular(word)) in RELATIVES]
        return {f"{noun} of" for noun in owned}
    return set()


def _is_relation(modifier: str) -> bool:
    return modifier.endswith(" of")
