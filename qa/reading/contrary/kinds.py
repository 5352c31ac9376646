"""Whether a sentence is about another thing of a kind than a question: another colour, nation or rate."""

import re
from functools import lru_cache

from qa.query.question_type import MEASURES, find_answer_type
from qa.reading.spans import SpanOffsets

_KINDS = (
    "red blue green yellow black white brown purple orange pink grey",
    "gold silver bronze copper iron",
    "army navy",
    "northeast northwest southeast southwest",
)
"""Words of one kind, of which a thing is one only."""

_CAPITALISED = re.compile(r"(?<=\w )(?!Army|Navy|Naval|North|South)[A-Z]\w*")
"""Names, which may have a colour or metal in them: "Green Day"."""

_FORMS = {
    **dict(gray="grey", golden="gold", naval="navy"),
    **{f"{corner}ern": corner for corner in _KINDS[-1].split()},
}
_NATIONS = """
afghan afghanistan; albanian albania; algerian algeria; argentine argentinian argentina; armenian armenia;
australian australia; austrian austria; bangladeshi bangladesh; belgian belgium; bolivian bolivia; brazilian brazil;
bulgarian bulgaria; british britain united_kingdom uk english england; scottish scotland; welsh wales; irish
ireland; cambodian cambodia; canadian canada; chilean chile; chinese china; colombian colombia; croatian croatia;
cuban cuba; czech; danish denmark; dutch netherlands holland; egyptian egypt; estonian estonia; ethiopian ethiopia;
finnish finland; french france; german germany; ghanaian ghana; greek greece; hungarian hungary; icelandic iceland;
indian india; indonesian indonesia; iranian iran persian; iraqi iraq; israeli israel; italian italy; jamaican
jamaica; japanese japan; jordanian jordan; kazakh kazakhstani kazakhstan; kenyan kenya; korean korea; latvian
latvia; lebanese lebanon; lithuanian lithuania; mexican mexico; moroccan morocco; nepalese nepal; nigerian nigeria;
norwegian norway; pakistani pakistan; peruvian peru; filipino philippine philippines; polish poland; portuguese
portugal; romanian romania; russian russia soviet ussr; saudi; serbian serbia; spanish spain; sudanese sudan;
swedish sweden; swiss switzerland; syrian syria; thai thailand; tibetan tibet; tunisian tunisia; turkish turkey;
ukrainian ukraine; uzbek uzbekistan; vietnamese vietnam
"""
"""The words of each nation, language and country; continents and the United States contain others."""

_NATION_OF = {word.replace("_", " "): names.split()[0] for names in _NATIONS.split(";") for word in names.split()}
_NATION = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(_NATION_OF, key=len, reverse=True))})(?=s?(?:['’]s?)?(?!\w))", re.I
)
_NEEDS_CAPITAL = frozenset({"polish", "turkey", "china", "jordan"})
_ASKS_WHICH_NATION = re.compile(
    rf"\b(?:what|which|name (?:the|an?|one))\s+(?:\w+\s+){{0,2}}?(?:of (?:the )?)?{_NATION.pattern}"
    r"|\b(?:countr(?:y|ies)|nations?|languages?|words?|terms?|mean\w*|translat\w+|besides|aside|along with|other than"
    r"|in addition|first)\b|\bin (?:english|french|german|spanish|chinese|japanese|greek)\b",
    re.I,
)


_RATES = {
    unit: re.compile(rf"\b(?:(?:per|an?|each|every) {unit}|{adverb})\b", re.I)
    for unit, adverb in (
        ("hour", "hourly"),
        ("day", "daily"),
        ("week", "weekly"),
        ("month", "monthly"),
        ("year", "annual(?:ly)?|yearly|per annum"),
    )
}
"""What an amount is counted for, as in "12 euros a year"."""

_MAX_RATE_DISTANCE = 40
"""Maximum length of the text between a span and its rate, in characters."""


def find_other_of_kind(question: str, sentence: str, span: SpanOffsets | None, around: str) -> str | None:
    """Return the word of a question for which a sentence has only others of its kind, None if there is none.

    `around` is the text before the sentence with its title and headings, which may have that word.
    """
    if find_answer_type(question) is None:
        return None
    rest = f"{span.before(sentence)} {span.after(sentence)}" if span else sentence
    for pattern in _compile_kinds():
        asked = _find_words(pattern, _CAPITALISED.sub(" ", question))
        if len(asked) == 1 and _find_words(pattern, rest) and not asked & _find_words(pattern, f"{around} {sentence}"):
            return min(asked)
    return _find_other_nation(question, sentence, rest, around) or _find_other_rate(question, sentence, span)


def _find_other_rate(question: str, sentence: str, span: SpanOffsets | None) -> str | None:
    """Return the rate of a question, "month", if a sentence has only another one and right after the span."""
    asked = [unit for unit, pattern in _RATES.items() if pattern.search(question)]
    if span is None or len(asked) != 1 or find_answer_type(question) not in MEASURES:
        return None
    named = {unit for unit, pattern in _RATES.items() if pattern.search(sentence)}
    after = sentence[span.end : span.end + _MAX_RATE_DISTANCE]
    is_beside = any(_RATES[unit].search(after) for unit in named)
    return asked[0] if is_beside and asked[0] not in named else None


@lru_cache(maxsize=1)
def _compile_kinds() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for the words of each kind in all their forms."""
    forms = [[*words.split(), *(form for form, word in _FORMS.items() if word in words.split())] for words in _KINDS]
    return tuple(re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.I) for words in forms)


def _find_words(pattern: re.Pattern[str], text: str) -> set[str]:
    return {_FORMS.get(word.lower(), word.lower()) for word in pattern.findall(text)}


def _find_other_nation(question: str, sentence: str, rest: str, around: str) -> str | None:
    asked = _find_nations(question)
    if len(asked) != 1 or _ASKS_WHICH_NATION.search(question) or asked & _find_nations(f"{around} {sentence}"):
        return None
    is_named = any(found[0][0].isupper() for found in _NATION.finditer(rest))
    return min(asked) if is_named and _find_nations(rest) else None


@lru_cache(maxsize=1 << 10)
def _find_nations(text: str) -> frozenset[str]:
    """Return the nations that a text names."""
    words = (found[0] for found in _NATION.finditer(text))
    return frozenset(_NATION_OF[word.lower()] for word in words if word[0].isupper() or word not in _NEEDS_CAPITAL)
