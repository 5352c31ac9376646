"""The server behind the page: health, strangers, a taken port, and invalid requests."""

import html
import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.errors import IndexDamaged, ServerError
from index.folder_index import FolderIndex
from tests.support.api_client import make_app
from ui.ask_request import AskRequest
from ui.service import Service
from ui.web.app import serve
from ui.web.transcript import Transcript, open_article


def fetch(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def test_the_health_of_the_server_can_be_asked(address: str, index: FolderIndex) -> None:
    status, body, _ = fetch(f"{address}/healthz")
    health = json.loads(body)
    assert status == 200
    assert health["status"] == "ok"
    assert health["generation"].startswith("generation-")
    assert health["articles"] >= len(index.articles) and health["passages"] >= index.passage_count


def test_other_names_and_other_sites_are_refused(address: str) -> None:
    assert fetch(address, Host="evil.example")[0] == 400
    assert fetch(address, Host="testserver")[0] == 400


def test_other_sites_may_not_read_answers(shipped_folder: Path) -> None:
    # Under a name that is not the local machine's, Gradio by itself would let every site in.
    client = TestClient(make_app(shipped_folder, hosts=["news.example"]), "http://news.example")
    answer = client.get("/theme.css", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_a_taken_port_is_reported(index_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1:{port}.*--port"):
            serve(index_folder, "127.0.0.1", port, lambda address: None)


@pytest.mark.parametrize(
    "spot",
    [
        *(None, [], "x", {}),
        {"id": 1, "start": 0, "end": 1},
        {"id": "../../etc/passwd", "start": 0, "end": 1},
        *({"id": "KNOWN", "start": start, "end": 1} for start in ("0", 0.0, None, True, -1, 2)),
        {"id": "KNOWN", "start": 0, "end": 10**9},
    ],
)
def test_a_spot_that_makes_no_sense_gets_a_message(index_folder: Path, index: FolderIndex, spot: object) -> None:
    if isinstance(spot, dict) and spot.get("id") == "KNOWN":
        spot = {**spot, "id": next(iter(index.articles))}
    answer = open_article(Service(index_folder), spot)
    assert list(answer) == ["error"]
    assert str(answer["error"]).endswith(".")


def test_a_user_error_is_shown_in_the_transcript(index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise IndexDamaged("A file is cut short.", "Run: quotedesk rollback")

    monkeypatch.setattr("ui.service.ask", fail)
    turn = Transcript(Service(index_folder)).show(AskRequest("Why?"))
    told = html.unescape(turn.html)
    assert (turn.asked.question, turn.answered) == ("Why?", False)
    assert "A file is cut short" in told and "quotedesk rollback" in told
