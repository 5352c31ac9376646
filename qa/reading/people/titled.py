"""The name beside the role that a question asks for: "Defence Minister Ada Lorn" for "Who is the defence minister?"."""

import re
from collections.abc import Collection, Iterable

from index.text.analyzer import analyze, analyze_short
from qa.query.cover import find_content
from qa.reading.people.agents import HOLDER, NAME, NO_NAME
from qa.reading.people.role import RELATIVES, RoleMention, find_role_mentions, is_same_role

_AFTER = re.compile(rf",?\s+(?P<name>{NAME})(?!\w)")
_BEFORE = re.compile(rf"(?<!\w)(?!{NO_NAME})(?P<name>{NAME}),\s+(?:(?:the|a|an|its|their|then|current)\s+)*\Z")
_MIN_SHARED = 5
"""Length of the beginning that a name shares with its relatives, in letters: Kazakhstan, Kazakh."""


def find_titled(question: str, sentence: str, title: str) -> tuple[int, int] | None:
    """Return the offsets of the one name beside the role that a question asks for.

    The words before the role must be those of the question, and the sentence with its title must have all of them: the
    "German Defence Minister" is not the one of Ruritania.
    """
    asked = _find_asked(question)
    if asked is None:
        return None
    words = set(analyze_short(find_content(question)))
    held = [role for role in find_role_mentions(sentence) if role.noun == asked.noun]
    if len(held) != 1 or not is_same_role(question, asked, held[0], sentence):
        return None
    around = set(analyze(sentence)) | set(analyze(title))
    if not _are_among(words, around) or not _are_among(analyze(sentence[held[0].start : held[0].end]), words):
        return None
    name = _find_beside(sentence, held[0])
    return None if name is None or set(analyze(sentence[slice(*name)])) <= words else name


def _find_asked(question: str) -> RoleMention | None:
    """Return the one role whose holder a question asks for; of relatives it is not clear whose they are."""
    holder = HOLDER.search(question)
    roles = find_role_mentions(question) if holder else ()
    if holder is None or len(roles) != 1 or roles[0].noun in RELATIVES:
        return None
    # "Who was the man that the president met?" asks for no president.
    return roles[0] if roles[0].start <= holder.start("role") else None


def _are_among(words: Iterable[str], others: Collection[str]) -> bool:
    """Return whether words are among others, or relatives of them."""
    beginnings = {other[:_MIN_SHARED] for other in others if len(other) >= _MIN_SHARED}
    return all(word in others or word[:_MIN_SHARED] in beginnings for word in words)


def _find_beside(sentence: str, held: RoleMention) -> tuple[int, int] | None:
    """Return the offsets of the name right after a role, or before it and a comma."""
    found = _AFTER.match(sentence, held.end) or _BEFORE.search(sentence, 0, held.start)
    return found.span("name") if found else None
