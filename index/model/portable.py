"""Rewrites graphs so that they give the same bits on every x86-64 CPU with AVX2, whatever other features it has.

Two operations of onnxruntime depend on the CPU. A product of unsigned activations and signed int8 weights adds two
neighbouring products in 16 bits on a CPU without VNNI, where large sums saturate. Softmax sums in an order that depends
on the width of the registers. All others (float products, GELU, layer normalisation, the quantisation of activations)
give the same bits with AVX2, AVX-512 and VNNI; `tests/bench/cpus/` compares them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

Weights = NDArray[np.floating]

MAX_OF_A_PAIR = 128
"""Maximum sum of two neighbouring int8 weights of the same sign: 255 times it fits into 16 bits."""

_OLDEST_OPSET = 18
"""The first opset in which ReduceMax takes its axes as an input."""

_LAST_AXIS = "portable_last_axis"


def prevent_saturation(graph: onnx.GraphProto, full: Mapping[str, Weights]) -> None:
    """Quantise the int8 weights of a graph again, with scales at which no pair of products exceeds 16 bits.

    `full` contains the weights before quantisation; missing ones are restored from the graph.
    """
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for name in _find_weights(graph, tensors):
        own = name.removesuffix("_quantized")
        scale = tensors[f"{own}_scale"]
        before, scales = numpy_helper.to_array(tensors[name]), numpy_helper.to_array(scale)
        weights = full[own] if own in full else before * scales
        scales = np.broadcast_to(find_scales(weights), scales.shape) if scales.ndim else find_scales(weights).max()
        _store(tensors[name], np.rint(weights / scales).astype(np.int8))
        _store(scale, scales)


def find_scales(weights: Weights) -> NDArray[np.float32]:
    """Return the smallest safe scale of each column of weights, shape (inputs, outputs).

    onnxruntime pairs the rows 0 and 1, 2 and 3 and so on. If their sum is at most 127 steps, rounding adds at most one.
    """
    sums = np.abs(_sum_pairs(weights)).max(axis=(0, 1))
    return np.where(sums > 0, sums / (MAX_OF_A_PAIR - 1), 1.0).astype(np.float32)


def _sum_pairs(weights: NDArray[Any]) -> NDArray[Any]:
    """Return the sums of the positive and of the negative values of each two rows, shape (2, row pairs, columns)."""
    even = np.pad(weights, ((0, len(weights) % 2), (0, 0)))
    return np.stack([part[::2] + part[1::2] for part in (np.maximum(even, 0), np.minimum(even, 0))])


def _find_weights(graph: onnx.GraphProto, tensors: Mapping[str, TensorProto]) -> Iterator[str]:
    """Yield the names of the signed weights that are multiplied with activations."""
    for node in graph.node:
        tensor = tensors.get(node.input[1]) if node.op_type == "MatMulInteger" else None
        if tensor is not None and tensor.data_type == TensorProto.INT8:
            yield tensor.name


def _store(tensor: TensorProto, array: NDArray[Any]) -> None:
    tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))


def unfold_softmax(model: onnx.ModelProto) -> None:
    """Replace each Softmax over the last axis by the equivalent basic operations.

    In attention, the product with the values is divided by the sum, because it is smaller than the exponentials. A
    Softmax over another axis, or with an axis counted from the first in an array of unknown rank, is left as it is.
    Raises ValueError for a graph with an opset too old for these operations.
    """
    graph = model.graph
    opset = next((used.version for used in model.opset_import if used.domain in ("", "ai.onnx")), 0)
    if opset < _OLDEST_OPSET:
        raise ValueError(f"The graph uses opset {opset}, but opset {_OLDEST_OPSET} or later is needed.")
    ranks = _find_ranks(model)
    users: dict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            users[name].append(node)
    nodes: list[NodeProto] = []
    replaced: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        if node.op_type == "Softmax" and _find_axis(node) in (-1, ranks.get(node.input[0], 0) - 1):
            replaced |= _unfold(node, users)
        nodes += replaced.get(node.output[0], [node])
    if replaced:
        graph.initializer.append(numpy_helper.from_array(np.array([-1]), _LAST_AXIS))
    del graph.node[:]
    graph.node.extend(nodes)


def _find_ranks(model: onnx.ModelProto) -> dict[str, int]:
    """Return the known ranks of arrays by name; empty if no Softmax needs them."""
    if not any(node.op_type == "Softmax" and _find_axis(node) > 0 for node in model.graph.node):
        return {}
    graph = onnx.shape_inference.infer_shapes(model).graph
    arrays = [*graph.input, *graph.value_info, *graph.output]
    return {array.name: len(array.type.tensor_type.shape.dim) for array in arrays if _has_shape(array)}


def _has_shape(array: onnx.ValueInfoProto) -> bool:
    return bool(array.type.HasField("tensor_type") and array.type.tensor_type.HasField("shape"))


def _find_axis(softmax: NodeProto) -> int:
    """Return the axis of a Softmax; the default is -1."""
    return next((attribute.i for attribute in softmax.attribute if attribute.name == "axis"), -1)


def _unfold(softmax: NodeProto, users: Mapping[str, list[NodeProto]]) -> dict[str, list[NodeProto]]:
    """Return the nodes to replace, by the name of their output: the Softmax, and some that use its result.

    The exporter's guard for fully masked rows (`Where(IsNaN(weights), 0, weights)`) is removed: one run reads one text,
    so no row is masked.
    """
    logits, weights = softmax.input[0], softmax.output[0]
    highest, centred, powers, total = (f"{weights}_{name}" for name in ("highest", "centred", "powers", "total"))
    unfolded = [
        helper.make_node("ReduceMax", [logits, _LAST_AXIS], [highest]),
        helper.make_node("Sub", [logits, highest], [centred]),
        helper.make_node("Exp", [centred], [powers]),
        helper.make_node("ReduceSum", [powers, _LAST_AXIS], [total]),
    ]
    replaced: dict[str, list[NodeProto]] = {weights: unfolded}
    takers = users[weights]
    if sorted(node.op_type for node in takers) == ["IsNaN", "Where"]:
        replaced |= {node.output[0]: [] for node in takers}
        weights = next(node.output[0] for node in takers if node.op_type == "Where")
        takers = users[weights]
    if [(node.op_type, node.input[0]) for node in takers] == [("MatMul", weights)]:
        product, values = takers[0].output[0], takers[0].input[1]
        undivided = f"{product}_undivided"
        replaced[product] = [
            helper.make_node("MatMul", [powers, values], [undivided]),
            helper.make_node("Div", [undivided, total], [product]),
        ]
    else:
        unfolded.append(helper.make_node("Div", [powers, total], [weights]))
    return replaced
