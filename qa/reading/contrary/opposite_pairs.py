"""Words and their opposites: "opens" and "closes", "first" and "last"."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from qa.reading.contrary.negated_words import HOW

_NO_TIME = (
    r"(?! (?:(?:few|two|three|four|five|ten|\d+) )?(?:night|day|week|weekend|month|year|season|summer|autumn|winter"
    r"|spring|centur(?:y|ie)|decade|hour|minute|\w+day)s?\b)"
)
"""Nothing that makes "last" a time: "last year" is not the opposite of the first one."""

_NO_PLACE = r"(?! (?:York|Zealand|Orleans|Jersey|Mexico|England|Delhi|Hampshire|Guinea|Haven|South Wales|Years?)\b)"
"""Nothing that makes "new" a part of a name: New York is not the opposite of an old city."""

_NO_REGION = r"(?! (?:America|Africa|Asia|Korea|Carolina|Dakota|Sea|Pole|Atlantic|Pacific|Sudan|Island)n?s?\b)"
"""Nothing that makes "north" a part of a name."""

_PAIRS = {
    r"(?:re-?)?open(?:s|ed|ing)?": r"clos(?:e|es|ed|ing)",
    r"(?:beg[aiu]n(?:s|ning)?|start(?:s|ed|ing)?)": r"(?:ends|ended|ending|finish(?:es|ed)?)",
    r"(?:born|birth)": r"(?:died|dies|death|dead)",
    r"arriv(?:e|es|ed|ing|al)": r"(?:leaving|depart(?:s|ed|ure)?)",
    r"brothers?": r"sisters?",
    r"husbands?": r"(?:wife|wives)",
    r"fathers?": r"mothers?",
    r"sons?": r"daughters?",
    r"uncles?": r"aunts?",
    r"boys?": r"girls?",
    r"m[ae]n": r"wom[ae]n",
    r"males?": r"females?",
    r"north(?:ern)?": r"south(?:ern)?",
    r"east(?:ern)?": r"west(?:ern)?",
    r"(?:largest|biggest)": r"smallest",
    r"highest": r"lowest",
    r"tallest": r"shortest",
    r"oldest": r"youngest",
    r"longest": r"shortest",
    r"hottest": r"coldest",
    r"heaviest": r"lightest",
    r"richest": r"poorest",
    r"fastest": r"slowest",
    r"earliest": r"latest",
    r"maximum": r"minimum",
    r"increas(?:e|es|ed|ing)": r"decreas(?:e|es|ed|ing)",
    r"(?:rise|rises|rose|rising)": r"(?:fall|falls|fell|falling)",
    r"exports?": r"imports?",
    r"upper": r"lower",
    r"summers?": r"winters?",
    r"mornings?": r"evenings?",
    r"inside": r"outside",
    r"indoors?": r"outdoors?",
    r"(?:freez(?:er|ers|ing)|frozen|deep freeze)": r"(?:fridges?|refrigerat(?:or|ors|ed)|pantry|room temperature)",
    r"weekdays?": r"weekends?",
    r"(?:departure|outbound)": r"(?:return|inbound)",
    r"(?:now|nowadays|today|current(?:ly)?)": r"(?:until|formerly|previously)",
    r"(?<!at )most": r"(?:(?<!at )least|fewest)",
    r"larger": r"smaller",
    r"higher": r"lower",
    r"high": r"low",
    r"stronger": r"weaker",
    r"strongest": r"weakest",
    r"best": r"worst",
    r"better": r"worse",
    r"older": r"(?:newer|younger)",
    r"old": rf"(?:new{_NO_PLACE}|young)",
    r"top": r"bottom",
    r"(?:major|main)": r"minor",
    r"majority": r"minority",
    r"positive(?:ly)?": r"negative(?:ly)?",
    r"public(?:ly)?": r"private(?:ly)?",
    r"internal(?:ly)?": r"external(?:ly)?",
    r"domestic": r"foreign",
    r"urban": r"rural",
    r"teachers?": r"(?:students?|pupils?)",
    r"success(?:es|ful|fully)?": r"(?:fail(?:s|ed|ing|ures?)?|unsuccessful(?:ly)?)",
    r"accept(?:s|ed|ing)?": r"(?:refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|declin(?:e|es|ed|ing))",
    r"(?:allow|permit)(?:s|ted|ed|ting|ing)?": r"(?:forb[ia]d\w*|prohibit\w*|bann?(?:ed|ing|s)?|prevent\w*)",
    r"support(?:s|ed|ing)?": r"oppos(?:e|es|ed|ing|ition)",
    r"includ(?:e|es|ed|ing)": r"exclud(?:e|es|ed|ing)",
    r"gain(?:s|ed|ing)?": r"(?:los(?:e|es|ing)|lost)",
    r"hir(?:e|es|ed|ing)": r"(?:fir(?:es|ed|ing)|dismiss(?:es|ed|ing|al)?)",
    r"appoint(?:s|ed|ing|ment)?": r"(?:dismiss(?:es|ed|ing|al)?|fired|sacked)",
    r"(?:found(?:ed|ing)|creat(?:e|es|ed|ing|ion))": r"(?:dissol\w+|abolish\w*|destr\w+)",
}
"""Words and their opposites, which contradict each other in the clause of the answer.

