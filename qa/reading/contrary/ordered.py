"""Whether a sentence is about another one in an order than a question: the third for the second, another century."""

import re

from index.text.analyzer import analyze

_NAMES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
).split()
_ORDINALS = {name: number for number, name in enumerate(_NAMES, 1)}
_ORDINAL = rf"(?:(?P<digits>\d{{1,2}})(?:st|nd|rd|th)|(?P<name>{'|'.join(reversed(_NAMES))}))"
_PLACE = re.compile(rf"\b{_ORDINAL}(?![ -]centur)[ -](?P<thing>[a-z]\w*)(?: (?P<next>\w+))?", re.I)
_ANY = re.compile(rf"\b{_ORDINAL}\b", re.I)
_CENTURY = re.compile(
    rf"\b{_ORDINAL}(?:[ -]centur|(?= (?:and|to|or|through|–) (?:\w+ )?(?:early |mid |late )?[\w-]+[ -]centur))", re.I
)
_DECADE = re.compile(r"\b(?P<decade>\d{3})0['’]?s\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_COMPARES = re.compile(r"\b(?:another|followed|next|compared|from|than|other|following)\b", re.I)
_ASKS_FIRST = re.compile(r"\b(?:what|which|who|name)\b[^?]{0,25}\bfirst\b|\bfirst [\w ]+ to \w", re.I)
"""Questions for the first of all, which may be named beside another one."""

_LASTS = re.compile(r"\b(?:since|until)\b", re.I)


def find_other_place(question: str, sentence: str, around: str) -> str | None:
    """Return the place in an order that a question names if a sentence has another one, None if it may be that.

    `around` is the text before the sentence with its title and headings, which may name the place.
    """
    known = f"{around} {sentence}"
    return (
        _find_other_ordinal(question, sentence, known)
        or _find_other_century(question, sentence, known)
        or _find_other_decade(question, sentence, known)
    )


def _find_other_ordinal(question: str, sentence: str, known: str) -> str | None:
    """Return an ordinal of a question if a sentence has another one with the same word after it."""
    asked = list(_PLACE.finditer(question))
    if not asked or _COMPARES.search(sentence):
        return None
    numbers = set(map(_read, _ANY.finditer(known)))
    named = [(_read(found), _read_things(found)) for found in _PLACE.finditer(sentence)]
    for place in asked:
        if _read(place) in numbers or (_read(place) == 1 and _ASKS_FIRST.search(question)):
            continue
        if any(_read_things(place) & things for _, things in named):
            return place[0]
    return None


def _find_other_century(question: str, sentence: str, known: str) -> str | None:
    """Return the century of a question if a sentence names another, and no year or decade before it is in that one."""
    asked = set(map(_read, _CENTURY.finditer(question)))
    if not asked or not _CENTURY.search(sentence):
        return None
    years = [int(year) for year in _YEAR.findall(known)]
    years += [int(found["decade"]) * 10 for found in _DECADE.finditer(known)]
    # "The 1800s" and the year 1800 are of the 19th century for most, of the 18th for some.
    found = {year // 100 + 1 for year in years} | {year // 100 for year in years if year % 100 == 0}
    found |= set(map(_read, _CENTURY.finditer(known)))
    return None if asked & found or _lies_within(asked, found) else f"century {min(asked)}"


def _find_other_decade(question: str, sentence: str, known: str) -> str | None:
    """Return the decade of a question if a sentence has other decades or years only."""
    asked = {int(found["decade"]) for found in _DECADE.finditer(question)}
    # "The 1900s" may be a century.
    if not asked or any(decade % 10 == 0 for decade in asked) or _LASTS.search(sentence) or _CENTURY.search(sentence):
        return None
    if not (_DECADE.search(sentence) or _YEAR.search(sentence)):
        return None
    found = {int(year) // 10 for year in _YEAR.findall(known)} | {int(one["decade"]) for one in _DECADE.finditer(known)}
    return None if asked & found or _lies_within(asked, found) else f"{min(asked)}0s"


def _lies_within(asked: set[int], found: set[int]) -> bool:
    return min(found) < min(asked) < max(found)


def _read(found: re.Match[str]) -> int:
    """Return the number of an ordinal."""
    return int(found["digits"]) if found["digits"] else _ORDINALS[found["name"].lower()]


def _read_things(found: re.Match[str]) -> set[str]:
    """Return the stems of the two words after an ordinal."""
    return set(analyze(f"{found['thing']} {found['next'] or ''}"))
