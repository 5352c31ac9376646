"""The kind of answer a question asks for: a number, a time, a person, a reason, yes or no."""

import re
from functools import lru_cache
from typing import NamedTuple

from qa.query.common_words import QUESTION_WORDS

_AUXILIARY = (
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|must|may|might)(?:n['’]?t)?"
    r"|cannot|am|ain['’]t)"
)
_ASKING = rf"(?:{QUESTION_WORDS})"
_YES_NO = re.compile(rf"(?:(?:and|but|so|then|also|ok|okay|please)[, ]+)*{_AUXILIARY}\s+(?!\d|of\b)\S+", re.I)
_REQUEST = re.compile(
    rf"\b(?:you|me|us|know|known|clear|say|says|said|mention|mentions|state|states|explain|find|out|tell|tells|sure"
    rf"|give|information|anything|idea)\b.{{0,200}}\b{_ASKING}\b",
    re.I,
)
_ONE_ANSWER = re.compile(
    r"\b(?:who|whom|whose|when|where|which|how (?:many|much|long|old|far|often|big|large|high|tall|deep|wide|fast"
    r"|heavy)|what)\b|^name (?:the|a|an|one)\b",
    re.I,
)
_PERSON = (
    r"person|people|man|men|woman|women|boy|girl|child|actor|actress|author|writer|poet|singer|artist|painter|composer"
    r"|musician|player|coach|scientist|physicist|chemist|philosopher|engineer|architect|inventor|explorer|king|queen"
    r"|emperor|president|minister|politician|senator|governor|mayor|general|commander|director|leader|pope|bishop"
    r"|judge|spokes\w+"
)
_PLACE = (
    r"city|cities|town|towns|village|country|countries|state|states|nation|nations|continent|county|province|region"
    r"|district|island|islands|river|lake|mountain|sea|ocean|street|neighbou?rhood|area of|part of|place|location"
)
_NAMED = (
    r"company|companies|firm|team|club|band|party|organi[sz]ation|university|college|school|war|battle|religion|tribe"
    r"|animal|disease|newspaper|magazine|airline|church|hospital|agency|army|sport|family|empire|dynasty|bank|ministry"
    r"|court|committee"
)
_VERB = (
    rf"\b(?=\s+(?:{_AUXILIARY}|who|that|of|in|on|from|near|\w+ed|\w+s|wrote|won|led|became|made|gave|took|held"
    r"|lost|sent|built)\b|\W*$)"
)
_BE = r"(?:is|was|are|were|['’]s)"
_PRICE = r"price|cost|fee|salary|fine|ransom|revenue|budget|wage|income|rent|fare|deficit|turnover|net worth"
# "What was turnout in Orsa" and "what is sales tax rate in Orsa" ask for a number; "what is turnout", "what is cost of
# capital" and "what is body mass in physics" ask for a meaning.
_MEASURE = (
    rf"{_PRICE}|rate|population|number|height|distance|width|depth|altitude|elevation|area|weight|mass|speed|temperature"
    r"|age|percentage|proportion|share|deadline|date|attendance|turnout|limit"
)
_OF_A_THING = (
    r" (?:of|in|at|for|to|on)\b(?! (?:return|interest|exchange|change|living|capital)\b|(?: [\w-]+){0,2} (?:physics"
    r"|chemistry|biology|math\w*|statistics|economics|finance|law|music|grammar|learning)\b)"
)
_WITHOUT_ARTICLE = (
    rf"(?=(?:(?<=was)|(?<=were)|\s+[\w'-]+)(?:\s+[\w'-]+){{0,2}}?\s+(?:{_MEASURE}){_OF_A_THING}"
    rf"|\s+(?:population|price|height){_OF_A_THING})"
)
_MEASURED = (
    rf"(?:\s+{_BE}|['’]s)(?:\s+the|{_WITHOUT_ARTICLE})"
    r"(?:\s+(?:average|mean|total|maximum|minimum|highest|lowest|estimated|final))?\s+"
)
_OF_WHAT = (
    r"(?=['’]s\b|\s+(?:(?:of|for|to|in|per|from|on|at|by|with)\b(?!\W*$)|(?:if|when|after|before|during|is|was|paid"
    r"|charged|set|asked|earned|received|proposed|planned)\b)|\W*$)"
)
_PAID = (
    r"costs?|paid|pays?|spen[dt]|earn(?:s|ed)?|worth|charged?|owe[ds]?|fined|(?:sells?|sold) for|donated?|invest(?:ed)?"
    r"|priced"
)
_NO_PAYMENT = (
    r"(?! (?:attention|tribute|heed|homage|respects?|back|off|with|for\W*$|(?:\w+ )?(?:tax|due|fee|bill)\w*\b))"
)
_CHANGED = (
    r"drop\w*|r[io]sen?|rising|increas\w+|decreas\w+|f[ae]ll(?:en|ing)?|gr[eo]w\w*|declin\w+|chang\w+|more|less|time"
    r"|attention"
)
_KINDS: dict[str, str] = {
    "time of day": r"(?<!during )(?:what|which) (?:time|hour)\b"
    r"(?!\s+(?:of (?:the )?(?:year|day)|period|fram|span|zone|range|scale|is it in))",
    "time": rf"when\b|(?:what|which) (?:years?|dates?|days?|months?|centur\w+|decades?|times?)\b"
    rf"|what {_BE} the (?:date|year|day)\b"
    rf"|what{_MEASURED}(?:\w+ ){{0,2}}(?:deadline|(?:due|closing|opening) date)\b{_OF_WHAT}",
    "duration": r"how long\b|what (?:is|was) the (?:duration|length)\b|(?:for )?what (?:length of time|duration)\b",
    "money": rf"what{_MEASURED}(?:\w+ ){{0,2}}(?:{_PRICE})\b(?! (?:of|for) living){_OF_WHAT}"
    rf"|how much (?:money|cash|funding)\b|how expensive\b"
    rf"|how much {_AUXILIARY} (?!.{{0,200}}\b(?:{_CHANGED})\b).{{0,200}}\b(?:{_PAID})\b"
    rf"|what {_AUXILIARY} (?!.{{0,200}}\b(?:when|that|which|who|of|to|by|on)\b).{{1,200}} (?:cost|fined|paid)\W*$"
    r"|what (?:did|does|do|will) (?!.{0,200}\b(?:when|if|that|which|who|to)\b)(?:[\w’'.-]+ ){1,6}pay\b"
    rf"{_NO_PAYMENT}",
    "percent": rf"(?:what|which)(?:{_MEASURED}|\s+)(?:percent(?:age)?|per cent|proportion|share|fraction)\b",
    "age": rf"how old\b|(?:what|which)(?:{_MEASURED}|\s+)age\b(?! group| range| limit)",
    "extent": r"how far (?:back|behind|ahead|in(?:to)?|out of|north\w*|south\w*|east\w*|west\w*|up\w*|down\w*)\b"
    r"|how far(?=\W*$)|how high of\b"
    r"|how far\b(?=.{0,200}\b(?:reach|extend|stretch|spread|range|date|go|goes|went|back|debt|f[ae]ll|span|advanced?"
    r"|into|drop(?:ped)?|develop(?:ed)?)\b)"
    r"|how high\b(?=.{0,200}\b(?:temperatures?|unemployment|population|levels?|rank(?:s|ed)?|grow[ns]?|grew)\b)"
    rf"|how high\b(?=.{{0,200}}\b(?:debts?|tax\w*|revenues?|rates?|{_PRICE})\b)",
    "length": r"how (?:far|tall|high|deep|wide|broad|thick)\b"
    rf"|what(?:{_MEASURED}|\s+)(?:height|distance|width|depth|altitude|elevation)\b",
    "area": rf"what{_MEASURED}(?:surface |land )*area\b(?=\s+(?:of|covered|in \w+)\b|\W*$|['’]s)"
    r"(?! of (?:study|research|expertise|interest))",
    "weight": rf"how heavy\b|how much (?:do|does|did) .*\bweigh\b|what{_MEASURED}(?:weight|mass)\b",
    "speed": rf"how fast\b|what{_MEASURED}speed\b",
    "temperature": rf"how (?:hot|cold|warm)\b|what{_MEASURED}temperature\b",
    "count": rf"how many\b|what{_MEASURED}(?:\w+ ){{0,3}}(?:population|number)\b(?! (?:group|density))",
    "frequency": r"how (?:often|frequent(?:ly)?|regular(?:ly)?)\b",
    "amount": r"how (?:much|big|large|quick(?:ly)?|populous)\b"
    rf"|what{_MEASURED}(?:[\w-]+ ){{0,3}}rates?\b(?! (?:that|which|determined))"
    rf"|what{_MEASURED}(?:\w+ ){{0,2}}(?:attendance|turnout|(?:age|size|time|weight|word) limit)\b{_OF_WHAT}"
    rf"|(?:what|which) (?:[\w-]+ ){{0,2}}rate (?={_AUXILIARY}\b)",
    "person": rf"(?:who|whom|whose)\b|(?:what|which) (?:\w+ )?(?:{_PERSON}){_VERB}",
    "place": rf"where\b|(?:what|which) (?:{_PLACE}){_VERB}",
    "named": rf"(?:what|which) (?:\w+ ){{0,2}}(?:{_NAMED}){_VERB}",
    "language": r"(?:what|which) languages?\b",
    "action": rf"what {_AUXILIARY} .*\b(?:do|doing|done)[?.! ]*$",
    "meaning": r"what (?:does|do|did) .*\b(?:stand for|mean)\b",
    "reason": r"why\b",
    "manner": r"how\b",
    "thing": r"(?:what|which)\b",
}
_KIND = [(kind, re.compile(rf"\b(?:{pattern})", re.I)) for kind, pattern in _KINDS.items()]
MEASURES = {
    "duration",
    "money",
    "percent",
    "age",
    "length",
    "area",
    "weight",
    "speed",
    "temperature",
    "count",
    "frequency",
    "amount",
}
_COARSE = {kind: "number" for kind in MEASURES} | {"time": "time", "time of day": "time", "person": "name"}

_LEADING = re.compile(
    r"(?:^|\b(?:in|on|at|by|of|from|to|for|with|about|since|till|until|and|or|but|me|know|tell|exactly|then)|[,.:;–—])\s*$",
    re.I,
)
_RELATIVE = re.compile(
    rf"(?:when|where)\b(?!\s+(?:{_AUXILIARY}|exactly|on earth|in\b|according|else|specifically)\b|[\W]*$)", re.I
)


_ACRONYM = r"[\"“'‘`*]{0,2}(?P<acronym>[A-Za-z][A-Za-z&-]{1,9})[\"”'’`*]{0,2}"
_NAMED_AS = r"(?:(?:the|an?) )?(?:(?:acronym|abbreviation|initials|letters|name|term|command) )?"
_LONG_FORM = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"\bwhat (?:does|do|did|is|are|was|were) {_NAMED_AS}{_ACRONYM} (?:(?:acronym|abbreviation) )?"
        r"(?:stands? for|standing for|short for|(?:an? |the )?(?:acronym|abbreviation) (?:for|of)(?=\W*$)"
        r"|(?P<mean>means?))\b",
        rf"\b(?:long|full|expanded|spelled-out) (?:form|name|version) of {_NAMED_AS}{_ACRONYM}(?!\w)",
    )
]


