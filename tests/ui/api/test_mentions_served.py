"""Mentions by REST, by MCP with the official client, and by the command line: the same as in Python."""

import json

import pytest
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner
from mcp import Client

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.mentions.finding import find_mentions, mention_steps
from qa.mentions.mention_forms import MentionsForm, mention_to_json, mentions_to_json
from qa.timeline import find_timeline
from qa.work_steps import finish_steps
from ui.cli.main import quotedesk
from ui.collections.collection_services import CollectionServices
from ui.collections.local_collections import LocalCollections
from ui.mcp.mcp_server import make_server
from ui.mention_cache import MentionCache
from ui.mention_request import MentionRequest

PHRASE = "Golan Heights"


def get(client, **asked):
    return client.get("/api/v1/mentions", params=asked)


def test_rest_gives_what_python_gives(client, shipped):
    mentions = find_mentions(PHRASE, index=shipped)
    found = get(client, phrase=PHRASE).json()
    assert found == mentions_to_json(mentions)
    assert found["total"] == len(found["mentions"]) == 13
    rest = get(client, phrase=PHRASE, offset=10, limit=2).json()
    assert rest["mentions"] == found["mentions"][10:12] and rest["total"] == 13
    of_one = get(client, phrase=PHRASE, articles=[mentions.by_article[0].id], since="2024").json()
    assert of_one["total"] == mentions.by_article[0].count
    assert get(client, phrase="UNDOF", sources=["united nations"]).json()["by_source"] == [
        {"name": "United Nations", "count": 3}
    ]
    assert get(client, phrase="Kazakstan").json()["offers"] == ["Kazakhstan"]


def test_a_timeline_by_rest_is_that_of_python(client, shipped):
    timeline = find_timeline(PHRASE, index=shipped, every=True)
    found = client.get("/api/v1/timeline", params={"phrase": PHRASE}).json()
    assert (found["sentences_read"], found["is_whole"], found["mention_count"]) == (13, True, 13)
    assert [(one["period"], one["basis"], one["quote"]["text"]) for one in found["events"]] == [
        (event.period.iso, event.basis, event.quote.text) for event in timeline.events
    ]
    assert found["total"] == len(timeline.events) > 3
    rest = client.get("/api/v1/timeline", params={"phrase": PHRASE, "offset": 2, "limit": 1}).json()
    assert rest["events"] == found["events"][2:3] and rest["total"] == found["total"]
    source = found["events"][0]["quote"]["article"]["source"]
    of_one = client.get("/api/v1/timeline", params={"phrase": PHRASE, "sources": [source]}).json()
    assert {one["quote"]["article"]["source"] for one in of_one["events"]} == {source}
    citations = read_citations(json.dumps(found).encode(), "timeline.json")
    assert [verify(citation, shipped).status for citation in citations] == ["ok"] * found["total"]


def test_a_timeline_of_very_many_mentions_takes_all_when_it_is_told_to(client, shipped, monkeypatch):
    monkeypatch.setattr("ui.mention_cache.MOST_DATED", 2)
    best = client.get("/api/v1/timeline", params={"phrase": "the Golan Heights"}).json()
    assert not best["is_whole"] and best["mention_count"] == 13
    every = client.get("/api/v1/timeline", params={"phrase": "the Golan Heights", "all": True}).json()
    assert every["is_whole"] and every["sentences_read"] == 13


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"phrase": ""}, "phrase is empty"),
        ({"phrase": "x" * 201}, "at most 200"),
        ({"phrase": "x", "limit": 201}, "less than or equal to 200"),
        ({"phrase": "x", "since": "soon"}, "not a date"),
        ({"phrase": "x", "word": "y"}, "not permitted"),
        ({"phrase": "the"}, "common words"),
        ({"phrase": "x", "articles": ["nothing"]}, "no article nothing"),
    ],
)
def test_rest_says_what_is_wrong(client, asked, words):
    response = get(client, **asked)
    assert response.status_code == 422
    assert words in response.text


