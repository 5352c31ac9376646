"""Large files that were found sound: one that nobody touched since is not read whole to open an index again.

A file is known by its size, the time of its last change and its inode. A bit that flips on the disk changes none of
them: that is found by the checksums of the blocks (`index/checked.py`). Files of up to 1 MiB are read each time the
index is opened (`index/opening.py`). In a read-only folder no stamps are saved, so that files that were touched since
the last saved stamps are read each time too; `quotedesk doctor` always reads them all.
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
    """Return the stamps of the files that are there."""
    stamps = {}
    for name in names:
        with suppress(OSError):
            status = (generation / name).stat()
            stamps[name] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return stamps


def read_stamps(generation: Path) -> Stamps:
    """Return the stamps that the files had when they were found sound; none where nobody looked yet."""
    try:
        fields = json.loads(read_text(generation.parent / STAMPS_FILE))
        return dict(fields["stamps"]) if fields["generation"] == generation.name else {}
    except (OSError, ValueError, TypeError, KeyError):
        # It only spares work: what cannot be read is done without.
        return {}


def write_stamps(generation: Path, stamps: Stamps) -> None:
    """Remember the stamps of files that were found sound, where the folder may be written to."""
    content = json.dumps({"generation": generation.name, "stamps": stamps})
    with suppress(OSError):
        atomic_write(generation.parent / STAMPS_FILE, content.encode())
