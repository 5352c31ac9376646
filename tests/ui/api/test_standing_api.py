"""Standing questions by REST and MCP, and their Atom feed."""

import json
import shutil
from datetime import date
from html import unescape
from uuid import UUID
from xml.etree import ElementTree

import feedparser
import pytest
from jsonschema import Draft202012Validator
from mcp import Client

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.standing import STANDING_FILE
from qa.standing.asking import ask_standing
from qa.standing.standing_file import read_standing
from tests.support.api_client import make_client, run_apart
from tests.ui.api.mcp_session import hold
from ui.ask_request import address_of, read_address, request_of
from ui.collections.local_collections import LocalCollections
from ui.html.standing_html import standing_html
from ui.mcp.mcp_server import make_server
from ui.security.login import Login
from ui.security.request_queue import RequestQueue

BRIDGE = "When will the bridge over the Ural reopen?"
REOPENS = "The bridge over the Ural will reopen on 4 May, the road agency said."
HOSTILE = {
    "title": "<script>hacked=1</script> & ]]> \x1b[31m\u202e",
    "source": '"><img src=x onerror=hacked=2>',
    "url": "javascript:hacked=3",
}
FEED = "/api/v1/standing/feed"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def shared(shipped_folder, tmp_path_factory):
    """An index that new articles come to, and a client of it."""
    folder = shutil.copytree(shipped_folder, tmp_path_factory.mktemp("standing") / "index")
    return folder, make_client(folder)


@pytest.fixture
def folder(shared, shipped):
    """That index with the shipped articles and without standing questions."""
    folder = shared[0]
    (folder / STANDING_FILE).unlink(missing_ok=True)
    if added := open_index(folder).articles.keys() - shipped.articles.keys():
        build_index(Reading(), folder, remove=sorted(added))
    return folder


@pytest.fixture
def client(shared, folder):
    return shared[1]


def add(folder, text, **fields):
    build_index(Reading([FoundArticle(make_article(text, **fields), text[:20])]), folder)


def stand(client, question=BRIDGE, **fields):
    response = client.post("/api/v1/standing", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    return response.json()


def listed(client, **parameters):
    return client.get("/api/v1/standing", params=parameters).json()["questions"]


def test_a_question_is_added_asked_read_paused_and_removed(client, folder):
    question = stand(client, sources=["Times"], since="2024-03")
    assert (question["sources"], question["since"], question["found"]) == (["Times"], "2024-03-01", 0)
    add(folder, f"{REOPENS} Buses use the ferry.", source="Times", published=date(2024, 3, 3))
    (asked,) = client.post("/api/v1/standing/ask").json()["questions"]
    (sentence,) = asked["sentences"]
    assert (sentence["text"], sentence["article"]["source"]) == (REOPENS, "Times")
    assert client.post("/api/v1/standing/ask").json() == {"questions": []}
    assert [one["unread"] for one in listed(client)] == [1]
    assert client.post("/api/v1/standing/read", json={"ids": [sentence["id"]]}).json() == {"changed": 1}
    assert [one["sentences"] for one in listed(client)] == [[]]
    assert [len(one["sentences"]) for one in listed(client, all=True)] == [1]
    path = f"/api/v1/standing/{question['id']}"
    assert client.patch(path, json={"paused": True}).json()["paused"] is True
    assert client.delete(path).json()["id"] == question["id"]
    assert listed(client) == []
    assert client.post(f"{path}/restore").json()["found"] == 1
    assert [one["paused"] for one in listed(client)] == [True]


def test_what_is_returned_can_be_verified(client, folder):
    stand(client)
    add(folder, REOPENS)
    client.post("/api/v1/standing/ask")
    sentences = listed(client)[0]["sentences"]
    response = client.post("/api/v1/verify", json=sentences)
    assert [one["status"] for one in response.json()["verifications"]] == ["ok"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {"question": "How many articles are there?"}, 422),
        ("POST", "", {"question": ""}, 422),
        ("POST", "", {"question": BRIDGE, "k": 5}, 422),
        ("POST", "", {"question": BRIDGE, "since": "2024-13-01"}, 422),
        ("POST", "", {"question": BRIDGE, "sources": ["x" * 201]}, 422),
        ("PATCH", "/nothing", {"paused": True}, 404),
        ("DELETE", "/..%2F..%2Fedits", None, 404),
        ("DELETE", "/nothing", None, 404),
        ("POST", "/nothing/restore", None, 404),
        ("POST", "/read", {"ids": "all"}, 422),
    ],
)
def test_wrong_requests_are_refused_and_change_nothing(client, folder, method, path, body, status):
    stand(client)
    before = read_standing(folder)
    assert client.request(method, f"/api/v1/standing{path}", json=body).status_code == status
    assert read_standing(folder) == before


