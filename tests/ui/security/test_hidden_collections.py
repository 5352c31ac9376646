"""A collection that a user may not read does not exist for that user: over REST, MCP, and every call of the page.

Three users come through a proxy: ada may read and add to `secret`, grace may read it, eve may not. Whatever eve sends
is answered as if the collection were called otherwise.
"""

import json

import pytest

from corpus.errors import ChangeRefused
from index.opening import open_index
from tests.support.api_client import make_client
from tests.ui.security.hidden_collections import (
    QUESTION,
    SECRET_TEXT,
    TELLING,
    UNKNOWN,
    as_user,
    call_mcp,
    without,
    write_access,
)
from ui.collections.collection_services import CollectionServices
from ui.security.login import Login

# Gradio's queue uses pandas in ways that pandas warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")


CITATION = {"text": "Zorblatt", "start": 8, "end": 16, "prefix": "", "suffix": "", "article": {"id": "x"}}
REQUESTS = [
    ("GET", "/api/v1/search?question=Zorblatt&collection={}", None),
    ("POST", "/api/v1/search", {"question": QUESTION, "collection": ["{}"]}),
    ("POST", "/api/v1/search", {"question": QUESTION, "collection": ["default", "{}"]}),
    ("POST", "/api/v1/ask", {"question": QUESTION, "collection": ["{}"]}),
    ("POST", "/api/v1/ask", {"question": QUESTION, "collection": ["open", "{}", "default"]}),
    ("GET", "/api/v1/articles?collection={}", None),
    ("GET", "/api/v1/articles/{id}?collection={}", None),
    ("POST", "/api/v1/check", {"text": SECRET_TEXT, "collection": ["{}"]}),
    (
        "POST",
        "/api/v1/verify?collection={}",
        CITATION,
    ),
]


def send(client, user, request, name, id="0" * 16):
    method, path, body = request
    filled = json.loads(json.dumps(body).replace("{}", name)) if body else None
    return client.request(method, path.replace("{id}", id).replace("{}", name), json=filled, headers=as_user(user))


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: f"{request[0]} {request[1]}")
def test_rest_refuses_a_hidden_collection_as_an_unknown_one(client, root, request_):
    (id, *_) = open_index(root / "collections" / "secret").articles
    hidden, unknown = (send(client, "eve", request_, name, id) for name in ("secret", UNKNOWN))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert without("secret", hidden.text) == without(UNKNOWN, unknown.text)
    assert dict(hidden.headers).keys() == dict(unknown.headers).keys()
    assert send(client, "ada", request_, "secret", id).status_code == 200


def test_nothing_of_a_hidden_collection_is_opened(client, root, monkeypatch):
    """The time of opening must not show that it exists: the same files are read for any name."""
    seen = []
    opening = CollectionServices._open_service

    def note(self, name):
        seen.append(name)
        return opening(self, name)

    monkeypatch.setattr(CollectionServices, "_open_service", note)
    for request_ in REQUESTS:
        send(client, "eve", request_, "secret")
        send(client, "eve", request_, UNKNOWN)
    assert seen == []


def test_all_collections_are_those_of_the_user(client):
    for user, found in (("eve", False), ("grace", True), ("ada", True)):
        answer = client.post(
            "/api/v1/ask", json={"question": QUESTION, "collection": ["all"]}, headers=as_user(user)
        ).json()
        collections = {quote["collection"] for quote in answer["quotes"]}
        assert ("secret" in collections) is found
        if not found:
            assert not [word for word in TELLING[1:] if word in json.dumps(answer["quotes"]).lower()]


def test_lists_metrics_health_and_schema_do_not_name_it(client):
    names = {
        user: [one["name"] for one in client.get("/api/v1/collections", headers=as_user(user)).json()["collections"]]
        for user in ("ada", "grace", "eve")
    }
    assert names == {
        "ada": ["default", "open", "secret"],
        "grace": ["default", "open", "secret"],
        "eve": ["default", "open"],
    }
    rights = client.get("/api/v1/collections", headers=as_user("grace")).json()["collections"]
    assert {one["name"]: one["can_add"] for one in rights} == {"default": True, "open": True, "secret": False}
    client.post("/api/v1/ask", json={"question": QUESTION, "collection": ["secret"]}, headers=as_user("ada"))
    for path in ("/api/v1/metrics", "/api/v1/health", "/openapi.json", "/", "/api/v1/articles"):
        told = client.get(path, headers=as_user("eve"))
        assert told.status_code == 200
        assert not [word for word in ("secret", *TELLING) if word in told.text.lower()], path
    assert "secret" not in client.get("/healthz").text


