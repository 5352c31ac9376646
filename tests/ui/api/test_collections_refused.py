"""What REST and MCP refuse of changes of collections: wrong names, bodies and moves, read-only servers, other sites.

Nothing is changed, so all tests share one server.
"""

import json
import shutil
from typing import Any

import pytest
from click.testing import CliRunner
from mcp import Client

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection, delete_collection
from tests.support.api_client import make_client
from tests.ui.api.mcp_session import hold
from ui.cli.main import quotedesk
from ui.collections.collection_services import CollectionServices
from ui.collections.local_collections import LocalCollections
from ui.mcp.collection_tools import COLLECTION_TOOLS
from ui.mcp.mcp_server import make_server

CHANGING = set(COLLECTION_TOOLS) - {"list_collections"}
MCP = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def root(shipped_folder, tmp_path_factory, encoder):
    """An index with a collection `harbour`, an empty one, and a deleted one, `gone`."""
    root = shutil.copytree(shipped_folder, tmp_path_factory.mktemp("refused") / "index")
    found = [FoundArticle(make_article("The crane of Porto lifts ninety tonnes."), "crane.txt")]
    build_index(Reading(found), create_collection(root, "harbour"), encoder=encoder)
    for name in ("empty", "gone"):
        create_collection(root, name)
    delete_collection(root, "gone")
    return root


@pytest.fixture(scope="module")
def client(root):
    with make_client(root) as client:
        yield client


@pytest.fixture(autouse=True)
def unchanged(root):
    """Check that no file of a collection or of the trash is changed, added or moved."""
    before = take_tree(root)
    yield
    assert take_tree(root) == before


def take_tree(root):
    """Return what changes move and write: all folders of collections, and their files."""
    paths = (path for name in ("collections", "trash") for path in (root / name).rglob("*"))
    content = {str(path.relative_to(root)): path.is_file() and path.read_bytes() for path in paths}
    return {path: held for path, held in content.items() if not path.endswith(("checked.json", "lock"))}


def send(client, method, path, body=None, status=200):
    response = client.request(method, f"/api/v1{path}", json=body)
    assert response.status_code == status, response.text
    return response.json()


WRONG_NAMES = [
    *("", " ", ".", "..", "../../etc", "a/b", "a\\b", "/etc/passwd", ".lock", "-x", "_x", "a.b", "a b", "x\x00", "x\n"),
    *(
        "Harbour",
        "HARBOUR",
        "hаrbour",
        "ｈａｒｂｏｕｒ",
        "harbour\u200b",
        "harbour\u202e",
        "naïve",
        "ß",
        "harbour\u0301",
    ),
    *("con", "nul", "com1", "lpt9", "all", "collections", "trash", "default", "generation-000001-0123456789ab"),
    *(
        "draft-x",
        "a" * 41,
        "x" * 100_000,
        "%2e%2e",
        "harbour@20260101T000000000000Z",
        "*",
        "a,b",
        "$HOME",
        "\U0001f600",
    ),
]


@pytest.mark.parametrize("name", WRONG_NAMES, ids=lambda name: ascii(name)[:30])
def test_a_wrong_name_is_refused_in_words(client, root, name):
    for method, path, body in (
        ("POST", "/collections", {"name": name}),
        ("PATCH", "/collections/harbour", {"name": name}),
        ("POST", "/collections/gone/restore", {"name": name}),
        ("POST", "/articles/move", {"ids": ["x"], "to": name}),
    ):
        if name == "default" and method == "POST" and "to" in body:
            continue
        if not name and path.endswith("restore"):
            continue
        refused = client.request(method, f"/api/v1{path}", json=body)
        assert refused.status_code in (404, 422), (path, refused.text)
        assert refused.headers["content-type"] == "application/problem+json"
        assert len(refused.text) < 1_000 and "Traceback" not in refused.text
        assert refused.json()["detail"].endswith(".") and refused.json()["remedy"]
        assert str(root) not in refused.text


@pytest.mark.parametrize("name", ["..%2F..%2Fetc", "%00", "%ff", "harbour%0a", "HARBOUR", "%D1%85", "all", "x" * 5_000])
def test_a_wrong_name_in_an_address_is_refused(client, root, name):
    for method, path, body in (
        ("PATCH", f"/collections/{name}", {"name": "mine"}),
        ("DELETE", f"/collections/{name}", None),
        ("POST", f"/collections/{name}/restore", None),
    ):
        refused = client.request(method, f"/api/v1{path}", json=body)
        assert refused.status_code in (404, 405, 422), (path, refused.text)


BODIES: list[Any] = [None, [], "x", 5, {}, {"name": None}, {"name": 5}, {"name": ["a"]}, {"name": "a", "path": "/etc"}]