def test_there_are_only_so_many(client, monkeypatch):
    monkeypatch.setattr("qa.standing.standing_changes.MAX_STANDING", 2)
    for number in range(2):
        stand(client, f"Who won race {number}?")
    response = client.post("/api/v1/standing", json={"question": BRIDGE})
    assert (response.status_code, response.json()["remedy"]) == (422, "Remove one first.")


def test_a_server_that_is_read_only_changes_nothing(folder):
    stand(make_client(folder))
    before = read_standing(folder)
    add(folder, REOPENS)
    reader = make_client(folder, read_only=True)
    id = before.questions[0].id
    for method, path, body in (
        ("POST", "", {"question": "Who won?"}),
        ("POST", "/ask", None),
        ("POST", "/read", {"ids": []}),
        ("PATCH", f"/{id}", {"paused": True}),
        ("DELETE", f"/{id}", None),
        ("POST", f"/{id}/restore", None),
    ):
        assert reader.request(method, f"/api/v1/standing{path}", json=body).status_code == 403
    assert [one["id"] for one in listed(reader)] == [id]
    assert read_standing(folder) == before


def test_another_site_cannot_change_questions(client, folder):
    id = stand(client)["id"]
    before = read_standing(folder)
    for method, path in ("POST", ""), ("DELETE", f"/{id}"), ("PATCH", f"/{id}"):
        response = client.request(
            method, f"/api/v1/standing{path}", json={"question": "x"}, headers={"Origin": "https://evil.example"}
        )
        assert response.status_code == 403
    assert read_standing(folder) == before


def test_the_feed_needs_the_login_of_the_rest(folder):
    client = make_client(folder, login=Login("me:secret"))
    assert client.get(FEED).status_code == 401
    assert client.get(FEED, auth=("me", "secret")).status_code == 200


def read_feed(client):
    response = client.get(FEED)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return response, feedparser.parse(response.content)


def test_the_feed_takes_a_turn_like_other_requests(client, monkeypatch):
    turns = []
    run_steps = RequestQueue.run_steps

    async def note(queue, visit, steps):
        turns.append(visit.address)
        return await run_steps(queue, visit, steps)

    monkeypatch.setattr(RequestQueue, "run_steps", note)
    assert client.get(FEED).status_code == 200
    assert len(turns) == 1


