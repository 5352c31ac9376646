"""Compares answers on other CPUs with those on this one: `python -m tests.bench.cpus SET [QUESTIONS]`.

For every CPU that can be simulated by hiding features of this one (`mask.c`), the questions of SET, or a sample of
them, are asked of the index built on this CPU and of an index built on the simulated one.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from qa import ask
from qa.evaluation.evaluate import SEED, draw_sample, open_or_build
from qa.evaluation.question_sets import read_question_set
from qa.serialize import answer_to_json
from tests.bench.__main__ import print_line
from tests.bench.cpus import CPUS, compile_mask, hide

COLUMNS = (
    "CPU",
    "index of",
    "same status",
    "first quote",
    "list of quotes",
    "list of passages",
    "whole answer",
    "confidence differs by at most",
)

Answers = list[dict[str, Any]]


def main() -> None:
    """Print a table of all CPUs."""
    if sys.argv[1] == "--ask":
        answer(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else None)
        return
    with tempfile.TemporaryDirectory() as name:
        mask = compile_mask(Path(name))
        if mask is None:
            sys.exit("There is no C compiler.")
        places = {without: Path(name) / f"index-{without}" for without in CPUS}
        here = ask_on("", places[""], mask)
        print_line(f"{len(here)} questions\n\n| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
        for without in list(CPUS)[1:]:
            for built in ("", without):
                there = ask_on(without, places[built], mask)
                print_line(f"| {CPUS[without]} | {CPUS[built]} | {' | '.join(compare(here, there))} |")


def ask_on(without: str, place: Path, mask: Path) -> Answers:
    """Ask the questions in a process on a CPU, which builds the index if there is none."""
    command = [sys.executable, "-m", "tests.bench.cpus", "--ask", str(place), *sys.argv[1:]]
    told = subprocess.run(command, env=hide(without, mask), check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in told.splitlines()]


def answer(place: Path, path: Path, sample: int | None) -> None:
    """Ask every question, and print an answer a line."""
    question_set = read_question_set(path)
    index = open_or_build(question_set, place)
    for question in draw_sample(question_set.questions, sample, SEED):
        print_line(json.dumps(answer_to_json(ask(question.text, history=question.history, index=index))))


def compare(here: Answers, there: Answers) -> list[str]:
    """Return the number of answers in which each thing is the same, and the largest difference in confidence."""
    pairs = [(pick(one), pick(other)) for one, other in zip(here, there, strict=True)]
    same = [sum(one[number] == other[number] for one, other in pairs) for number in range(len(pairs[0][0]))]
    apart = max(abs(one["confidence"] - other["confidence"]) for one, other in zip(here, there, strict=True))
    return [*map(str, same), f"{apart:.2g}"]


def pick(found: dict[str, Any]) -> tuple[object, ...]:
    """Return the compared parts of an answer, in the order of the columns."""
    places = [(quote["article"]["id"], quote["start"], quote["end"]) for quote in found["quotes"]]
    return found["status"], places[:1], places, [hit["passage"]["id"] for hit in found["hits"]], found


if __name__ == "__main__":
    main()
