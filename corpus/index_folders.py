"""Recognises folders that contain an index, so that their files are never read as articles."""

import os
import re
from collections.abc import Collection
from pathlib import Path

from corpus.regular import read_text

_POINTER, _LOCK, _MANIFEST, _CHECKPOINTS = "CURRENT", "lock", "MANIFEST.json", "checkpoints"
_GENERATION = re.compile(r"generation-\d{6,}-[0-9a-f]{12}")
_DRAFT = re.compile(r"draft-(?:[a-z0-9_]{8}|generation-.*)")
_ENCODER = re.compile(r"[0-9a-f]{16}")
_PID = re.compile(r"\d*\s*")
_MAX_PID_LENGTH = 32
_OWN = re.compile(
    r"(?:generation-|draft-).*|checkpoints|collections|trash|MANIFEST\.json"
    r"|(?:CURRENT|lock|(?:access|checked|added|edits|standing)\.json|(?:exam|judged|clippings)\.jsonl|milvus\.txt)"
    r"(?:\.[0-9a-f]{8}\.new|\.lock)?"
)
"""Names of the files and folders in an index folder."""


def find_index(path: Path, outputs: Collection[Path] = ()) -> Path | None:
    """Return the index that a path is or belongs to, links resolved; other files in an index's folder do not belong.

    `outputs` are the resolved paths that a build writes its index to: such a path may be empty or a file.
    """
    # Not `Path.resolve`, which raises for circular links.
    real = Path(os.path.realpath(path))
    places = (place for place in (real, *real.parents) if _can_belong(real, place))
    return next((place for place in places if place in outputs or is_index_folder(place)), None)


def _can_belong(path: Path, index: Path) -> bool:
    """Return whether a path has the name of an index, of a file in a generation, or of a file beside one."""
    inside = path.relative_to(index).parts
    return not inside or bool(_GENERATION.fullmatch(index.name) or _OWN.fullmatch(inside[0]))


def is_index_folder(folder: Path) -> bool:
    """Return whether a folder is an index, a generation of one, or the rest of an interrupted first build."""
    try:
        if _GENERATION.fullmatch(folder.name) and (folder / _MANIFEST).is_file():
            return True
        # Two checks settle nearly all folders, however many files they have.
        pointed, locked = (folder / _POINTER).exists(), _is_lock(folder / _LOCK)
        if not (pointed or locked):
            return False
        names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return False
    if names == [_LOCK] or any(_GENERATION.fullmatch(name) and (folder / name).is_dir() for name in names):
        return True
    drafted = any(_DRAFT.fullmatch(name) and (folder / name).is_dir() for name in names)
    return locked and (drafted or _holds_checkpoints(folder / _CHECKPOINTS))


def _is_lock(path: Path) -> bool:
    """Return whether a file contains only a process id, like the lock of an index."""
    try:
        if path.stat().st_size > _MAX_PID_LENGTH:
            return False
        return bool(_PID.fullmatch(read_text(path)))
    except (OSError, UnicodeDecodeError):
        return False


def _holds_checkpoints(folder: Path) -> bool:
    return folder.is_dir() and any(_ENCODER.fullmatch(path.name) for path in folder.iterdir())
