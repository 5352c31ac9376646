"""Which articles a generation holds: for each, where it lies and which places it was read from."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Member(NamedTuple):
    """The segment that an article lies in, its number there, and the places that it was read from."""

    segment: str
    number: int
    origins: tuple[str, ...]


def write_members(path: Path, members: Mapping[str, Member]) -> None:
    """Write the members as one JSON object by article id."""
    path.write_text(json.dumps(members), encoding="utf-8")


def read_members(path: Path) -> dict[str, Member]:
    """Read what `write_members` wrote, in its order."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    return {id: Member(segment, number, tuple(origins)) for id, (segment, number, origins) in fields.items()}
