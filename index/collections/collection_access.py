"""Who may read a collection and add to it: `access.json` in its folder, written by a person.

    {"read": ["ada", "grace"], "add": ["ada"]}

The names are those of the login. Without the file, or without `read` in it, every user may read; without `add`, whoever
may read may add too. A file that cannot be read lets nobody in. The command line does not ask: whoever may read the
folder may read the articles.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from corpus.regular import NotRegular, read_text

ACCESS_FILE = "access.json"

_FIELDS = {"read", "add"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """The users who may read a collection, and those who may add to it, change and remove articles; None: all."""

    readers: frozenset[str] | None = None
    adders: frozenset[str] | None = None

    def can_read(self, user: str) -> bool:
        """Return whether a user may read; the name is empty without a login."""
        return self.readers is None or (bool(user) and user in self.readers)

    def can_add(self, user: str) -> bool:
        """Return whether a user may read and add."""
        return self.can_read(user) and (self.adders is None or (bool(user) and user in self.adders))


EVERYONE = Access()
NOBODY = Access(frozenset(), frozenset())


def read_access(folder: Path) -> Access:
    """Return who may use the collection in a folder; nobody if its file is invalid."""
    try:
        content = read_text(folder / ACCESS_FILE)
    except FileNotFoundError:
        return EVERYONE
    except (OSError, ValueError, NotRegular) as error:
        _log.warning("%s cannot be read, so nobody may use the collection: %s", folder / ACCESS_FILE, error)
        return NOBODY
    try:
        return parse_access(content)
    except (ValueError, RecursionError) as error:
        _log.warning("%s is invalid, so nobody may use the collection: %s", folder / ACCESS_FILE, error)
        return NOBODY


def parse_access(content: str) -> Access:
    """Parse the content of an access file. Raises ValueError, also for an unknown field: it could be a typing error."""
    stored = json.loads(content)
    if not isinstance(stored, dict):
        raise ValueError("it is not a JSON object")
    if unknown := stored.keys() - _FIELDS:
        raise ValueError(f"unknown field {min(unknown)!r}; there are read and add")
    return Access(_parse_users(stored, "read"), _parse_users(stored, "add"))


def _parse_users(stored: dict[str, object], field: str) -> frozenset[str] | None:
    if field not in stored:
        return None
    users = stored[field]
    if not isinstance(users, list) or not all(isinstance(user, str) and user.strip() for user in users):
        raise ValueError(f"{field} is not a list of names")
    return frozenset(user.strip() for user in users)
