"""Opens regular files only: opening a FIFO can block for ever, and reading a device may never end.

A path is checked before it is opened, so that no device is touched, and again once it is open, in case another file
has taken its place.
"""

import errno
import os
from io import FileIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, Literal, TextIO, cast

BinaryMode = Literal["rb", "wb", "r+b"]
TextMode = Literal["r", "w", "a", "a+"]


class NotRegular(OSError):
    """The path is a FIFO, a socket or a device."""


def open_descriptor(path: str | Path, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of a regular file; usable as the `opener` of `open`. Raises OSError."""
    try:
        check_regular(path)
    except FileNotFoundError:
        if not flags & os.O_CREAT:
            raise
    # O_NONBLOCK has no effect on a regular file, and keeps a FIFO from blocking.
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    try:
        _refuse_special(os.fstat(descriptor).st_mode, path)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def check_regular(path: str | Path) -> None:
    """Raise OSError unless a path is a regular file; for libraries that open a path themselves."""
    _refuse_special(os.stat(path).st_mode, path)  # noqa: PTH116 - the opener of `open` gets a string


def _refuse_special(mode: int, path: str | Path) -> None:
    if S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not S_ISREG(mode):
        raise NotRegular(errno.EINVAL, "Not a regular file but a FIFO, socket or device", str(path))


def open_raw(path: Path) -> FileIO:
    """Open a file for reading without a buffer."""
    return FileIO(path, opener=open_descriptor)


def open_binary(path: Path, mode: BinaryMode = "rb") -> BinaryIO:
    """Open a file of bytes."""
    return open(path, mode, opener=open_descriptor)  # noqa: PTH123, SIM115 - Path.open has no opener


def open_text(
    path: Path,
    mode: TextMode = "r",
    encoding: str = "utf-8",
    errors: str | None = None,
    newline: str | None = None,
) -> TextIO:
    """Open a file of text."""
    file = open(path, mode, encoding=encoding, errors=errors, newline=newline, opener=open_descriptor)  # noqa: PTH123, SIM115
    return cast(TextIO, file)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file."""
    with open_binary(path) as file:
        return file.read()


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file."""
    with open_text(path) as file:
        return file.read()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file."""
    with open_binary(path, "wb") as file:
        file.write(content)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file."""
    with open_text(path, "w") as file:
        file.write(text)
