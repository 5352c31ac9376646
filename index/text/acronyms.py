"""Acronyms that the articles define themselves: "United Nations Disengagement Observer Force (UNDOF)".

The long form is searched for in the words before the brackets, or in the brackets after the acronym, by the letters
of the acronym, as in Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text" (2003).
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_{1,3}(?!\w)")
"""Markdown marks for emphasis and code."""

_WRITTEN = r"(?P<acronym>(?:[A-Z]\.){2,9}|[A-Z][A-Za-z&-]{1,9})"
"""An acronym, or one with full stops: U.N."""

_BRACKETS = re.compile(rf"[(\[](?:abbreviated |or )?[\"“‘']?{_WRITTEN}[\"”’']?[)\],;/]")
_ACRONYM_FIRST = re.compile(
    rf"(?<![\w&-]){_WRITTEN}[\"”’']?(?: ?[(\[](?:short for )?| [–—-] "
    r"|,? (?:which |that )?(?:is |are )?(?:short|stands?|stood|standing|(?:an )?(?:acronym|abbreviation)) for "
    r"|,? (?:which )?means )(?:the |an? )?[\"“‘']?(?P<words>[A-Za-z][^\n()\[\],;:.\"”]{2,119})"
)
_PLURAL = re.compile(r"[A-Z&-]{2,}s")
_WORD, _PART = re.compile(r"\S+"), re.compile(r"[^\s-]+")
_MAX_LENGTH = 120  # in characters
_MIN_LENGTH = 2
_LINKING = frozenset("a an and at by de for in of on the to".split())
_KINDS_OF_PLACE = frozenset("city commonwealth kingdom province republic state".split())
"""Words that an acronym leaves out before "of": "Mission in the Republic of South Sudan (MISS)"."""


class _Definition(NamedTuple):
    """An acronym with its long form and the offsets of that in its text."""

    acronym: str
    long_form: str
    start: int
    end: int


Definitions = Mapping[str, Mapping[str, Sequence[int]]]
"""For each acronym its long forms, with the number of the article for each definition."""


def find_definitions(texts: Iterable[str]) -> Definitions:
    """Return the long forms that texts give for acronyms, with the number of the text for each definition."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, text in enumerate(texts):
        for acronym, long_form, *_ in _find_pairs(_MARKS.sub("", text)):
            found.setdefault(acronym, {}).setdefault(long_form, []).append(number)
    return found


def find_expansion(text: str, acronym: str) -> tuple[int, int] | None:
    """Return the offsets of the first long form that a text gives for an acronym, ignoring case."""
    marks = {place for found in _MARKS.finditer(text) for place in range(*found.span())}
    places = [place for place in range(len(text)) if place not in marks]
    definitions = _find_pairs("".join(text[place] for place in places))
    found = [one for one in definitions if one.acronym.casefold() == acronym.casefold()]
    first = min(found, key=lambda one: one.start, default=None)
    return (places[first.start], places[first.end - 1] + 1) if first else None


def _find_pairs(text: str) -> Iterator[_Definition]:
    """Yield every acronym with its long form, in either order."""
    for match in _BRACKETS.finditer(text):
        acronym = _read_acronym(match)
        first = max(match.start() - _MAX_LENGTH, 0)
        first = max(text.rfind("\n", first, match.start()) + 1, first)
        for pattern in (_WORD, _PART):
            words = list(pattern.finditer(text, first, match.start()))
            if count := _count_long_form([word[0] for word in words], acronym):
                yield _define(text, acronym, words[-count].start(), words[-1].end())
                break
    for match in _ACRONYM_FIRST.finditer(text):
        acronym = _read_acronym(match)
        for pattern in (_WORD, _PART):
            words = list(pattern.finditer(text, *match.span("words")))
            if count := _match_opening([word[0] for word in words], acronym):
                yield _define(text, acronym, words[0].start(), words[count - 1].end())
                break


