"""Which code paths libraries use on this CPU, and whether the model gives the expected vector on it."""

import platform
from pathlib import Path

import numpy as np
from numpy._core._multiarray_umath import __cpu_features__ as _FEATURES  # type: ignore[import-not-found]
from numpy.typing import NDArray
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from index.model.model_files import DEFAULT_MODEL
from index.npy import parse_array
from index.types import Encoder, Vectors

REFERENCE = Path(__file__).parent / "reference_vector.npy"
"""The vector of `TEXT` by the graph of the default model: the same bits with AVX2, AVX-512 and VNNI."""

TEXT = (
    "The mission's mandate was extended by twelve months on Tuesday; 430 officers from nine countries, 62 of them "
    "women, will patrol the northern border, where 4,000 families have returned since the ceasefire of March 1994."
)

_WIDTHS = {"AVX512F": "AVX-512", "AVX2": "AVX2", "AVX": "AVX", "SSE2": "SSE", "ASIMD": "NEON"}
"""CPU features that numpy reports, widest registers first."""

_SATURATING = 127
"""An int8 weight; two of them, times the largest activation, exceed 16 bits."""


def describe_cpu() -> str:
    """Return the instruction sets that numpy and onnxruntime use here."""
    width = next((name for feature, name in _WIDTHS.items() if _FEATURES.get(feature)), platform.machine())
    if width not in ("AVX-512", "AVX2"):
        return width
    weights = np.full((4, 16), _SATURATING, dtype=np.int8)
    is_exact = np.array_equal(multiply_int8(np.full((4, 4), 255, dtype=np.uint8), weights), [[4 * 255 * 127] * 16] * 4)
    return f"{width} with VNNI" if is_exact else f"{width} without VNNI"


def multiply_int8(activations: NDArray[np.uint8], weights: NDArray[np.int8]) -> NDArray[np.int32]:
    """Return the product of matrices as onnxruntime computes it here."""
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["activations", "weights"], ["product"])],
        "product",
        [tensor("activations", TensorProto.UINT8, activations.shape)],
        [tensor("product", TensorProto.INT32, [len(activations), weights.shape[1]])],
        [helper.make_tensor("weights", TensorProto.INT8, weights.shape, weights.tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    product: NDArray[np.int32] = session.run(None, {"activations": activations})[0]
    return product


def compare_with_reference(encoder: Encoder) -> tuple[float, bool] | None:
    """Return the cosine of the model's vector here to the reference, and whether all bits are equal.

    Only the default model with int8 weights has a reference.
    """
    if encoder.card.name != DEFAULT_MODEL or encoder.card.runtime != "onnxruntime int8":
        return None
    found, reference = encode_text(encoder), parse_array(REFERENCE.read_bytes())
    return float(found @ reference), bool(np.array_equal(found, reference))


def encode_text(encoder: Encoder) -> Vectors:
    """Return the vector of the reference text."""
    vector: Vectors = encoder.encode_passages([TEXT]).vectors[0]
    return vector
