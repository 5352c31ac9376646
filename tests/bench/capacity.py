"""Works out what ten million passages and more need in Milvus: `python -m tests.bench.capacity SET FOLDER`.

FOLDER holds the indexes that `tests.bench.milvus` built of SET. The time of a search is measured at three sizes: by
vector in a graph as Milvus builds it, which grows with the logarithm of the passages; by words in the postings, which
grows with their number. A law is fitted to the smaller two, checked against the third, and extrapolated. The smallest
cluster that holds the passages and answers in time is found by simulating questions that arrive at random and queue.
Assumptions that are not measured are the constants below.
"""

import heapq
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from index.opening import open_index
from index.segment.lexical import LexicalIndex
from index.text.analyzer import analyze
from qa.evaluation.evaluate import draw_sample
from qa.evaluation.question_sets import read_question_set
from tests.bench.__main__ import print_line

MEASURED = (2_000, 20_000, 200_000)
PROJECTED = (10_000_000, 100_000_000, 1_000_000_000)
LINKS, BUILD_WIDTH, SEARCH_WIDTH, FOUND = 32, 200, 400, 200
"""Of the graph, as index/milvus/schema.py and index/milvus/engine.py choose them."""

ASKED = 60
VECTOR_BYTES, POSTING_BYTES = 384 * 4, 8
ROW_BYTES = 9_800
"""On the disk: word pieces in base64, words, and the article in records."""

PAGE_SECONDS, FETCH_SECONDS = 0.075, 0.010
"""Of one core: a page encodes the question, reranks and reads; an engine gives 200 rows."""

PAGE_CORES, NODE_CORES, NODE_GB, USED = 2, 8, 64, 0.7
"""Of a page, of a node of the engine, and the share of its memory that the passages may take."""

QUESTIONS_A_SECOND, WITHIN_SECONDS, SIMULATED = 20.0, 1.0, 4_000
REPLICAS = 2
EUROS_A_CORE, EUROS_A_GB, EUROS_A_DISK_GB = 18.0, 2.5, 0.08
"""A month; list prices of large clouds differ by a factor of two either way."""


@dataclass(frozen=True, slots=True)
class Law:
    """Seconds that grow in a line with a measure of the number of passages."""

    measure: Callable[[float], float]
    start: float
    slope: float

    def at(self, passages: float) -> float:
        return max(self.start + self.slope * self.measure(passages), 0.0)


def fit(measure: Callable[[float], float], sizes: Sequence[int], seconds: Sequence[float]) -> Law:
    slope, start = np.polyfit([measure(size) for size in sizes], seconds, 1)
    return Law(measure, float(start), float(slope))


def time_best(call: Callable[[], object], repeats: int = 5) -> float:
    found = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return min(found)


