"""The file of all clippings: `clippings.jsonl` beside the generations of an index, one clipping a line.

No build, rollback or removal touches it. It is read and replaced as a whole under a lock of its own, so that nobody
waits for a build; the kernel unlocks it if the process dies. Lines that a change does not concern stay as they are, to
the character. A file with a line that cannot be read is never replaced.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.errors import ClippingError
from corpus.regular import read_bytes
from index.files import atomic_write, find_drafts, locked_file
from qa.article_list import name_count
from qa.clippings.clipping import Clipping, read_line
from qa.input_limits import MAX_CLIPPINGS

CLIPPINGS_FILE = "clippings.jsonl"

MAX_BYTES = 50_000_000
"""Maximum size of the file, in bytes; all users share it."""

_WAIT_SECONDS = 10.0

_UNCHANGED = "Nothing was overwritten."

Change = Callable[[Sequence[Clipping]], Sequence[Clipping]]
"""Returns the content of the file after a change."""


def read_clippings(folder: Path, user: str | None = "") -> list[Clipping]:
    """Return the clippings of a user in the order in which they were kept; None for all users. Raises ClippingError."""
    path = folder / CLIPPINGS_FILE
    try:
        state = path.stat()
        clippings = _read_state(path, (state.st_ino, state.st_mtime_ns, state.st_size))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    return [clipping for clipping in clippings if user is None or clipping.user == user]


@lru_cache(maxsize=1)
def _read_state(path: Path, state: tuple[int, int, int]) -> tuple[Clipping, ...]:
    """Return all clippings; `state` identifies the content, which a page reads at each key that is typed."""
    return _read(path)


def _read(path: Path) -> tuple[Clipping, ...]:
    """Return all clippings of a file. Raises ClippingError, naming the line, or OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise _unreadable(path, f"it has more than {MAX_BYTES:,} bytes")
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"byte {error.start:,} is not UTF-8") from error
    clippings: list[Clipping] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            clipping = read_line(line.rstrip("\r"))
        except ValueError as error:
            raise _unreadable(path, f"line {number} is no clipping ({_describe(error)})") from error
        if clipping.id in lines:
            raise _unreadable(path, f"lines {lines[clipping.id]} and {number} have the same id")
        lines[clipping.id] = number
        clippings.append(clipping)
    return tuple(clippings)


def _describe(error: ValueError) -> str:
    """Return the first problem of a line in a few words."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def change_file(folder: Path, change: Change) -> None:
    """Replace the content of the file. Raises ClippingError if it is damaged, full or not writable."""
    path = folder / CLIPPINGS_FILE
    try:
        with locked_file(folder / f"{CLIPPINGS_FILE}.lock", _WAIT_SECONDS):
            before = _read(path) if path.exists() else ()
            after = change(before)
            if [one.line for one in after] == [one.line for one in before]:
                return
            content = "".join(f"{clipping.line}\n" for clipping in after).encode()
            _check_size(path, content, before, after)
            # Nobody else writes while the lock is held, so a draft is from a killed process.
            for left in find_drafts(folder, CLIPPINGS_FILE):
                left.unlink(missing_ok=True)
            atomic_write(path, content, "clippings")
    except TimeoutError as error:
        raise ClippingError(f"Another process has locked {path}.", "Wait a moment and try again.") from error
    except OSError as error:
        raise ClippingError(
            f"The clippings could not be saved: {error.strerror or error}.",
            f"Free some disk space, or make {folder} writable.",
        ) from error


def _check_size(path: Path, content: bytes, before: Sequence[Clipping], after: Sequence[Clipping]) -> None:
    """Raise ClippingError if a change makes the file too large, or gives a user too many clippings."""
    added = {clipping.user for clipping in after} if len(after) > len(before) else set()
    for user in added:
        count = sum(clipping.user == user for clipping in after)
        if count > MAX_CLIPPINGS and count > sum(clipping.user == user for clipping in before):
            raise ClippingError(
                f"{name_count(MAX_CLIPPINGS, 'clipping')} are kept already, which is the maximum.",
                "Export clippings and remove them to make room for new ones.",
            )
    if len(content) > MAX_BYTES and len(after) >= len(before):
        raise ClippingError(
            f"The clippings would take more than {MAX_BYTES:,} bytes.",
            f"Export clippings and remove them, or move lines out of {path.name}.",
        )


def _unreadable(path: Path, reason: str) -> ClippingError:
    return ClippingError(
        f"The clippings in {path} cannot be read: {reason}. {_UNCHANGED}",
        "Correct the file, or move it out of the index folder to start a new one.",
    )
