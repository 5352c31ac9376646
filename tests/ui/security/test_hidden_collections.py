"""A collection that a user may not read does not exist for that user: over REST, MCP, and every call of the page.

Three users come through a proxy: ada may read and add to `secret`, grace may read it, eve may not. Whatever eve sends
is answered as if the collection were called otherwise.
"""

import json
import shutil

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import CollectionNameError
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.opening import open_index
from qa.clippings.clippings_file import read_clippings
from qa.standing.standing_file import read_standing
from tests.support.api_client import find_event, find_mount, make_client
from tests.ui.security.hidden_collections import (
    PROXY,
    QUESTION,
    SECRET_TEXT,
    TELLING,
    UNKNOWN,
    as_user,
    build_collections,
    call_mcp,
    find_secret,
    secret_folder,
    without,
    write_access,
)
from ui.collections.collection_services import CollectionServices
from ui.security.login import Login
from ui.web.page_calls import EVENTS, FUNCTIONS, server_functions

# Gradio's queue uses pandas in ways that pandas warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")


@pytest.fixture(scope="module")
def root(tmp_path_factory, shipped_folder, encoder):
    return build_collections(tmp_path_factory.mktemp("access") / "index", shipped_folder, encoder)


@pytest.fixture(scope="module")
def client(root):
    with make_client(root, PROXY, login=Login(user_header="X-User", proxies=(PROXY,))) as client:
        yield client


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
    """So no time that opening takes tells that it exists: what is looked at is the same for any name."""
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


# The page. Its calls name the collections in a header; addresses of questions name them too.

ADDRESS = f"?q={QUESTION.replace(' ', '+')}"
TABLE = {"questions": [QUESTION], "columns": ["all", "article:{id}"], "exact": False, "generation": "{generation}"}
ARGUMENTS = {
    "get_sources": {},
    "get_library": {},
    "get_reference": {"id": "{id}", "start": 0, "end": 20, "form": "text"},
    "export_conversation": {"asked": [f"{ADDRESS}&collection={{}}"], "form": "markdown"},
    "keep_judgement": {"asked": f"{ADDRESS}&collection={{}}", "verdict": "right"},
    "get_article": {"id": "{id}", "start": 0, "end": 20, "asked": f"{ADDRESS}&collection={{}}"},
    "get_adding": {},
    "export_library": {"form": "csv", "all": True, "count": 2, "words": ""},
    "keep_clipping": {"id": "{id}", "start": 0, "end": 20, "note": "", "tags": ""},
    "watch_question": {"asked": f"{ADDRESS}&collection={{}}"},
    "export_mentions": {"address": "?mention=Zorblatt&collection={}", "form": "json"},
    "list_columns": {"by": "articles", "words": ""},
    "fill_table": TABLE,
    "export_table": TABLE | {"form": "csv", "page": "http://localhost/", "done": 2},
    "get_group": {"filter": "", "generation": "{generation}", "number": 1, "offset": 0},
    "get_extract": {"id": "{id}"},
    "get_related": {"id": "{id}"},
    "get_collections": {},
    "change_collections": {"do": "rename", "name": "{name}", "new": "mine"},
}
DATA = {
    "answer": ["", json.dumps({"asked": [f"{ADDRESS}&collection={{}}"]}), "", None],
    "begin": [json.dumps({"asked": [f"{ADDRESS}&collection={{}}"]})],
    "choose_samples": ["remove"],
    "show_mentions": ["Zorblatt", "?mention=Zorblatt&view=time&collection={}"],
    "open_mentions": ["?mention=Zorblatt&view=articles&collection={}"],
    "show_clippings": ["", ""],
    "change_clippings": [json.dumps({"do": "remove", "id": "{clipping}"}), "", ""],
    "show_standing": [],
    "change_standing": [json.dumps({"do": "add", "question": QUESTION})],
    "survey": [""],
    "check": [SECRET_TEXT],
    "act": [json.dumps({"do": "remove", "ids": ["{id}"]}), "", ""],
    "ask_exam": ["", ""],
    "find": ["", ""],
    "begin_1": ["", ""],
    "read_address": ["https://example.org/", "", ""],
}


def fill(value, name, id):
    """Fill in the names of a call. `id` may be followed by those of the generation and of a clipping."""
    id, generation, clipping = (*id.split(), "", "", "")[:3]
    filled = json.dumps(value).replace("collection={}", f"collection={name}").replace("{id}", id)
    return json.loads(
        filled.replace("{name}", name).replace("{generation}", generation).replace("{clipping}", clipping)
    )


def find_names(root):
    """Return the names that an attacker could have noted: of an article, the generation and a clipping."""
    folder = secret_folder(root)
    clipping = read_clippings(folder, "eve")[0].id
    return f"{find_secret(root)} {open_index(folder).generation} {clipping}"


