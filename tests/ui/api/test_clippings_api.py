"""Clippings by REST and MCP: every route and tool, users behind a login, read-only servers, other sites."""

import io
import json
import shutil
import zipfile
from base64 import b64encode
from functools import partial
from typing import Any

import pytest
import rispy
from click.testing import CliRunner
from mcp import Client

from index.opening import open_index
from qa.clippings.clipping_list import find_clippings
from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import quote_place, save_clipping
from tests.support.api_client import make_client, run_apart
from tests.ui.api.mcp_session import hold
from ui.cli.main import quotedesk
from ui.collections.local_collections import LocalCollections
from ui.mcp.mcp_server import make_server
from ui.security.clients import FROM_PROXY
from ui.security.login import Login, RequireLogin, user_of

ARTICLE = "228e99aee21d84ac"
PLACE = {"article_id": ARTICLE, "start": 763, "end": 903}
URL = "/api/v1/clippings"
BEHIND_PROXY = Login("", "X-User", ("10.0.0.1",))


@pytest.fixture(scope="module")
def shared(shipped_folder, tmp_path_factory):
    """An index that keeps clippings, and a client of it."""
    folder = shutil.copytree(shipped_folder, tmp_path_factory.mktemp("clippings") / "index")
    return folder, make_client(folder)


@pytest.fixture
def folder(shared):
    """That index without clippings."""
    (shared[0] / CLIPPINGS_FILE).unlink(missing_ok=True)
    return shared[0]


@pytest.fixture
def client(shared, folder):
    return shared[1]


def test_a_clipping_is_kept_listed_edited_and_removed(client, folder):
    kept = client.post(URL, json=PLACE | {"note": "For chapter 2", "tags": ["women", "#army"]}).json()
    assert (kept["status"], kept["tags"], kept["article"]["source"]) == ("ok", ["women", "army"], "United Nations")
    assert kept["text"].startswith("One hundred and thirty-nine peacekeepers")
    assert (kept["now"]["article"]["id"], kept["now"]["start"]) == (ARTICLE, 763)
    client.post(URL, json=PLACE | {"start": 815, "end": 826})
    assert client.get(URL).json()["total"] == 2
    listed = client.get(URL, params={"words": "chapter", "tag": "women", "order": "tag"}).json()
    assert (listed["total"], listed["clippings"]) == (1, [kept])
    assert len(client.get(URL, params={"limit": 1, "offset": 1}).json()["clippings"]) == 1
    edited = client.patch(f"{URL}/{kept['id']}", json={"tags": []}).json()
    assert (edited["note"], edited["tags"]) == ("For chapter 2", [])
    assert client.delete(f"{URL}/{kept['id']}").json() == edited
    assert [one.text for one in read_clippings(folder)] == ["seven women"]
    gone = client.delete(f"{URL}/{kept['id']}")
    assert (gone.status_code, gone.json()["remedy"]) == (404, "It may have been removed; list them again.")


def test_clippings_are_exported(client):
    client.post(URL, json=PLACE | {"note": "For chapter 2"})
    answer = client.get(f"{URL}/export", params={"form": "ris"})
    assert answer.headers["content-disposition"] == 'attachment; filename="clippings.ris"'
    assert rispy.loads(answer.text)[0]["notes"][1].startswith("For chapter 2")
    archive = client.get(f"{URL}/export", params={"form": "markdown"})
    assert (archive.headers["content-type"], archive.headers["cache-control"]) == ("application/zip", "no-store")
    assert len(zipfile.ZipFile(io.BytesIO(archive.content)).namelist()) == 1
    assert client.get(f"{URL}/export", params={"form": "json", "words": "nothing"}).json() == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PLACE | {"article_id": "nobody"}, "There is no article nobody."),
        (PLACE | {"end": 10**6}, "is not a range in the"),
        (PLACE | {"end": 763}, "763 to 763 is not a range"),
        (PLACE | {"start": -1}, "start: Input should be greater than or equal to 0"),
        (PLACE | {"note": "x" * 5_001}, "note: String should have at most 5000 characters"),
        (PLACE | {"tags": ["x"] * 21}, "tags: List should have at most 20 items"),
        (PLACE | {"tags": [",".join(map(str, range(21)))]}, "there are 21 tags"),
        (PLACE | {"user": "ada"}, "user: Extra inputs are not permitted"),
        ({"article_id": ARTICLE}, "start: Field required"),
    ],
)
def test_wrong_requests_keep_nothing(client, folder, body, said):
    answer = client.post(URL, json=body)
    assert answer.status_code == (404 if "There is no article" in said else 422)
    assert said in answer.json()["detail"]
    assert not (folder / CLIPPINGS_FILE).exists()