def measure_vectors(folder: Path, questions: Sequence[str]) -> tuple[list[int], list[float]]:
    """Return sizes, and the seconds of a search in a graph of that many vectors on one core."""
    index = open_index(folder / f"folder-{MEASURED[-1]}")
    asked = np.stack([index.encoder.encode_query(question).vector for question in questions])
    rows = np.random.default_rng(7).permutation(index.manifest.passages)
    graph = faiss.IndexHNSWFlat(asked.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction, graph.hnsw.efSearch = BUILD_WIDTH, SEARCH_WIDTH
    sizes, seconds = [], []
    for share in (9, 3, 1):
        size = len(rows) // share
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        graph.add(index.dense.vectors_of(rows[graph.ntotal : size]))
        faiss.omp_set_num_threads(1)
        sizes.append(size)
        seconds.append(time_best(partial(graph.search, asked, FOUND)) / len(asked))
    return sizes, seconds


def measure_words(folder: Path, questions: Sequence[str]) -> tuple[list[int], list[float], float]:
    """Return sizes, the seconds of a search by words on one core, and the bytes of postings of a passage."""
    words = [analyze(question) for question in questions]
    sizes, seconds, postings = [], [], 0.0
    for name in MEASURED:
        index = open_index(folder / f"folder-{name}")
        sizes.append(index.manifest.passages)
        seconds.append(time_best(partial(_score_all, index.lexical, words)) / len(words))
        postings = sum(map(index.lexical.frequency, index.lexical.words)) * POSTING_BYTES / sizes[-1]
    return sizes, seconds, postings


def _score_all(lexical: LexicalIndex, words: Sequence[Sequence[str]]) -> None:
    # There are more questions than an index keeps scores of.
    for of_one in words:
        lexical.search(of_one, FOUND)


def check(name: str, measure: Callable[[float], float], sizes: list[int], seconds: list[float]) -> Law:
    """Fit a law to the smaller two sizes, check it against the largest, and return the law of all three."""
    told = fit(measure, sizes[:2], seconds[:2]).at(sizes[2])
    measured = ", ".join(f"{size:,}: {1e3 * time:.2f} ms" for size, time in zip(sizes, seconds, strict=True))
    print_line(f"{name}, {measured}; told for the last from the first two: {1e3 * told:.2f} ms")
    return fit(measure, sizes, seconds)


class Servers:
    """A number of cores that process work in the order of arrival."""

    def __init__(self, cores: int) -> None:
        self._free = [0.0] * cores
        self.busy = 0.0

    def serve(self, at: float, seconds: float) -> float:
        """Return when work that arrives at a given time is done."""
        begun = max(at, heapq.heappop(self._free))
        heapq.heappush(self._free, begun + seconds)
        self.busy += seconds
        return begun + seconds


def simulate(shards: int, replicas: int, pages: int, dense: float, sparse: float) -> tuple[float, float, float, float]:
    """Return p50, p95, and how busy pages and nodes are; a question asks one replica of every shard."""
    draw = np.random.default_rng(7)
    front = Servers(pages * PAGE_CORES)
    nodes = [[Servers(NODE_CORES) for _ in range(shards)] for _ in range(replicas)]
    at, waited = 0.0, []
    for number in range(SIMULATED):
        at += draw.exponential(1 / QUESTIONS_A_SECOND)
        begun = front.serve(at, 0.2 * PAGE_SECONDS * draw.gamma(4, 1 / 4))
        found = begun
        for node in nodes[number % replicas]:
            spread = draw.gamma(4, 1 / 4, size=2)
            found = max(found, node.serve(begun, dense * spread[0]), node.serve(begun, sparse * spread[1]))
        fetched = nodes[number % replicas][number % shards].serve(found, FETCH_SECONDS)
        waited.append(front.serve(fetched, 0.8 * PAGE_SECONDS * draw.gamma(4, 1 / 4)) - at)
    p50, p95 = np.percentile(waited, [50, 95]).tolist()
    busy = sum(node.busy for replica in nodes for node in replica)
    return p50, p95, front.busy / (at * pages * PAGE_CORES), busy / (at * shards * replicas * NODE_CORES)


def project(passages: int, dense: Law, sparse: Law, postings: float) -> None:
    memory = passages * (VECTOR_BYTES + 2.2 * LINKS * 4 + postings) / 1e9
    disk = passages * (ROW_BYTES + VECTOR_BYTES) / 1e9
    fitting = max(int(np.ceil(memory / (NODE_GB * USED))), 1)
    shards, pages = fitting, 1
    while True:
        own = passages / shards
        p50, p95, front, back = simulate(shards, REPLICAS, pages, dense.at(own), sparse.at(own))
        if p95 <= WITHIN_SECONDS or pages > 64:
            break
        # Add one of the busier kind.
        pages, shards = (pages + 1, shards) if front > back else (pages, 2 * shards)
    nodes = shards * REPLICAS
    cores, ram = nodes * NODE_CORES + pages * PAGE_CORES, nodes * NODE_GB + 2 * pages
    euros = cores * EUROS_A_CORE + ram * EUROS_A_GB + 3 * disk * EUROS_A_DISK_GB
    first = name_shortage(shards, fitting)
    print_line(
        f"{passages:,}: {memory:,.0f} GB in memory a replica, {disk:,.0f} GB on disk, {nodes} nodes and {pages} pages, "
        f"p50 / p95 {1e3 * p50:.0f} / {1e3 * p95:.0f} ms, pages {front:.2f} and nodes {back:.2f} busy, "
        f"some {euros:,.0f} EUR a month; first short: {first}"
    )


def name_shortage(shards: int, fitting: int) -> str:
    if shards > fitting:
        return "cores of the engine"
    return "memory for vectors" if fitting > 1 else "cores of the pages"


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    questions = [question.text for question in draw_sample(read_question_set(path).questions, ASKED, 7)]
    by_vector = check("by vector", math.log, *measure_vectors(folder, questions))
    sizes, seconds, postings = measure_words(folder, questions)
    by_words = check("by words", float, sizes, seconds)
    print_line(f"{postings:.0f} bytes of postings a passage")
    for passages in PROJECTED:
        project(passages, by_vector, by_words, postings)


if __name__ == "__main__":
    main()
