"""Names of the places that articles come from, and which of them belong to a file, folder or web address."""

import os
import re
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

MAX_NAME_LENGTH = 200
"""Maximum length, in characters, of a file name that is shown."""

UPLOADED = "upload:"
"""Prefix of the origin of an uploaded file."""

MOVED = "moved:"
"""Prefix of the origin of an article that was moved to a collection with another text at its origin."""

_PART = re.compile(
    r", (?:(?:line|entry|page|sheet|slide|table|row|chapter|part) \d+|footnotes|endnotes|numbering|styles)\Z"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WEB = ("http://", "https://")


def is_address(place: Path | str) -> bool:
    """Return whether a place is an address of any kind, not a file or folder."""
    return isinstance(place, str) and bool(_SCHEME.match(place))


def name_place(place: Path | str) -> str:
    """Return an absolute path, or an address unchanged."""
    # Links are not resolved: a place keeps the name that the person gave it.
    return str(place) if is_address(place) else os.path.abspath(place)  # noqa: PTH100


def is_part(origin: str) -> bool:
    """Return whether an article came from a line or entry of its file."""
    return bool(_PART.search(origin))


def find_file(origin: str) -> str:
    """Return the file or web address of an origin, without the line or entry in a collection.

    Web addresses contain no comma followed by a space; that separates the part.
    """
    return origin.partition(", ")[0] if origin.startswith(_WEB) else _PART.sub("", origin)


def name_file(origin: str) -> str:
    """Return the file name of an origin without folders, with the line or entry in a collection.

    For a web address it is the last part of the path, or the host if there is no path. Bytes that are not UTF-8 are
    replaced, so that the name can be sent and printed.
    """
    file = find_file(origin)
    if is_address(file):
        parts = urlsplit(file)
        name = unquote(PurePosixPath(parts.path).name, errors="replace") or parts.netloc
    else:
        name = PurePath(file.removeprefix(UPLOADED)).name
    shown = os.fsencode(f"{name}{origin[len(file) :]}").decode(errors="replace")
    return " ".join(shown.split())[:MAX_NAME_LENGTH]


def is_within(origin: str, place: str) -> bool:
    """Return whether an article came from a file, a web address, or anything in a folder or archive.

    One address is never within another.
    """
    return find_file(origin) == place or (not place.startswith(_WEB) and origin.startswith(place + os.sep))


def is_feed_entry(origin: str) -> bool:
    """Return whether an article came from a feed on the web, which lists its newest entries only."""
    return origin.startswith(_WEB) and ", entry " in origin


def find_surrounding(origin: str) -> set[str]:
    """Return the file or web address of an origin, and the archive and folders around the file."""
    file = find_file(origin)
    return {file, *map(str, PurePath(file).parents)}
