"""Uploads: which session may read one, and which files it leaves."""

import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from gradio.utils import get_upload_folder
from starlette.testclient import TestClient

from corpus.errors import CorpusError
from tests.support.api_client import at, find_event, make_client
from tests.ui.security.page_attacks import FILE, WATCH, list_uploads, send
from ui.web.uploads import Uploads, check_uploads

# Gradio's queue uses pandas in ways that pandas warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")


@pytest.fixture(scope="module")
def desk_client(shipped_folder, tmp_path_factory) -> Iterator[TestClient]:
    """A client of a server whose index the tests may change."""
    folder = tmp_path_factory.mktemp("uploads") / "index"
    copytree(shipped_folder, folder)
    with make_client(folder) as client:
        yield client


def upload(client: TestClient, *files: tuple[str, bytes]) -> list[str]:
    response = client.post("/gradio_api/upload?upload_id=a1", files=[("files", file) for file in files])
    assert response.status_code == 200
    return response.json()


def add(client: TestClient, *paths: str, **options: object) -> tuple[int, str]:
    """Send the event that adds files, and return the status and what the page shows then."""
    files = [{"path": path, "meta": FILE, **options} for path in paths]
    session = f"b{len(client.cookies)}{abs(hash(paths))}"
    call = {"data": [files, "", ""], "fn_index": find_event(client, "upload_files"), "session_hash": session}
    status = send(client, "queue/join", call)
    shown = client.get(f"/gradio_api/queue/data?session_hash={session}").text if status == 200 else ""
    return status, re.sub(r"<[^>]+>", " ", shown)


def test_an_upload_is_read_by_the_session_that_sent_it(desk_client):
    own, other = at(desk_client, "127.0.0.1"), at(desk_client, "127.0.0.1")
    paths = upload(
        own, ("one.txt", b"The Brindle bridge was opened in May."), ("two.txt", b"It has two lanes for cars.")
    )
    upload(other, ("one.txt", b"The Brindle bridge was opened in May."))
    assert dict(own.cookies) != dict(other.cookies)
    assert add(other, *paths)[0] == add(at(desk_client, "127.0.0.1"), *paths)[0] == 422
    whole = {"url": f"http://localhost/gradio_api/file={paths[0]}", "orig_name": "one.txt", "mime_type": "text/plain"}
    status, shown = add(own, *paths, size=37, **whole)
    assert status == 200
    assert "2 articles added" in shown


def test_the_cookie_is_for_the_server_alone(desk_client):
    own = at(desk_client, "127.0.0.1")
    response = own.post("/gradio_api/upload", files={"files": ("a.txt", b"Some words.")})
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    again = own.post("/gradio_api/upload", files={"files": ("a.txt", b"Some words.")})
    assert "set-cookie" not in again.headers
    assert again.json() != response.json()


def test_what_is_no_longer_the_uploaded_file_is_refused(desk_client, baits, tmp_path):
    """Neither a link, a FIFO, a folder nor nothing at all takes its place; the folder is no link either."""
    own = at(desk_client, "127.0.0.1")
    secret = tmp_path / "a.txt"
    secret.write_text("A secret.")
    for replace in (
        lambda path: path.symlink_to(secret),
        lambda path: os.mkfifo(path),
        lambda path: path.mkdir(),
        lambda path: None,
        lambda path: (path.parent.rmdir(), path.parent.symlink_to(tmp_path)),
    ):
        (path,) = map(Path, upload(own, ("a.txt", b"Some words.")))
        path.unlink()
        replace(path)
        assert add(own, str(path))[0] == 422
        with pytest.raises(CorpusError, match="not uploaded"):
            check_uploads([str(path)])
        rmtree(path.parent.parent)


def test_neighbours_of_an_uploaded_file_are_refused(desk_client):
    own = at(desk_client, "127.0.0.1")
    (path,) = upload(own, ("a.txt", b"Some words."))
    folder = Path(path).parent
    (folder / "b.txt").write_text("Not uploaded.")
    for other in (
        folder / "b.txt",
        folder,
        f"{folder}/./a.txt",
        f"{folder}/../{folder.name}/a.txt",
        f"{path}/",
        f"/{path}",
    ):
        assert add(own, str(other))[0] == 422
    assert add(own, path, is_stream=True)[0] == add(own, path, meta={"_type": "other"})[0] == add(own)[0] == 422


def test_the_event_itself_takes_uploads_only(baits):
    for bait in baits:
        with pytest.raises(CorpusError, match="not uploaded"):
            check_uploads([bait])
    assert WATCH.seen == []


@pytest.mark.parametrize(
    "fields",
    [
        {"other": ("a.webm", b"x" * 10_000)},
        {"files": (None, "text")},
        {"files": ("..", b"x" * 10_000)},
        {"file": ("a.txt", b"x" * 10_000), "files": ("", b"x")},
    ],
)
def test_an_upload_leaves_nothing_else_behind(desk_client, fields):
    before = list_uploads()
    response = desk_client.post("/gradio_api/upload", files=fields)
    kept = {Path(path) for path in response.json()} if response.status_code == 200 else set()
    assert list_uploads() - before == kept


def test_the_folder_of_uploads_comes_back_and_goes_with_the_server():
    uploads = Uploads(1000, set())
    folder = uploads._open_folder()
    assert uploads._open_folder() == folder
    assert folder.is_relative_to(get_upload_folder())
    rmtree(folder)
    folder = uploads._open_folder()
    (folder / "a.txt").write_text("Some words.")
    del uploads
    gc.collect()
    assert not folder.exists()


def test_an_upload_too_large_leaves_nothing_behind(shipped_folder):
    from ui.security.limits import Limits

    client = make_client(shipped_folder, limits=Limits(upload=100_000_000))
    before = list_uploads()
    large = ("large.txt", b"x" * 21_000_000)
    response = client.post("/gradio_api/upload", files=[("files", ("a.txt", b"x")), ("files", large)])
    assert response.status_code in (400, 413)
    assert response.headers["content-type"] == "application/problem+json"
    assert list_uploads() == before
