"""The differences between a quotation and its place: omissions, insertions, and those that are forgiven."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from qa.answer import Place
from qa.drafts.tracing import STOPS, Run
from qa.drafts.wording import ELLIPSIS, Wording, count_words, is_word, read_wording
from qa.query.negation import count_negations

EDGE = 3
"""Maximum number of differing tokens at an end of a quotation that are compared with the article."""

_APOSTROPHE = re.compile("['’ʼ]")
_BRACKETED = re.compile(r"\[\w\]\w.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a difference: the `same` and `left out` pieces together make the text of the article."""

    kind: Literal["same", "left out", "put in"]
    text: str


def compare(wording: Wording, runs: Sequence[Run]) -> tuple[Place, tuple[Piece, ...]]:
    """Return the place that a quotation comes from and the difference, computed from their shared runs."""
    there, first, last = runs[0].region.wording, runs[0], runs[-1]
    start, end = first.place, last.end
    if first.first <= min(EDGE, start) and STOPS.isdisjoint(there.forms[start - first.first : start]):
        start -= first.first
    missing = len(wording) - last.after
    if missing <= min(EDGE, len(there) - end) and STOPS.isdisjoint(there.forms[end : end + missing]):
        end += missing
    pieces, here, position = [], 0, start
    for run in runs:
        pieces.append(Piece("left out", _cut(there, position, run.place, start)))
        pieces.append(Piece("put in", _cut(wording, here, run.first, 0)))
        pieces.append(Piece("same", _cut(there, run.place, run.end, start)))
        here, position = run.after, run.end
    pieces.append(Piece("left out", _cut(there, position, end, start)))
    pieces.append(Piece("put in", _cut(wording, here, len(wording), 0)))
    place = Place(first.region.article, there.spans[start][0], there.spans[end - 1][1])
    return place, tuple(piece for piece in pieces if piece.text)


def _cut(wording: Wording, first: int, after: int, start: int) -> str:
    """Return the text of tokens, with the white space before them unless they are those at the start."""
    if first == after:
        return ""
    begin = wording.spans[first - 1][1] if first > start else wording.spans[first][0]
    return wording.text[begin : wording.spans[after - 1][1]]


def describe(diff: Sequence[Piece]) -> str:
    """Return the kinds of differences in fixed words."""
    left, put = (_read_forms(diff, kind) for kind in ("left out", "put in"))
    if not count_words(left + put):
        return "Only punctuation differs."
    if "".join(left).casefold() == "".join(put).casefold():
        return "Only capital letters differ."
    counts = {"left out": count_words(left), "put in": count_words(put)}
    parts = [f"{count} {'word' if count == 1 else 'words'} {kind}" for kind, count in counts.items() if count]
    kinds = [
        name
        for name, differs in {
            "a negation": count_negations(_join(diff, "left out")) != count_negations(_join(diff, "put in")),
            "a figure": _read_figures(left) != _read_figures(put),
        }.items()
        if differs
    ]
    among = f"; {' and '.join(kinds)} {'is' if len(kinds) == 1 else 'are'} among them" if kinds else ""
    return f"{', '.join(parts)}{among}.".capitalize()


def _join(diff: Sequence[Piece], kind: str) -> str:
    return " ".join(piece.text for piece in diff if piece.kind in (kind, "same"))


def _read_forms(diff: Sequence[Piece], kind: str) -> tuple[str, ...]:
    return tuple(form for piece in diff if piece.kind == kind for form in read_wording(piece.text).forms)


def _read_figures(forms: Sequence[str]) -> list[str]:
    return [form for form in forms if any(map(str.isdigit, form))]


def list_forgiven(wording: Wording, first: int, after: int, place: Place) -> tuple[str, ...]:
    """Return names of the differences between tokens `first` to `after` of a quotation and their place."""
    there = read_wording(place.article.text, place.start, place.end, wording.forms)
    kinds: dict[str, None] = {}
    if any(form == ELLIPSIS for form in (*wording.forms[:first], *wording.forms[after:])):
        kinds["an ellipsis at the end"] = None
    if any(form != ELLIPSIS for form in wording.forms[after:]):
        kinds["the punctuation at the end"] = None
    for own, other in zip(wording.spans[first:after], there.spans, strict=True):
        token, same = wording.text[slice(*own)], there.text[slice(*other)]
        if token != same:
            kinds[_name(token, same)] = None
    own_gaps, other_gaps = (
        [text[a:b] for (_, a), (b, _) in pairwise(spans)]
        for text, spans in ((wording.text, wording.spans[first:after]), (there.text, there.spans))
    )
    if own_gaps != other_gaps:
        kinds["white space"] = None
    return tuple(kinds)


def _name(token: str, same: str) -> str:
    """Return the kind of sign that differs between two tokens that count as equal."""
    if _BRACKETED.fullmatch(token) and not _BRACKETED.fullmatch(same):
        return "a first letter in brackets"
    if "\n" in same:
        return "a hyphen at the end of a line"
    if is_word(token):
        return "apostrophes" if _APOSTROPHE.search(token) else "the form of letters"
    (form,) = read_wording(token).forms
    return {"-": "dashes", ELLIPSIS: "ellipses"}.get(form, "quotation marks")
