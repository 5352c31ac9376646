"""A server of a collection that is hidden from some users, and names of files that no call may reach."""

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from gradio.utils import get_upload_folder

from tests.support.api_client import make_client
from tests.ui.security.hidden_collections import PROXY, build_collections
from tests.ui.security.page_attacks import WATCH
from ui.security.login import Login


@pytest.fixture(scope="module")
def root(tmp_path_factory, shipped_folder, encoder):
    return build_collections(tmp_path_factory.mktemp("access") / "index", shipped_folder, encoder)


@pytest.fixture(scope="module")
def client(root):
    """A client of the server of these collections, to which a proxy passes the users' names."""
    with make_client(root, PROXY, login=Login(user_header="X-User", proxies=(PROXY,))) as client:
        yield client


@pytest.fixture(scope="module")
def baits(tmp_path_factory) -> Iterator[list[str]]:
    """Paths and addresses that no call may reach; a secret, a FIFO and a device among them."""
    folder = tmp_path_factory.mktemp("secrets")
    secret, fifo, link = folder / "secret.txt", folder / "fifo.txt", folder / "link.txt"
    secret.write_text("The secret of the server.")
    os.mkfifo(fifo)
    link.symlink_to(secret)
    WATCH.paths = {str(secret.resolve()), str(fifo.resolve()), "/dev/zero", "/dev/full"}
    up = "../" * 12
    yield [
        *(str(secret), str(fifo), str(link), "/dev/zero", "/dev/full", f"/proc/self/root{secret}"),
        *(f"file://{secret}", f"file:{secret}", f"{get_upload_folder()}/{up}{secret}", f"{up}{secret}"),
        *(quote(f"{up}{secret}", safe=""), f"{secret}\x00.txt", f"/gradio_api/file={secret}"),
        *("http://news.example/a.txt", "https://news.example/", "//news.example/a", "ftp://news.example/a"),
        *("http://127.0.0.1:9/", "http://169.254.169.254/latest", "HTTP://NEWS.EXAMPLE/a.txt"),
    ]
    WATCH.paths = set()
