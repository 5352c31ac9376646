"""The folder on disk: one folder per generation, described by its manifest, published by one atomic rename.

<index>/CURRENT                     the published generation and its predecessor; replaced atomically
<index>/lock                        held, by the kernel, while a build runs; names the process
<index>/checked.json                which files were checked before; see index/generation/stamps.py
<index>/added.json                  when each article was added; see index/generation/added.py
<index>/edits.json                  edited titles, sources and dates; see index/generation/edits.py
<index>/clippings.jsonl             kept quotations, which no build touches; see qa/clippings/clippings_file.py
<index>/standing.json               standing questions; see qa/standing/standing_file.py
<index>/collections/                named collections; see index/collections/collection_folders.py
<index>/trash/                      deleted ones
<index>/checkpoints/                the encoded passages of an unfinished build; see index/building/checkpoints.py
<index>/generation-000007-<hash>/   never changed after it was published
    MANIFEST.json                   format, model, settings, counts, size and SHA-256 of every file
    checksums.npy                   the checksum of every block of every file; see index/checked.py
    catalogue/                      the articles and the segment of each; see index/generation/catalogue.py
    origins.json                    the places that each article was read from
    publications.json               what places state of an article otherwise than the article itself
    copies.json                     the pairs of near copies
    segment-000003/                 articles and their index data; see index/segment/segments.py
    model/                          the graph and the tokenizer

An unchanged file is hard-linked from one generation to the next.
"""

import fcntl
import json
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from filelock import lock_descriptor

from corpus.errors import IndexDamaged, IndexMissing
from corpus.regular import NotRegular, open_binary, open_descriptor, read_bytes
from index.damage import CURRENT, MANIFEST, damaged, refuse_unreadable
from index.failpoints import failpoint
from index.files import atomic_write, find_drafts, find_stale_drafts, flush, hash_file
from index.generation.added import ADDED_FILE
from index.generation.edits import EDITS_FILE
from index.generation.locking import lock_index, report_leftover
from index.generation.manifest import NAME_DIGITS, find_damage, read_manifest
from index.generation.stamps import STAMPS_FILE
from index.types import Manifest, Warn

DRAFT = "draft-"
"""Prefix of folders that are not generations: drafts and leftovers, which a build removes."""

_NONE = "none"
"""Predecessor after a rollback: none."""

_NAME = re.compile(r"generation-(\d{6,})-([0-9a-f]{12})")


