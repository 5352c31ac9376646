"""One build at a time in an index folder, and what is told where the folder cannot be written."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexBusy, IndexUnwritable, lacks_memory
from corpus.regular import open_text
from index.failpoints import failpoint
from index.types import Warn

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Hold the index for one build; the kernel frees it if the process dies. Raises IndexBusy or IndexUnwritable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder)
        with _hold(folder):
            yield
    except OSError as error:
        if lacks_memory(error):
            raise
        raise IndexUnwritable(
            f"The index in {folder} cannot be written: {error}.",
            "Make sure that the folder is yours to write and that the disk works, then try again.",
        ) from error


def _refuse_foreign(folder: Path) -> None:
    """Raise IndexUnwritable for a folder with files that are no index: what builds leave and remove could be theirs."""
    # The root of a disk of its own has the one, and programs that show folders leave hidden files.
    names = [path.name for path in folder.iterdir() if path.name != "lost+found" and not path.name.startswith(".")]
    if names and not any(name in ("CURRENT", "lock") or name.startswith("generation-") for name in names):
        raise IndexUnwritable(
            f"The folder {folder} holds other files and no index.", "Name a new or an empty folder with --index."
        )


@contextmanager
def explain_disk_full(folder: Path, estimate: Callable[[], int]) -> Iterator[None]:
    """Raise IndexUnwritable, with about how many bytes are needed, where the disk has no room for what is written."""
    try:
        yield
    except OSError as error:
        # numpy raises one without a number where it wrote less than it was asked to.
        is_short = type(error) is OSError and error.errno is None
        if error.errno not in _NO_ROOM and not is_short:
            raise
        raise IndexUnwritable(
            f"The index in {folder} cannot be written: {error}.",
            f"Make room for it: it needs about {estimate():,} bytes and {shutil.disk_usage(folder).free:,} are free.",
        ) from error


@contextmanager
def report_leftover(path: Path, warn: Warn) -> Iterator[None]:
    """Say, and no more, that what lies there could not be removed: what matters is done, and nothing else needs it."""
    try:
        yield
    except OSError as error:
        warn(f"What is no longer needed in {path} could not be removed: {error}.")


# Not by the package filelock: it locks a FIFO too, where there is no `flock` it takes a file that outlives a killed
# process, and it has nothing for the shared holds of readers (`hold_generation`).
@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    with open_text(folder / "lock", "a+", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise IndexBusy(
                f"Another process (pid {file.read(20).strip() or 'unknown'}) is building the index in {folder}.",
                "Wait until it is done and try again.",
            ) from error
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        failpoint("locked")
        yield
