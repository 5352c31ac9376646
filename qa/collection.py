"""Edits the title, source and date of articles, and removes and restores the shipped ones."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from corpus.dates import parse_date
from index.generation.edits import Edit, Edits, FindEdit, Revise
from index.places import Location, build_at, open_at
from index.store import Index
from index.types import Warn, ignore_warning

if TYPE_CHECKING:
    from index.building.build import BuildReport

SAMPLES = frozenset(
    ("07bdfb474b29bdfa", "13ef39af63f038fe", "1fd8632195263a1d", "228e99aee21d84ac", "7233dd7a04b6e4ed")
)
"""The ids of the shipped articles."""


def read_day(words: str) -> str:
    """Return a typed date in ISO 8601, empty for none. Raises ValueError if day, month or year is missing."""
    day = parse_date(words) if words.strip() else None
    if words.strip() and day is None:
        raise ValueError(f"“{words.strip()}” is not a date; write it as 22 February 2024 or 2024-02-22")
    return day.isoformat() if day else ""


def edit_articles(
    place: Location, ids: Collection[str], edit: Edit | None, warn: Warn = ignore_warning
) -> Mapping[str, Edit]:
    """Change fields of articles, or restore what their files state if `edit` is None; return their former edits.

    Raises CorpusError for an unknown id, and what `build_at` raises.
    """
    former: dict[str, Edit] = {}

    def revise(find_edit: FindEdit) -> Edits:
        former.update({id: find_edit(id) for id in ids})
        return {id: {} if edit is None else {**former[id], **edit} for id in ids}

    save_edits_of(place, revise, warn)
    return former


def save_edits_of(place: Location, edits: Edits | Revise, warn: Warn = ignore_warning) -> "BuildReport":
    """Replace the edits of articles, or revise them while no other build runs.

    Raises CorpusError for an unknown id, and what `build_at` raises.
    """
    from corpus.reading import Reading

    return build_at(Reading(), place, edits=edits, warn=warn)


def find_samples(index: Index) -> list[str]:
    """Return the ids of the shipped articles that an index contains."""
    return [id for id in sorted(SAMPLES) if id in index.articles]


def remove_samples(place: Location) -> "BuildReport":
    """Remove the shipped articles, also if there are no others; raises what `build_at` raises."""
    from corpus.reading import Reading

    return build_at(Reading(), place, remove=find_samples(open_at(place)))


def restore_samples(place: Location) -> "BuildReport":
    """Add the shipped articles again. Raises what `build_at` raises."""
    from corpus.reading import SHIPPED, read_articles

    return build_at(read_articles([SHIPPED]), place)
