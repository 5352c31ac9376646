"""Mentions, tables, clippings, standing questions and overviews of a hidden collection by REST and MCP.

The users are those of `test_hidden_collections.py`: ada may add to `secret`, grace may read it, eve may not. All three
have a clipping there.
"""

import json
from typing import Any

import pytest

from index.opening import open_index
from qa.clippings.clippings_file import read_clippings
from qa.standing.standing_file import read_standing
from tests.support.api_client import make_client
from tests.ui.security.hidden_collections import (
    CLIPPING_TOOLS,
    NOTE,
    PROXY,
    QUESTION,
    STANDING_TOOLS,
    TELLING,
    UNKNOWN,
    WATCHED,
    as_user,
    build_collections,
    call_mcp,
    find_secret,
    secret_folder,
    take_files,
    without,
    write_access,
)
from ui.collections.collection_services import CollectionServices
from ui.mcp.collection_tools import COLLECTION_TOOLS
from ui.mcp.mcp_server import TOOLS
from ui.security.login import Login

pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")


READING: list[tuple[str, str, Any]] = [
    ("GET", "/mentions?phrase=Zorblatt&collection={}", None),
    ("GET", "/timeline?phrase=Zorblatt&collection={}", None),
    ("POST", "/matrix", {"questions": [QUESTION], "by": "all", "collection": ["{}"]}),
    ("GET", "/overview?collection={}", None),
    ("GET", "/articles/{id}/related?collection={}", None),
    ("GET", "/articles/{id}/extract?collection={}", None),
    ("GET", "/clippings?collection={}", None),
    ("GET", "/clippings/export?form=json&collection={}", None),
    ("GET", "/clippings/export?form=markdown&collection={}", None),
    ("GET", "/standing?collection={}", None),
    ("GET", "/standing?all=true&collection={}", None),
    ("GET", "/standing/feed?collection={}", None),
]
KEEPING: list[tuple[str, str, Any]] = [
    ("POST", "/clippings", {"article_id": "{id}", "start": 45, "end": 77, "collection": ["{}"]}),
    ("PATCH", "/clippings/{clipping}", {"note": NOTE, "collection": ["{}"]}),
    ("PATCH", "/clippings/{clipping}?collection={}", {"note": NOTE}),
    ("DELETE", "/clippings/{clipping}?collection={}", None),
]
CHANGING: list[tuple[str, str, Any]] = [
    ("POST", "/standing", {"question": QUESTION, "collection": ["{}"]}),
    ("POST", "/standing?collection={}", {"question": QUESTION}),
    ("POST", "/standing/ask?collection={}", None),
    ("POST", "/standing/read", {"ids": ["x"], "collection": ["{}"]}),
    ("PATCH", "/standing/{standing}", {"paused": True, "collection": ["{}"]}),
    ("PATCH", "/standing/{standing}?collection={}", {"paused": False}),
    ("DELETE", "/standing/{standing}?collection={}", None),
    ("POST", "/standing/{standing}/restore?collection={}", None),
]


def name_request(request):
    return f"{request[0]} {request[1]} {'body' if request[2] else ''}"


def send(client, root, user, request, name, owner=""):
    """Send a request about a collection, with the real names of what is in `secret`."""
    method, path, body = request
    folder = secret_folder(root)
    names = {
        "{id}": find_secret(root),
        "{clipping}": read_clippings(folder, owner or user)[0].id,
        "{standing}": read_standing(folder).questions[0].id,
        "{}": name,
    }
    filled = json.dumps([path, body])
    for sign, value in names.items():
        filled = filled.replace(sign, value)
    path, body = json.loads(filled)
    return client.request(method, f"/api/v1{path}", json=body, headers=as_user(user))


def test_every_route_and_tool_is_attacked(client):
    schema = client.get("/openapi.json", headers=as_user("eve")).json()
    routes = {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}
    signs = (("{clipping}", "{id}"), ("{standing}", "{id}"))
    tried = {(method, path.partition("?")[0]) for method, path, _ in [*READING, *KEEPING, *CHANGING]}
    for sign, other in signs:
        tried = {(method, path.replace(sign, other)) for method, path in tried}
    known = {(method, path) for method in ("GET", "POST") for path in ("/search", "/ask", "/articles", "/check")}
    known |= {("GET", f"/{name}") for name in ("articles/{id}", "collections", "health", "metrics")}
    # Those that change collections are attacked in `test_hidden_changes.py`.
    known |= {("POST", "/articles/move"), ("GET", "/collections/deleted"), ("POST", "/collections")}
    known |= {("PATCH", "/collections/{name}"), ("DELETE", "/collections/{name}")}
    known |= {("POST", "/collections/{name}/restore")}
    assert routes - tried - known == {("POST", "/verify")}
    elsewhere = {*COLLECTION_TOOLS, *STANDING_TOOLS, *CLIPPING_TOOLS}
    assert set(TOOLS) - set(ATTACKED_TOOLS) - elsewhere == {
        *("search", "ask", "check_quotes", "list_articles", "get_passage")
    }


