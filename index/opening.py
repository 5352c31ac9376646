"""Opens the published generation of an index folder, after checking its files."""

import os
import weakref
from collections.abc import Callable
from pathlib import Path

from corpus.errors import UserError
from index.generations import find_current, hold_generation
from index.manifest import MANIFEST, MEMBERS_FILE, damaged, find_damage, is_irreplaceable, read_manifest
from index.members import Members
from index.store import COPIES_FILE, Index


def open_index(folder: Path) -> Index:
    """Open the published generation of an index folder, after checking every file of it.

    Raises IndexMissing, IndexDamaged or IndexStale.
    """
    return _open_current(folder, lambda name: True)


def open_for_build(folder: Path) -> Index:
    """Open the published generation after checking its articles and copies, and of all else only the sizes.

    What goes into other files than it stands in must be checked with `verify` first; errors as for `open_index`.
    """
    return _open_current(folder, lambda name: is_irreplaceable(name) or name == COPIES_FILE)


def _open_current(folder: Path, is_read: Callable[[str], bool]) -> Index:
    generation = find_current(folder)
    try:
        return _open_generation(generation, is_read)
    except (UserError, OSError):
        # Two builds may have ended since, and removed it.
        if find_current(folder) == generation:
            raise
        return _open_current(folder, is_read)


def _open_generation(generation: Path, is_read: Callable[[str], bool]) -> Index:
    manifest = read_manifest(generation)
    held = hold_generation(generation)
    try:
        for name, problem in find_damage(generation, manifest, is_read):
            raise damaged(generation.parent, name, problem)
        index = Index(generation, manifest, Members.read(generation / MEMBERS_FILE))
    except BaseException:
        os.close(held)
        raise
    # Some files are read when they are first needed, which may be after newer generations came.
    weakref.finalize(index, os.close, held)
    if len(index.members) != manifest.articles:
        raise damaged(generation.parent, MANIFEST, "counts other articles than there are")
    return index
