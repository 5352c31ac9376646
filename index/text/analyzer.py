"""The words of a text, normalised so that texts and questions can be compared.

Numbers become digits, British spellings American ones, irregular forms their base word, and every other word its
stem. The rules also rewrite words without a second spelling ("promise"); that is harmless, because texts and questions
are treated alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from text_to_num import alpha2digit

from index.text.figures import WRITTEN_NUMBER, fold_figures
from index.text.spellings import find_base

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible characters within words: soft hyphens, zero-width blanks and joiners."""

_DELETED = dict.fromkeys(map(ord, INVISIBLE))
# Letters that no decomposition maps to those of the alphabet, and equivalent signs.
_FOLDED = _DELETED | str.maketrans(
    dict(zip("łŁøØđĐðÐħĦŧŦıʼ‘’‛‐‑‒−", "lLoOdDdDhHtTi''''----", strict=True))
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th"}
)
# A soft hyphen at the end of a line belongs to the layout.
_BROKEN_LINE = re.compile("\u00ad[ \t]*\n[ \t]*")
# A hyphen there belongs to the layout, or to the word: "labora-tory", "well-known".
BROKEN_WORD = re.compile(r"\b(?P<first>[^\W\d_]{2,})[-‐\u00ad][^\S\n]*\n[^\S\n]*(?P<rest>[^\W\d_]{2,})\b")

# Question words and function words. Without this list the "how many" of a question would weigh most in a small
# collection of news, where questions are rare.
_STOP_WORDS = frozenset(
    "a about among an and any are as at be been but by can could did do does eg for from had has have he her him his "
    "how i ie if in into is it its many may me much my no not of on or our she should such that the their them then "
    "there these they this those to us was we were what when where which who whom whose why will with would you "
    "your".split()
)
_CAPITALS = "AM|AN|AS|AT|BE|BY|CAN|DO|HE|IF|IN|IS|IT|MAY|ME|NO|ON|OR|US|WE|WHO|WILL"
# Stop words that may be names: in capitals, or capitalised within a sentence.
_NAME = re.compile(rf"(?<![\w&.]|['’])(?:{_CAPITALS}|May|Will|Who)\b(?![&.]\w|\$|['’][a-rt-z])")
_MARK = "ǂ"
"""Marks a stop word as a name until the stop words are dropped."""
_BEFORE_A_NAME = re.compile(r"(?:[^\W\dA-Z_],?\s|\d,?\s|[\w)]-|/)\Z")
_BEFORE_WHO = re.compile(r"\b(?:[Tt]he|[Dd]octor|Dr\.?)\s\Z")
_AFTER_A_MONTH = re.compile(r"\s\d")
_CAPITAL_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_MIN_SHOUTED, _MAX_ACRONYM_LENGTH = 3, 4
"""A line of at least `_MIN_SHOUTED` words, one of them longer than acronyms, may be a line in capitals."""

_AROUND = 300
"""Number of characters of a line that are examined on either side of a word."""

