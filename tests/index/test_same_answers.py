"""The same question gets the same answer on every CPU with AVX2, and in every process."""

import json
import os
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from index.folder_index import MODEL_FOLDER
from index.generation.generations import find_current
from index.model.graph import GRAPH_FILE
from index.model.portable import MAX_OF_A_PAIR, find_scales, prevent_saturation, unfold_softmax
from index.model.processor import REFERENCE, describe_cpu, multiply_int8
from index.products import EXACT_DIGITS, round_scores
from qa.api import retrieve
from qa.reading.reader import choose_sentences
from qa.reading.reading_model import FOLDER
from qa.reading.reading_model import GRAPH_FILE as READER_FILE
from qa.reading.scored_sentence import ScoredSentence
from tests.bench.cpus import CANNOT, compile_mask, hide
from ui.cli.doctor import examine

QUESTION = "How many of the peacekeepers are women, and where do they serve?"

SHARES = """
from types import SimpleNamespace
from qa.query.cover import Cover
words = [f"name{n}" for n in range(40)]
lexical = SimpleNamespace(idf=lambda word: 1 / (3 + sum(map(ord, word)) % 97))
print([Cover(" ".join(words[first:first + 12]), lexical).share_in(" ".join(words[first + 2:])) for first in range(28)])
"""

VECTORS = """
import hashlib, sys
from pathlib import Path
import numpy as np
from index.opening import open_index
from index.model.processor import describe_cpu
from qa.reading.reading_model import open_reading_model
index = open_index(Path(sys.argv[1]))
texts = [index.passage_at(row).text[:length] for row, length in enumerate(range(5, 900, 45))]
found = index.encoder.encode_passages(texts)
readings = open_reading_model().read("Who serves there?", texts, [np.array([[0, len(text)]]) for text in texts])
parts = [found.vectors.tobytes(), *(pieces.vectors.tobytes() for pieces in found.pieces), repr(readings).encode()]
print(describe_cpu(), hashlib.sha256(b"".join(parts)).hexdigest(), sep="|")
"""


def run(code: str, *arguments: object, **environment: str) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    if done.returncode == CANNOT:
        pytest.skip("no features can be hidden from a process: the CPU or the system cannot make CPUID fault")
    assert done.returncode == 0
    return done.stdout.strip()


@pytest.fixture(scope="session")
def mask(tmp_path_factory) -> Path:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip("features are hidden on Linux on x86-64 only")
    compiled = compile_mask(tmp_path_factory.mktemp("mask"))
    if compiled is None:
        pytest.skip("there is no C compiler")
    return compiled


@pytest.mark.parametrize("hidden", ["vnni", "avx512"])
def test_both_models_give_the_same_bits_on_older_cpus(shipped_folder, mask, hidden):
    cpu, digest = run(VECTORS, shipped_folder).split("|")
    older, same = run(VECTORS, shipped_folder, **hide(hidden, mask)).split("|")
    assert same == digest
    assert older.endswith("without VNNI")
    assert older.startswith("AVX2") or hidden == "vnni"
    if cpu == older:
        pytest.skip("this CPU has nothing to hide")


def saturates(weights):
    """Return whether a sum of two neighbouring products exceeds 16 bits for some activations."""
    even = np.pad(weights.astype(np.int64), ((0, len(weights) % 2), (0, 0)))
    parts = (np.maximum(sign * even, 0) for sign in (1, -1))
    return any(255 * (part[::2] + part[1::2]).max() > np.iinfo(np.int16).max for part in parts)


@pytest.mark.parametrize("place", ["encoder", "reader"])
def test_no_weights_can_saturate(shipped_folder, place):
    folder = find_current(shipped_folder) / MODEL_FOLDER / GRAPH_FILE if place == "encoder" else FOLDER / READER_FILE
    graph = onnx.load(folder).graph
    products = [node for node in graph.node if node.op_type == "MatMulInteger"]
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    assert len(products) >= 36
    for node in products:
        assert not saturates(weights[node.input[1]])
    assert "Softmax" not in {node.op_type for node in graph.node}


