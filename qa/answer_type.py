"""What kind of thing a question asks for, and whether a stretch of text is of that kind."""

import re

from text_to_num import alpha2digit

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


def is_of_the_kind(question: str, text: str) -> bool:
    """Tell whether a text can be the answer: a number, a time or a name where that is asked for, else anything."""
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.search(question)), None)
    if kind == "name":
        return any(character.isupper() for character in text)
    if kind is None:
        return True
    has_number = any(character.isdigit() for character in alpha2digit(text, "en", 0))
    return has_number or (kind == "time" and bool(_TIMES.search(text)))
