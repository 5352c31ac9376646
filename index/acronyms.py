"""Acronyms that the articles define themselves: "United Nations Disengagement Observer Force (UNDOF)".

The long form is looked for in the words before the brackets, by the letters of the short one, as in Schwartz and
Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003).
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})\)")
_LONGEST = 120  # in characters
_SHORTEST = 2
_LINKING = frozenset("a an and at by de for in of on the to".split())


Definitions = Mapping[str, Mapping[str, Sequence[int]]]
"""For each acronym its long forms, with the number of the article at each place where one is given."""


def find_definitions(texts: Iterable[str]) -> Definitions:
    """Return the long forms that texts give for acronyms, with the number of the text at every place."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, text in enumerate(texts):
        for match in _BRACKETS.finditer(text):
            before = text[max(0, match.start() - _LONGEST) : match.start()].rpartition("\n")[2]
            long_form = _find_long_form(before.split(), match[1])
            if long_form:
                found.setdefault(match[1], {}).setdefault(long_form, []).append(number)
    return found


def choose_acronyms(segments: Iterable[tuple[Definitions, Container[int]]]) -> dict[str, str]:
    """Return the long form that is given most often for each acronym, in the articles that each segment still has."""
    counts: dict[str, Counter[str]] = {}
    for definitions, members in segments:
        for acronym, forms in definitions.items():
            for form, numbers in forms.items():
                counts.setdefault(acronym, Counter())[form] += sum(number in members for number in numbers)
    best = {acronym: min(forms, key=lambda form: (-forms[form], form)) for acronym, forms in sorted(counts.items())}
    return {acronym: form for acronym, form in best.items() if counts[acronym][form]}


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


def save_definitions(path: Path, definitions: Definitions) -> None:
    """Write the definitions as one JSON object."""
    path.write_text(json.dumps(definitions, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")


def parse_definitions(content: bytes) -> Definitions:
    """Return what `save_definitions` wrote."""
    definitions: Definitions = json.loads(content)
    return definitions
