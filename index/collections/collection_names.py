"""The names of collections: each is the name of a folder, so only safe ones are accepted.

A name has lower-case ASCII letters, digits, hyphens and underscores only. So it has no separator, no dot, nothing that
a file system folds, and no character that looks like another one.
"""

import re

from corpus.errors import CollectionNameError

DEFAULT = "default"
"""The name of the default collection, which is the index folder itself."""

ALL = "all"
"""Name of all collections that a user may read; no collection may have it."""

MAX_NAME_LENGTH = 40
"""Maximum length of a name, in characters."""

NAME_PATTERN = rf"[a-z0-9][a-z0-9_-]{{0,{MAX_NAME_LENGTH - 1}}}"
"""What a name consists of, as a regular expression for the whole name."""

MAX_NAMED = 50
"""Maximum number of collections that one request names."""

_NAME = re.compile(NAME_PATTERN)
_RESERVED = frozenset(
    (ALL, "collections", "trash", "con", "prn", "aux", "nul")
    + tuple(f"{device}{number}" for device in ("com", "lpt") for number in range(10))
)
"""Words of the command line, and names that Windows keeps for devices."""

_OWN_PREFIXES = ("generation-", "draft-")
"""Prefixes of folders that an index makes itself."""


def is_name(text: str) -> bool:
    """Return whether a text is the name of a collection; the default one's is too."""
    return bool(_NAME.fullmatch(text)) and text not in _RESERVED and not text.startswith(_OWN_PREFIXES)


def check_name(text: str) -> str:
    """Return a name that is safe, the default one's too. Raises CollectionNameError."""
    if is_name(text):
        return text
    if text in _RESERVED or text.startswith(_OWN_PREFIXES):
        raise CollectionNameError(f"The name {text} is reserved.", "Choose another one.")
    raise CollectionNameError(
        f"{text[: 2 * MAX_NAME_LENGTH]!a} is not the name of a collection.",
        f"Use at most {MAX_NAME_LENGTH} lower-case letters a to z, digits, hyphens and underscores.",
    )


def check_new_name(text: str) -> str:
    """Return a name that a new collection may have. Raises CollectionNameError."""
    if check_name(text) == DEFAULT:
        raise CollectionNameError(f"{DEFAULT} is the name of the default collection.", "Choose another one.")
    return text