def make_graph(weights, scales):
    """A product in int8 as onnxruntime's quantisation writes it, the weights named `w` before."""
    node = helper.make_node("MatMulInteger", ["x", "w_quantized"], ["y"])
    tensors = [numpy_helper.from_array(weights, "w_quantized"), numpy_helper.from_array(scales, "w_scale")]
    return helper.make_graph([node], "product", [], [], tensors)


def test_weights_that_saturate_are_found_and_quantised_again():
    weights = np.array([[127, 127, 3], [100, -127, 4], [-127, 64, 0]], dtype=np.int8)
    scales = np.array([0.5, 0.25, 1.0], dtype=np.float32)
    graph = make_graph(weights, scales)
    assert saturates(weights)
    prevent_saturation(graph, {})
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    assert not saturates(stored["w_quantized"])
    # Only columns with two large neighbours of one sign get coarser steps.
    assert stored["w_quantized"][:, 1].tolist() == [127, -127, 64]
    assert stored["w_scale"][1] == scales[1]
    restored = stored["w_quantized"] * stored["w_scale"]
    assert np.abs(restored - weights * scales).max() <= stored["w_scale"].max() / 2


@given(st.integers(1, 9), st.integers(0, 999))
def test_safe_weights_fit_into_16_bits_and_lose_at_most_half_a_step(rows, seed):
    weights = np.random.default_rng(seed).standard_normal((rows, 5)).astype(np.float32) ** 3
    scales = find_scales(weights)
    steps = np.rint(weights / scales)
    assert np.abs(steps).max() <= MAX_OF_A_PAIR - 1
    assert not saturates(steps.astype(np.int8))
    assert np.all(np.abs(steps * scales - weights) <= scales * 0.51)


@pytest.mark.parametrize("pair", [(127, 1), (64, 64), (-127, -1), (-1, -127), (127, -127)])
def test_the_largest_safe_weights_give_whole_sums_here(pair):
    weights = np.tile(np.array(pair, dtype=np.int8)[:, np.newaxis], (20, 32))
    activations = np.tile(np.array([[255], [254], [0], [255]], dtype=np.uint8), (1, 40))
    assert np.array_equal(multiply_int8(activations, weights), activations.astype(np.int32) @ weights.astype(np.int32))


@pytest.mark.parametrize("is_masked", [False, True])
@pytest.mark.parametrize("is_attention", [False, True])
def test_what_takes_the_place_of_softmax_gives_the_same(is_masked, is_attention):
    nodes = [helper.make_node("Softmax", ["x"], ["weights"], axis=-1)]
    weights = "weights"
    if is_masked:
        nodes += [
            helper.make_node("IsNaN", ["weights"], ["nan"]),
            helper.make_node("Where", ["nan", "zero", "weights"], ["kept"]),
        ]
        weights = "kept"
    inputs = [weights, "values"] if is_attention else ["values", weights]
    nodes.append(helper.make_node("MatMul", inputs, ["y"]))
    draw = np.random.default_rng(3)
    constants = {"zero": np.zeros(1, np.float32), "values": draw.standard_normal((9, 9)).astype(np.float32)}
    graph = helper.make_graph(
        nodes,
        "attention",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, (9, 9))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, (9, 9))],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    feed = {"x": 20 * draw.standard_normal((9, 9)).astype(np.float32)}
    expected = run_graph(graph, feed)
    model = make_model(graph)
    unfold_softmax(model)
    graph = model.graph
    assert {"Softmax", "IsNaN"}.isdisjoint(node.op_type for node in graph.node)
    assert run_graph(graph, feed) == pytest.approx(expected, abs=1e-5)


def make_softmax(rank=3, opset=20, **axis):
    """A Softmax of an array inside a graph, of which only the input states its rank."""
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2] * rank) for name in ("x", "y")]
    nodes = [helper.make_node("Neg", ["x"], ["z"]), helper.make_node("Softmax", ["z"], ["y"], **axis)]
    return make_model(helper.make_graph(nodes, "softmax", ends[:1], ends[1:]), opset)


