"""Large files that were checked before: if unmodified, they are not read again to open an index.

A stamp is the size, the modification time and the inode of a file. A flipped bit changes none of them; the checksums of
the blocks reveal it (`index/checked.py`). Files of up to 1 MiB are read each time the index is opened
(`index/opening.py`). In a read-only folder no stamps are saved, so files that were modified since the last stamps are
read each time too; `quotedesk doctor` always reads all files.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from corpus.regular import read_text
from index.files import atomic_write

STAMPS_FILE = "checked.json"
Stamps = Mapping[str, list[int]]
"""The size in bytes, the time in nanoseconds and the inode of each file, by its path within the generation."""


def take_stamps(generation: Path, names: Iterable[str]) -> dict[str, list[int]]:
    """Return the stamps of the files that exist."""
    stamps = {}
    for name in names:
        with suppress(OSError):
            status = (generation / name).stat()
            stamps[name] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return stamps


def read_stamps(generation: Path) -> Stamps:
    """Return the stamps that the files had when they were last checked; empty if they never were."""
    try:
        fields = json.loads(read_text(generation.parent / STAMPS_FILE))
        return dict(fields["stamps"]) if fields["generation"] == generation.name else {}
    except (OSError, ValueError, TypeError, KeyError):
        # Stamps only save time, so an unreadable file is ignored.
        return {}


def write_stamps(generation: Path, stamps: Stamps) -> None:
    """Save the stamps of checked files, if the folder is writable."""
    content = json.dumps({"generation": generation.name, "stamps": stamps})
    with suppress(OSError):
        atomic_write(generation.parent / STAMPS_FILE, content.encode())