@pytest.mark.parametrize("id", ["..%2F..%2Fetc%2Fpasswd", "x" * 65, "a b", "%00"])
def test_ids_are_no_paths(client, id):
    assert client.delete(f"{URL}/{id}").status_code in (404, 422)


def test_a_damaged_file_is_a_problem_with_a_remedy_and_stays(client, folder):
    (folder / CLIPPINGS_FILE).write_text("{")
    for answer in (client.get(URL), client.post(URL, json=PLACE), client.delete(f"{URL}/a")):
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:problem-type:quotedesk:clipping-error"
        assert answer.json()["remedy"].startswith("Correct the file, or move it out")
    assert (folder / CLIPPINGS_FILE).read_text() == "{"


def test_a_read_only_server_lists_and_changes_nothing(client, folder):
    kept = client.post(URL, json=PLACE).json()
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    reader = make_client(folder, read_only=True)
    assert reader.get(URL).json()["clippings"] == [kept]
    for answer in (
        reader.post(URL, json=PLACE),
        reader.patch(f"{URL}/{kept['id']}", json={"note": "x"}),
        reader.delete(f"{URL}/{kept['id']}"),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (403, "This server is read-only.")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_pages_of_other_sites_keep_and_remove_nothing(client, folder, headers):
    kept = client.post(URL, json=PLACE).json()
    assert client.post(URL, json=PLACE | {"note": "evil"}, headers=headers).status_code == 403
    assert client.delete(f"{URL}/{kept['id']}", headers=headers).status_code == 403
    assert [one.note for one in read_clippings(folder)] == [""]


def test_users_behind_a_proxy_see_their_own_only(folder):
    client = make_client(folder, "10.0.0.1", login=BEHIND_PROXY)

    def by(user):
        return {"X-User": user}

    ada = client.post(URL, json=PLACE | {"note": "of ada"}, headers=by("ada")).json()
    client.post(URL, json=PLACE | {"note": "of bob"}, headers=by("bob"))
    assert "user" not in ada
    assert [one["note"] for one in client.get(URL, headers=by("ada")).json()["clippings"]] == ["of ada"]
    assert client.get(URL, headers=by("Ada")).json()["total"] == 0
    for answer in (
        client.patch(f"{URL}/{ada['id']}", json={"note": "x"}, headers=by("bob")),
        client.delete(f"{URL}/{ada['id']}", headers=by("bob")),
    ):
        assert answer.status_code == 404
    assert b"of ada" not in client.get(f"{URL}/export?form=json", headers=by("bob")).content
    assert client.get(URL).status_code == 401
    assert {one.user for one in read_clippings(folder, None)} == {"ada", "bob"}


def test_names_of_users_do_not_become_equal(folder):
    passed: list[str] = []

    async def record(scope, receive, send):
        passed.append(user_of(scope))

    guard = RequireLogin(record, BEHIND_PROXY)
    # As ASCII, UTF-8, Latin-1, and as the characters of the Latin-1 bytes in UTF-8.
    for name in (b" ada ", "\u00e9".encode(), b"\xe9", "\u00c3\u00a9".encode()):
        scope: dict[str, Any] = {"type": "http", "path": URL, "headers": [(b"x-user", name)], FROM_PROXY: True}
        run_apart(partial(guard, scope, None, None))
    assert passed[0] == "ada"
    assert len(set(passed)) == 4
    index = open_index(folder)
    with pytest.raises(ValueError, match="not valid Unicode"):
        save_clipping(folder, quote_place(index, ARTICLE, 763, 903), user=passed[2])
    long = make_client(folder, "10.0.0.1", login=BEHIND_PROXY).post(URL, json=PLACE, headers={"X-User": "x" * 201})
    assert "has 201 characters" in long.json()["detail"]


def test_the_user_of_a_login_is_its_name_and_a_header_names_nobody(folder):
    client = make_client(folder, login=Login("ada:secret"))
    headers = {"Authorization": f"Basic {b64encode(b'ada:secret').decode()}", "X-User": "bob"}
    client.post(URL, json=PLACE, headers=headers)
    assert [one.user for one in read_clippings(folder, None)] == ["ada"]
    # Without a login all who reach the server share the clippings of nobody.
    assert make_client(folder).get(URL, headers={"X-User": "ada"}).json()["total"] == 0


def call(session, name, **arguments):
    result = session.portal.call(session.client.call_tool, name, arguments)
    return result.is_error, result.structured_content or result.content[0].text


def test_an_assistant_keeps_and_lists_clippings(folder, shipped):
    with hold(Client(make_server(LocalCollections(folder), writes=True))) as session:
        tools = {tool.name: tool for tool in session.portal.call(session.client.list_tools).tools}
        assert {"clippings", "total", "untrusted"} <= tools["list_clippings"].output_schema["properties"].keys()
        assert tools["keep_clipping"].output_schema["properties"].keys() >= {"clipping", "notice"}
        _, kept = call(session, "keep_clipping", **PLACE, note="For chapter 2", tags=["women"])
        assert kept["clipping"]["status"] == "ok"
        _, listed = call(session, "list_clippings", words="chapter", tag="women")
        assert (listed["clippings"], listed["total"], listed["next_offset"]) == ([kept["clipping"]], 1, None)
        assert call(session, "keep_clipping", **PLACE | {"end": 5}) == (
            True,
            "Nothing was kept: 763 to 5 is not a range in the 3,172 characters of the article. "
            "Correct it and try again.",
        )
        is_error, said = call(session, "keep_clipping", **PLACE | {"article_id": "nobody"})
        assert is_error and "There is no article nobody." in said
        id = kept["clipping"]["id"]
        _, edited = call(session, "edit_clipping", id=id, tags=["chapter 2"])
        assert (edited["clipping"]["note"], edited["clipping"]["tags"]) == ("For chapter 2", ["chapter 2"])
        is_error, said = call(session, "edit_clipping", id=id, tags=["x" * 61])
        assert is_error and said.startswith("Nothing was changed: ")
        assert [one.note for one in find_clippings(read_clippings(folder))] == ["For chapter 2"]
        assert call(session, "remove_clipping", id=id) == (False, edited)
        for tool in ("edit_clipping", "remove_clipping"):
            is_error, said = call(session, tool, id=id)
            assert is_error and f"There is no clipping {id}." in said
    assert not read_clippings(folder)


def test_an_assistant_that_may_only_read_has_no_tool_to_keep(folder, shipped):
    with hold(Client(make_server(LocalCollections(shipped.folder)))) as session:
        names = [tool.name for tool in session.portal.call(session.client.list_tools).tools]
        assert "list_clippings" in names and "keep_clipping" not in names
        is_error, said = call(session, "keep_clipping", **PLACE)
        assert is_error and "There is no tool keep_clipping." in said


@pytest.mark.parametrize("read_only", [False, True])
def test_mcp_over_http_knows_the_user_and_whether_it_may_write(folder, read_only):
    with make_client(folder, "10.0.0.1", login=BEHIND_PROXY, read_only=read_only) as client:

        def ask(user, method, **params):
            accepted = {"Accept": "application/json, text/event-stream", "X-User": user, "Host": "localhost"}
            body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
            return client.post("/mcp", json=body, headers=accepted).json()["result"]

        kept = ask("ada", "tools/call", name="keep_clipping", arguments=PLACE)
        assert kept.get("isError", False) is read_only
        for user in ("ada", "bob"):
            listed = ask(user, "tools/call", name="list_clippings", arguments={})
            total = json.loads(listed["content"][0]["text"])["total"]
            assert total == (1 if user == "ada" and not read_only else 0)


@pytest.mark.parametrize(("arguments", "writes"), [([], True), (["--read-only"], False)])
def test_the_command_of_an_assistant_says_whether_it_may_write(folder, monkeypatch, arguments, writes):
    served = []
    monkeypatch.setattr("ui.mcp.mcp_server.serve_stdio", lambda open_newest, *, writes: served.append(writes))
    done = CliRunner().invoke(quotedesk, ["mcp", *arguments, "--index", str(folder)])
    assert (done.exit_code, served) == (0, [writes])


def test_only_what_the_client_can_correct_is_reported_as_its_mistake(client, monkeypatch):
    def fail(*_, **__):
        raise ValueError("secret")

    monkeypatch.setattr("ui.api.clippings_routes.save_clipping", fail)
    answer = client.post(URL, json=PLACE)
    assert answer.status_code == 500 and "secret" not in answer.text
