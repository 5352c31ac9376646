"""Other wordings of a phrase with an acronym: its long form, its plural or singular, and itself without full stops."""

import re
from collections.abc import Iterator

from index.store import Index
from index.text.analyzer import analyze

_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?!\w)|(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_](?![\w.])")
_ACRONYM = re.compile(r"(?P<one>[A-Z]{2,}|[A-Z]+&[A-Z]+)(?P<many>s?)")


def swap_acronyms(text: str, index: Index) -> Iterator[str]:
    """Yield a text with one of its acronyms in another form, or one of its long forms as the acronym."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    words, folded = set(re.findall(r"[\w&-]+", text)), text.casefold()
    for acronym, long_form in index.acronyms.items():
        plural = f"{acronym}s"
        if acronym in words or (acronym.lower() in words and text.islower()):
            yield _replace_words(text, acronym, long_form)
        elif long_form.casefold() in folded:
            yield _replace_words(text, long_form, acronym)
        elif plural.lower() in words and text.islower():
            yield _replace_words(text, plural, acronym)
    for word in sorted(words):
        found = _ACRONYM.fullmatch(word)
        other = (found["one"] if found["many"] else f"{word}s") if found else ""
        # The stem of a plural such as "NGOs" or "MPs" is not that of its singular.
        if other and any(map(index.lexical.knows, analyze(other))):
            yield _replace_words(text, word, other)


def _replace_words(text: str, words: str, others: str) -> str:
    pattern = re.compile(rf"(?<![\w&-]){re.escape(words)}(?![\w&-])", re.IGNORECASE)
    return pattern.sub(others.replace("\\", r"\\"), text)
