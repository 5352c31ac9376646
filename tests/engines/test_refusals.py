"""A wrong engine, missing data and refusals are reported in one sentence."""

import json
import re
import time
import uuid

import grpc
import pytest

from corpus.errors import EngineError, EngineStarting, IndexDamaged, IndexMissing, IndexStale
from index.milvus.address import TOKEN, read_address
from index.milvus.engine import Engine, connect
from index.milvus.records import FACTS, write_record
from index.milvus.schema import make_passage_schema, records_of
from index.milvus.served import find_collection, open_served
from index.places import open_at
from qa.api import ask
from qa.default_index import resolve_index
from tests.engines.lite import refusing
from tests.engines.publishing import publish_texts


def test_nobody_there():
    started = time.monotonic()
    with pytest.raises(EngineStarting, match=r"The search engine at milvus://127\.0\.0\.1:9/news is starting or"):
        Engine(read_address("milvus://127.0.0.1:9/news"))
    assert time.monotonic() - started < 30


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
        publish_texts(served, *(f"Town {chr(97 + n) * 5} has rain" for n in range(25)), encoder=encoder)
    with pytest.raises(IndexMissing):
        open_at(served)


def test_wrong_token():
    with (
        refusing(status=grpc.StatusCode.UNAUTHENTICATED) as address,
        pytest.raises(EngineError, match=f"rejects the token.*{re.escape(TOKEN)}"),
    ):
        Engine(read_address(address))


def test_half_a_generation(served, encoder):
    publish_texts(served, "Rain fell in Almaty.", "Snow fell in Aktau.", encoder=encoder)
    engine = connect(served)
    collection = find_collection(engine)
    engine.call("delete", collection, filter="row >= 1000000")
    with pytest.raises(IndexDamaged, match="has 1 passages instead of 2"):
        open_served(engine)
    engine.call("delete", records_of(collection), filter='kind == "facts"')
    with pytest.raises(IndexDamaged, match="is incomplete"):
        open_served(engine)
    engine.call("drop_collection", records_of(collection))
    with pytest.raises(EngineError):
        open_served(engine)


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"format_version": 3}, "has format 3; this quotedesk reads"), ({"dimension": 8}, "384 numbers instead of 8")],
)
def test_made_for_another(served, encoder, change, problem):
    publish_texts(served, "Rain fell in Almaty.", encoder=encoder)
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


def test_resolving_takes_an_address(served, encoder):
    publish_texts(served, "Rain fell in Almaty.", encoder=encoder)
    assert resolve_index(str(served)) is resolve_index(served)
    assert ask("Where did rain fall?", index=str(served)).quotes[0].text == "Rain fell in Almaty."
