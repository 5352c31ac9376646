"""Measures what a change costs in a small and a large index: `python -m tests.bench.growth SET FOLDER [ARTICLES...]`.

The articles are the paragraphs of a set, again and again with another headline, one file each. A build is killed once
nine tenths are encoded, and continued; then one article is added and removed, and all are indexed again unchanged, each
by the command in a new process. Every figure but those of the build is a median of five. Indexes stay in the folder and
are not built a second time.
"""

import json
import multiprocessing
import os
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.articles import make_article
from corpus.reading import read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from qa.evaluation.question_sets import read_question_set
from tests.bench.__main__ import print_line

RUNS = 5
SIZES = (1_000, 26_000)
KILLED_AT = 0.9
QUOTEDESK = str(Path(sys.executable).parent / "quotedesk")


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[3:]] or SIZES
    paragraphs = list(read_paragraphs(Path(sys.argv[1])))
    print_line(f"{os.cpu_count()} cores")
    for size in sizes:
        folder = Path(sys.argv[2]) / str(size)
        if not (folder / "index").exists():
            measure_build(paragraphs, size, folder)
        measure_changes(paragraphs, size, folder)


def read_paragraphs(path: Path) -> Iterator[str]:
    question_set = read_question_set(path)
    texts = {article.id: article.text for article in question_set.articles}
    for golds in question_set.golds.values():
        for gold in golds:
            yield texts[gold.stretch.article_id][gold.stretch.start : gold.stretch.end]


def write_article(folder: Path, number: int, paragraphs: Sequence[str]) -> Path:
    text = paragraphs[number % len(paragraphs)]
    path = folder / f"{number:06d}.txt"
    path.write_text(f"---\ntitle: Report {number}\n---\n{text} Edition {number // len(paragraphs)}.\n")
    return path


def die_on_the_way(news: Path, folder: Path) -> None:
    """Index a folder, and kill the process once `KILLED_AT` of the passages are encoded."""

    def progress(what: str, done: int, total: int) -> None:
        if what == "encoding passages" and done >= KILLED_AT * total:
            os.kill(os.getpid(), signal.SIGKILL)

    build_index(read_articles([news]), folder, progress=progress)


def measure_build(paragraphs: Sequence[str], size: int, folder: Path) -> None:
    news, index = folder / "news", folder / "index"
    news.mkdir(parents=True)
    for number in range(size):
        write_article(news, number, paragraphs)
    start = time.perf_counter()
    process = multiprocessing.get_context("spawn").Process(target=die_on_the_way, args=(news, index))
    process.start()
    process.join()
    killed = time.perf_counter() - start
    report = call("index", str(news), index=index)
    encoded, passages = report["encoded"], report["passages"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print_line(
        f"{size:,} articles, {passages:,} passages: killed after {killed:.0f} s, then {report['seconds']:.0f} s more"
    )
    print_line(f"  the build that went on encoded {encoded:,} ({encoded / passages:.3f}); peak memory {peak:,} MB")


def measure_changes(paragraphs: Sequence[str], size: int, folder: Path) -> None:
    news, index = folder / "news", folder / "index"
    call("index", str(news), index=index)
    seconds: dict[str, list[float]] = {"add one article": [], "remove it": [], "no change": []}
    for number in range(size, size + RUNS):
        one = write_article(folder, number, paragraphs)
        id = make_article(one.read_text().rpartition("---\n")[2]).id
        for name, arguments in zip(seconds, (["index", str(one)], ["remove", id], ["index", str(news)]), strict=True):
            start = time.perf_counter()
            report = call(*arguments, index=index)
            seconds[name].append(time.perf_counter() - start)
    print_line(f"{report['articles']:,} articles, {report['passages']:,} passages")
    for name, times in seconds.items():
        print_line(f"  {name}: median {statistics.median(times):.2f} s ({min(times):.2f} to {max(times):.2f})")
    files = [path for path in find_current(index).rglob("*") if path.is_file()]
    print_line(f"  index {sum(path.stat().st_size for path in files) / report['passages'] / 1000:.1f} kB a passage")


def call(*arguments: str, index: Path) -> dict[str, Any]:
    command = [QUOTEDESK, *arguments, "--index", str(index), "--json"]
    report: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report


if __name__ == "__main__":
    main()
