"""Whether a stretch of a sentence can be the answer to a question: of the kind asked for, in the role asked for."""

import re

from index.text.analyzer import analyze, analyze_short
from qa.query.command_options import find_options
from qa.query.question_type import MEASURES, find_answer_type
from qa.query.subject import CAPITAL
from qa.reading.contrary.opposites import find_opposite
from qa.reading.long_forms import fits_acronym
from qa.reading.measured import MEASURE_CHECKS
from qa.reading.people.agents import is_other_person, is_speech_partner
from qa.reading.people.other_role import find_other_role
from qa.reading.people.role import find_role_conflict
from qa.reading.quantities import NUMBER, find_dimension
from qa.reading.spans import SpanCheck, SpanOffsets
from qa.reading.timed import TIME_CHECKS, TIMES, can_state_time
from qa.sentences.pointers import find_pointer

_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Prof(?:essor)?|President|Prime Minister|Minister|Gen|Lt|Maj|Col|Colonel|Captain|Capt"
    r"|Senator|Sen|Ambassador)\.? [A-Z]"
)
_FUNCTION = frozenset(
    "a an the in on at by of from to for with about since until till during between and or as near before after around "
    "over some only nearly almost approximately roughly up its his her their".split()
)
_ROLE_ALONE = re.compile(
    r"(?:an?|[Tt]he|his|her|its|their)?\s*(?:[a-z]+ )?(?:minister|president|secretary|chairman|ambassador|officer"
    r"|official|spokes\w+|governor|mayor)$"
)
_ASKS_AUTHOR = re.compile(
    r"\bwho (?:(?:first|originally|also|has|had) )?(?:wrote|writes|written|created|founded|invented|developed|directed"
    r"|composed|designed|discovered|painted|authored|maintains?|published|coined)\b",
    re.I,
)
"""Questions for the maker of something: no aim and no time."""

_CLAUSE = re.compile(
    r"(?:in order )?to [a-z]|(?:by|for|when|while|after|before|from) \w+ing\b|(?:in|on|at|once|twice)\b"
)
_GIVES_REASON = re.compile(
    r"\b(?:because|since|due|owing|thanks|for|so|as|reason\w*|caus\w*|led|lead\w*|result\w*|therefore|thus|hence"
    r"|allow\w*|enabl\w*|prevent\w*|to|if|when|after|given|out of|by|over|upon|through|mak\w+|made|help\w*|instead"
    r"|rather|believ\w*|want\w*|concern\w*|fear\w*|need\w*|argu\w*|unable|too|explain\w*|why|lack\w*|attempts?"
    r"|aims?|aimed|purposes?|goals?|inten[dt]\w*|hop\w+|such that|\w+ing|had|not|never|no longer|los[es]s?|lost"
    r"|refus\w*|suffer\w*|unpopular|very|more|most|less|strictly)\b|n['’]t\b|[;:–—]",
    re.I,
)
"""Words of a reason, of an earlier fact or of an aim, and signs between a fact and its reason."""

_LANGUAGE = re.compile(r"\blanguages?\b", re.I)

_CAPITALISED = re.compile(rf"\b{CAPITAL}[\w.’']")

_GOES_ON_THERE = re.compile(r",? where\b")
_ASKS_SEAT = re.compile(r"\bwhere (?:is|are|was|were) [^,?]{1,40}\W*$", re.I)
"""Questions for where one thing is."""

_SEAT_BEFORE = re.compile(
    rf"(?<!\band )(?<!, )\b(?P<owner>{CAPITAL}[\w.&-]{{0,40}})(?:['’]s)? "
    r"(?P<seat>(?i:headquarters|offices?|seat|base|capital|embassy|plant|factory)),?"
    r" (?:(?:is|was|are|were) (?:located )?)?(?:in|at|near|on) (?:the )?$"
)
"""A thing of somebody that is in the place after it: "the UN headquarters in New York"."""

_JOINED_AFTER = re.compile(r",? (?:and|or) (?:the )?(?P<other>\w+)")
_JOINED_BEFORE = re.compile(r"\b(?P<other>\w+),? (?:and|or) (?:the )?$")
_ASKS_SCENE = re.compile(r"\bwhere (?:is|are|was|were) .+(?:ed|en|wn|ght|ilt|old|eld)\W*$", re.I)
"""Questions for where something was done."""

