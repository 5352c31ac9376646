"""Reads what programs make (web pages, PDF, Word, mail, feeds) in a process of its own, with limits on time and memory.

Hostile or broken files can make the libraries that read them take minutes or gigabytes; here that costs one file.
"""

import json
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.readers.formats import Format
from corpus.readers.html import Fields

SECONDS = 20.0
MEMORY = 1 << 30
"""In bytes of address space."""


class Worker:
    """A process that reads one file at a time; it is started when it is first needed, and again when it was ended."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: multiprocessing.process.BaseProcess | None = None

    def read(self, format: Format, path: Path) -> list[Fields]:
        """Return the articles of a file as fields, or why it has none."""
        if self._process is None:
            self._start()
        try:
            self._connection.send_bytes(json.dumps([format, str(path)]).encode())
            if self._connection.poll(self._seconds):
                found: list[Fields] = json.loads(self._connection.recv_bytes())
                return found
            reason = f"Reading it took longer than {self._seconds:.0f} s."
        except (EOFError, OSError):
            reason = f"Reading it took more than {MEMORY >> 20:,} MiB, or broke the library that reads it."
        self.close()
        return [{"skipped": reason}]

    def _start(self) -> None:
        # Not forked: a copy of this process would hold its locks and its memory.
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        other.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._connection.close()
            self._process = None


def _serve(connection: Connection) -> None:
    """Read files until the other side hangs up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            format, path = json.loads(connection.recv_bytes())
        except EOFError:
            return
        connection.send_bytes(json.dumps(_read(format, Path(path))).encode())


def _read(format: Format, path: Path) -> list[Fields]:
    from corpus.readers.feeds import read_feed
    from corpus.readers.html import read_html
    from corpus.readers.mail import read_mail
    from corpus.readers.pdf import read_pdf
    from corpus.readers.word import read_word

    readers: dict[Format, Callable[[Path], list[Fields]]] = {
        "html": lambda path: [read_html(path.read_bytes())],
        "feed": lambda path: list(read_feed(path)),
        "mail": lambda path: [read_mail(path)],
        "pdf": lambda path: [read_pdf(path)],
        "word": lambda path: [read_word(path)],
    }
    return readers[format](path)
