"""Parses risky formats (web pages, PDF, Word, mail, feeds, archives) and large texts in a process with limits.

Hostile or damaged files can make parsers take minutes or gigabytes; with the limits that costs one file.
"""

import json
import logging
import math
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.errors import lacks_memory
from corpus.readers.fields import Fields, FileToRead
from corpus.readers.formats import BY_NAME, FileFormat
from corpus.regular import open_binary

SECONDS = 20.0
"""CPU time per file in seconds; wall-clock time would skip intact files on a busy machine."""

PATIENCE = 5
"""Wall-clock limit per file, as a multiple of the CPU time."""

MEMORY = 1 << 30
"""Limit of the address space, in bytes."""

MAX_MESSAGE_LENGTH = 200_000_000
"""Maximum size in bytes of one message from the worker."""

_AT_ONCE = 1_000_000
"""Number of characters after which the articles read so far are handed over."""

_MAX_REASON_LENGTH = 200
_ROOT = Path(__file__).parents[2]
_CODE = "import sys; from corpus.readers.worker import serve; serve(*map(int, sys.argv[1:]))"


class Worker:
    """A process that reads one file at a time; it starts on first use, and again after it was stopped."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, format: FileFormat, path: Path, folder: Path | None = None) -> list[Fields]:
        """Return the articles of a file as fields, or the reason why it has none; archives are unpacked into `folder`.

        If a file exceeds the limits, the articles read before are kept, and the reason comes last.
        """
        if self._process is None:
            self._start()
        found: list[Fields] = []
        try:
            self._connection.send_bytes(json.dumps([format.name, str(path), str(folder or "")]).encode())
            deadline = time.monotonic() + PATIENCE * self._seconds
            while self._connection.poll(max(deadline - time.monotonic(), 0)):
                items: list[Fields] = _unpack(self._connection.recv_bytes(MAX_MESSAGE_LENGTH))
                if not items:
                    return found
                found += [item for item in items if "progress" not in item]
                if format.is_stream or any("progress" in item for item in items):
                    # A collection may be of any size; the limit applies to each part of it.
                    deadline = time.monotonic() + PATIENCE * self._seconds
            is_late = True
        except (EOFError, OSError):
            is_late = False
        status = self.close()
        reason = self._explain(is_late, status)
        if found:
            reason += f" {len(found):,} of its articles were read before."
        return [*found, {"skipped": reason}]

    def _explain(self, is_late: bool, status: int | None) -> str:
        """Return which limit was exceeded, given the exit status."""
        if status == -signal.SIGXCPU:
            return f"Reading it took more than {self._seconds:.0f} s of CPU time."
        if is_late:
            return f"Reading it took longer than {PATIENCE * self._seconds:.0f} s."
        return f"Reading it took more than {self._memory >> 20:,} MiB, or crashed its parser."

    def _start(self) -> None:
        # Not multiprocessing: its child would run the caller's main module again.
        self._connection, other = Pipe()
        numbers = (other.fileno(), self._memory, round(self._seconds))
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-c", _CODE, *map(str, numbers)],
            pass_fds=[other.fileno()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # The build handles Ctrl-C and stops this process itself.
            start_new_session=True,
        )
        other.close()

    def close(self) -> int | None:
        """Kill the process, and return its exit status if there was one."""
        if self._process is None:
            return None
        self._process.kill()
        status = self._process.wait()
        self._connection.close()
        self._process = None
        return status


def serve(descriptor: int, memory: int, seconds: int) -> None:
    """Read files until the connection is closed."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    # The recognition of images, a process of this one, sets a limit of its own.
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    connection = Connection(descriptor)
    while True:
        signal.alarm(0)
        try:
            name, path, folder = json.loads(connection.recv_bytes())
        except EOFError:
            return
        _allow(seconds)
        for items in _gather(_read(BY_NAME[name], Path(path), Path(folder) if folder else None)):
            connection.send_bytes(_pack(items))
            if BY_NAME[name].is_stream or any("progress" in item for item in items):
                _allow(seconds)
        connection.send_bytes(_pack([]))


def _allow(seconds: int) -> None:
    """Limit the CPU time of this process to `seconds` from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
    # If the parent has died, SIGALRM ends a hung parser.
    signal.alarm(PATIENCE * seconds + 1)


def _pack(items: list[Fields]) -> bytes:
    # JSON may contain lone surrogates, which are not valid UTF-8.
    return json.dumps(items, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _unpack(message: bytes) -> list[Fields]:
    items: list[Fields] = json.loads(message.decode("utf-8", "surrogatepass"))
    return items


def _gather(items: Iterator[Fields]) -> Iterator[list[Fields]]:
    """Yield items in batches, each once its texts are long or a second has passed, so that little is lost."""
    together: list[Fields] = []
    length, since = 0, time.monotonic()
    for item in items:
        together.append(item)
        length += len(str(item.get("text", "")))
        if length >= _AT_ONCE or time.monotonic() - since > 1:
            yield together
            together, length, since = [], 0, time.monotonic()
    if together:
        yield together


def _read(format: FileFormat, path: Path, folder: Path | None) -> Iterator[Fields]:
    try:
        with open_binary(path) as content:
            yield from format.load_reader()(FileToRead(path, content, folder))
    except Exception as error:  # noqa: BLE001 - libraries fail on hostile files in ways they do not name
        if isinstance(error, MemoryError) or (isinstance(error, ImportError) and lacks_memory(error)):
            # The remaining memory is too small to go on.
            os._exit(1)
        yield {"skipped": explain_failure(error), "traceback": traceback.format_exc()}


def explain_failure(error: Exception) -> str:
    """Return the reason, as a sentence, why a file cannot be read; a missing package is named."""
    if isinstance(error, ImportError):
        missing = f"the package {error.name} is missing" if error.name else _describe(error)
        return f"It is not damaged, but cannot be read here: {missing}. Run: pip install --upgrade quotedesk"
    return f"It is damaged: {type(error).__name__} {_describe(error)}".rstrip(" .") + "."


def _describe(error: Exception) -> str:
    """Return the message of an error in one line; some quote the whole file."""
    return " ".join(str(error)[:_MAX_REASON_LENGTH].split()).rstrip(".")
