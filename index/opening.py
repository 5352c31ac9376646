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
from index.generation.generations import find_current, hold_generation
from index.generation.manifest import find_damage, list_segments, open_files, read_manifest
from index.generation.stamps import read_stamps, take_stamps, write_stamps
from index.segment.segments import SIGNATURES_FILE
from index.types import Manifest

Damage = tuple[str, str]
"""The name of a file that is not as it was published, and what is wrong with it."""

SMALL_BYTES = 1 << 20
"""A file of at most so many bytes is read whole whenever an index is opened: a millisecond each, far less for most."""

_WRITTEN_ANEW = {COPIES_FILE, ORIGINS_FILE, *CATALOGUE_FILES}
"""What a build reads and writes again: damage that nobody saw would come into the next generation as sound."""

Check = Callable[[Path, Manifest], Iterator[Damage]]


def open_index(folder: Path, *, writes_stamps: bool = True) -> FolderIndex:
    """Open the published generation of an index folder, after checking every file of it.

    A large file that was not touched since it was found sound is not read for that: it is checked when it is first
    read (`index/checked.py`). Without `writes_stamps` nothing is written, and a file that was touched is read each
    time.
    Raises IndexMissing, IndexDamaged, IndexUnreadable or IndexStale.
    """
    return _open_current(folder, partial(_check_touched, writes_stamps=writes_stamps))


def open_for_build(folder: Path) -> FolderIndex:
    """Open the published generation after checking what a build reads first of it, and of all else only the sizes.

    What goes into other files than it stands in must be checked with `verify` first; errors as for `open_index`.
    """
    return _open_current(folder, _check_read)


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


def _open_current(folder: Path, check: Check) -> FolderIndex:
    generation = find_current(folder)
    try:
        with refuse_unreadable(folder):
            return _open_generation(generation, check)
    except UserError:
        # Two builds may have ended since, and removed it.
        if find_current(folder) == generation:
            raise
        return _open_current(folder, check)


def _open_generation(generation: Path, check: Check) -> FolderIndex:
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
    # Some files are read when they are first needed, which may be after newer generations came.
    weakref.finalize(index, os.close, held)
    if len(index.catalogue) != manifest.articles:
        raise damaged(generation.parent, MANIFEST, "counts other articles than there are")
    return index
