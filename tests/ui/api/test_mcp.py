"""MCP with the official client, over stdio and over HTTP: every tool, errors, hostile articles, new generations."""

import json
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from mcp import Client

from corpus.reading import read_articles
from index.building.build import build_index
from qa.api import ask, retrieve
from qa.matrix.filling import fill_matrix
from qa.serialize import answer_to_json
from tests.support.hostile import HOSTILE_TEXT, HOSTILE_TITLE
from tests.ui.api.mcp_session import API, NOTICE, ROOT, connect, hold
from ui.cli.main import quotedesk

QUESTION = "How many of the peacekeepers are women?"
WOMEN = "228e99aee21d84ac"
DESTRUCTIVE = {
    *("rename_collection", "delete_collection", "move_articles", "edit_clipping", "remove_clipping"),
    *("pause_standing", "remove_standing", "mark_standing_read"),
}
WRITING = DESTRUCTIVE | {
    *("keep_clipping", "create_collection", "restore_collection", "add_standing", "restore_standing", "ask_standing"),
}


@pytest.fixture(scope="module", params=["stdio", "http"])
def session(request, index_folder, tmp_path_factory):
    connection: Any
    if request.param == "stdio":
        connection = connect(index_folder, tmp_path_factory.mktemp("stdio"))
    else:
        connection = Client(f"{request.getfixturevalue('address')}/mcp")
    with hold(connection) as session:
        yield session


def test_the_program_in_the_documentation_runs(address):
    program = re.search(r"^```python\n(.*?)^```$", API, re.DOTALL | re.MULTILINE)[1]
    program = program.replace("http://127.0.0.1:7860", address)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.split(",")[0], done.stderr) == ("One hundred and thirty-nine peacekeepers", "")


def test_a_client_gets_the_list_of_tools(session):
    tools = session.portal.call(session.client.list_tools).tools
    assert NOTICE in session.client.instructions
    reading = ["search", "ask", "get_passage", "check_quotes", "list_articles"]
    reading += [
        "mentions",
        "timeline",
        "fill_matrix",
        "overview",
        "related_articles",
        "extract",
        "standing_news",
        "list_clippings",
    ]
    reading += ["list_collections", "list_deleted_collections"]
    assert [tool.name for tool in tools if tool.annotations.read_only_hint] == reading
    assert {tool.name for tool in tools} - set(reading) == WRITING
    assert not any(tool.annotations.open_world_hint for tool in tools)
    # The others of those that write only add.
    assert {tool.name for tool in tools if tool.annotations.destructive_hint} == DESTRUCTIVE
    assert {tool.name for tool in tools if tool.name in WRITING and not tool.annotations.idempotent_hint} == {
        "add_standing"
    }
    for tool in tools:
        assert len(tool.description) > 80
        assert tool.input_schema["additionalProperties"] is False
        assert {"untrusted", "notice"} < set(tool.output_schema["properties"])
        for argument in tool.input_schema["properties"].values():
            assert argument["description"].endswith(".")
            # No path, address or command: texts with a limit, numbers with a bound, days.
            for kind in argument.get("anyOf", [argument]):
                limits = {"string": ("maxLength", "format", "enum"), "integer": ("minimum",), "array": ("maxItems",)}
                assert kind["type"] in ("boolean", "null") or set(limits[kind["type"]]) & set(kind)


def test_the_matrix_is_filled_page_by_page_as_its_schema_says(session, index):
    tools = session.portal.call(session.client.list_tools).tools
    schema = next(tool.output_schema for tool in tools if tool.name == "fill_matrix")
    questions, cells, offset = [QUESTION, "What is the capital of Australia?"], [], 0
    while offset is not None:
        page = session.ask("fill_matrix", questions=questions, words="UNDOF", offset=offset, limit=3)
        # The client itself checks the types.
        assert set(schema["properties"]) <= set(page)
        cells += page["cells"]
        offset = page["next_offset"]
    whole = fill_matrix(questions, index=index, words="UNDOF")
    assert len(cells) == page["total"] == whole.size
    filled = [(column, whole.cells[question, column.key]) for column in whole.columns for question in whole.questions]
    for (column, cell), given in zip(filled, cells, strict=True):
        assert (given["question"], given["column"], given["state"]) == (cell.question, column.key, cell.state)
        quote = cell.quote(index)
        assert (given["quote"] and given["quote"]["text"]) == (quote and quote.text)
    assert "There is no article zorblaxia" in session.fail("fill_matrix", questions=[QUESTION], articles=["zorblaxia"])
    assert "limit" in session.fail("fill_matrix", questions=[QUESTION], limit=101)
    assert "questions" in session.fail("fill_matrix", questions=[])


