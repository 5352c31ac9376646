"""Keeps raised and lowered signs apart from the digits before them: 10 and a raised 6 are not 106."""

import re

_NUMBER = re.compile(r"[\d+−-]+")
_EXPONENT = re.compile(r"[\w+−.,*/()-]{1,20}")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ère|e|ème|eme|me|nde|o|os|as", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"\d{1,3}(?:[,–-]\d{1,3}){0,5}")
_WORD_BEFORE, _STOP_BEFORE = re.compile(r"[^\W\d_]{3}[a-zß-öø-ÿ]\Z"), re.compile(r"[^\W\d_]{3}[.,;:!?”’\"'»…]{1,3}\Z")
_UNIT = re.compile(
    r"(?:metre|meter|mètre|metro|feet|foot|inche?|mile|yard|second|sekunde|seconde|segundo)s?\Z", re.IGNORECASE
)
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


def write_note_mark(text: str, before: str, after: str) -> str | None:
    """Return what stands for a raised number at the end of a word; None if it is no mark of a note.

    Behind a stop it is left out. Behind a word it could also be an exponent, so it stays, apart from the word; behind a
    unit or a few letters such as "m" or "x" it is one.
    """
    if not _NOTE_NUMBER.fullmatch(text) or any(map(str.isalnum, after)):
        return None
    if _STOP_BEFORE.search(before):
        return ""
    return f" {text.translate(_RAISED)}" if _WORD_BEFORE.search(before) and not _UNIT.search(before) else None


def raise_number(text: str, before: str, *, is_lowered: bool = False) -> str:
    """Return a raised (or lowered) text, marked as such if a digit is before it, unless it is the end of "5th"."""
    if not before[-1:].isdigit():
        return text
    if _NUMBER.fullmatch(text):
        return text.translate(_LOWERED if is_lowered else _RAISED)
    if _ORDINAL.fullmatch(text) or not _EXPONENT.fullmatch(text):
        return text
    return f"{'_' if is_lowered else '^'}{text}"