Pairs that two sides of one event share are left out: who lost to whom also says who won.
"""

_LOOSE_ONE_WAY = {
    r"first": rf"(?:(?<=the )last (?:day|season|year)\b|last{_NO_TIME})",
}
"""A word that its opposite contradicts, but not the other way round: who last won may have won first since 1950."""

_CLEAR_PAIRS = {
    r"(?:large|big)": r"small",
    r"ancient": r"modern",
    r"(?:navy|naval)": r"army",
    r"hardware": r"software",
    r"discourag(?:e|es|ed|ing)": r"encourag(?:e|es|ed|ing)",
    r"abolish(?:es|ed|ing)?": r"(?:establish(?:es|ed|ing)?|introduc(?:e|es|ed|ing))",
    r"primary": r"secondary",
    r"gr[eo]w(?:n|s|ing)?": r"shr[aiu]nk(?:s|ing)?",
    r"surviv(?:e|es|ed|ing|ors?)": r"(?:died|dies|killed)",
    r"local": r"(?:global|international|national)",
    r"downtown": r"uptown",
    r"strong(?:er|est|ly)?": r"weak(?:er|est|ly|ness)?",
    r"(?:fast|quick|rapid)(?:er|est|ly)?": r"slow(?:er|est|ly)?",
    r"(?:common(?:ly)?|often|frequent(?:ly)?)": r"rare(?:ly)?",
    r"adults?": r"child(?:ren)?",
}
"""Words and their opposites, which contradict each other in that clause if no other one has the word asked about."""

_ONE_WAY = {
    r"end(?:s|ed|ing)?": r"(?:start(?:s|ed|ing)?|beg[aiu]n(?:s|ning)?)",
    r"less(?!.*\bthan\b)": r"more(?!.*\bthan\b)",
}
"""Words that are contradicted in the same way, but do not contradict."""

_MADE = r"(?:built|building|construct(?:s|ed|ing|ion)?|creat(?:e|es|ed|ing)|establish(?:es|ed|ing)?)"
_ACROSS = {
    r"smallest": r"(?:largest|biggest)",
    r"(?:largest|biggest)": r"smallest",
    r"lowest": r"highest",
    r"highest": r"lowest",
    r"shortest": r"(?:longest|tallest)",
    r"(?:longest|tallest)": r"shortest",
    r"newest": r"oldest",
    r"oldest": r"(?:newest|youngest)",
    r"worst": r"best",
    r"best": r"worst",
    r"(?<!at )least": r"most",
    rf"(?:(?<=the )last (?:day|season|year)\b|last{_NO_TIME}(?! time|\W*$))": r"first(?!.*\bsince\b)",
    r"old": rf"new{_NO_PLACE}",
    r"new": r"old",
    rf"north(?:ern)?{_NO_REGION}": rf"south(?:ern)?{_NO_REGION}",
    rf"south(?:ern)?{_NO_REGION}": rf"north(?:ern)?{_NO_REGION}",
    r"(?:destroy(?:s|ed|ing)?|destruction)": _MADE,
    r"public(?:ly)?": r"private(?:ly)?",
    r"private(?:ly)?": r"public(?:ly)?",
}
"""Words of a question that are contradicted anywhere in a sentence without them, not only in the clause of the answer.

Only words are included that do so ten times as often in sentences that do not answer as in those that do.
"""

_TWO_SIDED = frozenset({"brothers?", "husbands?", "fathers?", "sons?", "uncles?", "teachers?", "gain(?:s|ed|ing)?"})
"""Pairs that two sides share, which are no opposites if a question asks for one of the sides."""

_ASKS_SIDE = re.compile(r"\bwho\b|\bwhich (?:party|team|side|club|country|company)\b", re.I)
_DENIES = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.I)


class OppositePair(NamedTuple):
    """A word of a question and its opposite.

    `anywhere` is whether the opposite contradicts in every clause of a sentence, `is_clear` whether it does so only if
    no clause has the word asked about, `is_two_sided` whether one event has both.
    """

    asked: re.Pattern[str]
    opposite: re.Pattern[str]
    anywhere: bool = False
    is_clear: bool = False
    is_two_sided: bool = False


@lru_cache(maxsize=1 << 10)
def find_pairs(question: str) -> tuple[OppositePair, ...]:
    """Return the words of a question with their opposites; pairs with both words in the question are left out."""
    # What is not allowed is prohibited.
    if _DENIES.search(question):
        return ()
    # "How high is it?" is answered by "low".
    question = HOW.sub(" ", question)
    # "Tom is Ann's brother" is said in a sentence about Ann, the sister.
    asks_side = _ASKS_SIDE.search(question)
    return tuple(
        pair
        for pair in _compile_pairs()
        if pair.asked.search(question) and not pair.opposite.search(question) and not (asks_side and pair.is_two_sided)
    )


@cache
def _compile_pairs() -> tuple[OppositePair, ...]:
    """Return all pairs with their patterns, compiled when they are first needed."""
    loose = [(_compile(words), not _TWO_SIDED.isdisjoint(words)) for words in (*_turn(_PAIRS), *_LOOSE_ONE_WAY.items())]
    clear = map(_compile, (*_turn(_CLEAR_PAIRS), *_ONE_WAY.items()))
    return (
        *(OppositePair(*words, is_two_sided=is_two_sided) for words, is_two_sided in loose),
        *(OppositePair(*words, is_clear=True) for words in clear),
        *(OppositePair(*words, is_clear=True, anywhere=True) for words in map(_compile, _ACROSS.items())),
    )


def _turn(pairs: dict[str, str]) -> list[tuple[str, str]]:
    """Return the pairs in both directions."""
    return [pair for one, other in pairs.items() for pair in ((one, other), (other, one))]


def _compile(words: tuple[str, str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    asked, opposite = words
    return re.compile(rf"\b{asked}\b", re.I), re.compile(rf"\b{opposite}\b", re.I)
