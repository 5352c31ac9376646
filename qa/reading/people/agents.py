"""The person that a question asks for: the agent of a passive clause, the speaker, or the name beside a role in a list
of names.

In "The king's letter was read out by Ada Lorn" the agent reads; the king only owns the letter.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.dates import MONTH_NAMES
from index.text.analyzer import analyze, analyze_short
from qa.query.subject import CAPITAL
from qa.reading.people.role import find_role_nouns, unify_role
from qa.reading.spans import SpanOffsets

_NAME_WORD = (
    rf"(?:(?:Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Capt|Sgt|Prof|Maj|Sen|Gov|Rev|Hon)\.|{CAPITAL}\.|{CAPITAL}[\w&-]{{0,30}}"
    rf"(?:['’]{CAPITAL}[\w-]{{0,30}})?)"
)
_PARTICLE = r"(?:(?:de|da|del|den|der|di|du|la|le|van|von|af|al|bin|ibn)\s+|(?:al|el|ul|ibn)-)"
NAME = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}){{0,2}}{_NAME_WORD}){{0,4}}"
NO_NAME = (
    rf"(?:(?:{MONTH_NAMES}|Christmas|Easter"
    r"|\w+day)\b|the (?:time|end|way|start|beginning)\b|\w+ing\b)"
)
_BE = r"(?:am|is|are|was|were|be|been|being|get|gets|got)"
_AUXILIARY = rf"(?:{_BE}|do|does|did)"
_WHO_DOES = re.compile(
    rf"\bwho\s+(?:(?:has|have|had|will|would|can|could|first|also|then|later|\w{{1,30}}ly)\s+){{0,4}}(?!{_AUXILIARY}\b)(?P<verb>\w+)",
    re.I,
)
_WHICH_DOES = re.compile(
    rf"\b(?:which|what)\s+(?!(?:can|could|will|would|may)\b)\w+\s+(?!{_AUXILIARY}\b)(?P<verb>\w+)", re.I
)
_IS_PASSIVE = re.compile(rf"\b{_AUXILIARY}(?:n['’]t)?\b", re.I)
_PARTICLES = r"(?:out|up|down|off|on|in|over|away|back|together|aloud)"
_RELATIONS = r"(?:in|on|at|for|from|to|of|with|as|near|by|and|or|during|under|after|before|when|who|which|that)"
_WHOLE_NAME = rf"{NAME}(?:\s+of\s+(?:the\s+)?{NAME})?"
_BY = re.compile(
    # "By the mayor of Harden" and "by workers from Norsea" name no agent.
    rf"\bby\s+(?!{NO_NAME})(?:(?!{_RELATIONS}\b)[a-z]+\s+){{0,4}}?"
    rf"(?P<name>(?>{_WHOLE_NAME}(?:(?:,\s+{NAME})*,?\s+(?:and|&)\s+{NAME})?))(?!\w)"
    # "Hall of Fame guitarist Bo Falk" continues.
    rf"(?!\s+(?!{_RELATIONS}\b)[a-z]+\s+{CAPITAL})"
)
_ASKS_BY = re.compile(r"\bby\b", re.I)
_BY_NOUN = re.compile(rf"\bby\s+(?!{NO_NAME})(?:the|an?|his|her|its|their)\s+(?:[a-z]+\s+){{0,2}}[a-z]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[,;:()]|\bbut\b|\bwhile\b|\bwhereas\b")
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:\w{{1,30}}ly\s+|not\s+|\w{{1,30}}\s+and\s+){{0,3}}$", re.I)
_SURELY_PASSIVE = re.compile(rf"\b{_BE}\s+(?:\w{{1,30}}ly\s+|not\s+){{0,3}}$", re.I)
_MAX_BETWEEN = 8
"""Maximum number of words between a passive verb and its agent."""

_PARTICIPLE = re.compile(
    r"\w+(?:ed|en|wn|ght|pt|lt|ld|ft|un|um|und|ung|ade|one|aid)|(?:re)?(?:sent|spent|lent|meant|shot|set|put|cut|hit|shut)",
    re.I,
)
_PLACED_BY = frozenset(
    analyze("live stand sit stop pass drop walk go come stay lie swear rise fall grow increase play")
)
"""Stems of verbs after which "by" mostly names a place or an amount."""

_BEHALF = re.compile(r"\bon (?:the )?behalf of\s+(?:(?:the|his|her|our|their)\s+)?(?:\w{1,30}\.?\s+){0,3}$", re.I)
_OWNED = re.compile(r"['’]s?\s+(?P<thing>[a-z]+(?:\s+[a-z]+){0,2})")
_OWNING = re.compile(
    rf"\b(?P<thing>[a-z]{{1,30}})\s+of\s+(?:(?:the|our|his|her|their)\s+)?(?:{_NAME_WORD}\s+|[a-z]{{1,30}}\s+){{0,3}}$"
)
_SUBJECT = re.compile(
    rf"(?:{_NAME_WORD}|\b[Hh]e|\b[Ss]he|\b[Tt]hey)\W+(?:(?:has|have|had|then|later|also|\w{{1,30}}ly)\s+){{0,3}}$"
)

_SPEECH = (
    r"(?:said|says|say|told|tells|stated|announced|declared|added|claimed|warned|argued|explained|commented|remarked"
    r"|thinks|believes|called|described|criticised|criticized|praised|accused|urged|asked|insisted|admitted|denied"
    r"|promised|predicted|thanked|blamed)"
)
_WHO_SPEAKS = re.compile(rf"\bwho\s+(?:has |have |had |also |first |\w+ly )*{_SPEECH}\b", re.I)
_SPOKEN_TO = re.compile(
    r"(?:\b(?:told|thanked|praised|criti[cs]i[sz]ed|accused|blamed|urged|warned|interviewed|quoted)|\b(?:said|spoke"
    r"|speaking|talked|talking|asked|wrote|complained) (?:of|about|to|with))\s+(?:(?:the|his|her|Mr|Mrs|Ms|Miss|Dr"
    r"|Sir)\.?\s+)*$"
)
_WAS_TOLD = re.compile(r"\b(?:was|were|been|being|be)\s+\w+\s+(?:\w+\.?\s+){0,6}$")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|^[^“”]*”|(?<![^\s(\[—–])\"[^\"]*(?:\"|$)|(?<![^\s(\[])‘[^’]*(?:’(?!\w)|$)")

_ROLE = r"[^\W\d_][\w/&’' -]{1,50}"
_LINK = r"[*_]{0,2}(?::| [–—-]| =)[*_]{0,2} "
_OPENS = r"(?:^|[,;:\n|•(*_-]|\band\b) ?"
_CLOSES = r"(?= ?(?:[,;.\n|)]|and\b|$))"
_PAIRS = [
    (re.compile(pattern, re.M), fewest)
    for pattern, fewest in (
        (rf"(?<!\w)(?P<name>{NAME}) ?\((?P<role>[^()\d]{{2,60}})\)", 2),
        (rf"{_OPENS}(?:[Tt]he )?(?P<role>[a-z]{_ROLE}?) ?\((?P<name>{NAME})\)", 2),
        (rf"{_OPENS}(?P<role>{_ROLE}?){_LINK}(?P<name>{NAME}){_CLOSES}", 1),
        (rf"{_OPENS}(?P<name>{NAME}){_LINK}(?:the )?(?P<role>{_ROLE}?){_CLOSES}", 1),
        (rf"(?:^|[;:]|; and) ?(?P<name>{NAME}), (?:the |our )?(?P<role>[a-z]{_ROLE}?)(?= ?(?:[;.]|$))", 2),
    )
]
"""The forms of a name beside a role, each with the minimum number of them that make a list."""

HOLDER = re.compile(
    r"\bwho(?:['’]s|\s+(?:is|are|was|were|serves? as|served as|acts? as|acted as|works? as|became|will be))\s+"
    r"(?:(?:the|an?|our|your|their|its|current|new)\s+)*(?P<role>.+)",
    re.I,
)
_OF_WHAT = re.compile(r"\s+(?:of|at|in|for|on|to|from|with|here|now|there|today)\b|\W*$", re.I)


def find_agent(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of the agent of a passive clause, if the question asks who does what its verb says."""
    agents = list(_find_agents(question, sentence))
    return agents[0].span("name") if len(agents) == 1 and "name" in agents[0].re.groupindex else None