def call_function(client, user, function, name, id, header=True):
    blocks = find_mount(client)._base_app.get_blocks().blocks
    component = next(number for number, block in blocks.items() if function in server_functions(block))
    body = {"component_id": component, "fn_name": function, "session_hash": "s1"}
    body["data"] = fill(ARGUMENTS[function], name, id)
    headers = as_user(user, **({"X-Quotedesk-Collection": name} if header else {}))
    return client.post("/gradio_api/component_server/", json=body, headers=headers)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_of_the_page_treats_a_hidden_collection_as_an_unknown_one(client, root, function):
    assert function in ARGUMENTS
    id, kept = find_names(root), take_files(root)
    for header in (True, False):
        hidden, unknown = (call_function(client, "eve", function, name, id, header) for name in ("secret", UNKNOWN))
        assert hidden.status_code == unknown.status_code
        assert without("secret", hidden.text) == without(UNKNOWN, unknown.text)
        assert not [word for word in TELLING[1:] if word in hidden.text.lower()]
    assert take_files(root) == kept


def take_files(root):
    """Return the clippings and standing questions of the hidden collection."""
    return {
        path.name: path.read_bytes() for path in secret_folder(root).iterdir() if path.suffix in (".json", ".jsonl")
    }


def run_event(client, user, event, name, id, header=True, data=None):
    """Run an event as the page does, and return all that the server tells of it."""
    session = f"{user}{event.replace('_', '')}{name}{int(header)}"
    call = {"fn_index": find_event(client, event), "data": fill(data or DATA[event], name, id), "session_hash": session}
    headers = as_user(user, **({"X-Quotedesk-Collection": name} if header else {}))
    if not EVENTS[event].queued:
        return client.post("/gradio_api/run/predict", json=call, headers=headers).text
    joined = client.post("/gradio_api/queue/join", json=call, headers=headers)
    assert joined.status_code == 200, joined.text
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}", headers=headers) as stream:
        line = next(line for line in stream.iter_lines() if "process_completed" in line)
    told = json.loads(line.removeprefix("data: "))
    return json.dumps(
        {"success": told["success"], "output": told["output"].get("data"), "error": told["output"].get("error")}
    )


@pytest.mark.parametrize("event", sorted(set(DATA) - {"read_address"}))
@pytest.mark.parametrize("header", [True, False])
def test_an_event_of_the_page_treats_a_hidden_collection_as_an_unknown_one(client, root, event, header):
    before = {article.text for article in open_index(root / "collections" / "secret").articles.values()}
    id, kept = find_names(root), take_files(root)
    if not header and event in ("choose_samples", "act", "change_standing"):
        pytest.skip("without the header these change the default collection")
    hidden, unknown = (run_event(client, "eve", event, name, id, header) for name in ("secret", UNKNOWN))
    if event not in ("answer", "begin"):
        # These contain nothing that changes from call to call.
        assert strip(without("secret", hidden)) == strip(without(UNKNOWN, unknown))
    # A checked draft is shown with the quotations that it has.
    assert event == "check" or "Ada Stone" not in hidden
    assert event == "check" or "leads Project" not in hidden.replace("Who leads Project", "")
    assert {article.text for article in open_index(root / "collections" / "secret").articles.values()} == before
    assert take_files(root) == kept


def strip(told):
    """Leave out the times that Gradio measures."""
    stored = json.loads(told)
    for name in ("duration", "average_duration", "render_config"):
        stored.pop(name, None)
    return stored


def test_every_event_that_shows_articles_is_attacked(client):
    tried = set(DATA) | {"suggest", "suggest_1", "start_afresh", "renew", "try_subject", "try_draft", "upload_files"}
    assert tried == set(EVENTS)


def test_a_reader_reads_on_the_page_but_changes_nothing(client, root):
    (id, *_) = open_index(root / "collections" / "secret").articles
    assert "Ada Stone" in run_event(client, "grace", "answer", "secret", id)
    assert call_function(client, "grace", "get_article", "secret", id).json().get("error") is None
    refused = run_event(client, "grace", "act", "secret", id)
    assert "You may read this collection" in refused
    assert id in open_index(root / "collections" / "secret").articles
    for name, target in (("secret", "open"), ("open", "secret")):
        (moved, *_) = open_index(root / "collections" / name).articles
        data = [json.dumps({"do": "move", "ids": [moved], "to": target}), "", ""]
        told = run_event(client, "grace", "act", name, moved, data=data)
        assert "not change it" in told
        assert moved in open_index(root / "collections" / name).articles


def test_a_reader_sees_what_standing_questions_found_but_changes_none(client, root):
    id, kept = find_names(root), take_files(root)
    shown = run_event(client, "grace", "show_standing", "secret", id)
    assert "old tram hall" in shown and "mark-read" not in shown and "standing-form" not in shown
    standing = read_standing(secret_folder(root)).questions[0].id
    for action in ({"do": "add", "question": QUESTION}, {"do": "remove", "id": standing}, {"do": "read", "ids": ["x"]}):
        refused = run_event(client, "grace", "change_standing", "secret", id, data=[json.dumps(action)])
        assert "not change it" in refused
    assert take_files(root) == kept
    assert "mark-read" in run_event(client, "ada", "show_standing", "secret", id)


