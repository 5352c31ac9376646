"""Measures indexes up to a million passages: `python -m tests.bench.scale SET FOLDER [--encode] [PASSAGES...]`.

The texts are articles of sentences of a set in random order, and the vectors those of its real passages, moved a
little, because a million passages would take a day to encode; the rest of the build and the whole answer are the real
ones. With `--encode` the vectors are made by the model. Each size is built and asked in a process of its own. Figures
of questions are of `QUESTIONS` of the set. Plots over several sizes are written to tests/bench/results by the python of
`.venv-bench`, which has matplotlib.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.generation.generations import find_current
from index.opening import open_index
from qa import ask, retrieve
from qa.evaluation.evaluate import draw_sample, index_folder_for, open_or_build
from qa.evaluation.question_sets import QuestionSet, read_question_set
from tests.bench.__main__ import RESULTS, print_line
from tests.bench.peers.worker import read_status
from tests.bench.perturbed import PerturbedEncoder
from tests.bench.questions import Questions

SIZES = (20_000, 200_000, 1_000_000)
QUESTIONS, WARM = 200, 5
SENTENCES, PARAGRAPHS = 5, 30
"""Of a paragraph and of an article."""


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    encodes = "--encode" in sys.argv
    sizes = [int(argument) for argument in sys.argv[3:] if argument != "--encode"] or SIZES
    print_line(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    found = [measure(path, folder / str(size), size, encodes) for size in sizes]
    if len(found) > 1:
        from tests.bench.scale_plot import draw_growth

        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "scale.json").write_text(json.dumps(found, indent=1) + "\n")
        for name, exponent in draw_growth(found, RESULTS / "scale.png").items():
            print_line(f"{name} grows with the number of passages to the power of {exponent:.2f}")


def measure(path: Path, folder: Path, size: int, encodes: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    for action in ("encode" if encodes else "build", "ask"):
        command = [sys.executable, "-m", __spec__.name, action, str(path), str(folder), str(size)]
        output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        found |= json.loads(output.splitlines()[-1])
    print_line(json.dumps({name: round(value, 3) for name, value in found.items()}))
    return found


def write_articles(question_set: QuestionSet, passages: int) -> Iterator[FoundArticle]:
    """Yield articles of random sentences with about this number of passages together."""
    index = open_or_build(question_set, index_folder_for(question_set))
    pool = [
        index.articles[id].text[start:end] for id in index.articles for start, end in index.sentences_of(id).tolist()
    ]
    draw = np.random.default_rng(7)
    for number in range(round(passages / PARAGRAPHS / _passages_a_paragraph(pool))):
        rows = draw.integers(len(pool), size=(PARAGRAPHS, SENTENCES))
        text = "\n\n".join(" ".join(pool[row] for row in paragraph) for paragraph in rows.tolist())
        yield FoundArticle(make_article(text, title=f"Report {number}"), str(number))


def _passages_a_paragraph(pool: list[str]) -> float:
    """A passage of SQuAD has some 70 words, and neighbours share a sentence where it fits."""
    return SENTENCES * float(np.mean([len(sentence.split()) for sentence in pool])) / 55


def build(path: Path, folder: Path, size: int, encodes: bool = False) -> dict[str, float]:
    question_set = read_question_set(path)
    real = open_or_build(question_set, index_folder_for(question_set))
    if (folder / "CURRENT").exists():
        return {}
    reading = Reading(list(write_articles(question_set, size)))
    before, started = read_status("VmHWM"), time.perf_counter()
    build_index(reading, folder, encoder=real.encoder if encodes else PerturbedEncoder(real))
    return {
        "build_s": time.perf_counter() - started,
        "build_cpu_s": time.process_time(),
        "memory_before_mb": before,
        "build_peak_mb": read_status("VmHWM"),
    }


def answer(path: Path, folder: Path, size: int) -> dict[str, float]:
    drawn = draw_sample(read_question_set(path).questions, 2 * (QUESTIONS + WARM) + 1, 7)
    questions = Questions([question.text for question in drawn])
    (first,) = questions.draw(1)
    started = time.perf_counter()
    index = open_index(folder)
    ask(first, index=index)
    found = {"passages": float(index.passage_count), "first_s": time.perf_counter() - started}
    for name, call in (("retrieve", retrieve), ("ask", ask)):
        milliseconds = []
        for question in questions.draw(QUESTIONS + WARM):
            started = time.perf_counter()
            call(question, index=index)
            milliseconds.append(1000 * (time.perf_counter() - started))
        p50, p95 = np.percentile(milliseconds[WARM:], [50, 95]).tolist()
        found |= {f"{name}_p50_ms": p50, f"{name}_p95_ms": p95}
    files = [file for file in find_current(folder).rglob("*") if file.is_file()]
    return found | {
        "peak_mb": read_status("VmHWM"),
        "anonymous_mb": read_status("RssAnon"),
        "index_mb": sum(file.stat().st_size for file in files) / 1e6,
        "segments": len(index.segments),
    }


ACTIONS: dict[str, Any] = {"build": build, "encode": partial(build, encodes=True), "ask": answer}

if __name__ == "__main__":
    if sys.argv[1] in ACTIONS:
        sys.stdout.write(json.dumps(ACTIONS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        main()
