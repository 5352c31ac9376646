"""Whether a hyphen at the end of a line belongs to the word or only divides it: "labora-/tory", "well-/known"."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

HYPHENS = "-\u00ad\u2010\u2011"
"""Signs that divide a word at the end of a line."""

MIN_SHARE = 0.015
"""Share of lines that end with a hyphen from which on the words of a document were divided by a program."""

MIN_LINES = 60

_WORD_PIECES = Path(__file__).with_name("word_pieces.txt")
"""The vocabulary of all-MiniLM-L6-v2."""

_MAX_PART = 64
_MAX_ACRONYM = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST_PART = re.compile(r"(?<![^\W_])[^\W_]+\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_SUSPENDED = frozenset("and or nor to und oder bzw et ou ed og och".split())
"""Words after a hyphen that stands for a left out part: "pre- and post-war"."""

_PREFIXES = frozenset(
    "a ab ac ad al an ap ar as at bi bio con cor counter de dis em en fore hydro hyper im inter intra ir macro"
    " mal micro mis mono multi neo o out over para per photo poly pre pro psycho re retro sub super sur tele trans"
    " un under up".split()
)
"""First parts after which the second, though a word, mostly makes one word: "re-/introduced", "over-/time"."""

_COMPOUNDED = frozenset("based backed born led owned run sized speaking style".split())
"""Second parts that make a compound with any word."""

_SUFFIXES = frozenset(
    "able age al an ant ary ate dom ed en ence er ers est ful hood ian ing ings ion ions ism ist ists ity ive"
    " ization less let like ling ly man men ment ments most ness or ous s ship ships son sons ster tion tions ward"
    " wards ware wide wise work works y".split()
)
"""Second parts that, though words, mostly end one word: "weather-/man"."""


def collect_words(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word occurs, in lower case; the words at the end of a line are left out if divided."""
    words = Counter[str]()
    for line in lines:
        words.update(found[0].lower().replace("\u2010", "-").replace("\u2011", "-") for found in _WORD.finditer(line))
    return words


def end_divided(before: str, after: str, known: Counter[str], is_hyphenated: bool) -> str:
    """Return a line that ends with a hyphen as the next is added to it: without it, with it, or with a blank as well.

    `known` are the words of the document; `is_hyphenated`: a program divided its words.
    """
    stem = before.rstrip(HYPHENS)
    left, right = _LAST_PART.search(stem[-_MAX_PART:]), _FIRST_WORD.match(after[:_MAX_PART])
    if before[len(stem) :].startswith("\u00ad"):
        return stem
    if left is None or right is None:
        return before if left and after[:1].isalnum() else f"{before} "
    if right[0].lower() in _SUSPENDED and after[right.end() : right.end() + 1] in {" ", ""}:
        return f"{before} "
    return before if is_compound(left[0], right[0], known, is_hyphenated) else stem


def is_compound(left: str, right: str, known: Counter[str], is_hyphenated: bool) -> bool:
    """Return whether a hyphen between two parts of a word, of which neither is empty, is its own.

    `known` are the words of the document, if they were counted; `is_hyphenated`: a program divided its words.
    """
    is_acronym = len(left) > 1 and left.isupper() and (right.islower() or len(right) <= _MAX_ACRONYM)
    if is_acronym or left[-1].isdigit() or (right[0].isupper() and not left.isupper()):
        return True
    first, second = left.lower(), right.lower()
    whole, parted = first + second, f"{first}-{second}"
    if known[whole] != known[parted]:
        return known[parted] > known[whole]
    # Programs leave more than one letter before a line end.
    if len(first) == 1:
        return True
    words = load_words()
    if whole in words:
        return False
    are_words = (first in words or known[first] > 0) and (second in words or known[second] > 0)
    is_sure = second in _COMPOUNDED and len(first) > 2
    if (are_words or is_sure) and first not in _PREFIXES and second not in _SUFFIXES:
        return True
    # Where no program divides words, a hyphen at the end of a line is one of the text.
    return not is_hyphenated and first in words


@cache
def load_words() -> frozenset[str]:
    """Return the common English words among the word pieces of the default model."""
    return frozenset(_WORD_PIECES.read_text(encoding="utf-8").split("\n"))
