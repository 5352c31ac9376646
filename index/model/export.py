"""Exports a model as a graph that needs no torch to run.

The graph contains the whole model (transformer, pooling, normalisation) and so gives the vectors of
sentence-transformers; that is checked on the shipped articles at every export. Its weights become int8, with one
scale per channel, if that changes the vectors little; `tests/bench/choices.py` measures the cost. It gives the same
bits on CPUs of different kinds (`index/model/portable.py`), and so does everything computed here from its vectors.
"""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from corpus.errors import lacks_memory
from corpus.reading import SHIPPED, read_articles
from index.checked import CheckedPath
from index.model.graph import GRAPH_FILE, TOKENIZER_FILE, GraphEncoder
from index.model.model_files import ModelFiles
from index.model.portable import prevent_saturation, unfold_softmax
from index.model.tokens import TokenCodec
from index.model.transformer import TransformerEncoder, encode_whole, load_model
from index.types import Encoder, ModelCard, Runtime, Vectors

OPSET = 20
"""The opset of exported graphs."""

Axes = Mapping[str, Mapping[int, str]]
"""The names of inputs or outputs of a graph, and of their axes of variable length."""

_log = logging.getLogger(__name__)
# Minimum cosine between the vectors of a graph and those of sentence-transformers.
_MIN_COSINE: dict[Runtime, float] = {"onnxruntime": 0.999, "onnxruntime int8": 0.97}


def make_encoder(files: ModelFiles, folder: Path) -> Encoder:
    """Load a model and export it into `folder`; return the fastest encoder whose vectors match the model's.

    Raises ModelDamaged.
    """
    model, card = load_model(files)
    probes = _sample_paragraphs()
    _, tokens = encode_whole(model, probes)
    codec = TokenCodec.fit(np.concatenate(tokens))
    codec.save(folder)
    original = TransformerEncoder(model, card, codec)
    tokenizer = files.folder / TOKENIZER_FILE
    if not tokenizer.is_file() or not _export_graph(original, folder / GRAPH_FILE):
        return original
    shutil.copyfile(tokenizer, folder / TOKENIZER_FILE)
    expected = original.encode_passages(probes).vectors
    graph = _open_if_true(replace(card, runtime="onnxruntime"), folder, probes, expected)
    if graph is None:
        return original
    with tempfile.TemporaryDirectory(dir=folder) as full:
        shutil.move(folder / GRAPH_FILE, full)
        quantize(Path(full) / GRAPH_FILE, folder / GRAPH_FILE)
        quantized = _open_if_true(replace(card, runtime="onnxruntime int8"), folder, probes, expected)
        if quantized is not None:
            return _fit_codec(quantized, folder, probes)
        shutil.move(Path(full) / GRAPH_FILE, folder / GRAPH_FILE)
    return _fit_codec(graph, folder, probes)


def _fit_codec(graph: GraphEncoder, folder: Path, probes: list[str]) -> GraphEncoder:
    """Fit the codec to the graph's own vectors: those of torch differ between CPUs in their last bits."""
    TokenCodec.fit(graph.encode_pieces(probes)).save(folder)
    return GraphEncoder(CheckedPath.of(folder), graph.card)


def _sample_paragraphs() -> list[str]:
    """Return every third paragraph of the shipped articles."""
    articles = [found.article for found in read_articles([SHIPPED]).found]
    return [line for article in articles for line in article.text.splitlines() if line][::3]


class _WholeModel(torch.nn.Module):
    """A sentence-transformers model as a function of two tensors, as the exporter needs it."""

    def __init__(self, encoder: TransformerEncoder) -> None:
        super().__init__()
        self.model = encoder.model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        normalize = torch.nn.functional.normalize
        return normalize(features["sentence_embedding"], dim=-1), normalize(features["token_embeddings"], dim=-1)


def _export_graph(encoder: TransformerEncoder, path: Path) -> bool:
    """Write the graph of an encoder; return whether it can be exported."""
    by_piece = {0: "texts", 1: "pieces"}
    inputs = dict.fromkeys(("input_ids", "attention_mask"), by_piece)
    outputs = {"vector": {0: "texts"}, "tokens": by_piece}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            export_graph(_WholeModel(encoder), inputs, outputs, path)
    except (RuntimeError, TypeError, ValueError, torch.onnx.errors.OnnxExporterError) as error:
        if lacks_memory(error):
            raise
        path.unlink(missing_ok=True)
        _log.warning("%s cannot be exported and will run on torch: %s", encoder.card.name, error)
        return False
    return True


def export_graph(model: torch.nn.Module, inputs: Axes, outputs: Axes, path: Path) -> None:
    """Write a model as a graph whose Softmax gives the same bits on every CPU; each input is the ids of pieces.

    Raises the exporter's errors, or ValueError if the graph cannot be rewritten.
    """
    example = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad():
        torch.onnx.export(
            model.eval().cpu(),
            (example,) * len(inputs),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**inputs, **outputs},
            opset_version=OPSET,
            # The newer exporter needs another package and gives the same graph.
            dynamo=False,
        )
    exported = onnx.load(path)
    unfold_softmax(exported)
    onnx.save(exported, path)


def quantize(full: Path, path: Path) -> None:
    """Write the graph of `export_graph` with int8 weights, one scale per channel; all CPUs give the same bits."""
    whole = onnx.load(full)
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in whole.graph.initializer}
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # it recommends a preparation that has no effect here
    try:
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        root.setLevel(level)
    quantized = onnx.load(path)
    prevent_saturation(quantized.graph, weights)
    onnx.save(quantized, path)


def _open_if_true(card: ModelCard, folder: Path, probes: list[str], expected: Vectors) -> GraphEncoder | None:
    """Open the graph if its vectors of the probes are as expected."""
    graph = GraphEncoder(CheckedPath.of(folder), card)
    found = graph.encode_passages(probes).vectors
    lowest = float(np.min(np.sum(expected * found, axis=1)))
    if lowest >= _MIN_COSINE[card.runtime]:
        return graph
    _log.warning("%s on %s has a cosine of only %.3f to the model and is not used", card.name, card.runtime, lowest)
    return None