_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b(?!\.\w\w)(?:\.(?!\w))?")
_DOTTED_NAMES = frozenset(_CAPITALS.lower().split("|"))
_CONTRACTION, _DENIAL = re.compile(r"'(?:s|re|ve|ll|m|d)\b"), re.compile(r"\bwon't\b|(?<=\bcan)'t\b|(?<!\bca)n't\b")
_HYPHEN = re.compile(r"-([^\W\d_]{2,})\b(?!-\w)")
_PREFIX = re.compile(
    r"\b(?:(co|e|off|on|re)|(?:anti|counter|extra|inter|macro|micro|mini|multi|neo|non|over|post|pre|pseudo|semi|sub"
    r"|super|trans|ultra|under))\Z",
    re.IGNORECASE,
)
_MAX_PREFIX_LENGTH = 7
_TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th)\b|\d{1,3}(?:,\d{2,3})+(?:\.\d+)?\b|\d+(?:\.\d+)*|\.net\b"
    r"|\w+(?:\+\+|(?<=\b\w)#(?!\w)|(?:(?<=\b\w)|(?<=\b\w\w))&\w{1,3}\b)?"
)
_WRITTEN = re.compile(
    rf"""{WRITTEN_NUMBER}
  | \.NET\b
  | \b(?:[^\W\d_]\.)+[^\W\d_]\b(?:\.(?!\w))?
  | [\w{INVISIBLE}]+ (?: (?:['’.‐‑-] | (?<=\d),(?=\d) | (?<=\b\w)& | (?<=\b\w\w)&) [\w{INVISIBLE}]+ )*
    (?: (?:(?<=[^\W\d_]{{2}})[-‐]|(?<=\u00ad)) [^\S\n]*\n[^\S\n]* (?=[^\W\d_]{{2}})(?-i:(?![A-Z])) [\w{INVISIBLE}]+ )?
    (?: \+\+ | (?<=\b\w)\#(?!\w) )?""",
    re.VERBOSE,
)

STOP = " "
"""Begins each stop word in the result of `analyze_whole`; no other word has it."""

_stemmer = Stemmer.Stemmer("english", 0)


@dataclass(frozen=True, slots=True)
class Term:
    """A word as written in a text, `text[start:end]`, with its forms: two for "Winn-Dixie", none for "the"."""

    written: str
    start: int
    end: int
    forms: tuple[str, ...]


def analyze(text: str) -> list[str]:
    """Return the normalised words of a text in order; accents, case and stop words are dropped.

    A word that a hyphen breaks at the end of a line gives its parts and the whole.
    """
    return [form for token in _find_tokens(text) if (form := _find_form(token))]


def analyze_whole(text: str, *, joins_numbers: bool = True) -> tuple[str, ...]:
    """Return the words of a text as `analyze` does, and in their places its stop words, each after `STOP`.

    Without `joins_numbers`, number words are words like others: "51 million" is "51" and "million", not "51000000".
    """
    return tuple(_find_form(token) or STOP + token for token in _find_tokens(text, joins_numbers))


def _find_tokens(text: str, joins_numbers: bool = True) -> list[str]:
    """Return the words of a text in lower case, numbers and joined words as one, before they are reduced to stems."""
    plain = _fold(text)
    plain = BROKEN_WORD.sub(_add_whole, plain) if "-" in plain and "\n" in plain else plain
    plain = _NAME.sub(_mark_name, plain)
    plain = fold_figures(plain, joins_numbers=joins_numbers)
    plain = alpha2digit(plain, "en", 0) if joins_numbers else plain
    plain = _join_prefixes(plain) if "-" in plain else plain
    plain = _ABBREVIATION.sub(_join_abbreviation, plain.lower())
    if "'" in plain:
        plain = _CONTRACTION.sub("", _DENIAL.sub("", plain) if "n't" in plain else plain)
    tokens: list[str] = _TOKEN.findall(plain)
    return tokens


@lru_cache(maxsize=1 << 12)
def analyze_short(text: str) -> tuple[str, ...]:
    """Return the words of a short text as `analyze` does, cached: many checks of an answer need those of a question."""
    return tuple(analyze(text))


def find_terms(text: str) -> Iterator[Term]:
    """Yield the words of a text as written, in order."""
    names = {found.start() for found in _NAME.finditer(text) if _is_name(found)}
    for found in _WRITTEN.finditer(text):
        written = found[0]
        if written.lower() not in _STOP_WORDS:
            forms = analyze_short(written)
        else:
            forms = (written.lower(),) if found.start() in names else ()
        yield Term(written, *found.span(), forms)


def is_stop_word(word: str) -> bool:
    """Return whether a word in lower case is a stop word."""
    return word.lower() in _STOP_WORDS


def strip_invisible(text: str) -> str:
    """Return a text without soft hyphens and zero-width characters."""
    return text if text.isascii() else text.translate(_DELETED)


