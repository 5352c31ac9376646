"""`Phrase`: a name, word or phrase whose mentions are listed, in every form that the analyser knows.

A text holds a phrase if the normalised words of the phrase occur in it in a row, stop words included: "Bank of America"
is no mention of "bank in America". Inflection, spellings, accents, case, number words and line breaks make no
difference, and an acronym that the articles define is the same as its long form. Within quotation marks only the words
as typed count, in any case.

A number is its value: "39 peacekeepers" are not among "139 peacekeepers", however they are written. Words within
quotation marks, and a phrase such as "million tourists", also count where they are part of a longer number.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from corpus.errors import MentionError
from index.store import Index
from index.text.analyzer import BROKEN_WORD, STOP, Term, analyze_whole, find_terms, is_stop_word, strip_invisible
from index.text.figures import NUMBER_PARTS
from index.types import Rows
from qa.input_limits import MAX_PHRASE_LENGTH
from qa.mentions.acronym_forms import swap_acronyms

MAX_FORMS = 8
"""Maximum number of forms of a phrase, from the acronyms and long forms in it."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')
_ARTICLE = re.compile(r"(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_SCALES = frozenset(analyze_whole("hundred thousand million billion trillion", joins_numbers=False))
_SCALED = re.compile(
    r"hundred|thousand|million|billion|trillion|\d[\s-]{,2}(?:k|m|mn|bn|tn)\b|[^\x00-\x7f]", re.IGNORECASE
)
"""Matches every text that may have a scale in words or letters; a character outside ASCII may be such a letter."""

_SPARE_TERMS = 6
"""Maximum number of written words of a mention beyond those of its form, as in "one hundred and thirty-nine"."""

_EDGE = "\n"
"""Separates the words of an analysed text; no word contains it."""


class InvalidPhrase(ValueError):
    """A phrase is empty or too long."""


@dataclass(frozen=True)
class PhraseForm:
    """A form of a phrase as written, with its normalised words.

    `parts` are the words with number words as words, if these count within a longer number; else empty.
    """

    text: str
    words: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """The words as one text, to find in an analysed text."""
        return _join(self.words)

    @cached_property
    def parts_key(self) -> str:
        """The `parts` as one text."""
        return _join(self.parts)

    def is_in(self, readings: Sequence[str]) -> bool:
        """Return whether one of the readings of a text has the form."""
        # All sentences are read for a scale alone, and most have no large number.
        if not _SCALES.isdisjoint(self.parts[:1]) and not any(map(self._may_be_in, readings)):
            return False
        if any(self.key in _analyze(one) for one in readings):
            return True
        return bool(self.parts) and any(self.parts_key in _analyze(one, joins_numbers=False) for one in readings)

    def _may_be_in(self, text: str) -> bool:
        return bool(_SCALED.search(text)) or self.words[0] in text.replace(",", "")

    @property
    def indexed(self) -> list[str]:
        """The words that a passage with the form has in the index.

        A number beside another number, and a stop word in capitals, may be read otherwise in a passage than in its
        sentence, so they are left out if there are other words.
        """
        words = [word for word in self.words if not word.startswith(STOP)]
        return list(dict.fromkeys(filter(_is_firm, words))) or list(dict.fromkeys(words))

    def find_rows(self, index: Index) -> Rows:
        """Return the rows of the passages that may have the form, in order."""
        # The index has a number word only as the number that it is part of.
        is_within = bool(self.parts) and not any(map(_is_firm, self.indexed))
        return index.lexical.rows_with_all([] if is_within else self.indexed)


@dataclass(frozen=True)
class Phrase:
    """A phrase as typed, and its forms, the typed one first; `is_exact` if it was typed in quotation marks."""

    typed: str
    forms: tuple[PhraseForm, ...]
    is_exact: bool = False

    @property
    def text(self) -> str:
        """The phrase without quotation marks and its leading article."""
        return self.forms[0].text

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", strip_invisible(self.text))))
        return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)

    def find_rows(self, index: Index) -> Rows:
        """Return the rows of the passages that may have one of the forms, in order."""
        return np.unique(np.concatenate([form.find_rows(index) for form in self.forms]))

    def is_in(self, text: str) -> bool:
        """Return whether a sentence mentions the phrase."""
        if self.is_exact and not self._is_as_typed(text):
            return False
        readings = _join_broken(text)
        return any(form.is_in(readings) for form in self.forms)

    def _is_as_typed(self, text: str) -> bool:
        return any(self._exact.search(strip_invisible(one)) for one in _join_broken(text))

    def find_marks(self, text: str) -> list[tuple[int, int]]:
        """Return the start and end of each mention in a sentence that has one; the whole sentence if none is certain.

        A mention is the shortest stretch of written words that holds a form, with all words of its number.
        """
        terms = list(find_terms(text))
        marks = sorted({mark for form in self.forms for mark in self._find_form(form, text, terms)})
        kept: list[tuple[int, int]] = []
        for start, end in marks:
            if kept and start < kept[-1][1]:
                start = min(start, kept[-1][0])
                kept[-1] = (start, max(end, kept[-1][1]))
            else:
                kept.append((start, end))
        return kept or [(0, len(text))]

    def _find_form(self, form: PhraseForm, text: str, terms: list[Term]) -> Iterator[tuple[int, int]]:
        first = 0
        while first < len(terms):
            after = self._find_end(form, text, terms, first)
            if after is None:
                first += 1
                continue
            start = first
            while start + 1 < after and self._holds(form, text, terms[start + 1 : after]):
                start += 1
            while start > first and _is_fused(text, terms[start - 1 : after]):
                start -= 1
            yield terms[start].start, terms[after - 1].end
            first = after

    def _find_end(self, form: PhraseForm, text: str, terms: list[Term], first: int) -> int | None:
        """Return the number after the last written word of a mention that begins with a word; None if none does."""
        last = min(len(terms), first + len(form.words) + _SPARE_TERMS)
        # The longest stretch decides, so that repeated words cost one analysis each.
        if not _may_begin(form, terms[first]) or not self._holds(form, text, terms[first:last]):
            return None
        ends = range(first + 1, last)
        return ends.start + bisect_left(ends, True, key=lambda after: self._holds(form, text, terms[first:after]))

    def _holds(self, form: PhraseForm, text: str, terms: list[Term]) -> bool:
        stretch = text[terms[0].start : terms[-1].end]
        return form.is_in(_join_broken(stretch)) and (not self.is_exact or self._is_as_typed(stretch))