def test_every_tool_gives_what_python_gives(session, index):
    hits = retrieve(QUESTION, 2, index=index)
    found = session.ask("search", question=QUESTION, k=2)["hits"]
    assert [hit["passage"]["text"] for hit in found] == [hit.passage.text for hit in hits]
    assert "why" not in found[0]
    answer = json.loads(json.dumps(answer_to_json(ask("How many are women?", history=[QUESTION], index=index))))
    asked = session.ask("ask", question="How many are women?", history=[QUESTION], passages=True)
    told = {name: asked[name] for name in answer}
    assert [hit | {"why": None} for hit in told.pop("hits")] == [hit | {"why": None} for hit in answer.pop("hits")]
    assert told == answer
    passage = session.ask("get_passage", article_id=WOMEN, start=763, end=903)
    assert passage["text"] == index.articles[WOMEN].text[763:903] == answer["quotes"][0]["text"]
    assert (passage["length"], passage["article"]["id"]) == (len(index.articles[WOMEN].text), WOMEN)
    draft = "“including seven women” and “including eight women”"
    true, false = session.ask("check_quotes", text=draft)["quotations"]
    assert (true["status"], false["status"]) == ("verbatim", "altered")
    assert [(place["article"]["id"], place["start"]) for place in true["places"]] == [(WOMEN, 805)]
    (listed,) = session.ask("list_articles", filter="united nations", limit=1)["articles"]
    assert listed["source"] == "United Nations"
    assert "text" not in listed


def test_every_result_has_the_fields_of_its_schema_and_no_others(session):
    schemas = {tool.name: tool.output_schema for tool in session.portal.call(session.client.list_tools).tools}
    calls: dict[str, dict[str, Any]] = {
        "search": {"question": QUESTION},
        "ask": {"question": QUESTION},
        "get_passage": {"article_id": WOMEN},
        "check_quotes": {"text": "“including eight women”"},
        "list_articles": {},
        "list_collections": {},
        "list_deleted_collections": {},
        "mentions": {"phrase": "UNDOF"},
        "timeline": {"phrase": "UNDOF"},
        "fill_matrix": {"questions": [QUESTION], "limit": 1},
        "overview": {},
        "related_articles": {"article_id": WOMEN},
        "extract": {"article_id": WOMEN},
        "standing_news": {},
        "list_clippings": {},
    }
    # Those that write would change the shared index; the tests of their features call them.
    assert calls.keys() == schemas.keys() - WRITING
    for name, arguments in calls.items():
        validator = Draft202012Validator(_close(schemas[name]))
        assert [error.message for error in validator.iter_errors(session.ask(name, **arguments))] == [], name


def _close(schema):
    """Return a schema whose objects may have no other fields than those described."""
    if isinstance(schema, list):
        return [_close(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _close(part) for name, part in schema.items()}
    return closed | ({"additionalProperties": False} if schema.get("type") == "object" else {})


def test_filters_and_pages(session, index):
    assert "hits" not in session.ask("ask", question=QUESTION)
    assert session.ask("search", question="Kazakhstan", until="1999-01-01")["hits"] == []
    hits = session.ask("search", question="Kazakhstan", sources=["United Nations"], since="2024-02-22", k=50)["hits"]
    assert hits and {hit["article"]["source"] for hit in hits} == {"United Nations"}
    assert session.ask("ask", question="What is the capital of Australia?")["status"] == "not_found"
    first = session.ask("list_articles", limit=4)
    rest = session.ask("list_articles", limit=4, offset=first["next_offset"])
    assert rest["next_offset"] is None
    assert {article["id"] for article in first["articles"] + rest["articles"]} >= set(index.articles)
    whole = session.ask("get_passage", article_id=WOMEN)
    assert whole["text"] == index.articles[WOMEN].text


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("ask", {}, "question: Field required."),
        ("ask", {"question": "  "}, "question is empty; type what you want to know."),
        ("search", {"question": "x" * 2001}, "question has 2,001 characters"),
        ("search", {"question": "x", "k": 0}, "k: Input should be greater than or equal to 1."),
        ("search", {"question": "x", "k": 101}, "k: Input should be less than or equal to 100."),
        ("search", {"question": "x", "source": "UN"}, "source: Extra inputs are not permitted."),
        ("search", {"question": "x", "since": "soon"}, "since is 'soon', which is not a date. Write it as 2024-01-31"),
        ("get_passage", {"article_id": "../../etc/passwd"}, "There is no article ../../etc/passwd. It may have"),
        ("get_passage", {"article_id": WOMEN, "start": 9, "end": 8}, "9 to 8 is not a range in it."),
        ("get_passage", {"article_id": WOMEN, "start": 0, "end": 10**9}, "Give a start and an end between 0 and 3172."),
        ("get_passage", {"article_id": WOMEN, "start": -1}, "start: Input should be greater than or equal to 0."),
        ("list_articles", {"limit": 1000}, "limit: Input should be less than or equal to 200."),
        ("check_quotes", {"text": "x" * 100_001}, "text: String should have at most 100000 characters."),
        ("remove", {"article_id": WOMEN}, "There is no tool remove. There are: search, ask"),
    ],
)
def test_a_user_error_is_reported_in_a_sentence(session, name, arguments, sentence):
    assert sentence in session.fail(name, **arguments)


