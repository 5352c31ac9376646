"""What goes wrong between here and the engine is told in a sentence, mended by doing it again, and loses nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from urllib.error import HTTPError

import grpc
import pytest
from lite import LiteServer, refusing

from corpus.articles import FoundArticle, make_article
from corpus.errors import EngineError, EngineStarting, IndexBusy, IndexDamaged, IndexMissing, IndexStale, UserError
from corpus.reading import SHIPPED, Reading
from index.faults import MILVUS_STEPS, VARIABLE
from index.milvus.address import TOKEN, read_address
from index.milvus.engine import Engine, connect
from index.milvus.publishing import publish_served
from index.milvus.records import FACTS, write_record
from index.milvus.schema import make_passage_schema, records_of
from index.milvus.served import find_collection, open_served
from index.opening import open_index
from index.places import build_place, find_folder, open_place
from qa.ask import ask
from qa.default_index import resolve_index


def publish(place, *texts, encoder):
    found = [FoundArticle(make_article(text), str(number)) for number, text in enumerate(texts)]
    build_place(Reading(found), place, encoder=encoder)


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


def test_server_killed_while_it_is_filled(own_server, encoder, monkeypatch, tmp_path):
    place = read_address(own_server.at("news"))
    texts = [f"Rain fell in town {number}. {'So it goes. ' * 40}" for number in range(60)]
    publish(read_address(own_server.at("other")), *texts, encoder=encoder)
    whole = contents(read_address(own_server.at("other")))
    monkeypatch.setattr("index.milvus.publishing._BATCH_BYTES", 100_000)
    killed = []

    def kill_once(step):
        if step == "batch in milvus" and not killed:
            killed.append(step)
            own_server.kill()

    monkeypatch.setattr("index.milvus.publishing.fault", kill_once)
    monkeypatch.setattr("index.milvus.engine.BUILDING", 10.0)
    with pytest.raises(EngineStarting, match="cannot be reached"):
        publish(place, *texts, encoder=encoder)
    own_server.start()
    publish(place, *texts, encoder=encoder)
    assert killed
    assert contents(place)[0] == whole[0]
    assert contents(place)[1] == whole[1]


@pytest.mark.parametrize("step", MILVUS_STEPS)
def test_build_killed(served, encoder, step, tmp_path):
    publish(served, "Rain fell in Almaty.", encoder=encoder)
    file = tmp_path / "snow.txt"
    file.write_text("Snow fell in Aktau.", encoding="utf-8")
    before = open_place(served).generation
    command = [sys.executable, "-m", "ui", "index", str(file), "--index", str(served)]
    killed = subprocess.run(command, env=os.environ | {VARIABLE: f"{step}={signal.SIGKILL.value}"}, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    index = open_place(served)
    assert (index.generation == before) == (step != "published in milvus")
    assert index.articles[make_article("Rain fell in Almaty.").id]
    subprocess.run(command, check=True, capture_output=True)
    assert {article.text for article in open_place(served).articles.values()} == {
        "Rain fell in Almaty.",
        "Snow fell in Aktau.",
    }


def test_five_switches_under_four_readers(served, encoder):
    publish(served, "Rain fell on day 0.", encoder=encoder)
    wrong, done, days = [], threading.Event(), set()

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
        publish(served, f"Rain fell on day {day}.", encoder=encoder)
        time.sleep(0.5)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert days == {f"Rain fell on day {day}." for day in range(6)}


def test_another_build_published_meanwhile(served, encoder):
    publish(served, "Rain fell.", encoder=encoder)
    engine, folder = connect(served), find_folder(served)
    first = find_collection(engine)
    publish(served, "Snow fell.", encoder=encoder)
    build_place(Reading([FoundArticle(make_article("Hail fell."), "9")]), folder)
    with pytest.raises(IndexBusy, match="Another build has published"):
        publish_served(open_index(folder), engine, former=first)


def test_nobody_there():
    started = time.monotonic()
    with pytest.raises(EngineStarting, match=r"The search is starting, or its engine at milvus://127\.0\.0\.1:9/news"):
        Engine(read_address("milvus://127.0.0.1:9/news"))
    assert time.monotonic() - started < 30


def test_waits_for_a_server_that_starts(own_server):
    own_server.kill()
    told = []
    threading.Timer(2, own_server.start).start()
    engine = connect(read_address(own_server.at("news")), tell=told.append)
    assert "is starting" in told[0]
    with pytest.raises(IndexMissing, match="There is no index at"):
        find_collection(engine)


@pytest.mark.parametrize(("version", "problem"), [("2.3.5", "version 2.3.5, which has no BM25"), ("v2.4.17", "2.4")])
def test_old_server(version, problem):
    with refusing(version) as address, pytest.raises(EngineError, match=problem):
        Engine(read_address(address))


@pytest.mark.parametrize("version", ["2.5.0", "v2.6.1-gpu"])
def test_new_server(version):
    with refusing(version) as address:
        Engine(read_address(address)).close()


def test_server_without_bm25(served, encoder, monkeypatch):
    """As version 2.3.5 did: it takes the schema, and finds nothing by words."""
    monkeypatch.setattr("index.milvus.publishing.write_word", lambda word: uuid.uuid4().hex)
    with pytest.raises(EngineError, match=r"The BM25 search of Milvus misses \d+ of \d+"):
        publish(served, *(f"Town {chr(97 + n) * 5} has rain" for n in range(25)), encoder=encoder)
    with pytest.raises(IndexMissing):
        open_place(served)


def test_wrong_token():
    with (
        refusing(status=grpc.StatusCode.UNAUTHENTICATED) as address,
        pytest.raises(EngineError, match=f"refuses the token.*{re.escape(TOKEN)}"),
    ):
        Engine(read_address(address))


def test_half_a_generation(served, encoder):
    publish(served, "Rain fell in Almaty.", "Snow fell in Aktau.", encoder=encoder)
    engine = connect(served)
    collection = find_collection(engine)
    engine.call("delete", collection, filter="row >= 1000000")
    with pytest.raises(IndexDamaged, match="holds 1 passages instead of 2"):
        open_served(engine)
    engine.call("delete", records_of(collection), filter='kind == "facts"')
    with pytest.raises(IndexDamaged, match="only half there"):
        open_served(engine)
    engine.call("drop_collection", records_of(collection))
    with pytest.raises(EngineError):
        open_served(engine)


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"format_version": 3}, "has format 3; this quotedesk reads"), ({"dimension": 8}, "384 numbers instead of 8")],
)
def test_made_for_another(served, encoder, change, problem):
    publish(served, "Rain fell in Almaty.", encoder=encoder)
    engine = connect(served)
    records = records_of(find_collection(engine))
    row = engine.get(records, ["facts/facts/0"], ["value"])[0]
    facts = json.loads(row["value"].partition(" ")[2])
    place = facts["manifest"]["model"] if "dimension" in change else facts["manifest"]
    place |= change
    engine.call("upsert", records, list(write_record(FACTS, FACTS, json.dumps(facts))))
    with pytest.raises(IndexStale, match=problem):
        open_served(engine)


def test_alias_of_something_else(served):
    engine = connect(served)
    engine.call("create_collection", f"{served.name}_other", schema=make_passage_schema(8))
    engine.call("create_alias", f"{served.name}_other", served.name)
    with pytest.raises(EngineError):
        open_served(engine)


def test_page_outlives_its_engine(own_server, encoder, tmp_path):
    place = read_address(own_server.at("news"))
    build_place(_shipped(), place, encoder=encoder)
    own_server.kill()
    code = (
        "import functools, sys; from index.milvus.address import read_address; from ui.web import serve; "
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
        assert "The search is starting" in problem["detail"]
        own_server.start()
        assert wait_for_answer(address)["quotes"][0]["text"].startswith("One hundred and thirty-nine")
        assert get(f"{address}/healthz")[1]["passages"] == 51
        own_server.kill()
        assert ask_at(address, "Who signed for the UN?")[0] == 503
        own_server.start()
        assert wait_for_answer(address, "Who signed for the UN?")["status"] == "answered"
    finally:
        page.terminate()
        page.communicate(timeout=20)


def _shipped():
    from corpus.reading import read_articles

    return read_articles([SHIPPED])


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


def test_resolving_takes_an_address(served, encoder):
    publish(served, "Rain fell in Almaty.", encoder=encoder)
    assert resolve_index(str(served)) is resolve_index(served)
    assert ask("Where did rain fall?", index=str(served)).quotes[0].text == "Rain fell in Almaty."
