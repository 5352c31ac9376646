"""The folder on disk: one folder a generation, described by its manifest, published by one atomic rename.

<index>/CURRENT                     the name of the published generation; replaced atomically
<index>/lock                        held, by the kernel, while a build runs
<index>/generation-000007/          never changed after it was published
    MANIFEST.json                   format, model, settings, counts, size and SHA-256 of every file
    articles.jsonl, *.npy, vectors.faiss, lexical/, model.onnx, tokenizer.json
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from corpus.errors import IndexBusy, IndexDamaged, IndexMissing
from index.manifest import MANIFEST, NAME_DIGITS, Manifest, damaged, find_damage, read_manifest
from index.models import hash_file

CURRENT = "CURRENT"
_NAME = re.compile(r"generation-(\d{6,})-([0-9a-f]{12})")


def default_folder() -> Path:
    """Return the default index folder: `$QUOTEDESK_INDEX`, else one in the user's data folder."""
    from platformdirs import user_data_path

    named = os.environ.get("QUOTEDESK_INDEX")
    return Path(named) if named else user_data_path("quotedesk") / "index"


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Hold the index for one build; the kernel frees it if the process dies. Raises IndexBusy."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(
                f"Another process is building the index in {folder}.", "Wait until it is done and try again."
            ) from error
        yield


def remove_drafts(folder: Path) -> None:
    """Remove what a build that was killed left behind; only the holder of the lock may."""
    for left in folder.glob("draft-*"):
        shutil.rmtree(left)


@contextmanager
def draft_generation(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside the generations; what is not published from it is removed."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(folder: Path, draft: Path, manifest: Manifest) -> str:
    """Make a draft the current generation in one atomic step and return its name; the one before it is kept."""
    former = _read_pointer(folder)
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    for path in draft.rglob("*"):
        _flush(path)
    _flush(draft)
    numbers = [int(path.name.split("-")[1]) for path in _list_generations(folder)]
    digest = hash_file(draft / MANIFEST)[:NAME_DIGITS]
    name = f"generation-{max(numbers, default=0) + 1:06d}-{digest}"
    draft.chmod(0o755)
    draft.rename(folder / name)
    _flush(folder)
    _point_to(folder, name)
    _remove_all_but(folder, {name, former})
    return name


def _point_to(folder: Path, name: str) -> None:
    """Make a generation the current one, by one atomic rename."""
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _flush(pointer)
    pointer.replace(folder / CURRENT)
    _flush(folder)


def roll_back(folder: Path) -> str:
    """Make the generation before the current one current again, and return its name.

    Raises IndexMissing where there is none, IndexDamaged or IndexStale where it is not sound, and IndexBusy.
    """
    with lock_index(folder):
        older = [path for path in _list_generations(folder) if path.name < _read_pointer(folder)]
        if not older:
            raise IndexMissing(
                f"The index in {folder} has no generation before the current one.",
                "Build the one you want with: quotedesk index PATH",
            )
        for name, problem in find_damage(older[-1], read_manifest(older[-1])):
            raise IndexDamaged(
                f"The file {name} of {older[-1].name} {problem}, so it cannot be gone back to.",
                "Build the index you want with: quotedesk index PATH",
            )
        _point_to(folder, older[-1].name)
        return older[-1].name


def hold_generation(generation: Path) -> int:
    """Return a descriptor that keeps a generation from being removed by a build of any process until it is closed."""
    descriptor = os.open(generation / MANIFEST, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _list_generations(folder: Path) -> list[Path]:
    """Return the published generations, oldest first."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _remove_all_but(folder: Path, names: Collection[str]) -> None:
    """Remove all other generations; one that a reader holds stays until a later build."""
    for path in _list_generations(folder):
        if path.name not in names and not _is_held(path):
            shutil.rmtree(path)


def _is_held(generation: Path) -> bool:
    try:
        with (generation / MANIFEST).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def has_generation(folder: Path) -> bool:
    """Tell whether an index was ever published in the folder."""
    return (folder / CURRENT).is_file()


def _read_pointer(folder: Path) -> str:
    """Return the name that the pointer holds, empty where no index was ever published."""
    return (folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip() if has_generation(folder) else ""


def find_current(folder: Path) -> Path:
    """Return the folder of the published generation. Raises IndexMissing or IndexDamaged."""
    if not has_generation(folder):
        raise IndexMissing(f"There is no index in {folder}.", "Build one with: quotedesk index PATH")
    name = _read_pointer(folder)
    if not _NAME.fullmatch(name) or not (folder / name).is_dir():
        raise damaged(folder, CURRENT, f"names no generation ({name[:40]!r})")
    return folder / name
