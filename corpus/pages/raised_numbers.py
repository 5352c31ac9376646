"""Keeps raised and lowered numbers apart from the digits before them: 10 and a raised 6 are not 106."""

import re

_NUMBER = re.compile(r"[\d+−-]+")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


def raise_number(text: str, before: str, *, is_lowered: bool = False) -> str:
    """Return a raised (or lowered) text, in characters of that kind if it is a number and a digit is before it."""
    if before[-1:].isdigit() and _NUMBER.fullmatch(text):
        return text.translate(_LOWERED if is_lowered else _RAISED)
    return text