@pytest.mark.parametrize("request_", [*READING, *KEEPING, *CHANGING], ids=name_request)
def test_rest_refuses_a_hidden_collection_as_an_unknown_one(client, root, request_):
    before = take_files(root)
    hidden, unknown = (send(client, root, "eve", request_, name) for name in ("secret", UNKNOWN))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert without("secret", hidden.text) == without(UNKNOWN, unknown.text)
    assert dict(hidden.headers).keys() == dict(unknown.headers).keys()
    assert take_files(root) == before


def test_nothing_of_a_hidden_collection_is_opened(client, root, monkeypatch):
    seen = []
    opening = CollectionServices._open_service

    def note(self, name):
        seen.append(name)
        return opening(self, name)

    monkeypatch.setattr(CollectionServices, "_open_service", note)
    for request_ in [*READING, *KEEPING, *CHANGING]:
        send(client, root, "eve", request_, "secret")
    for tool, arguments in ATTACKED_TOOLS.items():
        call_tool(client, root, "eve", tool, arguments, "secret")
    assert seen == []


@pytest.mark.parametrize("request_", [*READING, *KEEPING, *CHANGING], ids=name_request)
def test_another_name_beside_a_hidden_one_does_not_open_it(client, root, request_):
    """Several collections are refused, and so is each that is hidden, whatever comes first."""
    before = take_files(root)
    method, path, body = request_
    for names in (("open", "secret"), ("secret", "open"), ("default", "secret"), ("all", "secret")):
        listed = "&collection=".join(names)
        several = (method, path.replace("{}", listed), body and {**body, "collection": list(names)})
        told = send(client, root, "eve", several, "")
        assert told.status_code in (404, 422), told.text
        assert not [word for word in (*TELLING[1:], NOTE.lower()) if word in told.text.lower()]
    assert take_files(root) == before


@pytest.mark.parametrize("request_", READING, ids=name_request)
def test_without_a_name_nothing_of_a_hidden_collection_comes(client, root, request_):
    """Also not from a cache that the request of another user has filled."""
    assert send(client, root, "ada", request_, "secret").status_code == 200
    method, path, body = request_
    plain = (
        method,
        path.replace("&collection={}", "").replace("?collection={}", ""),
        body and {**body, "collection": []},
    )
    told = send(client, root, "eve", plain, "")
    assert not [word for word in (*TELLING[1:], NOTE.lower()) if word in told.text.lower()]


@pytest.mark.parametrize("request_", READING, ids=name_request)
@pytest.mark.parametrize("user", ["ada", "grace"])
def test_whoever_may_read_gets_what_is_in_the_collection(client, root, user, request_):
    told = send(client, root, user, request_, "secret")
    assert told.status_code == 200
    if "markdown" not in request_[1] and "related" not in request_[1]:
        assert "zorblatt" in told.text.lower()


@pytest.mark.parametrize("request_", CHANGING, ids=name_request)
def test_a_reader_changes_no_standing_question(client, root, request_):
    before = take_files(root)
    told = send(client, root, "grace", request_, "secret")
    assert told.status_code == 403
    assert told.json()["detail"] == "You may read this collection, but not change it."
    assert take_files(root) == before


def test_a_reader_keeps_quotations_of_her_own(client, root):
    kept = send(client, root, "grace", KEEPING[0], "secret")
    assert kept.status_code == 200 and kept.json()["article"]["id"] == find_secret(root)
    assert client.get("/api/v1/clippings", headers=as_user("grace")).json()["total"] == 0
    assert len(read_clippings(secret_folder(root), "grace")) == 2
    for request_ in KEEPING[1:]:
        taken = send(client, root, "grace", request_, "secret", owner="ada")
        assert taken.status_code == 404, "a clipping of another user"
    assert [one.note for one in read_clippings(secret_folder(root), "ada")] == [NOTE]


