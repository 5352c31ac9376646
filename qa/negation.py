"""The words that turn a sentence into its contrary."""

import re

_NEGATIONS = re.compile(r"\b(?:no|not|nor|never|without)\b|n['’]t\b", re.I)


def count_negations(text: str) -> int:
    """Count the words that turn a sentence into its contrary."""
    return len(_NEGATIONS.findall(text))
