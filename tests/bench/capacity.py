"""Works out what ten million passages and more need in Milvus: `python -m tests.bench.capacity FOLDER`.

FOLDER holds the indexes that `tests.bench.milvus` built. What a search takes is measured on them at three sizes, the
times are fitted on the smaller two and held against the third, and then carried on. A cluster of as few machines as
hold the passages, and answer in time, is sought by simulating questions that come at random and wait where they must.
What is assumed and not measured stands in capitals below.
"""

import heapq
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from index.lexical import LexicalIndex
from index.opening import open_index
from index.words import find_words
from qa.examples import example_questions
from tests.bench.__main__ import tell

MEASURED = (2_000, 20_000, 200_000)
PROJECTED = (10_000_000, 100_000_000, 1_000_000_000)
LINKS, BUILD_WIDTH, SEARCH_WIDTH, FOUND = 32, 200, 400, 200
"""Of the graph, as index/milvus/schema.py and index/milvus/engine.py choose them."""

VECTOR_BYTES = 384 * 4
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
    """Seconds that grow with the number of passages to a power."""

    factor: float
    power: float

    def at(self, passages: float) -> float:
        return self.factor * passages**self.power


def fit(sizes: Sequence[int], seconds: Sequence[float]) -> Law:
    power, logarithm = np.polyfit(np.log(sizes), np.log(seconds), 1)
    return Law(float(np.exp(logarithm)), float(power))


def time_best(call: Callable[[], object], repeats: int = 5) -> float:
    found = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return min(found)


def measure(folder: Path) -> tuple[list[int], list[float], list[float], float]:
    """Return the sizes, the seconds of a search by vector and by words on one core, and bytes of postings a passage."""
    faiss.omp_set_num_threads(1)
    sizes, dense, sparse = [], [], []
    for name in MEASURED:
        index = open_index(folder / f"folder-{name}")
        vectors = index.dense.vectors_of(np.arange(index.manifest.passages))
        graph = faiss.IndexHNSWFlat(vectors.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction, graph.hnsw.efSearch = BUILD_WIDTH, SEARCH_WIDTH
        faiss.omp_set_num_threads(2)
        graph.add(vectors)
        faiss.omp_set_num_threads(1)
        questions = example_questions(index, 20)
        asked = np.stack([index.encoder.encode_query(question).vector for question in questions])
        words = [find_words(question) for question in questions]
        sizes.append(len(vectors))
        dense.append(time_best(partial(graph.search, asked, FOUND)) / len(asked))
        scoring = partial(_score_all, index.lexical, words)
        sparse.append(time_best(scoring) / len(words))
        postings = sum(index.lexical.frequency(word) for word in index.lexical.words) * 8 / len(vectors)
        tell(f"{len(vectors):,} passages: by vector {1e3 * dense[-1]:.2f} ms, by words {1e3 * sparse[-1]:.2f} ms")
    return sizes, dense, sparse, postings


def _score_all(lexical: LexicalIndex, words: Sequence[Sequence[str]]) -> None:
    # There are more questions than an index keeps scores of.
    for of_one in words:
        lexical.search(of_one, FOUND)


def check(name: str, sizes: list[int], seconds: list[float]) -> Law:
    """Fit the smaller two sizes, hold the largest against it, and return the law of all three."""
    told = fit(sizes[:2], seconds[:2]).at(sizes[2])
    tell(f"{name}: {1e3 * told:.2f} ms were told for {sizes[2]:,} passages, {1e3 * seconds[2]:.2f} ms measured")
    return fit(sizes, seconds)


class Servers:
    """So many cores that take what comes in order."""

    def __init__(self, cores: int) -> None:
        self._free = [0.0] * cores
        self.busy = 0.0

    def serve(self, at: float, seconds: float) -> float:
        """Return when work that comes at a time is done."""
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
        # What is busier is short.
        pages, shards = (pages + 1, shards) if front > back else (pages, 2 * shards)
    nodes = shards * REPLICAS
    cores, ram = nodes * NODE_CORES + pages * PAGE_CORES, nodes * NODE_GB + 2 * pages
    euros = cores * EUROS_A_CORE + ram * EUROS_A_GB + 3 * disk * EUROS_A_DISK_GB
    first = name_shortage(shards, fitting)
    tell(
        f"{passages:,}: {memory:,.0f} GB in memory a replica, {disk:,.0f} GB on disk, {nodes} nodes and {pages} pages, "
        f"p50 / p95 {1e3 * p50:.0f} / {1e3 * p95:.0f} ms, pages {front:.2f} and nodes {back:.2f} busy, "
        f"some {euros:,.0f} EUR a month; first short: {first}"
    )


def name_shortage(shards: int, fitting: int) -> str:
    if shards > fitting:
        return "cores of the engine"
    return "memory for vectors" if fitting > 1 else "cores of the pages"


def main() -> None:
    sizes, dense, sparse, postings = measure(Path(sys.argv[1]))
    by_vector, by_words = check("by vector", sizes, dense), check("by words", sizes, sparse)
    tell(f"powers {by_vector.power:.2f} and {by_words.power:.2f}; {postings:.0f} bytes of postings a passage")
    for passages in PROJECTED:
        project(passages, by_vector, by_words, postings)


if __name__ == "__main__":
    main()