def default_folder() -> Path:
    """Return the index folder in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("quotedesk") / "index"


def remove_drafts(folder: Path, warn: Warn) -> None:
    """Remove what killed builds left behind; the lock must be held."""
    for left in folder.glob(f"{DRAFT}*"):
        with report_leftover(left, warn):
            shutil.rmtree(left)
    names = (CURRENT, STAMPS_FILE, ADDED_FILE, EDITS_FILE)
    drafts = {left for name in names for left in find_drafts(folder, name)}
    for left in {*drafts, *find_stale_drafts(folder)}:
        with report_leftover(left, warn):
            left.unlink(missing_ok=True)


@contextmanager
def draft_generation(folder: Path) -> Iterator[Path]:
    """Create an empty folder beside the generations; it is removed unless it is published."""
    # Unlike `mkdtemp`, `mkdir` leaves the permissions to the umask.
    draft = folder / f"{DRAFT}{secrets.token_hex(4)}"
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(folder: Path, draft: Path, manifest: Manifest, warn: Warn) -> str:
    """Make a draft the current generation in one atomic step and return its name; its predecessor is kept."""
    former, _ = _read_pointer(folder)
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    failpoint("manifest written")
    for path in (draft, *draft.rglob("*")):
        # A file shared with the last generation was flushed with it; its new name is flushed with the folder.
        if path.is_dir() or path.stat().st_nlink == 1:
            flush(path)
    failpoint("files flushed")
    numbers = [int(path.name.split("-")[1]) for path in list_generations(folder)]
    digest = hash_file(draft / MANIFEST)[:NAME_DIGITS]
    name = f"generation-{max(numbers, default=0) + 1:06d}-{digest}"
    draft.rename(folder / name)
    failpoint("generation named")
    flush(folder)
    failpoint("generation flushed")
    _point_to(folder, name, former)
    failpoint("published")
    _remove_all_but(folder, {name, former}, warn)
    return name


def _point_to(folder: Path, name: str, former: str = "") -> None:
    """Make a generation the current one by one atomic rename."""
    lines = "".join(f"{line}\n" for line in (name, former) if line)
    atomic_write(folder / CURRENT, lines.encode(), "pointer")


def finish_publishing(folder: Path) -> None:
    """Point to the first generation if its build was killed before it could; the lock must be held.

    If there are several, the pointer was lost, and a person must choose.
    """
    generations = list_generations(folder)
    if not (folder / CURRENT).exists() and [path.name.split("-")[1] for path in generations] == ["000001"]:
        _point_to(folder, generations[0].name)


PublishEdited = Callable[[Path], str]
"""Publishes an edited copy of a former generation, and returns its name; empty if nothing is to be edited."""


def roll_back(folder: Path, publish_edited: PublishEdited = lambda former: "") -> str:
    """Publish the generation before the current one again, or its edited copy, and return its name.

    If the pointer itself is lost, the newest generation. Raises IndexMissing if there is none, IndexDamaged or
    IndexStale if it cannot be used, and IndexBusy.
    """
    if not has_generation(folder):
        find_current(folder)
    with lock_index(folder):
        former = find_former(folder)
        if not former:
            raise IndexMissing(
                f"The index in {folder} has no generation before the current one.",
                "Build a new one with: quotedesk index PATH",
            )
        for name, problem in find_damage(former, read_manifest(former)):
            raise IndexDamaged(
                f"The file {name} of {former.name} {problem}, so it cannot be restored.",
                "Build a new index with: quotedesk index PATH",
            )
        is_lost = _read_pointer(folder)[0] not in [path.name for path in list_generations(folder)]
        name = publish_edited(former) or former.name
        _point_to(folder, name, "" if is_lost else _NONE)
        return name


def find_former(folder: Path) -> Path | None:
    """Return the generation that `roll_back` restores: the predecessor named in CURRENT.

    If none is named, the newest one before the current, and if the pointer is lost, the newest of all.
    """
    current, former = _read_pointer(folder)
    generations = {path.name: path for path in list_generations(folder)}
    if former == _NONE or (former in generations and current in generations):
        # A generation between the two may remain after a rollback, because a reader holds it.
        return generations.get(former)
    older = [name for name in generations if name < current or current not in generations]
    return generations.get(max(older, default=""))


def hold_generation(generation: Path) -> int:
    """Return a descriptor that keeps a generation from being removed by a build of any process until it is closed."""
    descriptor = open_descriptor(generation / MANIFEST)
    # The package filelock locks no descriptor for several readers.
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def list_generations(folder: Path) -> list[Path]:
    """Return the published generations, oldest first."""
    return sorted(path for path in folder.glob("generation-*") if _NAME.fullmatch(path.name))


def remove_generations(folder: Path) -> None:
    """Remove every generation of an index that is stored elsewhere; the lock must be held."""
    (folder / CURRENT).unlink(missing_ok=True)
    for path in list_generations(folder):
        _remove_unheld(path)


def _remove_all_but(folder: Path, names: Collection[str], warn: Warn) -> None:
    """Remove all other generations; one that a reader holds, or that cannot be removed, stays until a later build."""
    for path in list_generations(folder):
        if path.name not in names:
            with report_leftover(path, warn):
                _remove_unheld(path)
            failpoint("old generation removed")


def _remove_unheld(generation: Path) -> None:
    """Remove a generation that no reader holds, in one step for other processes that list generations."""
    try:
        # Held while it is removed: a new reader waits, and then finds it removed. Opened for writing, because a file on
        # a network drive cannot be locked exclusively otherwise.
        with open_binary(generation / MANIFEST, "r+b") as file:
            if lock_descriptor(file.fileno(), blocking=False):
                _discard(generation)
    except FileNotFoundError:
        _discard(generation)


def _discard(generation: Path) -> None:
    discarded = generation.rename(generation.with_name(f"{DRAFT}{generation.name}"))
    failpoint("old generation renamed")
    shutil.rmtree(discarded)


def has_generation(folder: Path) -> bool:
    """Return whether an index was ever published in the folder. Raises IndexUnreadable."""
    with refuse_unreadable(folder):
        try:
            names = [path.name for path in folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return False
    return any(name == CURRENT or _NAME.fullmatch(name) for name in names)


def _read_pointer(folder: Path) -> tuple[str, str]:
    """Return the names of the current generation and its predecessor, empty if there is none."""
    try:
        lines = read_bytes(folder / CURRENT).decode(errors="replace").strip().split("\n")
    except (FileNotFoundError, IsADirectoryError, NotRegular):
        return "", ""
    return lines[0], lines[1] if len(lines) > 1 else ""


def find_current(folder: Path) -> Path:
    """Return the folder of the published generation. Raises IndexMissing, IndexDamaged or IndexUnreadable."""
    with refuse_unreadable(folder):
        if not has_generation(folder):
            raise IndexMissing(f"There is no index in {folder}.", "Build one with: quotedesk index PATH")
        name, _ = _read_pointer(folder)
        if not _NAME.fullmatch(name) or not (folder / name).is_dir():
            raise damaged(folder, CURRENT, f"names no generation ({name[:40]!r})")
        return folder / name
