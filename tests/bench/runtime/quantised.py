"""Alternatives to the int8 graph of `index/model/export.py`, for comparison."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import nncf
import numpy as np
import onnx
import openvino
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

Feed = dict[str, NDArray[np.int64]]
HEADS, DIMENSION = 12, 384


class _Feeds(CalibrationDataReader):
    def __init__(self, feeds: Sequence[Feed]) -> None:
        self._left: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self._left, None)


def calibrate(full: Path, target: Path, feeds: Sequence[Feed]) -> Path:
    """Write a graph whose activations have fixed steps, by those of some texts."""
    quantize_static(
        full,
        target,
        _Feeds(feeds),
        quant_format=QuantFormat.QOperator,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
    )
    return target


def quantise(full: Path, target: Path, *, is_signed: bool, reduce_range: bool = False) -> Path:
    """Write a graph as onnxruntime quantises it, with weights of 7 bits where the range is reduced."""
    kind = QuantType.QInt8 if is_signed else QuantType.QUInt8
    quantize_dynamic(full, target, weight_type=kind, per_channel=True, reduce_range=reduce_range)
    return target


def optimise(full: Path, target: Path) -> Path:
    """Write a graph that onnxruntime's transformer optimiser went over before it was quantised."""
    options = FusionOptions("bert")
    # This fusion takes longer on a CPU than what it replaces.
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = False
    fused = target.with_name("fused.onnx")
    model = optimize_model(
        str(full), model_type="bert", num_heads=HEADS, hidden_size=DIMENSION, opt_level=0, optimization_options=options
    )
    model.save_model_to_file(str(fused))
    kind = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(fused, target, weight_type=QuantType.QInt8, per_channel=True, extra_options=kind)
    return target


def quantise_by_nncf(full: Path, target: Path, feeds: Sequence[Feed]) -> Path:
    """Write a model of OpenVINO, quantised by its own tool with the activations of some texts."""
    model = openvino.Core().read_model(full)
    quantised = nncf.quantize(model, nncf.Dataset(feeds), model_type=nncf.ModelType.TRANSFORMER)
    openvino.save_model(quantised, target)
    return target
