"""Hashes files, flushes them to disk, replaces a file as a whole, and locks one."""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor

from corpus.errors import ExportError
from corpus.regular import open_raw, open_text, write_bytes
from index.failpoints import failpoint

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Numbers of the errors of a full disk."""

_DRAFT = ".new"
"""Suffix of the name of an incomplete file."""

_POLL_SECONDS = 0.02

_STALE_SECONDS = 3600
"""Age in seconds of a draft that no process can still be writing."""


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with open_raw(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def atomic_write(path: Path, content: bytes, step: str = "") -> None:
    """Write or replace a file so that readers, also after a power cut, see the old content or all of the new one.

    `step`: the prefix of the failpoints in between.
    """
    # Two threads or processes may write the same file at once, so each has its own draft.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_DRAFT}")
    try:
        write_bytes(draft, content)
        _reach(step, "written")
        flush(draft)
        _reach(step, "flushed")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _reach(step, "replaced")
    try:
        flush(path.parent)
    except OSError as error:
        # The file is replaced already; some file systems cannot flush folders.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def write_output(path: Path, content: bytes) -> None:
    """Write a file that the user names: a link is followed, a device or pipe is written to and not replaced.

    Raises ExportError.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            atomic_write(target, content)
    except OSError as error:
        remedy = "Free some space" if error.errno in NO_SPACE else "Name a file in a folder that you can write to"
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.", f"{remedy}.") from error


@contextmanager
def locked_file(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of a file, which is created; the kernel unlocks it if the process dies.

    Raises TimeoutError if others hold it for longer than some seconds, or another OSError.
    """
    with open_text(path, "a") as file:
        until = time.monotonic() + seconds
        while not lock_descriptor(file.fileno(), blocking=False):
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, "another process has locked it", str(path))
            time.sleep(_POLL_SECONDS)
        yield


def _reach(step: str, done: str) -> None:
    """Reach a failpoint, if `step` is given."""
    if step:
        failpoint(f"{step} {done}")


def find_drafts(folder: Path, name: str = "") -> Iterator[Path]:
    """Yield the drafts that killed processes left of a file in a folder, or of any file."""
    return folder.glob(f"{name}.*{_DRAFT}" if name else f"*{_DRAFT}")


def find_stale_drafts(folder: Path) -> Iterator[Path]:
    """Yield the drafts of any file in a folder that are so old that their processes must have been killed."""
    newest = time.time() - _STALE_SECONDS
    for draft in find_drafts(folder):
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < newest:
                yield draft
