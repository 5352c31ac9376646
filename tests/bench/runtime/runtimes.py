"""Encodes passages by onnxruntime, OpenVINO and torch on one core each: `python -m tests.bench.runtime.runtimes`.

Reported are the milliseconds per passage of the shipped articles, one at a time, and the cosine of its vectors to those
of torch in full precision. OpenVINO and its NNCF come with the packages of `make bench`.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import openvino
import torch
from numpy.typing import NDArray

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.model.graph import GRAPH_FILE, open_session, open_tokenizer
from index.model.model_files import DEFAULT_MODEL, find_model
from index.model.transformer import load_model, normalise
from index.opening import open_index
from tests.bench.__main__ import print_line
from tests.bench.choices import make_encoders
from tests.bench.runtime.quantised import Feed, calibrate, optimise, quantise, quantise_by_nncf

ROUNDS = 5

Encode = Callable[[Feed], NDArray[np.float32]]


def main() -> None:
    torch.set_num_threads(1)
    print_line(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        make_encoders(Path(folder))
        feeds = list(read_feeds(Path(folder)))
        expected: list[NDArray[np.float32]] = []
        for name, encode in make_runtimes(Path(folder), feeds[::2]):
            vectors = [encode(feed) for feed in feeds]
            expected = expected or vectors
            cosines = [float(one @ other) for one, other in zip(expected, vectors, strict=True)]
            milliseconds = min(measure(encode, feeds) for _ in range(ROUNDS))
            print_line(
                f"{name}: {milliseconds:.2f} ms a passage, cosine {np.mean(cosines):.4f}, least {min(cosines):.4f}"
            )


def read_feeds(folder: Path) -> Iterator[Feed]:
    """Yield the input of the graph for each shipped passage."""
    build_index(read_articles([SHIPPED]), folder / "index")
    index = open_index(folder / "index")
    tokenizer = open_tokenizer((folder / "int8" / "tokenizer.json").read_bytes())
    for row in range(index.passage_count):
        ids = tokenizer.encode(index.matching_text_at(row)).ids
        pieces = np.array([ids], dtype=np.int64)
        yield {"input_ids": pieces, "attention_mask": np.ones_like(pieces)}


def make_runtimes(folder: Path, calibration: Sequence[Feed]) -> Iterator[tuple[str, Encode]]:
    """Yield each way to run the model, torch in full precision first; some take steps from passages."""
    for name, kind in (("torch fp32", torch.float32), ("torch bf16", torch.bfloat16)):
        yield name, run_torch(kind)
    yield "torch int8", run_torch(torch.float32, is_quantised=True)
    for precision in ("full", "int8"):
        yield f"onnxruntime {precision}", run_onnxruntime(folder / precision / GRAPH_FILE)
        yield f"OpenVINO {precision}", run_openvino(folder / precision / GRAPH_FILE, "f32")
    full = folder / "full" / GRAPH_FILE
    yield (
        "onnxruntime int8, calibrated",
        run_onnxruntime(calibrate(full, folder / "static.onnx", calibration)),
    )
    for name, is_signed, reduce_range in (("8 bits", True, False), ("7 bits", True, True), ("unsigned", False, False)):
        graph = quantise(full, folder / f"{name}.onnx", is_signed=is_signed, reduce_range=reduce_range)
        yield f"onnxruntime int8, weights of onnxruntime, {name}", run_onnxruntime(graph)
    yield "onnxruntime int8, optimised before", run_onnxruntime(optimise(full, folder / "optimised.onnx"))
    yield "OpenVINO bf16", run_openvino(full, "bf16")
    yield "OpenVINO int8 by NNCF", run_openvino(quantise_by_nncf(full, folder / "nncf.xml", calibration), "f32")


def run_torch(kind: torch.dtype, is_quantised: bool = False) -> Encode:
    model, _ = load_model(find_model(DEFAULT_MODEL))
    whole: torch.nn.Module = model.eval().to(kind)
    if is_quantised:
        whole = torch.ao.quantization.quantize_dynamic(whole, {torch.nn.Linear}, dtype=torch.qint8)

    def encode(feed: Feed) -> NDArray[np.float32]:
        with torch.inference_mode():
            found = whole({name: torch.from_numpy(array) for name, array in feed.items()})["sentence_embedding"]
            return normalise(found.float().numpy())[0]

    return encode


def run_onnxruntime(path: Path) -> Encode:
    session = open_session(path.read_bytes())
    return lambda feed: normalise(session.run(["vector"], feed)[0])[0]


def run_openvino(path: Path, precision: str) -> Encode:
    settings = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
    compiled = openvino.Core().compile_model(str(path), "CPU", settings)
    return lambda feed: normalise(compiled(feed)["vector"])[0]


def measure(encode: Encode, feeds: list[Feed]) -> float:
    """Return the milliseconds a passage of one round."""
    start = time.perf_counter()
    for feed in feeds:
        encode(feed)
    return 1000 * (time.perf_counter() - start) / len(feeds)


if __name__ == "__main__":
    main()