def _read_acronym(found: re.Match[str]) -> str:
    """Return an acronym without full stops, in the singular: SPAAG for SPAAGs."""
    written = found["acronym"].replace(".", "")
    return written[:-1] if _PLURAL.fullmatch(written) else written


def _define(text: str, acronym: str, start: int, end: int) -> _Definition:
    return _Definition(acronym, " ".join(text[start:end].split()), start, end)


def choose_acronyms(segments: Iterable[tuple[Definitions, Container[int]]]) -> dict[str, str]:
    """Return the most frequent long form of each acronym in the articles that each segment still has."""
    counts: dict[str, Counter[str]] = {}
    for definitions, members in segments:
        for acronym, forms in definitions.items():
            for form, numbers in forms.items():
                counts.setdefault(acronym, Counter())[form] += sum(number in members for number in numbers)
    best = {acronym: min(forms, key=lambda form: (-forms[form], form)) for acronym, forms in sorted(counts.items())}
    return {acronym: form for acronym, form in best.items() if counts[acronym][form]}


def _count_long_form(words: list[str], acronym: str) -> int:
    """Return how many of the last words spell the acronym, 0 if none do.

    The acronym consists of their initials, without the small words between them, or of their initials and inner
    letters, as in "REdis Serialization Protocol (RESP)".
    """
    letters = [letter.lower() for letter in acronym if letter.isupper()]
    if len(letters) < _MIN_LENGTH or not words or words[-1].lower() in _LINKING:
        return 0
    position = len(words)
    while letters and position:
        position -= 1
        word = words[position].lower()
        if words[position].isupper() and letters[-len(word) :] == list(word):
            # "UN" in "UN Mission (UNM)" gives both of its letters.
            del letters[-len(word) :]
        elif word[0] == letters[-1]:
            letters.pop()
        elif word not in _LINKING and not _is_kind_of_place(words, position):
            break
    if not letters:
        return len(words) - position if len(words) - position > 1 else 0
    counts = range(2, min(len(words), 2 * len(acronym)) + 1)
    return next((count for count in counts if _match_opening(words[-count:], acronym) == count), 0)


def _match_opening(words: list[str], acronym: str) -> int:
    """Return how many of the first words, each by its initial and optional later letters, spell the acronym, or 0."""
    letters = [letter.lower() for letter in acronym if letter.isalpha() and (letter.isupper() or acronym.isupper())]
    if len(letters) < _MIN_LENGTH:
        return 0
    for number, word in enumerate(map(str.lower, words)):
        following = next(
            (
                other[0].lower()
                for place, other in enumerate(words)
                if place > number and other.lower() not in _LINKING and not _is_kind_of_place(words, place)
            ),
            "",
        )
        if word[0] == letters[0] and not (word in _LINKING and following == letters[0]):
            letters = _drop_inner(word[1:], letters[1:], following)
        elif not number or not (word in _LINKING or _is_kind_of_place(words, number)):
            return 0
        if not letters:
            return number + 1 if number else 0
    return 0


def _is_kind_of_place(words: list[str], number: int) -> bool:
    is_before_of = [word.lower() for word in words[number + 1 : number + 2]] == ["of"]
    return is_before_of and words[number].lower() in _KINDS_OF_PLACE


def _drop_inner(rest: str, letters: list[str], following: str) -> list[str]:
    """Return the remaining letters of an acronym after a word whose inner letters give those before the next word."""
    while letters and following != letters[0] and letters[0] in rest:
        rest, letters = rest.partition(letters[0])[2], letters[1:]
    return letters


def save_definitions(path: Path, definitions: Definitions) -> None:
    """Write the definitions as one JSON object."""
    path.write_text(json.dumps(definitions, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")


def parse_definitions(content: bytes) -> Definitions:
    """Return the definitions in a file written by `save_definitions`."""
    definitions: Definitions = json.loads(content)
    return definitions