def test_an_mcp_client_gets_the_output_schema_and_a_result_that_fits(shipped):
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(make_server(LocalCollections(shipped.folder)))) as mcp,
    ):
        (tool,) = [tool for tool in portal.call(mcp.list_tools).tools if tool.name == "mentions"]
        assert set(tool.output_schema["properties"]) == {"untrusted", "notice", *MentionsForm.model_fields}
        # The client validates the result against the schema.
        found = portal.call(mcp.call_tool, "mentions", {"phrase": PHRASE, "limit": 2}).structured_content
        assert (found["total"], len(found["mentions"]), found["untrusted"]) == (13, 2, True)
        refused = portal.call(mcp.call_tool, "mentions", {"phrase": "the"})
        assert refused.is_error and "common words" in refused.content[0].text


def test_mcp_searches_again_only_what_no_page_and_no_program_has_searched(shipped_folder, monkeypatch):
    searched = []

    def search(typed, *arguments):
        searched.append(typed)
        return mention_steps(typed, *arguments)

    monkeypatch.setattr("ui.mention_cache.mention_steps", search)
    services = CollectionServices(shipped_folder)
    finish_steps(services.default.mentions.find(MentionRequest("UNDOF"), services.default.refresh()))
    for collections in services, LocalCollections(shipped_folder):
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(Client(make_server(collections))) as mcp,
        ):
            for offset in range(3):
                found = portal.call(mcp.call_tool, "mentions", {"phrase": "UNDOF", "offset": offset, "limit": 1})
                assert found.structured_content["total"] == 4
    # Once for the page and MCP of a server, and once for a program's own server.
    assert searched == ["UNDOF", "UNDOF"]


def test_each_collection_keeps_its_mentions_until_it_changes(shipped, tmp_path, encoder, monkeypatch):
    searched = []

    def search(typed, index, *arguments):
        searched.append(index.folder)
        return mention_steps(typed, index, *arguments)

    def build(*texts):
        build_index(Reading([FoundArticle(make_article(text), text) for text in texts]), tmp_path, encoder=encoder)
        return open_index(tmp_path)

    monkeypatch.setattr("ui.mention_cache.mention_steps", search)
    cache, other = MentionCache(), build("UNDOF met in Aktau.")
    for index in shipped, shipped, other, shipped, other, shipped:
        finish_steps(cache.find(MentionRequest("UNDOF"), index))
    assert searched == [shipped.folder, other.folder]
    newer = build("UNDOF met in Aktau.", "UNDOF left Aktau.")
    assert newer.generation != other.generation
    for index in newer, shipped, newer:
        found = finish_steps(cache.find(MentionRequest("UNDOF"), index))
    assert len(found) == 2
    assert searched == [shipped.folder, other.folder, newer.folder]


def run(folder, *arguments):
    return CliRunner().invoke(quotedesk, ["mentions", *arguments, "--index", str(folder)])


def test_the_command_lists_counts_and_writes(shipped_folder, shipped, tmp_path):
    mentions = find_mentions("UNDOF", index=shipped)
    listed = run(shipped_folder, "UNDOF").stdout
    assert listed.startswith("4 sentences in 2 articles mention UNDOF; the list is complete (14 read).\n")
    assert "By month: 2024-01: 1, 2024-02: 3\n" in listed
    for mention in mentions:
        assert f"[{mention.quote.number}] {mention.text} ({mention.article.id}:{mention.quote.start}-" in listed
    lines = run(shipped_folder, "UNDOF", "--json").stdout.splitlines()
    assert list(map(json.loads, lines)) == [mention_to_json(mention) for mention in mentions]
    assert json.loads(run(shipped_folder, "UNDOF", "--json", "--counts").stdout)["total"] == 4
    written = tmp_path / "undof.html"
    assert run(shipped_folder, "UNDOF", "--out", str(written)).exit_code == 0
    verified = CliRunner().invoke(quotedesk, ["verify", str(written), "--index", str(shipped_folder)])
    assert verified.stdout.count("ok  ") == 4 and verified.exit_code == 0


def test_the_command_says_what_to_do(shipped_folder, tmp_path):
    assert run(shipped_folder, "Kazakstan").stdout.endswith("The articles have: Kazakhstan\n")
    refused = run(shipped_folder, "UNDOF", "--out", str(tmp_path / "undof.exe"))
    assert refused.exit_code == 1 and "Name a file that ends with .csv, .json or .html." in refused.stderr
    assert list(tmp_path.iterdir()) == []
    assert "common words" in run(shipped_folder, "who").stderr
    assert "no article" in run(shipped_folder, "UNDOF", "--article", "x").stderr