def find_broken_words(
    text: str, words: Collection[str], start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """Yield the `first` and the `rest` of the words, in lower case, that a hyphen breaks at the end of a line."""
    for found in BROKEN_WORD.finditer(text, start, len(text) if end is None else end):
        if (found["first"] + found["rest"]).lower() in words:
            yield found


def join_broken_words(text: str, words: Collection[str]) -> str:
    """Return a text in which those of the words, in lower case, are whole that a hyphen breaks at the end of a line."""
    parts, end = [], 0
    for found in find_broken_words(text, words):
        parts += [text[end : found.end("first")], found["rest"]]
        end = found.end()
    return "".join([*parts, text[end:]])


def _add_whole(found: re.Match[str]) -> str:
    """Return the parts of a broken word and the whole; before a capital the hyphen is one of a compound."""
    first, rest = found["first"], found["rest"]
    return f"{first}-{rest} {first}{rest}" if rest[0].islower() else found[0]


def _fold(text: str) -> str:
    """Return a text without accents and invisible characters."""
    if text.isascii():
        return text
    text = _BROKEN_LINE.sub("", text).translate(_FOLDED)
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if not unicodedata.combining(character))


def _mark_name(found: re.Match[str]) -> str:
    return f"{_MARK}{found[0]}" if _is_name(found) else found[0]


def _is_name(found: re.Match[str]) -> bool:
    """Return whether a capitalised stop word is a name in its context: US, WHO, in May."""
    text, word, (start, end) = found.string, found[0], found.span()
    if word.isupper():
        before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
        return not _is_shouted(before.rpartition("\n")[2] + word + after.partition("\n")[0])
    before = text[max(start - 8, 0) : start]
    if word == "Who":
        return bool(_BEFORE_WHO.search(before))
    alone = len(word) == len(text.strip())
    return alone or bool(_BEFORE_A_NAME.search(before)) or bool(word == "May" and _AFTER_A_MONTH.match(text, end))


def _is_shouted(line: str) -> bool:
    """Return whether a line is all in capitals, so that capitals do not mark names."""
    if not line.isupper():
        return False
    words = _CAPITAL_WORD.findall(line)
    return len(words) >= _MIN_SHOUTED and any(len(word) > _MAX_ACRONYM_LENGTH for word in words)


def _join_prefixes(text: str) -> str:
    """Return a text with prefixes joined to their words: "e-mail" is "email".

    After a prefix that keeps the meaning of its word, as in "anti-war", the word is also added on its own.
    """
    parts, end = [], 0
    for hyphen in _HYPHEN.finditer(text):
        prefix = _PREFIX.search(text, max(hyphen.start() - _MAX_PREFIX_LENGTH, 0), hyphen.start())
        if prefix and (hyphen[1].islower() or prefix[0][0].isupper()):
            parts += [text[end : hyphen.start()], hyphen[1] if prefix[1] else f"{hyphen[1]} {hyphen[1]}"]
            end = hyphen.end()
    return "".join([*parts, text[end:]]) if parts else text


def _join_abbreviation(found: re.Match[str]) -> str:
    """Return an abbreviation without its full stops, as a name: U.S. is not "us"."""
    word = found[0].replace(".", "")
    return f"{_MARK}{word}" if word in _DOTTED_NAMES else word


@lru_cache(maxsize=1 << 16)
def _find_form(token: str) -> str:
    """Return the normalised form of a word in lower case; empty for a stop word."""
    if token in _STOP_WORDS:
        return ""
    if token[0].isdigit():
        return token.replace(",", "")
    if token[0] == _MARK and len(token) > 1:
        return token[1:] if token[1:] in _STOP_WORDS else _find_form(token[1:])
    if not token.isalnum():
        return token if token[-1] in "+#" or "&" in token or token[0] == "." else _stem(token)
    return _stem(token)


def _stem(word: str) -> str:
    stem: str = _stemmer.stemWord(find_base(word))
    return stem
