"""The thing that a question asks to define ("What is FAISS?", "Who is Atul Khare?"), and the texts that define it."""

import re
from functools import lru_cache

from index.text.analyzer import is_stop_word

_BE = r"(?:is|are|was|were)"
_TERM = r"(?:(?P<article>an?|the) )?(?P<term>.{1,100}?)"
_QUESTIONS = [
    re.compile(rf"\W{{0,3}}{pattern}[\s?!.…\"”’)]{{0,9}}\Z", re.I)
    for pattern in (
        rf"what is (?:meant by|the (?:meaning|definition|purpose) of) {_TERM}",
        rf"(?:what|(?P<who>who))(?:['’]s|['’]re| {_BE})(?: exactly| actually)? {_TERM}",
        rf"(?:what|(?P<who>who)) {_TERM} {_BE}",
        rf"what (?:does|do) {_TERM} (?:do|mean)",
        rf"(?:define|explain|describe) {_TERM}",
    )
]
LEAD_LENGTH = 2000
"""Within this length, in characters, an article defines what its title names."""

_MAX_WORDS = 5
"""Maximum length of a term that is defined, in words."""

_ENDS_OTHERWISE = re.compile(
    r"['’]s?\b|\b(?:called|named|known|doing|using|made|used|like|about|new|wrong|next)\Z", re.I
)
"""What a term is not: the possessive of "Adam's image", the end of "What are they called?"."""

_TITLE_END = re.compile(r"\s?[:|(,–—]|\s-\s")
_BRACKETED = re.compile(r"\(([^()]{1,40})\)")
_WORD = re.compile(r"[\w.+#&’'-]+")
_OPENING = r"(?:^|[.!?:]\s+|\n)[^\w\n]{0,6}(?:(?:the|an?)\s+)?[*_`\"“‘'(]{0,3}"
_ARTICLE = r"(?:an?|the|one|any|our|your|some|both|not only)\b"
_AFTER = (
    r"[*_`\"”’')]{0,3}(?:\s*\([^()\n]{1,80}\))?(?:"
    rf"\s+{_BE}\s+(?P<is>{_ARTICLE})"
    r"|(?:\s+(?:for|of|in) [^.,;:]{1,60})?\s+(?:means?|refers? to)\b\s*(?P<means>)"
    r"|\s+(?:stands for|provides|lets|allows|enables|helps|consists of)\b"
    r"|,\s+(?:an?|the|also (?:called|known)|which is|who is|who was)\b"
    r"|\s+[–—-]\s+(?:an?|the)\b)"
)
_CLAUSE_END = re.compile(r"[.;:!?](?=\W*(?:\s|$))|\s[–—]\s|\n")
_MAX_MEANING = 300
"""Maximum length of a meaning that is marked, in characters."""


@lru_cache(maxsize=1 << 10)
def find_defined(question: str) -> str:
    """Return the term that a question asks to define, "" if it asks for something else."""
    for pattern in _QUESTIONS:
        if found := pattern.match(question):
            groups = found.groupdict()
            is_name = bool(groups.get("who")) or (found["article"] or "").lower() == "the"
            return found["term"] if _is_term(found["term"], is_name) else ""
    return ""


def _is_term(text: str, is_name: bool) -> bool:
    """Return whether a text is a term, or the name of somebody or something.

    "Who" asks to define a name, and "the" begins one: "What is the unemployment rate?" asks for a number.
    """
    words = _WORD.findall(text)
    if not 1 <= len(words) <= _MAX_WORDS or " ".join(words) != text or _ENDS_OTHERWISE.search(text):
        return False
    if is_name and not all(word[0].isupper() or word[0].isdigit() for word in words):
        return False
    return not any(is_stop_word(word) for word in words if word.islower())


@lru_cache(maxsize=1 << 8)
def _find_definition(term: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(word) for word in _WORD.findall(term))
    return re.compile(rf"{_OPENING}{words}s?{_AFTER}", re.I)


def defines(text: str, term: str) -> bool:
    """Return whether a sentence of a text begins as the definition of a term: "Faiss is a library"."""
    return bool(_find_definition(term).search(text))


def find_complement(text: str, term: str) -> tuple[int, int] | None:
    """Return the offsets of what a definition says that a term is or means, up to the end of the clause.

    None for another form of definition, and for a longer one than 300 characters.
    """
    found = _find_definition(term).search(text)
    if found is None or not (found["is"] or found["means"] is not None):
        return None
    start = found.start("is") if found["is"] else found.end()
    end = _CLAUSE_END.search(text, start)
    stop = end.start() if end else len(text)
    return (start, stop) if start < stop <= start + _MAX_MEANING else None


def is_place_of_definition(title: str, start: int, term: str) -> bool:
    """Return whether a term may be defined at an offset: an article with this title does so at its beginning."""
    return start < LEAD_LENGTH or not is_titled(title, term)


def is_titled(title: str, term: str) -> bool:
    """Return whether a title is a term or begins with it ("Ruff: a linter"), or has it in brackets."""
    names = [_TITLE_END.split(title.strip(), maxsplit=1)[0], *_BRACKETED.findall(title)]
    return _fold(term) in map(_fold, names)


def _fold(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
