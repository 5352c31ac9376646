"""The server of quotedesk itself, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(index_folder: Path, work_folder: Path) -> Iterator[str]:
    """Serve an index as `quotedesk serve` does, and give the address."""
    code = (
        "import functools, pathlib, sys; from ui.web import serve; "
        "serve(pathlib.Path(sys.argv[1]), '127.0.0.1', 0, functools.partial(print, flush=True))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, index_folder],
        stdout=subprocess.PIPE,
        text=True,
        cwd=work_folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert server.stdout is not None
    yield server.stdout.readline().strip()
    server.terminate()
    server.communicate(timeout=10)
