"""Reads what programs make (web pages, PDF, Word, mail, feeds, archives) in a process of its own, with limits.

Hostile or broken files can make the libraries that read them take minutes or gigabytes; here that costs one file.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.readers.formats import Format
from corpus.readers.html import Fields
from corpus.regular import read_bytes

SECONDS = 20.0
MEMORY = 1 << 30
"""In bytes of address space."""

_ROOT = Path(__file__).parents[2]
_CODE = "import sys; from corpus.readers.worker import serve; serve(*map(int, sys.argv[1:]))"


class Worker:
    """A process that reads one file at a time; it is started when it is first needed, and again when it was ended."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, format: Format, path: Path, folder: Path | None = None) -> list[Fields]:
        """Return the articles of a file as fields, or why it has none; an archive is unpacked into a folder, if any."""
        if self._process is None:
            self._start()
        try:
            self._connection.send_bytes(json.dumps([format, str(path), str(folder or "")]).encode())
            if self._connection.poll(self._seconds):
                found: list[Fields] = json.loads(self._connection.recv_bytes())
                return found
            reason = f"Reading it took longer than {self._seconds:.0f} s."
        except (EOFError, OSError):
            reason = f"Reading it took more than {self._memory >> 20:,} MiB, or broke the library that reads it."
        self.close()
        return [{"skipped": reason}]

    def _start(self) -> None:
        # Not by multiprocessing: its new process runs the main module of the caller again.
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
            # Ctrl-C is for the build, which ends this process itself.
            start_new_session=True,
        )
        other.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._connection.close()
            self._process = None


def serve(descriptor: int, memory: int, seconds: int) -> None:
    """Read files until the other side hangs up."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    logging.disable()
    connection = Connection(descriptor)
    while True:
        signal.alarm(0)
        try:
            format, path, folder = json.loads(connection.recv_bytes())
        except EOFError:
            return
        # Where nobody is left to end a reading that hangs, the alarm does.
        signal.alarm(2 * seconds + 1)
        connection.send_bytes(json.dumps(_read(format, Path(path), Path(folder) if folder else None)).encode())


def _read(format: Format, path: Path, folder: Path | None) -> list[Fields]:
    try:
        return _choose_reader(format, path, folder)
    except MemoryError:
        # What is left of the memory is of no use.
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - libraries fail on hostile files in ways they do not name
        return [{"skipped": f"It is damaged: {type(error).__name__} {error}".rstrip(" .") + "."}]


def _choose_reader(format: Format, path: Path, folder: Path | None) -> list[Fields]:
    from corpus.readers.archive import read_archive
    from corpus.readers.feeds import read_feed
    from corpus.readers.html import read_html
    from corpus.readers.mail import read_mail
    from corpus.readers.pdf import read_pdf

    match format:
        case "html":
            return [read_html(read_bytes(path))]
        case "feed":
            return list(read_feed(path))
        case "mail":
            return [read_mail(path)]
        case "pdf":
            return [read_pdf(path)]
        case _:
            return list(read_archive(path, folder))