_SHARED = 4
"""Length of the beginning that two forms of a name share, in letters."""

_LEADS_TO = re.compile(rf"(?:the )?{CAPITAL}[^,]+ to (?:the )?{CAPITAL}")
_PLACED = re.compile(r"\b(?:in|at|near|from|to|across|outside|inside|around|throughout)(?: the)?\s+$")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SOME_NOUNS = r"(?:[\w-]+ ){0,2}?\w+s\b"
_ASKS_LIST = re.compile(
    rf"^\W*(?:please |can you |could you )*(?:list|enumerate|name) (?:me )?(?:(?:all|the|every|some|of) )*{_SOME_NOUNS}"
    rf"|\b(?:which|what) {_SOME_NOUNS} (?:are|were|does|do|did|has|have|had|can|will|belong|exist|make)\b"
    rf"|\bwhat (?:are|were) (?:the )?(?:names of (?:the )?)?{_SOME_NOUNS}",
    re.I,
)
_LISTS = re.compile(r"[:–—]|,[^,]+,|,? (?:and|or) |[a-z,] [A-Z]")
_NAMED = ("person", "place", "language", "named")
"""The kinds of answer that are names."""

_MAY_REPEAT = re.compile(
    r"\b(?:or|of which|which of|called|names?|named|terms?|termed|known as|spell\w*|languages?|what (?:kind|type|sort"
    r"|class)|how many)\b",
    re.I,
)


