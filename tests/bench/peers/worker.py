"""One measurement in a new process: `python -m tests.bench.peers.worker SYSTEM ACTION FOLDER [INDEX]`; prints JSON.

FOLDER holds `model`, `graph`, `documents.json`, `sample.json`, `added.json`, `questions.json`, `vectors.npy` and, in
`indexes`, a folder a system; INDEX is a copy of that, to which an article may be added.
"""

import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.peers.system import Document, System, make_system
from tests.bench.questions import Questions

COUNT = 5
THREADS = (1, 4, 16)
QUESTIONS, SECONDS = 100, 5.0
"""Number of questions timed one after the other, and the seconds after which no further one is asked."""

THROUGHPUT_QUESTIONS, THROUGHPUT_SECONDS, FEWEST = 60, 3.0, 16
"""Minimum number of questions asked by each number of threads, and the seconds that more of them should take."""


def main() -> None:
    system, action, *paths = sys.argv[1:]
    sys.stdout.write("\n" + json.dumps(ACTIONS[action](system, *map(Path, paths))) + "\n")


def load(path: Path) -> Any:
    return json.loads(path.read_text())


def build_all(system: str, folder: Path) -> dict[str, float]:
    """Build the whole index from vectors that are known; it is kept."""
    documents = [Document(*row) for row in load(folder / "documents.json")]
    index = folder / "indexes" / system
    index.mkdir(parents=True)
    make_system(system, folder / "model").build(documents, index, np.load(folder / "vectors.npy"))
    return {}


def measure(system: str, folder: Path, index: Path) -> dict[str, Any]:
    """Measure import, first answer, questions, memory, adding an article, and building the sample."""
    start = time.perf_counter()
    importlib.import_module(f"tests.bench.peers.systems.{system}")
    measured: dict[str, Any] = {"import_s": time.perf_counter() - start}
    questions = Questions(load(folder / "questions.json"))
    opened = make_system(system, folder / "model")
    opened.open(index)
    opened.search(questions.draw(1)[0], COUNT)
    measured["answered_at"] = time.time()
    measured |= ask(opened, questions)
    measured |= {"resting_mb": read_status("VmRSS"), "peak_mb": read_status("VmHWM")}
    return measured | add(opened, folder, index) | build(system, folder)


def find_all(system: str, folder: Path, index: Path) -> dict[str, list[list[str]]]:
    """Return the ids found for every question."""
    opened = make_system(system, folder / "model")
    opened.open(index)
    return {"found": [opened.search(question, COUNT) for question in load(folder / "questions.json")]}


def ask(opened: System, questions: Questions) -> dict[str, float]:
    """Time questions one by one, and then by several threads."""
    for question in questions.draw(5):
        opened.search(question, COUNT)
    milliseconds: list[float] = []
    while len(milliseconds) < QUESTIONS and (len(milliseconds) < FEWEST or sum(milliseconds) < 1000 * SECONDS):
        (question,) = questions.draw(1)
        start = time.perf_counter()
        opened.search(question, COUNT)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    count = int(np.clip(THROUGHPUT_SECONDS * 1000 / p50, FEWEST, THROUGHPUT_QUESTIONS))
    rates = {f"per_s_{threads}": measure_rate(opened, questions.draw(count), threads) for threads in THREADS}
    return {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, **rates}


def measure_rate(opened: System, asked: list[str], threads: int) -> float:
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as spread:
        list(spread.map(lambda question: opened.search(question, COUNT), asked))
    return len(asked) / (time.perf_counter() - start)


def add(opened: System, folder: Path, index: Path) -> dict[str, float]:
    """Add an article to an opened index, until it can be found."""
    documents = [Document(*row) for row in load(folder / "added.json")]
    start = time.perf_counter()
    opened.add(documents, index)
    opened.search(documents[0].text, COUNT)
    return {"add_s": time.perf_counter() - start}


def build(system: str, folder: Path) -> dict[str, float]:
    """Build the sample, vectors included; loading before counts neither as seconds nor as CPU."""
    documents = [Document(*row) for row in load(folder / "sample.json")]
    built = make_system(system, folder / "model")
    with tempfile.TemporaryDirectory() as index:
        wall, cpu = time.perf_counter(), time.process_time()
        built.build(documents, Path(index), None)
        cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    return {"build_per_cpu_s": len(documents) / cpu_s, "build_per_s": len(documents) / wall_s}


def read_status(name: str) -> float:
    """Read a size of this process in MB; unlike getrusage it forgets the parent that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {"build_all": build_all, "measure": measure, "find_all": find_all}


if __name__ == "__main__":
    main()
