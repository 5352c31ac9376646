"""The cost of a request: that of the questions that are asked for it."""

import asyncio
import json
import re
import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from qa.evaluation.exam import EXAM_FILE, ExamQuestion, write_exam
from tests.support.api_client import at, find_event, find_mount, make_client, run_apart
from ui.security.buckets import Rate
from ui.security.limits import Limits

SMALL = Limits(requests=Rate(10, 0.1))


@pytest.fixture(scope="module")
def limited(shipped_folder):
    return make_client(shipped_folder, limits=SMALL)


def count_affordable(client):
    """Return how many requests a client may still send, and the `Retry-After` of the first refused one."""
    answers = [client.get("/api/v1/articles") for _ in range(11)]
    return [answer.status_code for answer in answers].count(200), int(answers[-1].headers.get("retry-after", 0))


DRAFT = " ".join(f"“the united nations mission {number}”." for number in range(25))
CITATION = {"text": "seven women", "start": 1, "end": 12, "article": {"id": "x"}, "prefix": "", "suffix": ""}
LONG: dict[str, tuple[str, Any]] = {
    "check": ("/api/v1/check", {"text": DRAFT}),
    "verify": ("/api/v1/verify", [CITATION] * 20),
    "matrix of cells": (
        "/api/v1/matrix",
        {"questions": [f"How many are women {number}?" for number in range(8)], "limit": 40},
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_request_costs_as_much_as_many(limited, name):
    path, body = LONG[name]
    client = at(limited, f"10.1.0.{len(name)}")
    assert client.post(path, json=body).status_code == 200
    affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 100


def test_a_cell_of_a_matrix_costs_half_a_request(limited):
    client = at(limited, "10.6.0.1")
    wanted = {"questions": ["How many of the peacekeepers are women?"], "limit": 4}
    assert client.post("/api/v1/matrix", json=wanted).status_code == 200
    assert count_affordable(client)[0] == 8


def test_a_short_request_costs_one(limited):
    client = at(limited, "10.2.0.1")
    assert client.post("/api/v1/check", json={"text": "“seven women”"}).status_code == 200
    assert count_affordable(client)[0] == 9


@pytest.mark.parametrize("name", ["check", "verify"])
def test_each_part_of_a_request_counts_as_one(limited, name):
    path, body = LONG[name]
    client = at(limited, f"10.5.0.{len(name)}")
    few = {"text": " ".join(DRAFT.split(". ")[:4])} if name == "check" else body[:4]
    assert client.post(path, json=few).status_code == 200
    assert count_affordable(client)[0] == 6


def test_the_exam_counts_as_its_questions(shipped_folder, tmp_path):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    write_exam(folder / EXAM_FILE, [ExamQuestion(f"Who sent {number} officers?") for number in range(4)])
    client = make_client(folder, limits=SMALL, read_only=True)
    functions = find_mount(client)._base_app.get_blocks().fns
    exam = functions[find_event(client, "ask_exam")]
    request = SimpleNamespace(client=SimpleNamespace(host="10.6.0.1"), scope={})

    async def is_disconnected():
        return False

    request.is_disconnected = is_disconnected
    summary, *_ = run_apart(lambda: exam.fn("", "", request))
    assert "of 4" in summary
    # The request itself, which pays for the first question, is not counted here.
    assert count_affordable(at(client, "10.6.0.1"))[0] == 7
    assert exam.concurrency_id not in {function.concurrency_id for function in functions.values() if function != exam}


def test_suggestions_cost_only_their_request(limited):
    client = at(limited, "10.7.0.1")

    def send(name, query=""):
        body = {"data": ["" if name == "begin" else None], "fn_index": find_event(client, name), "session_hash": "abc"}
        return client.post(f"/gradio_api/run/predict{query}", json=body).json()["data"]

    send("begin", "?q=How+many+of+the+peacekeepers+are+women%3F")
    assert "<a class=" in send("suggest_1")[0]
    assert count_affordable(client)[0] == 8


def call(client, name, data, component="tools"):
    blocks = find_mount(client)._base_app.get_blocks().blocks
    tools = next(number for number, block in blocks.items() if block.elem_id == component)
    body = {"component_id": tools, "fn_name": name, "data": data, "session_hash": "abc"}
    return client.post("/gradio_api/component_server/", json=body)


def test_an_export_of_mentions_costs_what_is_read_for_it(limited, monkeypatch):
    monkeypatch.setattr("ui.web.tabs.mentions_tab.EXPORTED_A_REQUEST", 4)
    client = at(limited, "10.3.1.1")
    wanted = {"address": "?mention=Golan+Heights", "form": "json"}
    assert len(json.loads(call(client, "export_mentions", wanted, "mentions-tools").json()["text"])["mentions"]) == 13
    # Thirteen mentions cost 3.25 requests, and reading to find them a fraction of one.
    assert count_affordable(client)[0] == 6


def without_time(exported: Any) -> str:
    """Return an exported page without the second in which it was made."""
    return re.sub(r'"made": "[^"]*"', "", exported.json()["text"])


def test_an_export_costs_what_must_be_searched_for_it(limited):
    client = at(limited, "10.3.0.1")
    wanted = {"asked": [f"?q=Who+sent+{number}+officers%3F" for number in range(20)], "form": "html"}
    answer = call(client, "export_conversation", wanted)
    assert answer.json()["text"].count("<bdi>Who sent") == 20
    affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 90
    again = at(limited, "10.3.0.2")
    assert without_time(call(again, "export_conversation", wanted)) == without_time(answer)
    assert count_affordable(again)[0] == 9


def test_an_export_of_new_answers_costs_one_each(limited):
    client = at(limited, "10.3.0.3")
    wanted = {"asked": [f"?q=Who+led+{number}+officers%3F" for number in range(5)], "form": "html"}
    assert "text" in call(client, "export_conversation", wanted).json()
    assert count_affordable(client)[0] == 5


def test_a_draft_of_mcp_costs_as_much_as_many(limited):
    call = {"name": "check_quotes", "arguments": {"text": DRAFT}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    with at(limited, "10.4.0.1") as client:
        answer = client.post("/mcp", json=body, headers=headers)
        assert len(json.loads(answer.text)["result"]["structuredContent"]["quotations"]) == 25
        affordable, seconds = count_affordable(client)
    assert affordable == 0 and seconds > 100


def test_a_client_has_few_requests_in_progress(shipped_folder):
    app: Any = make_client(shipped_folder, limits=Limits(at_once=3)).app
    opened = asyncio.Event
    scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "query_string": b"", "scheme": "http"}
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    statuses = []

    def visit(address):
        started = opened()

        async def receive():
            started.set()
            return await asyncio.get_running_loop().create_future()

        async def send(message):
            statuses.extend([message["status"]] if "status" in message else [])
            started.set()

        known = scope | {"headers": headers, "client": (address, 1), "server": ("localhost", 80)}
        return started, asyncio.create_task(app(known, receive, send))

    async def crowd():
        visits = [visit("10.0.0.7") for _ in range(4)] + [visit("10.0.0.8")]
        for started, _ in visits:
            await started.wait()
        assert statuses == [429]
        for _, task in visits:
            task.cancel()
        await asyncio.gather(*(task for _, task in visits), return_exceptions=True)
        started, task = visit("10.0.0.7")
        await started.wait()
        assert statuses == [429]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_apart(crowd)
