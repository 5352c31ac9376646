"""Collections by REST and MCP: create, rename, delete and restore them, and move articles between them."""

import json
import shlex
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from mcp import Client

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.collections import collection_folders
from index.collections.collection_folders import create_collection, list_names
from index.generation.locking import lock_index
from index.opening import open_index
from qa.standing.standing_changes import add_standing
from qa.work_steps import finish_steps
from tests.support.api_client import make_client
from tests.support.documentation import BLOCKS
from tests.ui.api.mcp_session import hold
from ui.cli.main import quotedesk
from ui.collections.collection_request import MoveRequest, move_steps
from ui.collections.collection_services import CollectionServices
from ui.collections.local_collections import LocalCollections
from ui.mcp.mcp_server import make_server
from ui.web.collection_switch import list_collections

WALL = "The sea wall of Porto is 840 metres long, the harbour board says."
CRANE = "The yellow crane of Porto lifts ninety tonnes on a calm day."
TRAM = "The night tram of Porto costs two euros since March."
LENGTH = "How long is the sea wall of Porto?"
WATCHED = "What does the yellow crane of Porto lift?"
MCP = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def filled(shipped_folder, tmp_path_factory, encoder):
    """An index with a collection `harbour` of two articles and an empty one, `empty`."""
    root = shutil.copytree(shipped_folder, tmp_path_factory.mktemp("filled") / "index")
    found = [FoundArticle(make_article(text, title=text[:20]), f"{text[4:8]}.txt") for text in (WALL, CRANE, TRAM)]
    build_index(Reading(found), create_collection(root, "harbour"), encoder=encoder)
    create_collection(root, "empty")
    return root


@pytest.fixture
def root(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "index")


@pytest.fixture
def client(root):
    with make_client(root) as client:
        yield client


def send(client, method, path, body=None, status=200, **options):
    response = client.request(method, f"/api/v1{path}", json=body, **options)
    assert response.status_code == status, response.text
    return response.json()


def names_of(client):
    return [one["name"] for one in send(client, "GET", "/collections")["collections"]]


def find_id(root, text, name="harbour"):
    index = open_index(root / "collections" / name)
    return next(id for id, article in index.articles.items() if article.text == text)


def test_a_collection_is_created_renamed_deleted_and_restored(client, root):
    assert send(client, "POST", "/collections", {"name": "board-1"}) == {
        "name": "board-1",
        "articles": 0,
        "can_add": True,
    }
    assert send(client, "PATCH", "/collections/harbour", {"name": "port"})["articles"] == 3
    assert names_of(client) == ["default", "board-1", "empty", "port"] == list_names(root)
    deleted = send(client, "DELETE", "/collections/port")
    assert send(client, "GET", "/collections/deleted") == {"deleted": [deleted]}
    assert deleted["name"] == "port" and deleted["deleted"].startswith("20")
    assert names_of(client) == ["default", "board-1", "empty"]
    assert send(client, "POST", "/collections", {"name": "port"})["articles"] == 0
    taken = send(client, "POST", "/collections/port/restore", status=409)
    assert (taken["detail"], taken["remedy"]) == ("The collection port already exists.", "Choose another name.")
    assert send(client, "POST", "/collections/port/restore", {"name": "quay"}) == {
        "name": "quay",
        "articles": 3,
        "can_add": True,
    }
    assert send(client, "GET", "/collections/deleted") == {"deleted": []}
    assert names_of(client) == ["default", "board-1", "empty", "port", "quay"]


def test_a_restored_collection_is_what_it_was_byte_for_byte(client, root):
    article = find_id(root, WALL)
    send(client, "POST", "/clippings", {"article_id": article, "start": 0, "end": 40, "collection": ["harbour"]})
    send(client, "POST", "/standing", {"question": WATCHED, "collection": ["harbour"]})
    before, told = take_files(root / "collections" / "harbour"), tell(client, "harbour")
    assert told["ask"]["quotes"][0]["text"] == WALL
    assert told["clippings"]["total"] == len(told["standing"]["questions"]) == 1
    send(client, "DELETE", "/collections/harbour")
    for question in ({"question": LENGTH, "collection": ["harbour"]}, {"question": LENGTH, "collection": ["all"]}):
        assert "840 metres" not in client.post("/api/v1/ask", json=question).text
    send(client, "POST", "/collections/harbour/restore")
    assert tell(client, "harbour") == told
    assert take_files(root / "collections" / "harbour") == before
    with make_client(root) as another:
        assert tell(another, "harbour") == told


