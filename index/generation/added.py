"""When articles were added: `added.json` beside the generations, so that equal articles make equal generations."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from corpus.regular import read_text
from index.files import atomic_write

ADDED_FILE = "added.json"
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def read_added(folder: Path) -> Mapping[str, str]:
    """Return when each article of an index folder was added, in ISO 8601 and UTC, by id; unknown ones are missing."""
    try:
        stored = json.loads(read_text(folder / ADDED_FILE)).items()
    except (OSError, ValueError, AttributeError):
        # The moments only sort a list, so an unreadable file is ignored, and so is an invalid moment.
        return {}
    return {id: moment for id, moment in stored if isinstance(moment, str) and _is_moment(moment)}


def _is_moment(text: str) -> bool:
    """Return whether a text is a moment as `note_added` writes it."""
    try:
        return f"{datetime.strptime(text, _FORM):{_FORM}}" == text
    except ValueError:
        return False


def note_added(folder: Path, before: Iterable[str], after: Iterable[str], now: datetime | None = None) -> None:
    """Save when the articles of a new generation were added, if the folder is writable.

    `before`: the ids of the generation before. Removed articles keep their moments, for a rollback.
    """
    old, moment = set(before), f"{now or datetime.now(UTC):{_FORM}}"
    new = {id: moment for id in after if id not in old}
    if new:
        with suppress(OSError):
            atomic_write(folder / ADDED_FILE, json.dumps({**read_added(folder), **new}, indent=0).encode(), "added")


def keep_added(folder: Path, moments: Mapping[str, str]) -> None:
    """Save when articles that were moved here had been added, if the folder is writable."""
    if moments:
        with suppress(OSError):
            atomic_write(folder / ADDED_FILE, json.dumps({**read_added(folder), **moments}, indent=0).encode())
