"""The server of quotedesk itself, in a process of its own."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(index_folder: Path, work_folder: Path) -> Iterator[str]:
    """Serve an index as `quotedesk serve` does, and give the address."""
    with serving_process(index_folder, work_folder) as (address, _):
        yield address


@contextmanager
def serving_process(index_folder: Path, work_folder: Path, open_files: int = 0) -> Iterator[tuple[str, int]]:
    """Serve an index, and give the address and the process; a number of open files limits those of the server."""

    def limit_files() -> None:
        if open_files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))

    code = (
        "import functools, pathlib, sys; from ui.web.app import serve; "
        "serve(pathlib.Path(sys.argv[1]), '127.0.0.1', 0, functools.partial(print, flush=True))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, index_folder],
        stdout=subprocess.PIPE,
        text=True,
        cwd=work_folder,
        # Without a function the process is not forked: gRPC, which other tests of this process use, breaks forks.
        preexec_fn=limit_files if open_files else None,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip(), server.pid
    finally:
        server.terminate()
        server.communicate(timeout=10)