def take_files(folder):
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    # What was checked when the index was opened is noted beside it.
    return {name: content for name, content in files.items() if name != "checked.json"}


def tell(client, name):
    """Return an answer of a collection, its articles, clippings and standing questions."""
    told = {path: send(client, "GET", f"/{path}?collection={name}") for path in ("clippings", "standing", "articles")}
    feed = client.get(f"/api/v1/standing/feed?collection={name}").text
    return {**told, "feed": feed, "ask": send(client, "POST", "/ask", {"question": LENGTH, "collection": [name]})}


def test_the_page_and_the_terminal_see_every_change_at_once(client, root):
    services = find_services(client)

    def shown():
        page: Any = list_collections(services)
        return [one["name"] for one in page["collections"]], page["deleted"]

    def ask(name):
        return CliRunner().invoke(quotedesk, ["ask", LENGTH, "--index", str(root), "--collection", name])

    assert "840 metres" in ask("harbour").stdout
    send(client, "PATCH", "/collections/harbour", {"name": "port"})
    assert shown() == (["default", "empty", "port"], [])
    assert "840 metres" in ask("port").stdout and ask("harbour").exit_code == 1
    send(client, "DELETE", "/collections/port")
    assert shown() == (["default", "empty"], ["port"])
    assert "There is no collection port" in ask("port").stderr
    send(client, "POST", "/collections/port/restore")
    assert shown() == (["default", "empty", "port"], [])
    assert "840 metres" in ask("port").stdout


def find_services(client) -> CollectionServices:
    mounted = next(route for route in client.app.routes if getattr(route, "path", "") == "/api/v1")
    services: CollectionServices = mounted.app.state.service.services
    return services


def test_articles_are_moved_and_their_citations_still_hold(client, root, tmp_path):
    add_standing(open_index(root), WATCHED)
    answer = CliRunner().invoke(quotedesk, ["ask", LENGTH, "--index", str(root), "--collection", "harbour", "--json"])
    saved = tmp_path / "answer.json"
    saved.write_text(answer.stdout)
    ids = [find_id(root, WALL), find_id(root, CRANE)]
    moved = send(client, "POST", "/articles/move", {"ids": [*ids, ids[0]], "collection": ["harbour"], "to": "default"})
    assert moved["moved"] == 2
    assert [(one["name"], one["articles"]) for one in moved["collections"]] == [("harbour", 1), ("default", 7)]
    assert send(client, "POST", "/ask", {"question": LENGTH})["quotes"][0]["text"] == WALL
    assert "840 metres" not in json.dumps(send(client, "POST", "/ask", {"question": LENGTH, "collection": ["harbour"]}))
    # The standing questions of the target report what came.
    (question,) = send(client, "GET", "/standing")["questions"]
    assert [one["text"] for one in question["sentences"]] == [CRANE]
    checked = CliRunner().invoke(quotedesk, ["verify", str(saved), "--index", str(root)])
    assert checked.exit_code == 0, checked.output
    assert "840 metres" in CliRunner().invoke(quotedesk, ["ask", LENGTH, "--index", str(root)]).stdout
    # Back into an empty collection, from the default one, which needs no name.
    assert send(client, "POST", "/articles/move", {"ids": ids, "to": "empty"})["collections"][1]["articles"] == 2
    checked = CliRunner().invoke(quotedesk, ["verify", str(saved), "--index", str(root), "--collection", "empty"])
    assert checked.exit_code == 0, checked.output


def test_the_last_articles_of_a_collection_stay(client, root):
    ids = list(open_index(root / "collections" / "harbour").articles)
    told = send(client, "POST", "/articles/move", {"ids": ids, "collection": ["harbour"], "to": "default"}, status=422)
    assert told["detail"] == "A collection cannot become empty."
    assert set(ids) == set(open_index(root / "collections" / "harbour").articles)


def test_a_collection_that_is_being_built_is_busy(client, root):
    with lock_index(root / "collections" / "harbour"):
        for method, path, body in (
            ("PATCH", "/collections/harbour", {"name": "port"}),
            ("DELETE", "/collections/harbour", None),
            ("POST", "/articles/move", {"ids": [find_id(root, WALL)], "collection": ["harbour"], "to": "default"}),
        ):
            refused = client.request(method, f"/api/v1{path}", json=body)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1"), refused.text
            assert refused.json()["type"].endswith("index-busy")
    assert list_names(root) == ["default", "empty", "harbour"]
    assert len(open_index(root / "collections" / "harbour").articles) == 3