@pytest.mark.parametrize(
    ("axis", "is_replaced"),
    [({}, True), ({"axis": -1}, True), ({"axis": 2}, True), ({"axis": 1}, False), ({"axis": 0}, False)],
)
def test_softmax_is_replaced_over_the_last_axis_however_that_is_stated(axis, is_replaced):
    model = make_softmax(**axis)
    feed = {"x": np.random.default_rng(3).standard_normal((2, 2, 2)).astype(np.float32)}
    expected = run_graph(model.graph, feed)
    unfold_softmax(model)
    assert ("Softmax" not in {node.op_type for node in model.graph.node}) == is_replaced
    assert run_graph(model.graph, feed) == pytest.approx(expected, abs=1e-6)


def test_softmax_of_an_unknown_rank_is_left():
    model = make_softmax(axis=2)
    for end in (*model.graph.input, *model.graph.output):
        end.type.tensor_type.ClearField("shape")
    unfold_softmax(model)
    assert [node.op_type for node in model.graph.node] == ["Neg", "Softmax"]


def test_a_graph_of_older_operations_is_refused():
    with pytest.raises(ValueError, match="opset 17, but opset 18 or later"):
        unfold_softmax(make_softmax(opset=17, axis=-1))


def make_model(graph, opset=20):
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def run_graph(graph, feed):
    import onnxruntime

    model = make_model(graph)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, feed)[0]


def test_the_share_of_a_questions_words_does_not_depend_on_hash_seeds():
    assert len({run(SHARES, PYTHONHASHSEED=str(seed)) for seed in (1, 2, 3)}) == 1


def test_an_answer_does_not_depend_on_hash_seeds(shipped_folder):
    code = (
        "import json, sys; from qa import ask; from qa.serialize import answer_to_json;"
        "print(json.dumps([answer_to_json(ask(q, index=sys.argv[1])) for q in sys.argv[2:]]))"
    )
    questions = [QUESTION, "How many officers serve in Western Sahara?", "Which mission watches the ceasefire?"]
    found = [json.loads(run(code, shipped_folder, *questions, PYTHONHASHSEED=seed)) for seed in ("1", "2")]
    assert found[0] == found[1]
    assert sum(bool(answer["quotes"]) for answer in found[0]) > 1


def test_scores_that_differ_by_the_order_of_a_sum_are_equal():
    terms = np.random.default_rng(5).standard_normal((50, 384))
    sums = np.array([[np.add.accumulate(row)[-1], np.add.accumulate(row[::-1])[-1]] for row in terms])
    assert not np.array_equal(sums[:, 0], sums[:, 1])
    rounded = round_scores(sums)
    assert np.array_equal(rounded[:, 0], rounded[:, 1])
    assert np.abs(rounded - sums).max() <= 0.5 * 10.0**-EXACT_DIGITS
    assert str(round_scores(np.array([-1e-12]))[0]) == "0.0"


def test_sentences_whose_scores_differ_by_less_than_is_compared_keep_the_order_of_their_passages(shipped):
    first, second = retrieve(QUESTION, k=2, index=shipped)
    second = replace(second, score=first.score, why=first.why)
    for least, order in ((1e-13, [1, 2]), (1e-3, [2, 1])):
        sentences = [
            ScoredSentence(hit, hit.passage.start, hit.passage.end, logit, 0.0)
            for hit, logit in ((first, 0.3), (second, 0.3 + least))
        ]
        assert [sentence.hit.rank for sentence in choose_sentences(sentences, 2)] == order


@pytest.mark.parametrize(
    ("share", "ok", "told"), [(1, True, "bit for bit"), (0.995, True, "close"), (0.9, False, "too far")]
)
def test_doctor_compares_the_model_on_this_cpu_with_a_stored_vector(
    shipped_folder, tmp_path, monkeypatch, share, ok, told
):
    reference = np.load(REFERENCE)
    other = np.zeros_like(reference)
    other[0], other[1] = -reference[1], reference[0]
    other /= np.linalg.norm(other)
    np.save(tmp_path / "other.npy", reference if share == 1 else share * reference + np.sqrt(1 - share**2) * other)
    monkeypatch.setattr("index.model.processor.REFERENCE", tmp_path / "other.npy")
    cpu = next(finding for finding in examine(shipped_folder, deep=True) if finding.what == "cpu")
    assert cpu.ok is ok
    assert told in cpu.detail
    assert cpu.detail.startswith(describe_cpu())
    assert cpu.remedy or ok
