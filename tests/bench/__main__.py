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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from qa import ask, retrieve
from qa.evaluation.evaluate import SEED, draw_sample, index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set
from tests.bench.questions import Questions

RESULTS = Path(__file__).parent / "results"
RUNS = 5
QUESTIONS, WARM = 300, 5
QUESTION = "How many of the peacekeepers are women?"
SHIPPED_QUESTIONS = [QUESTION, "Who signed for the UN?", "Where did the troops train?", "ceasefire", "What about Iraq?"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index, questions = open_shipped(Path(folder)) if len(sys.argv) < 2 else open_set(Path(sys.argv[1]))
        print_line(f"{os.cpu_count()} cores, {len(index.articles):,} articles, {index.passage_count:,} passages")
        place = str(index.path.parent)
        for name, arguments in {
            "quotedesk --help": ["--help"],
            "quotedesk ask": ["ask", QUESTION, "--index", place],
            "quotedesk retrieve": ["retrieve", QUESTION, "--index", place],
        }.items():
            time_process(name, arguments)
        for function in (retrieve, ask):
            asked = questions.draw(WARM + QUESTIONS)
            time_calls(function.__name__, function, [{"question": question} for question in asked], index)
            earlier = questions.draw(WARM + QUESTIONS)
            follow = [{"question": "And where are they?", "history": [question]} for question in earlier]
            time_calls(f"{function.__name__} of follow-ups", function, follow, index)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print_line(f"peak memory of this process {peak} MB")


def open_shipped(folder: Path) -> tuple[FolderIndex, Questions]:
    """Build the index of the shipped articles again, and report the time."""
    for name in ("first build", "second build"):
        start = time.perf_counter()
        build_index(read_articles([SHIPPED]), folder)
        print_line(f"{name} {time.perf_counter() - start:.2f} s")
    return open_index(folder), Questions(SHIPPED_QUESTIONS)


def open_set(path: Path) -> tuple[FolderIndex, Questions]:
    question_set = read_question_set(path)
    index = open_or_build(question_set, index_folder_for(question_set))
    drawn = draw_sample(question_set.questions, 4 * (WARM + QUESTIONS), SEED)
    return index, Questions([question.text for question in drawn])


def time_process(name: str, arguments: list[str]) -> None:
    command = [str(Path(sys.executable).parent / "quotedesk"), *arguments]
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        seconds.append(time.perf_counter() - start)
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    print_line(f"{name} in a new process: median {statistics.median(seconds):.2f} s ({spread})")


def time_calls(name: str, function: Callable[..., object], calls: list[dict[str, Any]], index: FolderIndex) -> None:
    milliseconds = []
    for arguments in calls:
        start = time.perf_counter()
        function(**arguments, index=index)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(milliseconds[WARM:], [50, 95])
    print_line(f"{name} in a warm process: p50 {p50:.1f} ms, p95 {p95:.1f} ms over {len(calls) - WARM} questions")


def print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
