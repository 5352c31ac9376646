"""A server that is killed loses nothing, a page outlives it, and a switch mixes nothing under its readers."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from urllib.error import HTTPError

import pytest

from corpus.errors import EngineStarting, IndexMissing, UserError
from corpus.reading import SHIPPED, read_articles
from index.milvus.address import read_address
from index.milvus.engine import connect
from index.milvus.schema import records_of
from index.milvus.served import find_collection
from index.places import build_at
from qa.api import ask
from tests.engines.lite import LiteServer
from tests.engines.publishing import publish_texts


def contents(place):
    """All rows of the published generation."""
    engine = connect(place)
    collection = find_collection(engine)
    for name in (collection, records_of(collection)):
        engine.call("load_collection", name)
    rows = engine.query(collection, "row >= 0", ["row", "start", "end", "words", "dense", "codes", "starts"])
    records = engine.query(records_of(collection), 'key like "%"', ["key", "value"])
    return sorted(map(repr, rows)), sorted(map(repr, records))


@pytest.fixture
def own_server(tmp_path):
    server = LiteServer(tmp_path / "server").start()
    yield server
    server.kill()


@pytest.mark.long
def test_server_killed_while_it_is_filled(own_server, encoder, monkeypatch, tmp_path):
    place = read_address(own_server.at("news"))
    texts = [f"Rain fell in town {number}. {'So it goes. ' * 40}" for number in range(60)]
    publish_texts(read_address(own_server.at("other")), *texts, encoder=encoder)
    whole = contents(read_address(own_server.at("other")))
    monkeypatch.setattr("index.milvus.publishing._BATCH_BYTES", 100_000)
    killed = []

    def kill_once(step):
        if step == "batch in milvus" and not killed:
            killed.append(step)
            own_server.kill()

    monkeypatch.setattr("index.milvus.publishing.failpoint", kill_once)
    monkeypatch.setattr("index.milvus.engine.BUILDING", 10.0)
    with pytest.raises(EngineStarting, match="cannot be reached"):
        publish_texts(place, *texts, encoder=encoder)
    own_server.start()
    publish_texts(place, *texts, encoder=encoder)
    assert killed
    assert contents(place)[0] == whole[0]
    assert contents(place)[1] == whole[1]


@pytest.mark.long
def test_five_switches_under_four_readers(served, encoder):
    publish_texts(served, "Rain fell on day 0.", encoder=encoder)
    done, days = threading.Event(), set()
    wrong: list[object] = []

    def read():
        while not done.is_set():
            try:
                answer = ask("When did rain fall?", index=served)
                texts = {quote.text for quote in answer.quotes}
                days.update(texts)
                if len(texts) != 1 or not re.fullmatch(r"Rain fell on day \d\.", texts.pop()):
                    wrong.append(answer)
            except UserError as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for day in range(1, 6):
        publish_texts(served, f"Rain fell on day {day}.", encoder=encoder)
        time.sleep(0.5)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert days == {f"Rain fell on day {day}." for day in range(6)}


def test_waits_for_a_server_that_starts(own_server):
    own_server.kill()
    told = []
    threading.Timer(2, own_server.start).start()
    engine = connect(read_address(own_server.at("news")), warn=told.append)
    assert "is starting" in told[0]
    with pytest.raises(IndexMissing, match="There is no index at"):
        find_collection(engine)


@pytest.mark.long
def test_page_outlives_its_engine(own_server, encoder, tmp_path):
    place = read_address(own_server.at("news"))
    build_at(read_articles([SHIPPED]), place, encoder=encoder)
    own_server.kill()
    code = (
        "import functools, sys; from index.milvus.address import read_address; from ui.web.app import serve; "
        "serve(read_address(sys.argv[1]), '127.0.0.1', 0, functools.partial(print, flush=True))"
    )
    page = subprocess.Popen(
        [sys.executable, "-c", code, str(place)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        address = page.stdout.readline().strip()
        assert get(f"{address}/healthz") == (503, {"status": "starting"})
        status, problem = ask_at(address)
        assert (status, problem["type"]) == (503, "urn:problem-type:quotedesk:engine-starting")
        assert "is starting or cannot be reached" in problem["detail"]
        own_server.start()
        assert wait_for_answer(address)["quotes"][0]["text"].startswith("One hundred and thirty-nine")
        assert get(f"{address}/healthz")[1]["passages"] == 50
        own_server.kill()
        assert ask_at(address, "Who signed for the UN?")[0] == 503
        own_server.start()
        assert wait_for_answer(address, "Who signed for the UN?")["status"] == "answered"
    finally:
        page.terminate()
        page.communicate(timeout=20)


def get(url, body=None):
    request = urllib.request.Request(  # noqa: S310
        url, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def ask_at(address, question="How many of the peacekeepers are women?"):
    return get(f"{address}/api/v1/ask", {"question": question})


def wait_for_answer(address, question="How many of the peacekeepers are women?"):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status, answer = ask_at(address, question)
        if status == 200:
            return answer
        time.sleep(1)
    raise AssertionError(answer)
