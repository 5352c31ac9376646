"""American spellings of British words, and base words of irregular forms."""

import re
from pathlib import Path

IRREGULAR_FORMS = Path(__file__).parent / "irregular_forms.txt"
"""Irregular forms and their base words; `tests/bench/irregular_forms.py` generates the file."""

_OTHER_SPELLINGS = {
    "aeroplane": "airplane",
    "aluminium": "aluminum",
    "cheque": "check",
    "defence": "defense",
    "dotnet": ".net",
    "eur": "euro",
    "gbp": "pound",
    "grey": "gray",
    "licence": "license",
    "offence": "offense",
    "pct": "percent",
    "programme": "program",
    "programmes": "programs",
    "usd": "dollar",
}
_BRITISH = [
    (re.compile(pattern), american)
    for pattern, american in {
        r"(?<=\w{3})our(?=(?:s|ed|ing|able|al|ally|ite|ites|ful|less|ly|er|ers|hood|hoods)?$)": "or",
        r"(?<=\w(?:al|an|ar|as|er|gn|ic|il|im|it|og|ol|on|or|ot|ut|ym))is"
        r"(?=(?:e|es|ed|ing|er|ers|ation|ations)$)": "iz",
        r"(?<=\w{3})ys(?=(?:e|es|ed|ing|er|ers)$)": "yz",
        r"^(cent|theat|lit|fib|calib|spect|lust|meag|somb|(?:kilo|centi|milli)?met)re(?=s?$)": r"\1er",
        r"(?<=\w{3})ogue(?=s?$)": "og",
        # Plurals shared by compounds: policemen, grandchildren, housewives.
        r"men$": "man",
        r"children$": "child",
        r"wives$": "wife",
    }.items()
]
IRREGULAR = dict(
    line.split() for line in IRREGULAR_FORMS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
)
"""The base word of each irregular form: "write" of "wrote"."""


def find_base(word: str) -> str:
    """Return the American spelling of a word in lower case, or the base word if that is an irregular form."""
    spelt = _spell(word)
    return IRREGULAR.get(spelt, spelt)


def _spell(word: str) -> str:
    if word in _OTHER_SPELLINGS:
        return _OTHER_SPELLINGS[word]
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return word