class AskedAcronym(NamedTuple):
    """An acronym that a question asks about, and whether nothing but its long form answers."""

    acronym: str
    only_long_form: bool


@lru_cache(maxsize=1 << 10)
def find_acronym(question: str) -> AskedAcronym | None:
    """Return the acronym that a question asks the long form or meaning of, None if it asks for none.

    A word in lower case may be no acronym: "What does the flag stand for?"
    """
    for pattern in _LONG_FORM:
        if found := pattern.search(question):
            acronym, means = found["acronym"], bool(found.groupdict().get("mean"))
            is_capital = sum(map(str.isupper, acronym)) > 1
            return AskedAcronym(acronym, is_capital and not means) if is_capital or not means else None
    return None


def asks_yes_no(question: str) -> bool:
    """Return whether a question asks for yes or no (or for one of two things that it names).

    "Can you tell me when it opens?" asks for a time, not for yes or no.
    """
    text = question.strip()
    if not _YES_NO.match(text) or re.search(rf", {_ASKING}\b", text):
        text = text.partition(", ")[2]
        if re.search(r"\b(?:which|what|whose|whom|who|how)\b", question, re.I):
            return False
    return bool(_YES_NO.match(text)) and not _REQUEST.search(text)


def has_one_answer(question: str) -> bool:
    """Return whether a question asks for one thing that can be marked in a sentence."""
    return bool(_ONE_ANSWER.search(question)) and not asks_yes_no(question)


@lru_cache(maxsize=1 << 10)
def find_answer_type(question: str) -> str | None:
    """Return the kind of answer a question asks for, a key of `_KINDS` or "yes/no"; None for keywords."""
    if asks_yes_no(question):
        return "yes/no"
    found = [(match.start(), kind) for kind, pattern in _KIND for match in pattern.finditer(question)]
    asking = [(start, kind) for start, kind in found if _is_asking(question, start)]
    return min(asking, key=lambda one: one[0])[1] if asking else None


def _is_asking(question: str, start: int) -> bool:
    """Return whether a question word asks, rather than beginning a relative clause as "the man who"."""
    if not _LEADING.search(question[:start]) and not question[start:].lower().startswith(("what", "how", "why")):
        return False
    return not (_RELATIVE.match(question, start) and re.search(rf",|.\b(?:{_ASKING})\b", question[start + 1 :], re.I))


def find_kind(question: str) -> str | None:
    """Return "number", "time" or "name" if a question asks for one, else None."""
    return _COARSE.get(find_answer_type(question) or "")
