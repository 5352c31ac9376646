"""The words that a text is found by: one form for each, however it was written.

Numbers become digits, British spellings American ones, and what is left its stem. The rules also bend words that
have no other spelling ("promise"); that changes nothing, because texts and questions are bent alike.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer
from text_to_num import alpha2digit

_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+(?:[.,]\d+)*|\w+")
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s\b")
# Words that ask or bind but name nothing. Without this list the "how many" of a question would weigh most in
# a small collection of news, which rarely asks.
_STOP_WORDS = frozenset(
    "a about among an and any are as at be been but by can could did do does for from had has have he her him his how "
    "i if in into is it its many may me much my no not of on or our she should such that the their them then there "
    "these they this those to us was we were what when where which who whom whose why will with would you your".split()
)
_OTHER_SPELLINGS = {
    "aeroplane": "airplane",
    "aluminium": "aluminum",
    "cheque": "check",
    "defence": "defense",
    "grey": "gray",
    "licence": "license",
    "offence": "offense",
    "programme": "program",
    "programmes": "programs",
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
    }.items()
]
_stemmer = Stemmer.Stemmer("english")


def find_words(text: str) -> list[str]:
    """Return the words of a text in order, each in its one form; accents, case and stop words are dropped."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _POSSESSIVE.sub("", alpha2digit(plain, "en", 0).lower())
    plain = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), plain)
    words = [word.replace(",", "") for word in _WORD.findall(plain) if word not in _STOP_WORDS]
    stems: list[str] = _stemmer.stemWords([_spell(word) for word in words])
    return stems


@lru_cache(maxsize=1 << 16)
def _spell(word: str) -> str:
    """Return the American spelling of a word."""
    if word in _OTHER_SPELLINGS:
        return _OTHER_SPELLINGS[word]
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return word