def find_holder(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of the name beside the role that a question asks for in a list of names with roles."""
    asked = _find_asked_role(question)
    if asked is None:
        return None
    held = {found.span("name") for found in _find_pairs(sentence) if _is_same_role(asked, found["role"])}
    return held.pop() if len(held) == 1 else None


def _is_same_role(asked: str, named: str) -> bool:
    """Return whether two roles are one; either may omit its organisation: "head of sales" may be that at Norsea."""
    whole, role = _read_role(asked), _read_role(named)
    return (_read_role(_cut_head(asked)) <= role <= whole) or whole == _read_role(_cut_head(named))


def _cut_head(role: str) -> str:
    """Return a role without the words after its noun: "head of sales" is "head"."""
    return _OF_WHAT.split(role, maxsplit=1)[0]


def is_other_person(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Return whether a span is a person affected by or related to the act, not the one who acts or holds the role."""
    verb = _find_verb(question, sentence)
    if verb:
        agents = list(_find_agents(question, sentence))
        if agents:
            return all(span.end <= found.start() for found in agents)
        if _is_patient(sentence, span, verb):
            return True
        if _BEHALF.search(span.before(sentence)) and "behalf" not in question:
            return True
        return _is_owner(question, sentence, span, verb)
    return _holds_other_role(question, sentence, span)


def _find_verb(question: str, sentence: str) -> str | None:
    """Return the stem of the verb whose subject a question asks for, if a sentence has that verb exactly once."""
    found = _WHO_DOES.search(question)
    if found is None and not _IS_PASSIVE.search(question):
        found = _WHICH_DOES.search(question)
    stems = analyze_short(found["verb"]) if found else []
    return stems[0] if stems and len(_find_forms(sentence, stems[0])) == 1 else None


def _find_forms(sentence: str, stem: str) -> list[re.Match[str]]:
    """Return the words of a sentence that are forms of a verb."""
    return [word for word in _WORD.finditer(sentence) if _find_stem(word[0]) == stem]


@lru_cache(maxsize=1 << 14)
def _find_stem(word: str) -> str:
    return "".join(analyze(word))


def _find_agents(question: str, sentence: str) -> Iterator[re.Match[str]]:
    """Yield the agents, from "by" on, of the clauses in which the verb of a question is passive."""
    stem = _find_verb(question, sentence)
    if stem is None or _ASKS_BY.search(question):
        return
    verb = _find_forms(sentence, stem)[0]
    for by in re.finditer(r"\bby\b", sentence[verb.end() :]):
        start = verb.end() + by.start()
        found = _BY.match(sentence, start) or _BY_NOUN.match(sentence, start)
        if found and _is_passive(sentence, verb, stem, start):
            yield found


def _is_passive(sentence: str, verb: re.Match[str], stem: str, by: int) -> bool:
    """Return whether "by" at an offset can belong to a passive verb.

    A participle or a verb with an auxiliary right before it can; if words are between, it needs the auxiliary.
    """
    between = sentence[verb.end() : by]
    has_auxiliary = _PASSIVE.search(sentence, 0, verb.start()) and not verb[0].lower().endswith("ing")
    if re.fullmatch(rf"\s+(?:(?:and|or)\s+\w+\s+)?(?:{_PARTICLES}\s+)?", between):
        return bool(has_auxiliary) or (_is_participle(verb, stem) and stem not in _PLACED_BY)
    words = between.split()
    if not has_auxiliary or len(words) > _MAX_BETWEEN or _CLAUSE.search(between):
        return False
    # "read out to guests invited by Bo": the agent of another verb.
    return not re.fullmatch(r"[a-z]+(?:ed|en|wn|de|lt|ght)", words[-1])


def _is_participle(verb: re.Match[str], stem: str) -> bool:
    """Return whether a form of a verb can be a participle: not "head" or "play", which are nouns too."""
    return verb[0].lower() != stem and _PARTICIPLE.fullmatch(verb[0]) is not None


def _is_patient(sentence: str, span: SpanOffsets, stem: str) -> bool:
    """Return whether a span is the subject of a passive verb, to which something is done."""
    verb = _find_forms(sentence, stem)[0]
    passive = _SURELY_PASSIVE.search(sentence, 0, verb.start())
    if passive is None or not _is_participle(verb, stem) or sentence.startswith(" of ", verb.end()):
        return False
    return span.start < passive.start() and not _CLAUSE.search(sentence[span.end : passive.start()])


def _is_owner(question: str, sentence: str, span: SpanOffsets, stem: str) -> bool:
    """Return whether a span owns the thing that a question asks about, which somebody else deals with."""
    owned = _OWNED.match(span.after(sentence)) or _OWNING.search(span.before(sentence))
    if owned is None or not set(analyze(owned["thing"])) & set(analyze_short(question)):
        return False
    verb = _find_forms(sentence, stem)[0]
    subject = _SUBJECT.search(sentence, 0, verb.start())
    return subject is not None and not (span.start <= subject.start() < span.end)


def _holds_other_role(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Return whether a span is the name beside another role than is asked for.

    Roles that share a word may be one: the "police chief" is the head of the police.
    """
    asked = _find_asked_role(question)
    nouns = find_role_nouns(_cut_head(asked)) if asked else set()
    if not asked or not nouns:
        return False
    beside = [
        found["role"]
        for found in _find_pairs(sentence)
        if found.start("name") < span.end and span.start < found.end("name")
    ]
    return bool(beside) and all(
        (others := find_role_nouns(role)) and not others & nouns and not _read_role(role) & _read_role(asked)
        for role in beside
    )


def is_speech_partner(question: str, sentence: str, span: SpanOffsets) -> bool:
    """Return whether a span is a person spoken of or to, where the question asks who speaks."""
    if not _WHO_SPEAKS.search(question):
        return False
    if any(quoted.start() <= span.start < quoted.end() for quoted in _QUOTED.finditer(sentence)):
        return True
    before = sentence[: span.start]
    return bool(_SPOKEN_TO.search(before)) and not _WAS_TOLD.search(before)


@lru_cache(maxsize=1 << 10)
def _find_asked_role(question: str) -> str | None:
    found = HOLDER.search(question)
    return found["role"] if found else None


def _find_pairs(sentence: str) -> Iterator[re.Match[str]]:
    """Yield the names beside roles of a sentence that lists some in one form."""
    for pattern, fewest in _PAIRS:
        pairs = list(pattern.finditer(sentence))
        if len(pairs) >= fewest:
            yield from pairs


def _read_role(words: str) -> frozenset[str]:
    return frozenset(
        analyze(" ".join(unify_role(word) for word in re.findall(r"[\w'’-]+", words.lower())))
    ) or frozenset({words})
