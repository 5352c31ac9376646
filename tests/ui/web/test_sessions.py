"""Sessions on the server: questions are kept for a time, in little memory."""

import json
import re
import time
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest

from qa.input_limits import MAX_TURNS
from tests.support.api_client import find_event, find_mount, make_client, read_config
from tests.support.own_server import serving_process
from ui.ask_request import MAX_CONVERSATION_LENGTH, AskRequest, keep_newest
from ui.web.sessions import UNREAD_SECONDS

WORDS = "women peacekeepers golan heights mission ceasefire environment strategy parliament transport".split()


@pytest.fixture
def sessions(shipped_folder):
    return find_mount(make_client(shipped_folder))._base_app.state_holder


def find_state(sessions):
    return next(id for id, block in sessions.blocks.blocks.items() if block.stateful)


def test_a_session_keeps_its_conversation_until_it_was_not_used_for_long(sessions, monkeypatch):
    key, now = find_state(sessions), time.monotonic()
    sessions["one"][key] = [AskRequest("Who?")]
    sessions["two"][key] = [AskRequest("What?")]
    hours = sessions.blocks.blocks[key].time_to_live / 3600
    assert 1 <= hours <= 24
    monkeypatch.setattr("ui.web.sessions.time.monotonic", lambda: now + 3600 * hours - 60)
    assert sessions["two"][key] == [AskRequest("What?")]
    monkeypatch.setattr("ui.web.sessions.time.monotonic", lambda: now + 3600 * hours + 60)
    sessions.delete_all_expired_state()
    assert "one" not in sessions and sessions["two"][key] == [AskRequest("What?")]
    assert sessions["one"][key] == []


def test_the_oldest_session_makes_room(sessions):
    key = find_state(sessions)
    sessions.capacity = 3
    for number in range(4):
        sessions[str(number)][key] = [AskRequest(str(number))]
    assert [str(number) in sessions for number in range(4)] == [False, True, True, True]
    sessions["1"], sessions["new"]
    assert "1" in sessions and "2" not in sessions


def test_nothing_that_is_shown_is_kept(shipped_folder):
    client = make_client(shipped_folder)
    for number, question in enumerate(["", "?q=How+many+of+the+peacekeepers+are+women%3F"]):
        call = {"data": [""], "fn_index": find_event(client, "begin"), "session_hash": "one"}
        _, chat, welcome = client.post(f"/gradio_api/run/predict{question}", json=call).json()["data"]
        assert ("5 sample articles" in welcome) == (number == 0)
        assert len(chat) == 2 * number
    (session,) = find_mount(client)._base_app.state_holder.session_data.values()
    (kept,) = session.state_data.values()
    assert [asked.question for asked in kept] == ["How many of the peacekeepers are women?"]
    assert "<" not in repr(kept)
    assert session.config_values == session._updated == {}
    assert session.blocks_config is session.blocks_config.root_block.default_config


def test_results_that_nobody_reads_are_dropped(sessions, monkeypatch):
    queue, now = sessions.blocks._queue, time.monotonic()
    for name in "gone", "running":
        assert sessions[name]
        queue.pending_messages_per_session[name] = ["a large answer"]
        queue.pending_event_ids_session[name] = {name}
    queue.event_ids_to_events["running"] = object()
    sessions.delete_all_expired_state()
    assert len(queue.pending_messages_per_session) == 2
    monkeypatch.setattr("ui.web.sessions.time.monotonic", lambda: now + UNREAD_SECONDS + 1)
    sessions.delete_all_expired_state()
    assert list(queue.pending_messages_per_session) == list(queue.pending_event_ids_session) == ["running"]


def test_a_session_whose_upload_is_built_is_not_dropped_for_others(sessions):
    queue, key = sessions.blocks._queue, find_state(sessions)
    sessions.capacity = queue.pending_messages_per_session.max_size = 3
    for name in ["upload", *map(str, range(6))]:
        sessions[name][key] = [AskRequest(name)]
        queue.pending_messages_per_session[name] = []
        queue.pending_event_ids_session[name] = {name}
        if name == "upload":
            queue.event_ids_to_events[name] = object()
    assert list(queue.pending_messages_per_session) == list(queue.pending_event_ids_session) == ["upload", "4", "5"]
    assert list(sessions.session_data) == ["upload", "4", "5"]
    assert sessions["upload"][key] == [AskRequest("upload")]


def test_results_of_hundreds_of_sessions_wait_to_be_read(sessions):
    results = sessions.blocks._queue.pending_messages_per_session
    for number in range(1000):
        results[str(number)] = []
    assert len(results) == 1000


def test_a_conversation_is_kept_as_far_as_there_is_room():
    assert len(keep_newest([AskRequest(f"Who signed {number}?") for number in range(200)])) == MAX_TURNS
    long = [AskRequest("x" * (MAX_CONVERSATION_LENGTH // 4), ("y" * (MAX_CONVERSATION_LENGTH // 4),)) for _ in range(5)]
    assert keep_newest(long) == long[-2:]
    assert keep_newest([AskRequest("x" * (MAX_CONVERSATION_LENGTH + 1))]) == keep_newest([]) == []


class Page:
    """Asks as the page does, each time in a session of its own."""

    def __init__(self, address):
        self.client = httpx.Client(base_url=address, timeout=120)
        config = read_config(self.client.get("/").text)
        names = {part["props"].get("elem_id"): part["id"] for part in config["components"]}
        self.function = next(
            function
            for function in config["dependencies"]
            if names["question"] in function["inputs"] and names["chat"] in function["outputs"]
        )

    def ask(self, session, addresses):
        """Return the result of the event; after a 429, wait and try again."""
        exact = json.dumps({"asked": addresses})
        data = ["", exact, *[""] * (len(self.function["inputs"]) - 3), None]
        call = {"data": data, "fn_index": self.function["id"], "session_hash": session}
        while (joined := self.client.post("/gradio_api/queue/join", json=call)).status_code == 429:
            time.sleep(int(joined.headers["retry-after"]))
        assert joined.status_code == 200, joined.text
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            return next(line for line in stream.iter_lines() if "process_completed" in line)


def measure_memory(process):
    """Return the memory of a process, in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]) / 1024


def ask_in_sessions(page, count, questions):
    """Ask in a number of sessions; return the last response."""
    addresses = [
        "?q=" + "+".join(islice(cycle(WORDS), number, number + 4)) + f"+{number}" for number in range(questions)
    ]
    told = ""
    for number in range(count):
        told = page.ask(f"s{number}", addresses)
    return told


@pytest.mark.long
def test_hundreds_of_sessions_take_little_memory(shipped_folder, tmp_path):
    """Each gets about 70 kB to show; keeping that and a copy of the page took more than twice the memory."""
    with serving_process(shipped_folder, tmp_path) as (address, process):
        page = Page(address)
        ask_in_sessions(page, 20, 20)
        before = measure_memory(process)
        told = ask_in_sessions(page, 300, 20)
        assert len(told) > 50_000
        assert measure_memory(process) - before < 20


@pytest.mark.long
def test_ten_thousand_sessions_stay_below_500_mb(shipped_folder, tmp_path):
    with serving_process(shipped_folder, tmp_path) as (address, process):
        page = Page(address)
        ask_in_sessions(page, 20, 50)
        before = measure_memory(process)
        ask_in_sessions(page, 10_000, 50)
        assert measure_memory(process) - before < 500
