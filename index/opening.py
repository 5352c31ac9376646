"""Opens the published generation of an index folder, after checking its files."""

import os
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from corpus.errors import UserError
from index.damage import MANIFEST, ORIGINS_FILE, damaged, is_irreplaceable, refuse_unreadable
from index.folder_index import COPIES_FILE, MODEL_FOLDER, FolderIndex
from index.generation.catalogue import CATALOGUE_FILES, Catalogue
from index.generation.generations import find_current, find_former, hold_generation
from index.generation.manifest import find_damage, list_segments, open_files, read_manifest
from index.generation.stamps import read_stamps, take_stamps, write_stamps
from index.segment.segments import SIGNATURES_FILE
from index.types import Manifest

Damage = tuple[str, str]
"""The name of a file that is not as published, and the problem."""

SMALL_BYTES = 1 << 20
"""Maximum size in bytes of a file that is read whole whenever an index is opened, a millisecond at most."""

_WRITTEN_ANEW = {COPIES_FILE, ORIGINS_FILE, *CATALOGUE_FILES}
"""Files that a build rewrites. Always verified, so that undetected damage is not copied."""

FileCheck = Callable[[Path, Manifest], Iterator[Damage]]


def open_index(folder: Path, *, writes_stamps: bool = True) -> FolderIndex:
    """Open the published generation of an index folder, after checking every file of it.

    A large file that has not been modified since its last check is not read now: its blocks are checked when they are
    first read (`index/checked.py`). Without `writes_stamps` nothing is written, and a modified file is read each time.
    Raises IndexMissing, IndexDamaged, IndexUnreadable or IndexStale.
    """
    return _open_current(folder, partial(_check_touched, writes_stamps=writes_stamps))


def open_for_build(folder: Path) -> FolderIndex:
    """Open the published generation after checking the files that a build reads first, and the sizes of the others.

    Verify a segment before copying its data into new files. Errors as for `open_index`.
    """
    return _open_current(folder, _check_read)


def open_generation(generation: Path) -> FolderIndex:
    """Open a generation that may not be the published one, checked as by `open_for_build`; the lock must be held."""
    return _open_generation(generation, _check_read)


def open_former(folder: Path) -> FolderIndex | None:
    """Open the generation that `roll_back` would restore, None if there is none or it cannot be used.

    Only the sizes of its files are checked now, their blocks when they are first read.
    """
    try:
        former = find_former(folder)
        return _open_generation(former, _check_sizes) if former else None
    except (UserError, OSError):
        return None


def _check_sizes(generation: Path, manifest: Manifest) -> Iterator[Damage]:
    return find_damage(generation, manifest, lambda name: False)


def _check_touched(generation: Path, manifest: Manifest, writes_stamps: bool) -> Iterator[Damage]:
    known, found = read_stamps(generation), take_stamps(generation, manifest.files)

    def is_read(name: str) -> bool:
        return manifest.files[name].size <= SMALL_BYTES or known.get(name) != found.get(name)

    yield from find_damage(generation, manifest, is_read)
    if writes_stamps and known != found:
        write_stamps(generation, found)


def _check_read(generation: Path, manifest: Manifest) -> Iterator[Damage]:
    known, found = read_stamps(generation), take_stamps(generation, manifest.files)

    def is_read(name: str) -> bool:
        if name in _WRITTEN_ANEW or manifest.files[name].size <= SMALL_BYTES:
            return True
        is_used = is_irreplaceable(name) or name.startswith(f"{MODEL_FOLDER}/") or name.endswith(f"/{SIGNATURES_FILE}")
        return is_used and known.get(name) != found.get(name)

    return find_damage(generation, manifest, is_read)


def _open_current(folder: Path, check: FileCheck) -> FolderIndex:
    generation = find_current(folder)
    try:
        with refuse_unreadable(folder):
            return _open_generation(generation, check)
    except UserError:
        # Two builds may have finished since, and removed it.
        if find_current(folder) == generation:
            raise
        return _open_current(folder, check)


def _open_generation(generation: Path, check: FileCheck) -> FolderIndex:
    manifest = read_manifest(generation)
    held = hold_generation(generation)
    try:
        for name, problem in check(generation, manifest):
            raise damaged(generation.parent, name, problem)
        files = open_files(generation, manifest)
        index = FolderIndex(files, manifest, Catalogue.open(files, list_segments(manifest.files)))
    except BaseException:
        os.close(held)
        raise
    # Some files are read when first needed, perhaps after newer generations were published.
    weakref.finalize(index, os.close, held)
    if len(index.catalogue) != manifest.articles:
        raise damaged(generation.parent, MANIFEST, "has the wrong number of articles")
    return index
