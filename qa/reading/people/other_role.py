"""Whether a sentence names the holder of another role than a question asks for: a chair is not the treasurer."""

import re

from qa.reading.people.agents import HOLDER
from qa.reading.people.role import RELATIVES, RoleMention, find_role_mentions

_APART = frozenset(
    "minister secretary president commander chair king queen prince princess emperor ambassador governor mayor "
    "chancellor editor captain coach principal dean rector bishop pope judge prosecutor attorney speaker inspector "
    "sheriff senator premier treasurer commissioner superintendent marshal admiral colonel sergeant professor producer "
    "engineer consul librarian conductor spokesman chief-officer".split()
)
"""Roles that nobody calls by each other's name, as "head", "leader" and "chief" are."""

_LEADING = frozenset(
    "president chair speaker premier minister chief-officer governor mayor chancellor king queen emperor prince "
    "princess principal dean rector".split()
)
"""Roles of those who lead, for which different words may name one: the president of an assembly is its chair."""

_OFFICES = frozenset({"minister", "secretary"})
"""Roles that name the same office in different countries."""

_TITLE = re.compile(
    r"\b(?i:captain|colonel|sergeant|marshal|admiral|superintendent|professor|judge|senator|engineer) (?=[A-Z])"
)
"""A title before a name, which the holder of any role may have."""


def find_other_role(question: str, sentence: str) -> str | None:
    """Return the role of a sentence that has none of the role whose holder a question asks for, else None."""
    holder = HOLDER.search(question)
    roles = [role for role in find_role_mentions(question) if holder and role.end > holder.start("role")]
    if not roles or roles[0].noun not in _APART:
        return None
    asked = roles[0].noun
    named = sentence if _TITLE.match(f"{asked} A") else _TITLE.sub("", sentence)
    held = [_unify(role, roles[0]) for role in find_role_mentions(named) if role.noun not in RELATIVES]
    if not held or asked in held or not _APART.issuperset(held):
        return None
    return None if asked in _LEADING and not _LEADING.isdisjoint(held) else held[0]


def _unify(held: RoleMention, asked: RoleMention) -> str:
    """Return the noun of a role, or the one asked for if both are an office: the home secretary is a minister."""
    is_office = _OFFICES.issuperset((held.noun, asked.noun)) and held.portfolios & asked.portfolios
    return asked.noun if is_office else held.noun