def test_the_requests_of_the_documentation_are_answered(client):
    block = next(body for name, _, body in BLOCKS if name == "docs/api.md" and "articles/move" in body)
    for line in block.strip().splitlines():
        verb, *rest = shlex.split(line)
        assert verb == "curl"
        method = rest[rest.index("-X") + 1] if "-X" in rest else "POST"
        (address,) = [part for part in rest if part.startswith("http://127.0.0.1:7860")]
        body = json.loads(rest[rest.index("--json") + 1]) if "--json" in rest else None
        assert send(client, method, address.partition("/api/v1")[2], body)
    assert names_of(client) == ["default", "council", "empty", "harbour"]


def test_a_second_move_is_refused_while_one_lasts(client, root):
    services = find_services(client)
    body = {"ids": [find_id(root, WALL)], "collection": ["harbour"], "to": "empty"}
    with services._moving:
        assert send(client, "POST", "/articles/move", body, status=503)["detail"] == "Other articles are being moved."
    assert send(client, "POST", "/articles/move", body)["moved"] == 1


def test_a_move_is_reported_though_the_target_is_deleted_right_after(root, monkeypatch):
    services = CollectionServices(root)
    move = services.move

    def move_and_delete(*arguments):
        both = move(*arguments)
        services.delete("empty", "")
        return both

    monkeypatch.setattr(services, "move", move_and_delete)
    wanted = MoveRequest(ids=[find_id(root, WALL)], collection=["harbour"], to="empty")
    made = finish_steps(move_steps(services, wanted, "harbour", ""))
    assert made["moved"] == 1
    assert services.restore("empty", "", "").articles == 1


def test_of_many_that_create_a_name_one_does(client, root):
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: client.post("/api/v1/collections", json={"name": "rush"}).status_code, range(8)))
    assert told.count(200) == 1 and set(told) <= {200, 409, 503}
    assert list_names(root) == ["default", "empty", "harbour", "rush"]


def test_there_are_only_so_many(client, monkeypatch):
    monkeypatch.setattr(collection_folders, "MAX_COLLECTIONS", 2)
    told = send(client, "POST", "/collections", {"name": "third"}, status=409)
    assert (told["detail"], told["remedy"]) == ("There are 2 collections already.", "Delete one first.")


SESSION: dict[str, dict[str, Any]] = {
    "create_collection": {"name": "board"},
    "rename_collection": {"name": "board", "new": "council"},
    "move_articles": {"ids": ["{wall}"], "collection": ["harbour"], "to": "council"},
    "delete_collection": {"name": "council"},
    "list_deleted_collections": {},
    "restore_collection": {"name": "council", "new": "board"},
}


@pytest.mark.parametrize("served", [LocalCollections, CollectionServices])
def test_an_assistant_changes_collections_and_each_result_fits_its_schema(root, served):
    article = find_id(root, WALL)
    told = {}
    with hold(Client(make_server(served(root), writes=True))) as session:
        schemas = {tool.name: tool.output_schema for tool in session.portal.call(session.client.list_tools).tools}
        for name, arguments in SESSION.items():
            told[name] = session.ask(name, **json.loads(json.dumps(arguments).replace("{wall}", article)))
            closed = {**schemas[name], "additionalProperties": False}
            assert [error.message for error in Draft202012Validator(closed).iter_errors(told[name])] == []
        listed = session.ask("list_collections")["collections"]
        quotes = session.ask("ask", question=LENGTH, collection=["board"])["quotes"]
    assert told["create_collection"]["collection"] == {"name": "board", "articles": 0}
    assert told["move_articles"]["moved"] == 1
    assert told["move_articles"]["collections"] == [
        {"name": "harbour", "articles": 2},
        {"name": "council", "articles": 1},
    ]
    assert told["list_deleted_collections"]["deleted"] == [told["delete_collection"]["deleted"]]
    assert told["restore_collection"]["collection"] == {"name": "board", "articles": 1}
    assert [one["name"] for one in listed] == ["default", "board", "empty", "harbour"]
    assert quotes[0]["text"] == WALL
