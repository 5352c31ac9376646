"""Changes of collections, and moves of articles, show nobody that a hidden collection exists, by REST or MCP.

The users are those of `test_hidden_collections.py`. Behind their proxy nobody changes collections; behind a login of
one user, and without one, that user can, unless a collection is hidden from the user.
"""

import json
import shutil
from typing import Any

import pytest

from index.collections.collection_folders import create_collection, delete_collection, list_deleted, list_names
from index.opening import open_index
from qa.clippings.clippings_file import read_clippings
from qa.standing.standing_file import read_standing
from tests.support.api_client import make_client
from tests.ui.security.hidden_collections import (
    CLIPPING_TOOLS,
    PROXY,
    STANDING_TOOLS,
    TELLING,
    UNKNOWN,
    as_user,
    call_mcp,
    find_secret,
    secret_folder,
    without,
    write_access,
)
from ui.collections import collection_services
from ui.collections.collection_services import CollectionServices
from ui.mcp.mcp_server import TOOLS
from ui.security.login import Login

pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")

MANAGING: list[tuple[str, str, Any]] = [
    ("POST", "/collections", {"name": "{}"}),
    ("PATCH", "/collections/{}", {"name": "mine"}),
    ("PATCH", "/collections/open", {"name": "{}"}),
    ("DELETE", "/collections/{}", None),
    ("POST", "/collections/{}/restore", None),
    ("POST", "/collections/{}/restore", {"name": "mine"}),
    ("POST", "/collections/gone/restore", {"name": "{}"}),
]
MOVING: list[tuple[str, str, Any]] = [
    ("POST", "/articles/move", {"ids": ["{secret}"], "collection": ["{}"], "to": "open"}),
    ("POST", "/articles/move?collection={}", {"ids": ["{secret}"], "to": "open"}),
    ("POST", "/articles/move", {"ids": ["{open}"], "collection": ["open"], "to": "{}"}),
    ("POST", "/articles/move", {"ids": ["{secret}"], "collection": ["{}"], "to": "{}"}),
    ("POST", "/articles/move", {"ids": ["nothing"], "collection": ["{}"], "to": "default"}),
    ("POST", "/articles/move", {"ids": ["nothing"], "to": "{}"}),
]
SEVERAL: list[tuple[str, str, Any]] = [
    ("POST", "/articles/move", {"ids": ["{open}"], "collection": ["open", "{}"], "to": "default"}),
    ("POST", "/articles/move?collection=open&collection={}", {"ids": ["{open}"], "to": "default"}),
]
MANAGING_TOOLS: list[tuple[str, dict[str, Any]]] = [
    ("create_collection", {"name": "{}"}),
    ("rename_collection", {"name": "{}", "new": "mine"}),
    ("rename_collection", {"name": "open", "new": "{}"}),
    ("delete_collection", {"name": "{}"}),
    ("restore_collection", {"name": "{}"}),
    ("restore_collection", {"name": "{}", "new": "mine"}),
    ("restore_collection", {"name": "gone", "new": "{}"}),
]
MOVING_TOOLS: list[tuple[str, dict[str, Any]]] = [("move_articles", request[2]) for request in MOVING if request[2]]


@pytest.fixture(scope="module")
def root(root):
    """The installation with two deleted collections, one of them hidden."""
    for name in ("gone", "lost"):
        create_collection(root, name)
    (root / "collections" / "lost" / "access.json").write_text('{"read": ["ada"]}')
    for name in ("gone", "lost"):
        delete_collection(root, name)
    return root


@pytest.fixture(scope="module", params=["several users", "one user", "no login"])
def stranger(request, root):
    """A client who may not read `secret`."""
    logins = {
        "several users": Login(user_header="X-User", proxies=(PROXY,)),
        "one user": Login("eve:a long password"),
        "no login": Login(),
    }
    with make_client(root, PROXY, login=logins[request.param]) as client:
        if request.param == "one user":
            client.auth = ("eve", "a long password")
        yield client


def fill(root, value, name):
    filled = json.dumps(value).replace("{secret}", find_secret(root)).replace("{}", name)
    return json.loads(filled.replace("{open}", next(iter(open_index(root / "collections" / "open").articles))))


def send(client, root, request, name, user="eve"):
    method, path, body = fill(root, request, name)
    return client.request(method, f"/api/v1{path}", json=body, headers=as_user(user))


