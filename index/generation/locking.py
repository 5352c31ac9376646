"""The lock for one build at a time in an index folder, and the errors if the folder cannot be written."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor

from corpus.errors import IndexBusy, IndexUnwritable, lacks_memory
from corpus.regular import NotRegular, open_text
from index.failpoints import failpoint
from index.files import NO_SPACE
from index.generation.index_folder import COLLECTIONS, TRASH, create_index_folder
from index.types import Warn

_BESIDE = (COLLECTIONS, TRASH, "access.json")
"""Names in an index folder that may be there before the index; see index/collections/collection_folders.py."""


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Lock the index for one build; the kernel unlocks it if the process dies.

    Raises IndexBusy, IndexUnwritable, or CollectionMissing for a named collection that does not exist.
    """
    try:
        create_index_folder(folder)
        _refuse_foreign(folder)
        with _hold(folder):
            yield
    except OSError as error:
        if lacks_memory(error):
            raise
        raise IndexUnwritable(
            f"The index in {folder} cannot be written: {error}.",
            "Check the folder's permissions and the disk, then try again.",
        ) from error


def _refuse_foreign(folder: Path) -> None:
    """Raise IndexUnwritable for a folder with other files but no index: a build could remove them by mistake."""
    # `lost+found` is in the root of a disk, and file managers leave hidden files.
    names = [path.name for path in folder.iterdir() if path.name != "lost+found" and not path.name.startswith(".")]
    names = [name for name in names if name not in _BESIDE]
    if names and not any(name in ("CURRENT", "lock") or name.startswith("generation-") for name in names):
        raise IndexUnwritable(
            f"The folder {folder} contains other files and no index.", "Name a new or an empty folder with --index."
        )


@contextmanager
def explain_disk_full(folder: Path, estimate: Callable[[], int]) -> Iterator[None]:
    """Raise IndexUnwritable, with the estimated number of bytes needed, if the disk is full."""
    try:
        yield
    except OSError as error:
        # numpy raises an error without a number after a short write.
        is_short = type(error) is OSError and error.errno is None
        if error.errno not in NO_SPACE and not is_short:
            raise
        raise IndexUnwritable(
            f"The index in {folder} cannot be written: {error}.",
            f"Free disk space: about {estimate():,} bytes are needed, {shutil.disk_usage(folder).free:,} are free.",
        ) from error


@contextmanager
def report_leftover(path: Path, warn: Warn) -> Iterator[None]:
    """Report a failed clean-up instead of raising: the build itself succeeded."""
    try:
        yield
    except OSError as error:
        warn(f"Old files in {path} could not be removed: {error}.")


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    with open_text(folder / "lock", "a+", errors="replace") as file:
        # Not its `FileLock`, which without `flock` uses a file that outlives a killed process.
        if not lock_descriptor(file.fileno(), blocking=False):
            file.seek(0)
            raise IndexBusy(
                f"Another process (pid {file.read(20).strip() or 'unknown'}) is building the index in {folder}.",
                "Wait until it is done and try again.",
            )
        if not _is_at(file.fileno(), folder / "lock"):
            raise IndexBusy(f"The index in {folder} was moved by another process.", "Try again.")
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        failpoint("locked")
        try:
            yield
        finally:
            file.truncate(0)


def _is_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one at a path: its folder may have been renamed before it was locked."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def is_building(folder: Path) -> bool:
    """Return whether another process is building the index in a folder."""
    try:
        with open_text(folder / "lock", errors="replace") as file:
            if file.read(20).strip() in ("", str(os.getpid())):
                return False
            # After a killed build the file still names its process. The lock is shared, so that no two checks meet.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (OSError, NotRegular):
        pass
    return False