def test_a_stranger_learns_no_name_by_moving_articles_there(client, root):
    (id, *_) = open_index(root / "collections" / "open").articles
    told = []
    for target in ("secret", UNKNOWN):
        data = [json.dumps({"do": "move", "ids": [id], "to": target}), "", ""]
        told.append(without(target, json.dumps(strip(run_event(client, "eve", "act", "open", id, data=data)))))
    assert told[0] == told[1]
    assert id in open_index(root / "collections" / "open").articles


def test_one_who_may_add_changes_and_moves_articles(client, root):
    ids = list(open_index(root / "collections" / "secret").articles)
    data = [json.dumps({"do": "move", "ids": [ids[0]], "to": "open"}), "", ""]
    assert "1 article moved to open" in run_event(client, "ada", "act", "secret", ids[0], data=data)
    assert ids[0] in open_index(root / "collections" / "open").articles
    data = [json.dumps({"do": "move", "ids": [ids[0]], "to": "secret"}), "", ""]
    assert "1 article moved to secret" in run_event(client, "ada", "act", "open", ids[0], data=data)
    assert set(open_index(root / "collections" / "secret").articles) == set(ids)


def test_a_right_that_is_taken_away_ends_at_once(client, root):
    request_ = ("POST", "/api/v1/ask", {"question": QUESTION, "collection": ["{}"]})
    assert send(client, "grace", request_, "secret").status_code == 200
    write_access(root, {"read": ["ada"]})
    assert send(client, "grace", request_, "secret").status_code == 404
    (root / "collections" / "secret" / "access.json").write_text("{broken")
    assert send(client, "ada", request_, "secret").status_code == 404
    write_access(root, {"read": ["ada", "grace"], "add": ["ada"]})


def test_behind_a_login_of_several_users_no_collection_is_created_on_the_page(client, root):
    """The refusal of a name would tell that a collection has it."""
    told = [
        client.post(
            "/gradio_api/component_server/",
            json={
                "component_id": next(
                    number
                    for number, block in find_mount(client)._base_app.get_blocks().blocks.items()
                    if "change_collections" in server_functions(block)
                ),
                "fn_name": "change_collections",
                "session_hash": "s1",
                "data": {"do": "create", "name": name},
            },
            headers=as_user("eve"),
        ).text
        for name in ("secret", UNKNOWN)
    ]
    assert told[0] == told[1]
    assert not (root / "collections" / UNKNOWN).exists()


def test_a_restricted_default_collection_is_hidden_too(tmp_path, shipped_folder, encoder):
    folder = tmp_path / "index"
    shutil.copytree(shipped_folder, folder)
    (folder / "access.json").write_text('{"read": ["ada"]}')
    build_index(
        Reading([FoundArticle(make_article(SECRET_TEXT), "x")]), create_collection(folder, "open"), encoder=encoder
    )
    client = make_client(folder, PROXY, login=Login(user_header="X-User", proxies=(PROXY,)))
    for user, status in (("ada", 200), ("eve", 404)):
        assert client.get("/api/v1/articles", headers=as_user(user)).status_code == status
        assert client.post("/api/v1/ask", json={"question": "x"}, headers=as_user(user)).status_code == status
    assert client.get("/healthz").json() == {"status": "ok", "generation": "", "articles": 0, "passages": 0}
    metrics = client.get("/api/v1/metrics", headers=as_user("ada")).text
    assert "quotedesk_articles" not in metrics
    # The page shows the first collection that the user may read.
    assert "Kazakhstan" not in run_event(client, "eve", "begin_1", "", "", header=False)
    assert "Kazakhstan" in run_event(client, "ada", "begin_1", "", "", header=False)


def test_without_a_login_nobody_is_one_of_the_readers(root):
    client = make_client(root)
    assert "secret" not in client.get("/api/v1/collections").text
    assert client.get("/api/v1/articles?collection=secret", headers={"X-User": "ada"}).status_code == 404


def test_the_one_user_of_a_password_is_named_by_it(root):
    client = make_client(root, login=Login("grace:a long password"))
    client.auth = ("grace", "a long password")
    listed = client.get("/api/v1/collections").json()["collections"]
    assert {one["name"]: one["can_add"] for one in listed}["secret"] is False


def test_a_hidden_name_is_refused_as_a_reserved_one(root):
    services = CollectionServices(root)
    with pytest.raises(CollectionNameError, match="This name is reserved."):
        services.create("secret", "")
    with pytest.raises(CollectionNameError, match="This name is reserved."):
        services.rename("open", "secret", "")
    assert "secret" in (path.name for path in (root / "collections").iterdir())
