"""One measurement in a new process: `python -m tests.bench.peers.worker SYSTEM ACTION FOLDER`; prints JSON.

FOLDER holds `model`, `graph`, `sample.json`, `added.json`, `questions.json` and, in `indexes`, a folder a system.
"""

import importlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.peers.system import Document, make_system

COUNT = 5
THREADS = (1, 4, 16)
THROUGHPUT_QUESTIONS = 100


def main() -> None:
    system, action, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    sys.stdout.write("\n" + json.dumps(ACTIONS[action](system, folder)) + "\n")


def load(path: Path) -> Any:
    return json.loads(path.read_text())


def import_it(system: str, folder: Path) -> dict[str, float]:
    start = time.perf_counter()
    importlib.import_module(f"tests.bench.peers.systems.{system}")
    return {"import_s": time.perf_counter() - start}


def build(system: str, folder: Path) -> dict[str, float]:
    """Build the sample, vectors and all; what is loaded before counts neither as seconds nor as CPU."""
    documents = [Document(*row) for row in load(folder / "sample.json")]
    built = make_system(system, folder / "model")
    with tempfile.TemporaryDirectory() as index:
        wall, cpu = time.perf_counter(), time.process_time()
        built.build(documents, Path(index), None)
        cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    return {"build_per_cpu_s": len(documents) / cpu_s, "build_per_s": len(documents) / wall_s}


def build_all(system: str, folder: Path) -> dict[str, float]:
    """Build the whole index from vectors that are known; it is kept."""
    documents = [Document(*row) for row in load(folder / "documents.json")]
    index = folder / "indexes" / system
    index.mkdir(parents=True)
    make_system(system, folder / "model").build(documents, index, np.load(folder / "vectors.npy"))
    return {}


def answer_first(system: str, folder: Path) -> dict[str, float]:
    opened = make_system(system, folder / "model")
    opened.open(folder / "indexes" / system)
    opened.search(load(folder / "questions.json")[0], COUNT)
    return {"answered_at": time.time()}


def add_one(system: str, folder: Path) -> dict[str, float]:
    """Add an article to a copy of the index, which is opened before."""
    documents = [Document(*row) for row in load(folder / "added.json")]
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary) / "index"
        shutil.copytree(folder / "indexes" / system, index)
        opened = make_system(system, folder / "model")
        opened.open(index)
        opened.search("warm", COUNT)
        start = time.perf_counter()
        opened.add(documents, index)
        return {"add_s": time.perf_counter() - start}


def serve(system: str, folder: Path) -> dict[str, Any]:
    questions: list[str] = load(folder / "questions.json")
    opened = make_system(system, folder / "model")
    opened.open(folder / "indexes" / system)
    for question in questions[:5]:
        opened.search(question, COUNT)
    found, milliseconds = [], []
    for question in questions:
        start = time.perf_counter()
        found.append(opened.search(question, COUNT))
        milliseconds.append(1000 * (time.perf_counter() - start))
    rates = {f"per_s_{threads}": measure_rate(opened.search, questions, threads) for threads in THREADS}
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    memory = {"resting_mb": read_status("VmRSS"), "peak_mb": read_status("VmHWM")}
    return {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, **rates, **memory, "found": found}


def measure_rate(search: Callable[[str, int], list[str]], questions: list[str], threads: int) -> float:
    asked = questions[:THROUGHPUT_QUESTIONS]
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(lambda question: search(question, COUNT), asked))
    return len(asked) / (time.perf_counter() - start)


def read_status(name: str) -> float:
    """Read a size of this process in MB; unlike getrusage it forgets the parent that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


ACTIONS: dict[str, Callable[[str, Path], dict[str, Any]]] = {
    "import": import_it,
    "build": build,
    "build_all": build_all,
    "first": answer_first,
    "add": add_one,
    "serve": serve,
}


if __name__ == "__main__":
    main()