def test_an_older_client_is_served_too(address):
    with hold(Client(f"{address}/mcp", mode="legacy")) as session:
        assert session.client.protocol_version == "2025-11-25"
        assert session.ask("ask", question=QUESTION)["quotes"][0]["article"]["id"] == WOMEN
        assert "question is empty" in session.fail("ask", question="")


def test_hostile_words_come_back_as_data_to_the_character(session, index):
    found = session.ask("ask", question="What did the Zorblatt committee choose?", passages=True)
    (hostile,) = (article for article in index.articles.values() if article.title == HOSTILE_TITLE)
    assert hostile.text == HOSTILE_TEXT
    assert found["quotes"][0]["article"]["title"] == HOSTILE_TITLE
    for quote in (quote for quote in found["quotes"] if quote["article"]["id"] == hostile.id):
        assert HOSTILE_TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert session.ask("get_passage", article_id=hostile.id)["text"] == HOSTILE_TEXT
    checked = session.ask("check_quotes", text=HOSTILE_TEXT[: HOSTILE_TEXT.index("“")])
    assert {quotation["status"] for quotation in checked["quotations"]} == {"verbatim"}


def test_a_new_generation_is_answered_from_and_a_lost_index_is_reported(shipped_folder, tmp_path):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    (tmp_path / "news.txt").write_text("The glimmerfish of Aktau weighs nine tonnes.")
    with hold(connect(folder, tmp_path)) as session:
        question = {"question": "What does the glimmerfish weigh?"}
        assert session.ask("ask", **question)["status"] == "not_found"
        build_index(read_articles([tmp_path / "news.txt"]), folder)
        quote = session.ask("ask", **question)["quotes"][0]
        assert quote["text"] == "The glimmerfish of Aktau weighs nine tonnes."
        shutil.rmtree(folder)
        assert "Build one with: quotedesk index PATH" in session.fail("ask", **question)
    told = CliRunner().invoke(quotedesk, ["mcp", "--index", str(folder)])
    assert (told.exit_code, told.stdout) == (1, "")
    assert "Build one with: quotedesk index PATH" in told.stderr


def test_nothing_but_the_protocol_is_printed(shipped_folder):
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    lines: list[dict[str, Any]] = [
        {"method": "initialize", "id": 1, "params": hello},
        {"method": "notifications/initialized"},
        {"method": "tools/call", "id": 2, "params": {"name": "ask", "arguments": {"question": QUESTION}}},
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "mcp", "--index", str(shipped_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    for line in lines:
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **line}) + "\n")
    server.stdin.flush()
    answers = [json.loads(server.stdout.readline()) for _ in range(2)]
    rest, errors = server.communicate(timeout=30)
    assert [answer["id"] for answer in answers] == [1, 2]
    assert (rest, errors, server.returncode) == ("", "", 0)


def test_an_internal_error_gives_no_details(shipped, monkeypatch, caplog):
    from ui.collections.local_collections import LocalCollections
    from ui.mcp.mcp_server import make_server

    def fail(*args, **options):
        raise RuntimeError("secret")

    monkeypatch.setattr("ui.mcp.mcp_tools.ask", fail)
    with hold(Client(make_server(LocalCollections(shipped.folder)))) as session:
        assert session.fail("ask", question="x") == "The tool ask failed; see the server log."
    assert "secret" in caplog.text