def test_the_feed_is_valid_atom_and_its_ids_stay(client, folder):
    stand(client)
    _, empty = read_feed(client)
    assert (empty.bozo, empty.entries, empty.version) == (False, [], "atom10")
    add(folder, REOPENS, title="The bridge", url="https://times.example/1?a=1&b=2")
    ask_standing(folder)
    add(folder, "The bridge over the Ural will reopen only on 20 June because of the flood.")
    ask_standing(folder)
    response, feed = read_feed(client)
    root = ElementTree.fromstring(response.content)
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert all(len(element.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated"))
        assert UUID(element.findtext(f"{ATOM}id").removeprefix("urn:uuid:"))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert len({entry.id for entry in feed.entries}) == 2
    assert [entry.title for entry in feed.entries] == [BRIDGE, BRIDGE]
    contents = [entry.content[0].value for entry in feed.entries]
    assert any(REOPENS in content and "https://times.example/1?a=1&amp;b=2" in content for content in contents)
    assert all("#cite=" in entry.link and entry.link.startswith("http://localhost/?q=When") for entry in feed.entries)
    _, again = read_feed(make_client(folder))
    assert (again.feed.id, [entry.id for entry in again.entries]) == (
        empty.feed.id,
        [entry.id for entry in feed.entries],
    )


def test_a_feed_that_has_not_changed_is_not_sent_again(client, folder):
    stand(client)
    tag = client.get(FEED).headers["etag"]
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    add(folder, REOPENS)
    ask_standing(folder)
    assert client.get(FEED, headers={"If-None-Match": tag}).status_code == 200


def test_a_hostile_article_stays_text_in_the_feed(client, folder):
    stand(client)
    add(folder, f"<script>hacked=4</script> {REOPENS.replace('road', '<b>road</b>')}", **HOSTILE)
    ask_standing(folder)
    response, feed = read_feed(client)
    assert feed.bozo is False
    (entry,) = feed.entries
    html = ElementTree.fromstring(response.content).find(f"{ATOM}entry/{ATOM}content")
    assert html.get("type") == "html"
    assert "<script" not in html.text
    assert "<img" not in html.text
    assert "javascript:" not in html.text
    assert not set("\x1b\u202e") & set(response.text)
    assert "&lt;b&gt;road&lt;/b&gt;" in html.text


def test_assistants_are_told_what_is_new(client, folder):
    stand(client)
    add(folder, REOPENS)
    ask_standing(folder)

    async def call():
        async with Client(make_server(LocalCollections(folder))) as assistant:
            (tool,) = [tool for tool in (await assistant.list_tools()).tools if tool.name == "standing_news"]
            return tool, await assistant.call_tool("standing_news", {"limit": 1})

    tool, result = run_apart(call)
    assert set(tool.output_schema["required"]) == set(result.structured_content)
    (question,) = result.structured_content["questions"]
    assert (question["question"], question["sentences"][0]["text"]) == (BRIDGE, REOPENS)
    (citation,) = read_citations(json.dumps(question["sentences"]).encode(), "a test")
    assert verify(citation, open_index(folder)).status == "ok"


def test_an_assistant_changes_standing_questions(client, folder):
    with hold(Client(make_server(LocalCollections(folder), writes=True))) as session:
        schemas = {tool.name: tool.output_schema for tool in session.portal.call(session.client.list_tools).tools}

        def ask(name, **arguments):
            told = session.ask(name, **arguments)
            assert not list(Draft202012Validator(schemas[name] | {"additionalProperties": False}).iter_errors(told))
            return told

        id = ask("add_standing", question=BRIDGE, since="2024-03")["question"]["id"]
        add(folder, REOPENS, published=date(2024, 3, 3))
        assert ask("pause_standing", id=id, paused=True)["question"]["paused"]
        assert ask("ask_standing")["questions"] == []
        assert not ask("pause_standing", id=id, paused=False)["question"]["paused"]
        (sentence,) = ask("ask_standing")["questions"][0]["sentences"]
        assert sentence["text"] == REOPENS
        assert ask("mark_standing_read", ids=[sentence["id"]])["changed"] == 1
        assert [one["unread"] for one in listed(client)] == [0]
        assert ask("remove_standing", id=id)["question"]["found"] == 1
        assert listed(client) == [] and "There is no standing question" in session.fail("remove_standing", id=id)
        assert ask("restore_standing", id=id)["question"]["found"] == 1
        assert [one["question"] for one in listed(client)] == [BRIDGE]
        assert "question" in session.fail("add_standing", question="How many articles are there?")


@pytest.mark.parametrize("read_period", [True, False])
def test_the_links_of_a_question_ask_it_as_it_is_asked(client, folder, read_period):
    question = "Since March 2024, when will the bridge over the Ural reopen?"
    stand(client, question, read_period=read_period)
    add(folder, REOPENS, published=date(2024, 3, 3))
    client.post("/api/v1/standing/ask")
    (kept,) = read_standing(folder).shown
    asked = read_address(address_of(request_of(kept, ())))
    assert (asked.question, asked.reads_period, asked.since) == (question, read_period, None)
    address = address_of(asked)
    assert f'href="{address}"' in unescape(standing_html([kept], open_index(folder)))
    (entry,) = feedparser.parse(client.get(FEED).text).entries
    assert f"{address}#cite=" in entry.link