def find_conflict(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return a word that makes a sentence about another person or event than is asked for, None if there is none.

    It is a modifier of the role, as "deputy", an opposite, as "closes" for "opens", or another option of a command. A
    question for yes or no is answered by both.
    """
    if other := _find_other_option(question, sentence):
        return other
    if pointer := find_pointer(question, sentence):
        return pointer
    if find_answer_type(question) == "yes/no":
        return None
    return (
        find_role_conflict(question, sentence, span)
        or find_other_role(question, sentence)
        or find_opposite(question, sentence, span)
    )


def _find_other_option(question: str, sentence: str) -> str | None:
    """Return an option of a sentence that has none of those that a question names."""
    asked = find_options(question)
    named = find_options(sentence) if asked else []
    return named[0] if named and set(named).isdisjoint(asked) else None


def has_checked_role(question: str) -> bool:
    """Return whether a marked span was checked to be the one thing that a question asks for.

    The reader removes a span that is not of the kind asked for, or in a sentence about another role or event. For these
    kinds that leaves a number, a time, or a name, which can be shown without its sentence.
    """
    kind = find_answer_type(question) or ""
    return kind in MEASURES or kind in TIME_CHECKS or kind in _NAMED


def _is_bare_count(question: str, sentence: str, span: SpanOffsets | None) -> bool:
    """Return whether a question asks for a list, and a span or a sentence says only how many there are."""
    kind = find_answer_type(question)
    if kind in MEASURES or kind in TIME_CHECKS or not _ASKS_LIST.search(question) or NUMBER.search(question):
        return False
    things = set(analyze_short(question))
    if span:
        text = span.cut(sentence)
        return bool(NUMBER.search(text)) and set(analyze(NUMBER.sub(" ", text))) <= things
    counted = [number for number in NUMBER.finditer(sentence) if things & set(analyze(sentence[number.end() :])[:3])]
    return bool(counted) and not _LISTS.search(sentence, counted[0].end())


def is_of_the_kind(question: str, sentence: str, span: SpanOffsets | None) -> bool:
    """Return whether a span of a sentence, or the sentence if there is none, has the kind that a question asks for."""
    kind = find_answer_type(question)
    if kind == "yes/no":
        return span is None
    if _is_bare_count(question, sentence, span):
        return False
    if not fits_acronym(question, sentence, span):
        return False
    if span is None:
        return _can_hold(kind, question, sentence)
    return (
        _CHECKS.get(kind or "", _accept)(question, sentence, span)
        and not _repeats(question, span.cut(sentence))
        and not is_speech_partner(question, sentence, span)
        and not is_other_person(question, sentence, span)
    )


def _can_hold(kind: str | None, question: str, sentence: str) -> bool:
    """Return whether a sentence has a number, a time or words of a reason if that is asked for."""
    if kind in ("time", "time of day"):
        return can_state_time(sentence)
    if kind == "reason":
        return _GIVES_REASON.search(sentence) is not None
    return kind not in MEASURES or _CHECKS[kind](question, sentence, SpanOffsets(0, len(sentence)))


def _accept(question: str, sentence: str, span: SpanOffsets) -> bool:
    return True


def _repeats(question: str, words: str) -> bool:
    """Return whether words only repeat a stretch of the question, which is no answer unless that may be a name."""
    found = analyze(words)
    return (
        bool(found)
        and f" {' '.join(found)} " in f" {' '.join(analyze_short(question))} "
        and not _MAY_REPEAT.search(question)
        and not any(word.isdigit() for word in found)
    )


def _names_something(words: str) -> bool:
    """Return whether words say more than a number, a measure or a time."""
    rest = NUMBER.sub(" ", TIMES.sub(" ", words))
    return any(
        word.lower() not in _FUNCTION and not word.isdigit() and not find_dimension(word)
        for word in _WORD.findall(rest)
    )


def _fits_person(question: str, sentence: str, span: SpanOffsets) -> bool:
    text = span.cut(sentence)
    if _ASKS_AUTHOR.search(question) and (_CLAUSE.match(text) or TIMES.search(text)) and not _CAPITALISED.search(text):
        return False
    is_place = _GOES_ON_THERE.match(span.after(sentence))
    return _names_something(text) and not is_place and not _ROLE_ALONE.match(text.strip())


def _fits_place(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Refuse a place beside the one asked about, as in "Orne and Ketter", and one thing's way to another."""
    text = span.cut(sentence)
    if not _names_something(text) or _TITLE.match(text) or _is_seat_of_other(question, sentence, span):
        return False
    if _ASKS_SCENE.search(question) and _LEADS_TO.match(text):
        return False
    beside = _JOINED_AFTER.match(span.after(sentence)) or _JOINED_BEFORE.search(span.before(sentence))
    is_joined = beside and set(analyze(beside["other"])) & set(analyze_short(question))
    return not (is_joined and _ASKS_SEAT.search(question))


def _is_seat_of_other(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Return whether a span is where the thing is that another name has: the UN headquarters, not those of UNDOF."""
    place = _SEAT_BEFORE.search(span.before(sentence))
    if place is None or not _ASKS_SEAT.search(question):
        return False
    seat, owner = re.escape(place["seat"]), place["owner"].casefold()
    asked = re.search(rf"\b(?P<before>{CAPITAL}[\w.&-]{{0,40}}?)(?:['’]s)? (?i:{seat})\b", question) or re.search(
        rf"\b(?i:{seat}) of (?:the )?(?P<after>{CAPITAL}[\w.&-]{{0,40}})", question
    )
    if asked is None:
        return False
    own = asked[1].casefold()
    is_form = min(len(own), len(owner)) >= _SHARED and own[:_SHARED] == owner[:_SHARED]
    return own != owner and not is_form


def _fits_name(question: str, sentence: str, span: SpanOffsets) -> bool:
    return _names_something(span.cut(sentence))


def _fits_language(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Refuse words such as "the programming language", which name none."""
    text = span.cut(sentence)
    return _names_something(text) and (not _LANGUAGE.search(text) or _CAPITALISED.search(text) is not None)


def _fits_action(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Refuse a bare number, date, place or name: none is an action."""
    text = span.cut(sentence)
    words = [word for word in _WORD.findall(text) if word.lower() not in _FUNCTION]
    return _names_something(text) and any(word[0].islower() for word in words)


def _fits_manner(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Refuse a bare date or place, as after "in" or "at"; "by train" and "Silk Road" are manners."""
    text = span.cut(sentence)
    if not _names_something(text):
        return False
    words = [word for word in _WORD.findall(text) if word.lower() not in _FUNCTION]
    is_placed = _PLACED.search(span.before(sentence)) or _PLACED.match(text.split(maxsplit=1)[0] + " ")
    return not (is_placed and all(word[0].isupper() for word in words)) and not _TITLE.match(text)


_CHECKS: dict[str, SpanCheck] = {
    **MEASURE_CHECKS,
    **TIME_CHECKS,
    "person": _fits_person,
    "place": _fits_place,
    "language": _fits_language,
    "named": _fits_name,
    "action": _fits_action,
    "meaning": _fits_name,
    "reason": _fits_manner,
    "manner": _fits_manner,
}
