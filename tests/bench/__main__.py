"""Measures start, questions and memory: `python -m tests.bench [SET]`, by default on the shipped articles.

Every figure is a median of five new processes, or percentiles over questions in one warm process.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from corpus.reading import SHIPPED, read_articles
from index.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from qa import ask, retrieve
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set

RESULTS = Path(__file__).parent / "results"
RUNS = 5
QUESTIONS = 300
QUESTION = "How many of the peacekeepers are women?"
SHIPPED_QUESTIONS = [QUESTION, "Who signed for the UN?", "Where did the troops train?", "ceasefire", "What about Iraq?"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index, questions = open_shipped(Path(folder)) if len(sys.argv) < 2 else open_set(Path(sys.argv[1]))
        tell(f"{os.cpu_count()} cores, {len(index.articles):,} articles, {index.passage_count:,} passages")
        place = str(index.path.parent)
        for name, arguments in {
            "quotedesk --help": ["--help"],
            "quotedesk ask": ["ask", QUESTION, "--index", place],
            "quotedesk retrieve": ["retrieve", QUESTION, "--index", place],
        }.items():
            time_process(name, arguments)
        for function in (retrieve, ask):
            time_calls(function.__name__, function, questions, index)
            follow = partial(function, history=[QUESTION])
            time_calls(f"{function.__name__} of follow-ups", follow, ["And where are they?"] * len(questions), index)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        tell(f"peak memory of this process {peak} MB")


def open_shipped(folder: Path) -> tuple[FolderIndex, list[str]]:
    """Build the index of the shipped articles anew, and tell how long it took."""
    for name in ("first build", "second build"):
        start = time.perf_counter()
        build_index(read_articles([SHIPPED]), folder)
        tell(f"{name} {time.perf_counter() - start:.2f} s")
    return open_index(folder), SHIPPED_QUESTIONS * 20


def open_set(path: Path) -> tuple[FolderIndex, list[str]]:
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    return index, [question.text for question in draw_sample(question_set.questions, QUESTIONS, SEED)]


def time_process(name: str, arguments: list[str]) -> None:
    command = [str(Path(sys.executable).parent / "quotedesk"), *arguments]
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        seconds.append(time.perf_counter() - start)
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    tell(f"{name} in a new process: median {statistics.median(seconds):.2f} s ({spread})")


def time_calls(name: str, function: object, questions: list[str], index: FolderIndex) -> None:
    milliseconds = []
    for question in [*questions[:5], *questions]:
        start = time.perf_counter()
        function(question, index=index)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(milliseconds[5:], [50, 95])
    tell(f"{name} in a warm process: p50 {p50:.1f} ms, p95 {p95:.1f} ms over {len(questions)} questions")


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