def take_tree(root):
    """Return the files of all collections and of the trash; requests write no others."""
    files = (path for folder in ("collections", "trash") for path in (root / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files if path.name != "checked.json"}


@pytest.mark.parametrize("request_", [*MANAGING, *MOVING, *SEVERAL], ids=json.dumps)
def test_rest_answers_a_hidden_name_as_an_unknown_one(stranger, root, request_):
    before = take_tree(root)
    hidden, unknown = (send(stranger, root, request_, name) for name in ("secret", UNKNOWN))
    assert hidden.status_code == (404 if request_ in MOVING else 422 if request_ in SEVERAL else 403)
    assert unknown.status_code == hidden.status_code
    assert without("secret", hidden.text) == without(UNKNOWN, unknown.text)
    # Both names have as many letters.
    assert dict(hidden.headers) == dict(unknown.headers)
    assert take_tree(root) == before


@pytest.mark.parametrize(("tool", "arguments"), [*MANAGING_TOOLS, *MOVING_TOOLS], ids=json.dumps)
def test_mcp_answers_a_hidden_name_as_an_unknown_one(stranger, root, tool, arguments):
    before = take_tree(root)
    hidden, unknown = (call_mcp(stranger, "eve", tool, **fill(root, arguments, name)) for name in ("secret", UNKNOWN))
    assert hidden["isError"] is True
    assert without("secret", json.dumps(hidden)) == without(UNKNOWN, json.dumps(unknown))
    assert take_tree(root) == before


@pytest.mark.parametrize("request_", [*MANAGING, *MOVING, *SEVERAL], ids=json.dumps)
def test_the_same_files_are_read_for_any_name(stranger, root, request_, monkeypatch):
    """The time of a refusal shows nothing if the work for it is the same."""
    seen: dict[str, list[object]] = {}
    for name in ("secret", UNKNOWN):
        work: list[object] = seen.setdefault(name, [])
        for function in ("read_access", "list_names", "move_articles", "create_collection", "delete_collection"):
            spy(monkeypatch, collection_services, function, work)
        spy(monkeypatch, CollectionServices, "_open_service", work)
        spy(monkeypatch, CollectionServices, "_count_articles", work)
        send(stranger, root, request_, name)
        monkeypatch.undo()
    assert seen["secret"] == seen[UNKNOWN]
    assert not {"_open_service", "move_articles", "create_collection", "delete_collection"} & set(
        map(str, seen["secret"])
    )


def spy(monkeypatch, holder, function, work):
    original = getattr(holder, function)

    def note(*arguments, **options):
        work.append(function)
        return original(*arguments, **options)

    monkeypatch.setattr(holder, function, note)


def test_deleted_collections_of_others_are_not_listed(stranger, root):
    told = stranger.get("/api/v1/collections/deleted", headers=as_user("eve"))
    assert told.json() == {"deleted": []}
    said = json.dumps(call_mcp(stranger, "eve", "list_deleted_collections"))
    for word in ("secret", "lost", *TELLING):
        assert word not in told.text.lower() and word not in said.lower()


def test_the_schemas_and_the_page_name_no_hidden_collection(stranger):
    for path in ("/openapi.json", "/api/v1/collections"):
        assert "secret" not in stranger.get(path, headers=as_user("eve")).text


def test_a_reader_moves_no_article(client, root):
    before = take_tree(root)
    for source, target in (("secret", "open"), ("open", "secret")):
        (id, *_) = open_index(root / "collections" / source).articles
        refused = client.post(
            "/api/v1/articles/move", json={"ids": [id], "collection": [source], "to": target}, headers=as_user("grace")
        )
        assert (refused.status_code, refused.json()["detail"]) == (403, "You may read secret, but not change it.")
        told = call_mcp(client, "grace", "move_articles", ids=[id], collection=[source], to=target)
        assert told["isError"] is True and "You may read secret, but not change it." in json.dumps(told)
    assert take_tree(root) == before


def test_one_who_may_add_moves_articles_into_and_out_of_it(client, root):
    ids = set(open_index(secret_folder(root)).articles)
    id = find_secret(root)
    moved = client.post(
        "/api/v1/articles/move", json={"ids": [id], "collection": ["secret"], "to": "open"}, headers=as_user("ada")
    )
    assert moved.status_code == 200, moved.text
    assert [one["name"] for one in moved.json()["collections"]] == ["secret", "open"]
    back = call_mcp(client, "ada", "move_articles", ids=[id], collection=["open"], to="secret")
    assert back["structuredContent"]["moved"] == 1
    assert set(open_index(secret_folder(root)).articles) == ids


@pytest.mark.parametrize("user", ["ada", "grace", "eve"])
def test_behind_a_login_of_several_users_nobody_manages_collections(client, root, user):
    before = take_tree(root)
    offered = {one["name"] for one in list_tools(client, user)}
    assert "move_articles" in offered
    assert not {name for name, _ in MANAGING_TOOLS} & offered
    for request_ in MANAGING:
        for name in ("secret", "open", UNKNOWN, "../x", "x" * 5_000):
            refused = send(client, root, request_, name.replace("/", "%2F") if name in request_[1] else name, user)
            if refused.status_code != 404 or "/" not in name:
                assert refused.status_code == 403, refused.text
                assert refused.json()["detail"] == "Collections cannot be changed on this server."
    assert take_tree(root) == before


def list_tools(client, user):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream"}
    return client.post("/mcp", json=body, headers=as_user(user, **accepted)).json()["result"]["tools"]


def test_every_tool_that_changes_collections_is_attacked():
    tried = {name for name, _ in [*MANAGING_TOOLS, *MOVING_TOOLS]}
    tried |= {*STANDING_TOOLS, *CLIPPING_TOOLS}
    assert {name for name, tool in TOOLS.items() if tool.writes} - tried == {"keep_clipping"}


def fill_ids(root, arguments, user):
    """Return the arguments of a tool with the real ids of what the hidden collection has."""
    folder = secret_folder(root)
    filled = json.dumps(arguments).replace("{standing}", read_standing(folder).questions[0].id)
    return json.loads(filled.replace("{clipping}", read_clippings(folder, user)[0].id))


@pytest.mark.parametrize(("tool", "arguments"), [*STANDING_TOOLS.items(), *CLIPPING_TOOLS.items()], ids=json.dumps)
def test_mcp_changes_nothing_of_a_hidden_collection(client, root, tool, arguments):
    before = take_tree(root)
    filled = fill_ids(root, arguments, "eve")
    hidden, unknown = (call_mcp(client, "eve", tool, **filled, collection=[name]) for name in ("secret", UNKNOWN))
    assert hidden["isError"] is True
    assert without("secret", json.dumps(hidden)) == without(UNKNOWN, json.dumps(unknown))
    if tool in STANDING_TOOLS:
        refused = call_mcp(client, "grace", tool, **filled, collection=["secret"])
        assert "You may read this collection, but not change it." in json.dumps(refused)
    else:
        taken = call_mcp(client, "grace", tool, **fill_ids(root, arguments, "ada"), collection=["secret"])
        assert taken["isError"] is True and "There is no clipping" in json.dumps(taken), "a clipping of another user"
    assert take_tree(root) == before
    if tool != "restore_standing":
        allowed = call_mcp(client, "ada", tool, **fill_ids(root, arguments, "ada"), collection=["secret"])
        assert allowed.get("isError") is not True, allowed


def test_of_deleted_collections_of_one_name_only_those_of_the_user_count(tmp_path, shipped_folder):
    """The one that was deleted last is hidden: the one before it is restored."""
    root = shutil.copytree(shipped_folder, tmp_path / "index")
    for note, access in (("mine", "{}"), ("theirs", '{"read": ["ada"]}')):
        folder = create_collection(root, "twice")
        (folder / "access.json").write_text(access)
        (folder / "generation-note").write_text(note)
        delete_collection(root, "twice")
    with make_client(root) as client:
        assert [one["name"] for one in client.get("/api/v1/collections/deleted").json()["deleted"]] == ["twice"]
        assert client.post("/api/v1/collections/twice/restore").status_code == 200
        assert (root / "collections" / "twice" / "generation-note").read_text() == "mine"
        delete_collection(root, "twice")
        shutil.rmtree(
            next(one.folder for one in list_deleted(root) if (one.folder / "generation-note").read_text() == "mine")
        )
        hidden, unknown = (client.post(f"/api/v1/collections/{name}/restore") for name in ("twice", UNKNOWN))
        assert (hidden.status_code, without("twice", hidden.text)) == (404, without(UNKNOWN, unknown.text))
    assert list_names(root) == ["default"]


def test_a_collection_that_becomes_hidden_ends_the_right_to_manage(tmp_path, shipped_folder):
    root = shutil.copytree(shipped_folder, tmp_path / "index")
    create_collection(root, "secret")
    with make_client(root) as client:
        assert client.post("/api/v1/collections", json={"name": "first"}).status_code == 200
        write_access(root, {"read": ["ada"]})
        for name in ("secret", UNKNOWN):
            refused = client.post("/api/v1/collections", json={"name": name})
            assert (refused.status_code, refused.json()["detail"]) == (
                403,
                "Collections cannot be changed on this server.",
            )
