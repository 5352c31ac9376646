"""Calls of the page that an attacker makes, and a watch over what the server opens meanwhile.

An audit hook of Python sees every file that is opened and every name that is resolved, and stops those that only an
attack can name.
"""

import json
import os
import sys
from pathlib import Path

from gradio.utils import get_upload_folder
from starlette.testclient import TestClient

JSON = {"Content-Type": "application/json"}
FILE = {"_type": "gradio.FileData"}


class Watch:
    """Records what the process opens or resolves of the names of attacks, and stops it."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple) -> None:
        if not self.paths:
            return
        if event in ("socket.getaddrinfo", "socket.gethostbyname"):
            self.stop(f"{event} {args[0]}")
        if (
            event == "open"
            and isinstance(args[0], str | bytes)
            and os.path.realpath(os.fsdecode(args[0])) in self.paths
        ):
            self.stop(f"open {args[0]!r}")

    def stop(self, what: str) -> None:
        self.seen.append(what)
        raise PermissionError(what)


WATCH = Watch()
sys.addaudithook(WATCH)


def send(client: TestClient, route: str, body: object) -> int:
    return client.post(f"/gradio_api/{route}", content=json.dumps(body), headers=JSON).status_code


def list_uploads() -> set[Path]:
    return {path for path in Path(get_upload_folder()).rglob("*") if path.is_file()}
