"""Sets the encoding of a passage beside what one core can do: `python -m tests.bench.runtime.roofline`.

Operations are multiplications and additions, two for each weight that a word piece meets. The limits are large matrix
products by onnxruntime on one core, in int8 as the graph has them and in full precision.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.model.graph import GraphEncoder, open_session
from index.opening import open_index
from tests.bench.__main__ import print_line

LAYERS, WIDTH, INNER = 6, 384, 1536
ROWS = 1024
RUNS = 30


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build_index(read_articles([SHIPPED]), Path(folder) / "index")
        index = open_index(Path(folder) / "index")
        encoder = index.encoder
        assert isinstance(encoder, GraphEncoder)
        texts = [index.matching_text_at(row) for row in range(index.passage_count)]
        encoding = max(encoder._tokenizer.encode_batch(texts), key=lambda encoding: len(encoding.ids))
        seconds = measure(lambda: encoder._run(encoding.ids))
        operations = count_operations(len(encoding.ids))
        reached = operations / seconds / 1e9
        print_line(
            f"a passage of {len(encoding.ids)} pieces: {operations / 1e9:.2f} G operations in {seconds * 1000:.1f} ms"
        )
        for name in ("int8", "fp32"):
            limit = measure_product(name, Path(folder) / f"{name}.onnx")
            print_line(f"{name} product of {ROWS} x {WIDTH} x {INNER}: {limit:.0f} G a second")
            print_line(f"  encoding does {reached:.0f} G a second, {reached / limit:.2f} of that")


def count_operations(pieces: int) -> int:
    weights = 4 * WIDTH * WIDTH + 2 * WIDTH * INNER
    attention = 2 * pieces * WIDTH
    return 2 * pieces * LAYERS * (weights + attention)


def measure_product(name: str, path: Path) -> float:
    """Return how many G operations a second one core does in a product of a layer's shape."""
    draw = np.random.default_rng(7)
    weights: NDArray[Any]
    rows: NDArray[Any]
    if name == "int8":
        kind, operation = TensorProto.UINT8, "MatMulInteger"
        weights = draw.integers(-127, 127, size=(WIDTH, INNER), dtype=np.int8)
        rows = draw.integers(0, 255, size=(ROWS, WIDTH), dtype=np.uint8)
        result = TensorProto.INT32
    else:
        kind, operation = TensorProto.FLOAT, "MatMul"
        weights = draw.standard_normal((WIDTH, INNER), dtype=np.float32)
        rows = draw.standard_normal((ROWS, WIDTH), dtype=np.float32)
        result = TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node(operation, ["rows", "weights"], ["product"])],
        "product",
        [helper.make_tensor_value_info("rows", kind, [ROWS, WIDTH])],
        [helper.make_tensor_value_info("product", result, [ROWS, INNER])],
        [onnx.numpy_helper.from_array(weights, "weights")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8), path)
    session = open_session(path.read_bytes())
    return 2 * ROWS * WIDTH * INNER / measure(lambda: session.run(None, {"rows": rows})) / 1e9


def measure(run: Callable[[], object]) -> float:
    """Return the median seconds of a run."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


if __name__ == "__main__":
    main()