def test_a_name_cannot_be_smuggled_in(client):
    for headers in (
        [("X-User", "eve"), ("X-User", "ada")],
        [("X-User", "ada"), ("X-User", "eve")],
        [("X-User", " "), ("X-User", "ada")],
    ):
        refused = client.get("/api/v1/collections", headers=headers)
        assert refused.status_code == 401
    for user in ("ada,eve", "ada\t", "Ada", "*", "eve, ada", "ädä"):
        listed = client.get("/api/v1/collections", headers={"X-User": user.encode()})
        expected = user.strip() == "ada"
        assert ("secret" in listed.text) is expected, user


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"question": QUESTION}),
        ("ask", {"question": QUESTION}),
        ("ask", {"question": QUESTION, "passages": True}),
        ("check_quotes", {"text": SECRET_TEXT}),
        ("list_articles", {}),
        ("get_passage", {"article_id": "0" * 16}),
    ],
)
def test_mcp_refuses_a_hidden_collection_as_an_unknown_one(client, tool, arguments):
    hidden, unknown = (call_mcp(client, "eve", tool, **arguments, collection=[name]) for name in ("secret", UNKNOWN))
    assert hidden["isError"] is True
    assert without("secret", json.dumps(hidden)) == without(UNKNOWN, json.dumps(unknown))
    if tool != "get_passage":
        assert call_mcp(client, "grace", tool, **arguments, collection=["secret"]).get("isError") is not True


def test_mcp_lists_the_collections_of_the_user(client):
    names = [one["name"] for one in call_mcp(client, "eve", "list_collections")["structuredContent"]["collections"]]
    assert names == ["default", "open"]
    names = [one["name"] for one in call_mcp(client, "ada", "list_collections")["structuredContent"]["collections"]]
    assert names == ["default", "open", "secret"]


def test_a_right_that_is_taken_away_ends_at_once(client, root):
    request_ = ("POST", "/api/v1/ask", {"question": QUESTION, "collection": ["{}"]})
    assert send(client, "grace", request_, "secret").status_code == 200
    write_access(root, {"read": ["ada"]})
    assert send(client, "grace", request_, "secret").status_code == 404
    (root / "collections" / "secret" / "access.json").write_text("{broken")
    assert send(client, "ada", request_, "secret").status_code == 404
    write_access(root, {"read": ["ada", "grace"], "add": ["ada"]})


def test_without_a_login_nobody_is_one_of_the_readers(root):
    client = make_client(root)
    assert "secret" not in client.get("/api/v1/collections").text
    assert client.get("/api/v1/articles?collection=secret", headers={"X-User": "ada"}).status_code == 404


def test_the_one_user_of_a_password_is_named_by_it(root):
    client = make_client(root, login=Login("grace:a long password"))
    client.auth = ("grace", "a long password")
    listed = client.get("/api/v1/collections").json()["collections"]
    assert {one["name"]: one["can_add"] for one in listed}["secret"] is False


def test_where_a_collection_is_hidden_nobody_changes_any(root):
    """The refusal of its name would show that it exists."""
    services = CollectionServices(root)
    told = set()
    for name in ("secret", UNKNOWN):
        for change in (
            lambda name=name: services.create(name, ""),
            lambda name=name: services.rename("open", name, ""),
            lambda name=name: services.delete(name, ""),
            lambda name=name: services.restore(name, "", ""),
        ):
            with pytest.raises(ChangeRefused) as refused:
                change()
            told.add(str(refused.value))
    assert told == {"Collections cannot be changed on this server. Use quotedesk collections there."}
    assert sorted(path.name for path in (root / "collections").iterdir() if path.is_dir()) == ["open", "secret"]
