"""The stems of words in languages other than English.

`analyze` stems every word as English. In an article in another language, each of these forms is replaced by its stem
in that language, marked with the language: "@de:haus" for "hauser", of "Häuser". A query has no language: each of its
words is looked up as it is, for articles in English, and by its stem in each language of the collection. So in an
index of articles in English nothing is marked and nothing else is looked up.

Indexes of earlier versions hold no marked words; their articles are found by their English forms until they are
indexed again with `--full`.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import Stemmer

from index.text.analyzer import analyze

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""The Snowball stemmer of each language, by its code."""

# The analyser takes the breve off й, which ends a word only after a vowel.
_SHORT_I = re.compile("(?<=[аеиоуыэюя])и")


def analyze_in(language: str, text: str) -> list[str]:
    """Return the words of an article's text in a language, as they are indexed."""
    words = analyze(text)
    return [_mark(language, word) for word in words] if language in STEMMERS else words


def list_forms(word: str, languages: Sequence[str]) -> list[str]:
    """Return the forms by which a word of a query is looked up; a passage contains at most one of them."""
    return list(dict.fromkeys([word, *(_mark(language, word) for language in languages)]))


def mark_language(language: str) -> str:
    """Return what every marked word of a language begins with."""
    return f"@{language}:"


@lru_cache(maxsize=1 << 16)
def _mark(language: str, word: str) -> str:
    """Return the marked stem of a form; numbers and other signs stay as they are."""
    if not word.isalpha():
        return word
    word = _SHORT_I.sub("й", word) if language == "ru" else word
    return f"{mark_language(language)}{_open_stemmer(language).stemWord(word)}"


@cache
def _open_stemmer(language: str) -> Any:  # noqa: ANN401 - PyStemmer has no types
    return Stemmer.Stemmer(STEMMERS[language], 0)
