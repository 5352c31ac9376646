"""The long form of an acronym that a question asks for: "What does AOF stand for?" """

import re

from index.text.acronyms import find_expansion
from qa.query.question_type import AskedAcronym, find_acronym
from qa.reading.spans import SpanOffsets

_SAYS = re.compile(r"\b(?:stand(?:s|ing)?|stood|short|acronym|abbreviat\w{0,5}|initials|initialism)\b", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_OPENINGS = {1: "(", 2: " (", 3: " – "}
"""The signs between an acronym and its long form that `find_expansion` accepts, by their length in characters."""

_LINKING = frozenset("a an and at by de for in of on the to".split())


def find_long_form(question: str, sentence: str) -> tuple[int, int] | None:
    """Return the offsets of the long form that a sentence gives for the acronym of a question."""
    asked = find_acronym(question)
    return _find_stated(sentence, asked.acronym) if asked else None


def _find_stated(sentence: str, acronym: str) -> tuple[int, int] | None:
    """Return the offsets of an acronym's long form, beside it in brackets or after a comma, colon or dash."""
    if found := find_expansion(sentence, acronym):
        return found
    name = re.escape(acronym)
    first = re.compile(rf"(?<![\w&-])({name}[*_`]{{0,3}})([,:;=]\s|:|=|\s[=|]\s)(?=[\"“'‘]?[A-Za-z])", re.I)
    last = re.compile(rf"(,\s|\s[=|–—-]\s)((?:or\s|abbreviated\s)?[*_`]{{0,3}}{name})(?![\w&-])(\W?)", re.I)
    # Written with brackets in the same length, each form is one that `find_expansion` knows.
    return find_expansion(first.sub(_open_after, sentence), acronym) or find_expansion(
        last.sub(_enclose, sentence), acronym
    )


def _open_after(found: re.Match[str]) -> str:
    return found[1] + _OPENINGS[len(found[2])]


def _enclose(found: re.Match[str]) -> str:
    return f"{' (':>{len(found[1])}}{found[2]})"


def fits_acronym(question: str, sentence: str, span: SpanOffsets | None) -> bool:
    """Return whether a sentence, or a span of it, can be the long form if nothing else answers the question."""
    asked = find_acronym(question)
    if asked is None or not asked.only_long_form:
        return True
    stated = _find_stated(sentence, asked.acronym)
    if stated and span:
        return span.start < stated[1] and stated[0] < span.end
    return bool(stated) or _may_state(asked, sentence)


def _may_state(asked: AskedAcronym, sentence: str) -> bool:
    """Return whether a sentence has words with the initials of an acronym, or the acronym beside brackets or a dash."""
    if _SAYS.search(sentence) or _find_beside(asked.acronym).search(sentence):
        return True
    letters = "".join(filter(str.isalpha, asked.acronym)).lower()
    words = _WORD.findall(sentence.lower())
    runs = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in _LINKING))
    return any(letters in run for run in runs)


def _find_beside(acronym: str) -> re.Pattern[str]:
    name = re.escape(acronym)
    return re.compile(
        rf"[(\[/][\"“'‘]?{name}(?:e?s)?[\"”’']?[)\],;/]|(?<!\w){name}[\"”’'*]{{0,3}}\s?(?:[(\[:→=]|[–—-]\s)|[→=]\s?{name}(?!\w)",
        re.I,
    )
