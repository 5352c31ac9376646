"""A build on a Ray cluster gives the same index as a local one, also if a machine of it is lost."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from ray.cluster_utils import Cluster as Machines

from corpus.articles import FoundArticle, make_article
from corpus.errors import ClusterError
from corpus.reading import Reading
from index.building.build import build_index
from index.building.cluster import LOCAL, open_cluster
from index.building.parquet import pack_parquet, unpack_parquet
from index.building.shards import LOCAL_EXECUTOR, pack_arrays, unpack_arrays
from index.generation.generations import find_current
from index.places import build_at
from index.types import Passages, Pieces, ignore_advance
from qa.api import retrieve

TEXTS = tuple(f"Rain fell in town {number} in the year {1900 + number % 120}." for number in range(400))

LOOPBACK = "127.0.0.2"
"""Ray takes 127.0.0.1 for another name of the machine's own address."""

OWN = {"num_cpus": 1, "object_store_memory": 100 << 20, "node_ip_address": LOOPBACK, "include_dashboard": False}


def reading():
    return Reading([FoundArticle(make_article(text), str(number)) for number, text in enumerate(TEXTS)])


def contents(folder):
    current = find_current(folder)
    return {str(path.relative_to(current)): path.read_bytes() for path in current.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built_here(encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("here") / "index"
    build_index(reading(), folder, encoder=encoder)
    return contents(folder)


@pytest.fixture
def machines():
    machines: Any = Machines(initialize_head=True, head_node_args=OWN)
    machines.second = machines.add_node(num_cpus=1, object_store_memory=100 << 20, node_ip_address=LOOPBACK)
    yield machines
    machines.shutdown()


@pytest.mark.long
def test_a_machine_is_lost(encoder, built_here, machines, tmp_path):
    handed_in = []

    class Losing:
        """Loses the second machine when two shards are handed in."""

        def __init__(self, cluster):
            self.cluster, self.suffix = cluster, cluster.suffix

        def encode(self, encoder, shards, advance):
            for content in self.cluster.encode(encoder, shards, advance):
                handed_in.append(len(content))
                if len(handed_in) == 2:
                    machines.remove_node(machines.second, allow_graceful=False)
                yield content

    with open_cluster(machines.address) as cluster:
        build_index(reading(), tmp_path / "index", encoder=encoder, executor=Losing(cluster))
    assert len(handed_in) == 7
    assert contents(tmp_path / "index") == built_here


def test_goes_on_where_it_ended(encoder, built_here, tmp_path):
    class Stopping:
        suffix = ""

        def encode(self, encoder, shards, advance):
            self.suffix = cluster.suffix
            for number, content in enumerate(cluster.encode(encoder, shards, advance)):
                if number == 3:
                    raise KeyboardInterrupt
                yield content

    told = []
    with open_cluster(LOCAL) as cluster:
        with pytest.raises(KeyboardInterrupt):
            build_index(reading(), tmp_path / "index", encoder=encoder, executor=Stopping())
        left = list((tmp_path / "index" / "checkpoints").glob("*/*"))
        assert [path.suffix for path in left] == [".parquet"] * 3
    report = build_index(reading(), tmp_path / "index", encoder=encoder, executor=LOCAL_EXECUTOR, warn=told.append)
    assert told == ["192 of 400 passages were encoded by an interrupted build; continuing."]
    assert report.encoded == 208
    assert contents(tmp_path / "index") == built_here


@pytest.mark.long
def test_from_a_cluster_into_an_engine(encoder, served):
    with open_cluster(LOCAL) as cluster:
        build_at(reading(), served, encoder=encoder, executor=cluster)
    hit = retrieve("Where did rain fall in the year 1903?", k=1, index=served)[0]
    assert "1903" in hit.passage.text
    assert hit.passage.text == hit.article.text[hit.passage.start : hit.passage.end]


@pytest.mark.long
@pytest.mark.parametrize(("runtime", "given"), [("onnxruntime int8", b""), ("sentence-transformers", b"0")])
def test_a_model_on_torch_gets_a_gpu(encoder, monkeypatch, runtime, given):
    """A machine may say that it has one: the GPUs visible to a worker count."""

    def tell_gpus(*_):
        return os.environ.get("CUDA_VISIBLE_DEVICES", "").encode()

    monkeypatch.setattr("index.building.cluster._encode_remotely", tell_gpus)
    on_torch = SimpleNamespace(card=replace(encoder.card, runtime=runtime), save=encoder.save)
    machines: Any = Machines(initialize_head=True, head_node_args={**OWN, "num_gpus": 1})
    try:
        with open_cluster(machines.address) as cluster:
            assert list(cluster.encode(on_torch, [{b"1": "Rain"}], ignore_advance)) == [given]
    finally:
        machines.shutdown()


@pytest.mark.long
def test_on_the_command_line(tmp_path):
    file = tmp_path / "towns.jsonl"
    file.write_text("".join(f'{{"text": "{text}"}}\n' for text in TEXTS[:100]), encoding="utf-8")
    command = [sys.executable, "-m", "ui", "index", str(file), "--index"]
    for name, extra in (("here", []), ("ray", ["--ray"])):
        done = subprocess.run([*command, str(tmp_path / name), *extra], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")
    lost = subprocess.run([*command, str(tmp_path / "ray"), "--ray=127.0.0.1:9"], capture_output=True, text=True)
    assert lost.returncode == 1
    assert lost.stderr.startswith("Error: The Ray cluster at 127.0.0.1:9 cannot be reached. Start it with: ray start")


def test_no_cluster():
    for address in ("127.0.0.1:9", "nonsense", "host:port"):
        with pytest.raises(ClusterError, match=f"cluster at {address} cannot be reached"), open_cluster(address):
            pass


@pytest.mark.parametrize(("pack", "unpack"), [(pack_arrays, unpack_arrays), (pack_parquet, unpack_parquet)])
def test_what_is_packed_comes_back(pack, unpack):
    rng = np.random.default_rng(1)
    pieces = [
        Pieces(rng.integers(0, 256, (count, 64), dtype=np.uint8), np.arange(count, dtype=np.int32))
        for count in (3, 0, 120)
    ]
    vectors = rng.standard_normal((3, 384)).astype(np.float32)
    digests = [bytes([number]) * 32 for number in range(3)]
    found = unpack(pack(digests, Passages(vectors, pieces)))
    assert list(found) == digests
    for number, (vector, own) in enumerate(found.values()):
        assert np.array_equal(vector, vectors[number])
        assert np.array_equal(own.vectors, pieces[number].vectors)
        assert np.array_equal(own.starts, pieces[number].starts)


def test_the_base_imports_none_of_it():
    modules = "qa, ui.cli.main, index.building.build, index.places, qa.evaluation.evaluate"
    code = f"import sys, {modules}; print(*sorted(sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"pymilvus", "milvus_lite", "ray", "pyarrow", "grpc"}