def check_phrase(typed: str) -> str:
    """Return a phrase in one line, without the white space around it. Raises TypeError or InvalidPhrase."""
    if not isinstance(typed, str):
        raise TypeError(f"phrase must be a text, not {type(typed).__name__}")
    typed = " ".join(typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())
    if not typed:
        raise InvalidPhrase("phrase is empty; enter a name, word or phrase")
    if len(typed) > MAX_PHRASE_LENGTH:
        raise InvalidPhrase(f"phrase has {len(typed):,} characters; enter at most {MAX_PHRASE_LENGTH}")
    return typed


def read_phrase(typed: str, index: Index) -> Phrase:
    """Return the phrase that a person typed, in its forms. Raises MentionError, TypeError or InvalidPhrase."""
    typed = check_phrase(typed)
    quoted = _QUOTED.fullmatch(typed)
    text = quoted[1].strip() if quoted else _ARTICLE.sub("", typed, count=1) if _ARTICLE.match(typed) else typed
    form = _read_form(text, is_exact=bool(quoted))
    if not form.words:
        raise MentionError(f"“{typed}” has no word.", "Enter a name, word or phrase.")
    if not form.indexed:
        raise MentionError(
            f"“{typed}” has only common words, which are not indexed.",
            "Add a word, or write a name in capitals, as WHO or US.",
        )
    return Phrase(typed, (form,) if quoted else _extend(form, index), bool(quoted))


def _read_form(text: str, *, is_exact: bool = False) -> PhraseForm:
    words = analyze_whole(text)
    parts = analyze_whole(text, joins_numbers=False)
    counts_within = any(map(_is_number_word, words)) if is_exact else not _SCALES.isdisjoint(parts[:1])
    return PhraseForm(text, words, parts if counts_within else ())


def _is_firm(word: str) -> bool:
    """Return whether a word is the same in the index and in a sentence, independent of the words around it."""
    return not (_is_number_word(word) or is_stop_word(word))


def _is_number_word(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_PARTS


def _extend(form: PhraseForm, index: Index) -> tuple[PhraseForm, ...]:
    """Return a form with those that its acronyms in other forms make of it, and acronyms in place of long forms."""
    found = {form.words: form}
    pending = [form.text]
    while pending and len(found) < MAX_FORMS:
        for text in swap_acronyms(pending.pop(0), index):
            other = _read_form(text)
            if other.indexed and other.words not in found and len(found) < MAX_FORMS:
                found[other.words] = other
                pending.append(text)
    return tuple(found.values())


def _join(words: tuple[str, ...]) -> str:
    return f"{_EDGE}{_EDGE.join(words)}{_EDGE}"


@lru_cache(maxsize=1 << 12)
def _analyze(text: str, *, joins_numbers: bool = True) -> str:
    return _join(analyze_whole(text, joins_numbers=joins_numbers))


def _join_broken(text: str) -> list[str]:
    """Return a text as it is and, if a hyphen breaks a word at the end of a line, with whole words and with compounds.

    The analyser gives the parts and the whole of such a word, so that a phrase with it has its words in no row.
    """
    if "\n" not in text or not BROKEN_WORD.search(text):
        return [text]
    return [text, BROKEN_WORD.sub(r"\g<first>\g<rest>", text), BROKEN_WORD.sub(r"\g<first>-\g<rest>", text)]


def _is_fused(text: str, terms: list[Term]) -> bool:
    """Return whether the first of some written words is one number with the next, as in "one hundred"."""
    stretches = (terms, terms[:1], terms[1:])
    whole, first, rest = (_analyze(text[part[0].start : part[-1].end]) for part in stretches)
    return whole != first.removesuffix(_EDGE) + rest


def _is_number(term: Term) -> bool:
    return any(form[0].isdigit() for form in term.forms)


def _may_begin(form: PhraseForm, term: Term) -> bool:
    """Return whether a written word may be the first of a form."""
    first = form.words[0]
    # Alone, "May" at the start of a sentence would be a name.
    if not term.forms and not first.startswith(STOP):
        return False
    if _is_number_word(first) and _is_number(term):
        return True
    return any(f"{_EDGE}{first}{_EDGE}" in _analyze(one) for one in _join_broken(term.written))