@pytest.mark.parametrize("body", BODIES, ids=json.dumps)
@pytest.mark.parametrize(("method", "path"), [("POST", "/collections"), ("PATCH", "/collections/harbour")])
def test_a_wrong_body_is_refused(client, root, method, path, body):
    send(client, method, path, body, status=422)
    assert client.request(method, f"/api/v1{path}", content=b"{").status_code in (400, 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"ids": [], "to": "empty"}, 422),
        ({"ids": "all", "to": "empty"}, 422),
        ({"ids": ["x" * 10_000], "to": "empty"}, 422),
        ({"ids": ["x"] * 5_001, "to": "empty"}, 422),
        ({"ids": ["x"], "to": ["empty"]}, 422),
        ({"ids": ["x"], "to": "empty", "from": "harbour"}, 422),
        ({"ids": ["x"], "to": "all"}, 404),
        ({"ids": ["x"], "to": "empty", "collection": ["all"]}, 404),
        ({"ids": ["x"], "to": "empty", "collection": ["default", "harbour"]}, 422),
        ({"ids": ["x"], "to": "empty"}, 404),
        ({"ids": ["x"], "to": "default"}, 422),
        ({"ids": ["../x\u202e"], "to": "empty", "collection": ["harbour"]}, 404),
    ],
    ids=json.dumps,
)
def test_a_wrong_move_is_refused(client, root, body, status):
    assert send(client, "POST", "/articles/move", body, status=status)["detail"]


CHANGES: list[tuple[str, str, Any]] = [
    ("POST", "/collections", {"name": "mine"}),
    ("PATCH", "/collections/harbour", {"name": "mine"}),
    ("DELETE", "/collections/harbour", None),
    ("POST", "/collections/harbour/restore", None),
    ("POST", "/articles/move", {"ids": ["x"], "to": "harbour"}),
]


def test_a_read_only_server_changes_nothing(root):
    with make_client(root, read_only=True) as reader:
        for method, path, body in CHANGES:
            told = send(reader, method, path, body, status=403)
            assert told["detail"] == "This server is read-only."
            assert told["remedy"] == "Change collections with quotedesk collections."
        assert send(reader, "GET", "/collections/deleted") == {"deleted": []}
        tools = {one["name"] for one in call_mcp(reader, "tools/list")["tools"]}
        assert not tools & CHANGING
        assert "There is no tool delete_collection." in json.dumps(
            call_mcp(reader, "tools/call", name="delete_collection", arguments={"name": "harbour"})
        )


def call_mcp(client, method, headers=None, **params):
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    response = client.post("/mcp", json=body, headers=MCP | (headers or {}))
    return response.json()["result"] if response.status_code == 200 else response


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:9"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=json.dumps)
def test_a_page_of_another_site_changes_nothing(client, root, headers):
    """A browser would send the visitor's login with it, for some types without asking the server first."""
    for method, path, body in CHANGES:
        content = json.dumps(body).encode()
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
            sent = client.request(method, f"/api/v1{path}", content=content, headers={"Content-Type": kind, **headers})
            assert sent.status_code == 403, (path, kind)
            assert sent.json()["detail"] == "Cross-site requests are refused."
    for tool, arguments in (("delete_collection", {"name": "harbour"}), ("create_collection", {"name": "mine"})):
        refused = call_mcp(client, "tools/call", headers, name=tool, arguments=arguments)
        assert refused.status_code == 403
    # A link, a picture or a form of another site sends GET.
    for _, path, _ in CHANGES:
        assert client.get(f"/api/v1{path}?name=mine&ids=x&to=empty", headers=headers).status_code in (
            200,
            404,
            405,
            422,
        )


def test_a_server_of_one_collection_makes_none_within_it(root):
    folder = root / "collections" / "harbour"
    with make_client(folder) as client:
        told = send(client, "POST", "/collections", {"name": "inner"}, status=403)
        assert told["detail"] == "Collections cannot be changed on this server."
        assert not {one["name"] for one in call_mcp(client, "tools/list")["tools"]} & CHANGING
    assert not LocalCollections(folder).can_manage
    told = CliRunner().invoke(quotedesk, ["collections", "create", "inner", "--index", str(folder)])
    assert told.exit_code == 1 and f"Name the folder of its index: {root}\n" in told.stderr
    assert not (folder / "collections").exists()


@pytest.mark.parametrize("served", [LocalCollections, CollectionServices])
def test_an_assistant_is_told_in_a_sentence_what_is_wrong(root, served):
    with hold(Client(make_server(served(root), writes=True))) as session:
        for tool, arguments, sentence in (
            ("create_collection", {"name": "../x"}, "'../x' is not the name of a collection. Use at most 40"),
            ("create_collection", {"name": "con"}, "The name con is reserved. Choose another one."),
            ("create_collection", {"name": "harbour"}, "The collection harbour already exists. Choose another name."),
            ("create_collection", {}, "name: Field required."),
            ("create_collection", {"name": 5}, "name: Input should be a valid string."),
            ("rename_collection", {"name": "default", "new": "x"}, "default is the name of the default collection."),
            ("rename_collection", {"name": "harbour", "new": "empty"}, "The collection empty already exists."),
            ("delete_collection", {"name": "nosuch"}, "There is no collection"),
            (
                "delete_collection",
                {"name": "empty", "collection": ["x"]},
                "collection: Extra inputs are not permitted.",
            ),
            ("restore_collection", {"name": "nosuch"}, "There is no deleted collection"),
            ("move_articles", {"ids": ["x"], "to": "empty"}, "The index has no article x."),
            ("move_articles", {"ids": ["x"], "to": "nosuch"}, "There is no collection"),
            ("move_articles", {"ids": ["x"], "to": "default"}, "The articles are in this collection already."),
            (
                "move_articles",
                {"ids": ["x"], "to": "empty", "collection": ["a", "b"]},
                "List should have at most 1",
            ),
            ("move_articles", {"ids": [], "to": "empty"}, "ids: List should have at least 1 item"),
        ):
            assert sentence in session.fail(tool, **arguments), (tool, arguments)
