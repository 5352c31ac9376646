"""Measures overviews of many articles: `python -m tests.bench.overview SET FOLDER [PASSAGES...]`.

The articles are those of `tests.bench.scale`: sentences of a set in random order, with vectors of its real passages,
moved a little; all else is real. The index is built in FOLDER unless it is there. An overview of all articles, one of a
part of them, related articles and extracts are each timed in a process that does nothing else, with its peak memory.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index.opening import open_index
from index.store import Index
from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from qa.overview.related import related_articles
from tests.bench.__main__ import print_line
from tests.bench.peers.worker import read_status
from tests.bench.scale import build

SIZES = (20_000, 955_365)
ASKED = 50
"""Number of articles whose related articles and extracts are timed."""


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for size in [int(argument) for argument in sys.argv[3:]] or SIZES:
        build(path, folder / str(size), size)
        for name in CALLS:
            command = [sys.executable, "-m", __spec__.name, name, str(folder / str(size))]
            output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
            print_line(f"{size:,} passages, {name}: {output.splitlines()[-1]}")


def time_overview(index: Index) -> dict[str, float]:
    started = time.perf_counter()
    found = overview(index=index)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    overview(index=index)
    again = time.perf_counter() - started
    return {
        "articles": found.articles,
        "groups": len(found.groups),
        "seconds": seconds,
        "again_ms": 1000 * again,
    }


def time_related(index: Index) -> dict[str, float]:
    return _time_each(index, lambda id: related_articles(id, index=index))


def time_extract(index: Index) -> dict[str, float]:
    return _time_each(index, lambda id: extract(id, index=index))


def _time_each(index: Index, call: Callable[[str], object]) -> dict[str, float]:
    ids = list(index.articles)
    milliseconds = []
    for place in np.linspace(0, len(ids) - 1, ASKED).astype(int).tolist():
        started = time.perf_counter()
        call(ids[place])
        milliseconds.append(1000 * (time.perf_counter() - started))
    p50, p95 = np.percentile(milliseconds[5:], [50, 95]).tolist()
    return {"p50_ms": p50, "p95_ms": p95}


CALLS: dict[str, Callable[[Index], dict[str, float]]] = {
    "overview": time_overview,
    "related": time_related,
    "extract": time_extract,
}

if __name__ == "__main__":
    if sys.argv[1] in CALLS:
        opened = open_index(Path(sys.argv[2]))
        before = read_status("VmHWM")
        figures = CALLS[sys.argv[1]](opened) | {"before_mb": before, "peak_mb": read_status("VmHWM")}
        figures |= {"anonymous_mb": read_status("RssAnon")}
        sys.stdout.write(json.dumps({name: round(value, 1) for name, value in figures.items()}))
    else:
        main()