def test_one_who_may_add_changes_standing_questions(client, root):
    added = send(client, root, "ada", CHANGING[0], "secret")
    assert added.status_code == 200
    assert [one.question for one in read_standing(secret_folder(root)).questions] == [WATCHED, QUESTION]
    for method, suffix, body in (
        ("PATCH", "", {"paused": True, "collection": ["secret"]}),
        ("PATCH", "?collection=secret", {"paused": False}),
        ("DELETE", "?collection=secret", None),
        ("POST", "/restore?collection=secret", None),
        ("DELETE", "?collection=secret", None),
    ):
        path = f"/api/v1/standing/{added.json()['id']}{suffix}"
        assert client.request(method, path, json=body, headers=as_user("ada")).status_code == 200
    assert client.get("/api/v1/standing", headers=as_user("ada")).json()["questions"] == []


def test_the_feed_leads_to_the_collection(client, root):
    feed = send(client, root, "ada", READING[-1], "secret").text
    assert "/api/v1/standing/feed?collection=secret" in feed
    assert "secret" not in client.get("/api/v1/standing/feed", headers=as_user("eve")).text


ATTACKED_TOOLS = {
    "mentions": {"phrase": "Zorblatt"},
    "timeline": {"phrase": "Zorblatt"},
    "fill_matrix": {"questions": [QUESTION], "by": "all"},
    "overview": {},
    "related_articles": {"article_id": "{id}"},
    "extract": {"article_id": "{id}"},
    "standing_news": {"all": True},
    "list_clippings": {},
    "keep_clipping": {"article_id": "{id}", "start": 45, "end": 60},
}


def call_tool(client, root, user, tool, arguments, name):
    filled = json.loads(json.dumps(arguments).replace("{id}", find_secret(root)))
    return call_mcp(client, user, tool, **filled, collection=[name])


@pytest.mark.parametrize("tool", ATTACKED_TOOLS)
def test_mcp_refuses_a_hidden_collection_as_an_unknown_one(client, root, tool):
    before = take_files(root)
    arguments = ATTACKED_TOOLS[tool]
    hidden, unknown = (call_tool(client, root, "eve", tool, arguments, name) for name in ("secret", UNKNOWN))
    assert hidden["isError"] is True
    assert without("secret", json.dumps(hidden)) == without(UNKNOWN, json.dumps(unknown))
    assert take_files(root) == before
    plain = json.loads(json.dumps(arguments).replace("{id}", find_secret(root)))
    told = json.dumps(call_mcp(client, "eve", tool, **plain)).lower()
    assert not [word for word in (*TELLING[1:], NOTE.lower()) if word in told]
    given = call_tool(client, root, "grace", tool, arguments, "secret")
    assert given.get("isError") is not True
    if tool != "related_articles":
        assert "zorblatt" in json.dumps(given).lower()


def test_a_restricted_default_collection_is_hidden_too(tmp_path, shipped_folder, encoder):
    folder = build_collections(tmp_path / "index", shipped_folder, encoder)
    (folder / "access.json").write_text('{"read": ["ada"]}')
    client = make_client(folder, PROXY, login=Login(user_header="X-User", proxies=(PROXY,)))
    article = next(iter(open_index(folder).articles))
    for method, path, body in [*READING, *KEEPING, *CHANGING]:
        plain = path.replace("&collection={}", "").replace("?collection={}", "").replace("{id}", article)
        filled = body and json.loads(json.dumps({**body, "collection": []}).replace("{id}", article))
        plain = plain.replace("{clipping}", "0" * 12).replace("{standing}", "0" * 8)
        for user in ("eve", "grace"):
            told = client.request(method, f"/api/v1{plain}", json=filled, headers=as_user(user))
            assert told.status_code == 404, plain
            assert told.json()["detail"] == "There is no collection 'default'."
    with client:
        for tool, arguments in ATTACKED_TOOLS.items():
            filled = json.loads(json.dumps(arguments).replace("{id}", article))
            told = call_mcp(client, "eve", tool, **filled)
            assert told["isError"] is True and "There is no collection 'default'." in json.dumps(told)
    assert not (folder / "clippings.jsonl").exists() and not (folder / "standing.json").exists()


def test_a_right_that_is_taken_away_ends_at_once(client, root):
    assert all(send(client, root, "grace", request_, "secret").status_code == 200 for request_ in READING)
    write_access(root, {"read": ["ada"]})
    try:
        assert {send(client, root, "grace", request_, "secret").status_code for request_ in READING} == {404}
    finally:
        write_access(root, {"read": ["ada", "grace"], "add": ["ada"]})
