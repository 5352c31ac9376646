"""The places that an index may lie in: a folder, a file of Milvus Lite, and a server of it."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from index.places import Location, parse_location
from tests.engines.lite import LiteServer

_numbers = count()


@pytest.fixture(scope="package", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder without files of the user."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield home


class RealServer:
    """A running Milvus."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def at(self, name: str) -> str:
        return f"{self._uri}/{name}_{os.getpid()}"


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteServer | RealServer]:
    """A server of Milvus Lite, or the one that `$MILVUS_URI` names, as milvus://HOST:PORT."""
    if uri := os.environ.get("MILVUS_URI"):
        yield RealServer(uri)
        return
    server = LiteServer(tmp_path_factory.mktemp("milvus") / "server").start()
    yield server
    server.kill()


# A file is served by the program that the server is, started anew for each test: the long run asks it too.
@pytest.fixture(params=["folder", pytest.param("file", marks=pytest.mark.long), "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """A place without an index."""
    if request.param == "folder":
        return tmp_path / "index"
    if request.param == "file":
        return parse_location(f"milvus:{tmp_path / 'articles.db'}")
    return parse_location(request.getfixturevalue("server").at(f"n{next(_numbers)}"))


@pytest.fixture
def served(server: LiteServer) -> Location:
    """A place on the server without an index."""
    return parse_location(server.at(f"n{next(_numbers)}"))
