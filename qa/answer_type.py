"""What kind of thing a question asks for, and whether a stretch of text is of that kind."""

import re

from text_to_num import alpha2digit

from index.words import find_words

_TIMES = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow|spring|summer|autumn|winter|century"
    r"|noon|midnight|morning|evening|night)\b"
)
_KINDS = {
    "number": re.compile(r"\bhow (?:many|much|old|long|far|large|big|tall|high|heavy)\b|\bpopulation\b", re.I),
    "time": re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century)\b", re.I),
    "name": re.compile(r"\b(?:who|whom|whose)\b", re.I),
}
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_LARGE = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
NUMBER = re.compile(
    rf"\b(?:\d[\d.,]*(?<=\d)(?: (?:{_LARGE}))?|(?:{_SMALL}|{_LARGE})(?:(?: and |[ -])(?:{_SMALL}|{_LARGE}))*)\b", re.I
)
_COUNTED = re.compile(r"\bhow many (?!of\b)(\w+)(?: (\w+))?", re.I)
_WORDS_BETWEEN = 2
"""So many words may stand between a number and what it counts."""

_UNIT = re.compile(r"[\s-]*(?:%|°|(?:in|ft|mi|yd|lb|oz|mm|cm|m|km|kg|g|ha|kW|MW|mph|per ?cent)\b)")


def find_count(question: str, text: str) -> tuple[int, int] | None:
    """Return where a text has the number of what "how many" asks for, None where none or several may be it."""
    asked = _COUNTED.search(question)
    if asked is None:
        return None
    things = set(find_words(" ".join(filter(None, asked.groups()))))
    numbers = [number for number in NUMBER.finditer(text) if not _UNIT.match(text, number.end())]
    after = [find_words(" ".join(text[number.end() :].split()[: _WORDS_BETWEEN + 1])) for number in numbers]
    shared = [len(things & set(words)) for words in after]
    most = max(shared, default=0)
    return numbers[shared.index(most)].span() if most and shared.count(most) == 1 else None


def find_kind(question: str) -> str | None:
    """Return what a question asks for: a number, a time or a name, or None where it is something else."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(question)), None)


def is_of_the_kind(question: str, text: str) -> bool:
    """Tell whether a text can be the answer: a number, a time or a name where that is asked for, else anything."""
    kind = find_kind(question)
    if kind == "name":
        return any(character.isupper() for character in text)
    if kind is None:
        return True
    has_number = any(character.isdigit() for character in alpha2digit(text, "en", 0))
    return has_number or (kind == "time" and bool(_TIMES.search(text)))
