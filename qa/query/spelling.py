"""Spelling mistakes of one letter: a word that occurs nowhere is replaced by one that does, if they differ in one
letter.

A word that the model knows whole is no mistake: no article need have it.
"""

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

import numpy as np

from index.store import Index
from index.text.analyzer import analyze, analyze_short, strip_invisible
from index.text.spellings import IRREGULAR

_PAST_FORMS = {
    IRREGULAR[form]: form
    for form in sorted(IRREGULAR, key=lambda form: (form.endswith(("en", "wn", "ne", "es")), form), reverse=True)
}
"""The past form of each irregular verb: "wrote" rather than "written", "sang" rather than "sung"."""

_MIN_SLIP_LENGTH, _MIN_NAME_SLIP_LENGTH = 5, 7
_MAX_TRIED, _MAX_LOOKED_AT = 5, 100
_SURE, _ANY = 0, 2
"""Maximum rank of a corrected slip: in short names, and elsewhere."""


def correct_slips(text: str, index: Index) -> str:
    """Replace each word that occurs nowhere by the most frequent one that differs from it in one letter.

    Among other words one in capitals is an acronym or a command, which one letter makes another one.
    """
    text = strip_invisible(text)

    def correct(found: re.Match[str]) -> str:
        word = found[0]
        # One letter more or less makes a short name another one; a doubled letter or two swapped ones are slips.
        is_short_name = word[0].isupper() and found.start() > 0 and len(word) < _MIN_NAME_SLIP_LENGTH
        irregular = _find_irregular(word) if word.islower() else None
        if irregular and _is_unknown(word, index):
            best = _find_slip(word, index)
            return best if best and not _rank_slip(word, best) else irregular
        if len(word) < _MIN_SLIP_LENGTH or not word.isalpha() or (word.isupper() and not text.isupper()):
            return word
        stems = analyze_short(word)
        if not stems or any(map(index.lexical.knows, stems)) or index.encoder.count_pieces([word.lower()]) == [1]:
            return word
        if is_short_name and _is_beside_unknown(found, index):
            return word
        best = _find_slip(word.lower(), index, is_short_name)
        return _write_like(word, best) if best else word

    return re.sub(r"\w+", correct, text)


def _is_beside_unknown(found: re.Match[str], index: Index) -> bool:
    """Return whether a name is beside another one that no article has: "Felix" in "Felix Hoppe"."""
    beside = found.string[: found.start()].split()[-1:] + found.string[found.end() :].split()[:1]
    names = [analyze_short(word) for word in beside if word[0].isupper()]
    return not all(any(map(index.lexical.knows, stems)) for stems in names if stems)


def _find_slip(word: str, index: Index, is_short_name: bool = False) -> str | None:
    """Return the likeliest word that occurs, or its plural, and differs from one in lower case in one letter.

    A short name is another one only by a sure slip, and where a passage writes it as a name.
    """
    worst = _SURE if is_short_name else _ANY
    tried = [slip for slip in _slips(word) if _rank_slip(word, slip) <= worst]
    stems = {slip: analyze(slip) for slip in tried}
    index.lexical.read_ahead([stem for of_slip in stems.values() for stem in of_slip])
    known = [slip for slip in tried if any(map(index.lexical.knows, stems[slip]))]
    known.sort(key=lambda slip: (_rank_slip(word, slip), max(map(index.lexical.idf, stems[slip])), slip))
    likely = known[:_MAX_TRIED]
    if is_short_name:
        return next(
            (slip for slip in likely if _occurs(rf"(?<=[\w,] ){slip.capitalize()}\b", stems[slip], index)), None
        )
    exact = next((slip for slip in likely if _is_indexed(slip, stems[slip], index)), None)
    return exact or next((slip for slip in likely if _occurs(rf"\b{slip}s\b", stems[slip], index)), None)


def _write_like(word: str, other: str) -> str:
    """Return another word, in lower case, with the capitals of a word."""
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def _is_unknown(word: str, index: Index) -> bool:
    """Return whether the model does not know a word whole and no passage has it in this form."""
    if index.encoder.count_pieces([word]) == [1]:
        return False
    stems = analyze_short(word)
    return not any(map(index.lexical.knows, stems)) or not _is_indexed(word, stems, index)


def _find_irregular(word: str) -> str | None:
    """Return the past form of an irregular verb for its regular misspelling: "paid" for "payed"."""
    bases = [word[:-1], word[:-2], word[:-3]] if word.endswith("ed") else []
    return next((_PAST_FORMS[base] for base in bases if base in _PAST_FORMS), None)


def _rank_slip(word: str, other: str) -> int:
    """Return the rank of a slip: 0 for a doubled letter or two swapped ones, 1 for a lost letter or a vowel, else 2."""
    if re.sub(r"(.)\1", r"\1", word) == re.sub(r"(.)\1", r"\1", other) or sorted(word) == sorted(other):
        return 0
    if len(word) != len(other):
        return 1
    letters = next((pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]), ("", ""))
    return 1 if all(letter in "aeiouy" for letter in letters) else 2


def _is_indexed(word: str, stems: Sequence[str], index: Index) -> bool:
    """Return whether a passage with one of these stems contains the word."""
    return _occurs(rf"(?i:\b{word}\b)", stems, index)


def _occurs(pattern: str, stems: Sequence[str], index: Index) -> bool:
    """Return whether a pattern matches in one of the first passages with one of these stems."""
    rows = np.concatenate([index.lexical.rows_with(stem) for stem in stems])[:_MAX_LOOKED_AT].tolist()
    index.read_ahead(np.array(rows, dtype=np.int64))
    return any(re.search(pattern, index.matching_text_at(row)) for row in rows)


def _slips(word: str) -> Iterator[str]:
    """Yield every word that is one letter more, less or other, or two neighbours swapped; the first letter stays."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase if letter != after[0])
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
