"""`Wording`: a text as the words, figures and signs that must be the same where it is quoted.

White space counts only where it parts words. Signs that mean the same have one form: the kinds of quotation marks, of
apostrophes, of dashes, of ellipses. Nothing else is normalised: case, spelling, figures and other signs stay.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.text.analyzer import INVISIBLE, find_broken_words

ELLIPSIS = "…"

MIN_LENGTH = 3
"""Minimum words of a quotation; fewer are a mention, since they occur somewhere by chance."""

_APOSTROPHES, _QUOTES, _DASHES = "'‘’‚‛ʼ‹›`´", '"“”„‟«»″', "-‐‑‒–—―−"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_PLAIN = str.maketrans(
    dict.fromkeys(INVISIBLE)
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | _LIGATURES
)
# Joined signs are part of a word: "can" is not quoted from "can't", nor "5" from "-5", "5.2" or "5 %".
_TOKEN = re.compile(
    rf"""
    [\[(]\s*(?:…|\.(?:\s?\.){{2,3}})\s*[\])] | …\.? | \.(?:\s?\.){{2,3}}     # an ellipsis
  | -{{2,3}} | `` | ['’‘]{{2}}                                                       # a dash, quotation marks
  | \[\w\](?=\w)[\w'’-]+                                                     # [T]he
  | (?:(?<!\S)[-−–‒](?=[$£€¥]?\d))? (?:[$£€¥+](?=\d))?
    (?:[\w\u0300-\u036f{INVISIBLE}] | (?<=\w)['’ʼ](?=\w) | (?<=\d)[.,:/](?=\d))+
    (?:(?<=\d)\s*[%‰°])?
  | \S
    """,
    re.VERBOSE,
)
_HYPHEN = re.compile(r"\w[-‐‑]\w|\d[–−]\d")
_BRACKETED = re.compile(r"\[(\w)\](.+)")


@dataclass(frozen=True, slots=True)
class Wording:
    """The tokens of a text in order: their one form, and where each starts and ends in it."""

    text: str
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.forms)

    @property
    def quoted(self) -> str:
        """The text from the first token to the last."""
        return self.text[self.spans[0][0] : self.spans[-1][1]] if self.spans else ""

    def part(self, first: int, after: int) -> "Wording":
        """Return a stretch of the tokens."""
        return Wording(self.text, self.forms[first:after], self.spans[first:after])


def read_wording(text: str, start: int = 0, end: int | None = None, quoted: Collection[str] = ()) -> Wording:
    """Cut a text, or a stretch of it, into tokens; the offsets are those of the whole text.

    A word that a hyphen breaks at the end of a line is one token if it is whole among the tokens `quoted` from it.
    """
    end = len(text) if end is None else end
    words = {form.lower() for form in quoted}
    wholes = {found.start(): found for found in find_broken_words(text, words, start, end)} if words else {}
    forms, spans = [], []
    position = start
    while found := _TOKEN.search(text, position, end):
        whole = wholes.get(found.start())
        token = whole["first"] + whole["rest"] if whole else found[0]
        position = whole.end() if whole else found.end()
        form = _fold(token, text[found.start() - 1 : found.start()])
        if form:
            forms.append(form)
            spans.append((found.start(), position))
    return Wording(text, tuple(forms), tuple(spans))


def _fold(token: str, before: str) -> str:
    if token.isascii() and token.isalnum():
        return token
    form = token.translate(_PLAIN)
    if form.startswith(("[", "(", "…", "..", ". .")) and len(form.strip("[]().… ")) == 0 and len(form) > 1:
        return ELLIPSIS
    if form in ("'", "''") and not (form == "'" and before.isdigit()):  # 6' is another height than 6".
        return '"'
    if form.startswith("--"):
        return "-"
    form = "".join(form.split()) if form[-1:] in "%‰°" else form
    return form if form.isascii() else unicodedata.normalize("NFC", form)


def is_broken(text: str, start: int, end: int) -> bool:
    """Return whether a stretch starts or ends within a compound: "violent" is no quotation from "non-violent"."""
    return any(
        _HYPHEN.fullmatch(text, max(edge - 2, 0), edge + 1) or _HYPHEN.fullmatch(text, max(edge - 1, 0), edge + 2)
        for edge in (start, end)
    )


def alternatives(form: str) -> tuple[str, ...]:
    """Return the forms that a token of a quotation may have: "[T]he" is either "The" or "the"."""
    found = _BRACKETED.fullmatch(form)
    if not found:
        return (form,)
    return form, found[1].upper() + found[2], found[1].lower() + found[2]


def is_word(form: str) -> bool:
    """Return whether a token is a word or a figure, not a sign."""
    return any(map(str.isalnum, form))


def count_words(forms: Sequence[str]) -> int:
    """Count the words and figures among tokens."""
    return sum(map(is_word, forms))
