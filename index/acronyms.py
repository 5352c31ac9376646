"""Acronyms that the articles define themselves: "United Nations Disengagement Observer Force (UNDOF)".

The long form is looked for in the words before the brackets, by the letters of the short one, as in Schwartz and
Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})\)")
_LONGEST = 120  # in characters
_SHORTEST = 2
_LINKING = frozenset("a an and at by de for in of on the to".split())


def find_acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Return the long form that is given most often for each acronym."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _BRACKETS.finditer(text):
            before = text[max(0, match.start() - _LONGEST) : match.start()].rpartition("\n")[2]
            long_form = _find_long_form(before.split(), match[1])
            if long_form:
                found.setdefault(match[1], Counter())[long_form] += 1
    return {acronym: forms.most_common(1)[0][0] for acronym, forms in sorted(found.items())}


def _find_long_form(words: list[str], acronym: str) -> str | None:
    """Return the last words whose initials spell the acronym; small words between them need no letter."""
    letters = [letter.lower() for letter in acronym if letter.isupper()]
    if len(letters) < _SHORTEST:
        return None
    position = len(words)
    while letters and position:
        position -= 1
        word = words[position].lower()
        if word[0] == letters[-1]:
            letters.pop()
        elif word not in _LINKING:
            return None
    named = words[position:]
    return " ".join(named) if not letters and len(named) > 1 else None


def save_acronyms(path: Path, acronyms: Mapping[str, str]) -> None:
    """Write the acronyms as one JSON object."""
    path.write_text(json.dumps(acronyms, ensure_ascii=False, indent=1), encoding="utf-8")


def read_acronyms(path: Path) -> dict[str, str]:
    """Read what `save_acronyms` wrote."""
    acronyms: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return acronyms
