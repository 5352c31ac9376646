"""Measures quotedesk beside its peers: `python -m tests.bench.peers SET [QUESTIONS [SAMPLE [SYSTEM...]]]`.

The vectors and indexes are kept for the next run, beside those of `quotedesk evaluate`; the figures are written to
tests/bench/results.
"""

import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.__main__ import RESULTS, print_line
from tests.bench.peers.distributions import find_closure, measure_install
from tests.bench.peers.plots import draw_plots
from tests.bench.peers.preparation import Preparation, prepare
from tests.bench.peers.system import SYSTEMS
from tests.bench.peers.table import write_table

REPEATS = 5
USAGE = 'Name a question set: make bench SET="PATH [QUESTIONS [SAMPLE [SYSTEM...]]]"'


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(USAGE)
    questions, sample = (
        int(sys.argv[place]) if len(sys.argv) > place else size for place, size in ((2, 300), (3, 100))
    )
    systems = sys.argv[4:] or list(SYSTEMS)
    load = os.getloadavg()
    prepared = prepare(Path(sys.argv[1]), questions, sample)
    for system in systems:
        if not (prepared.folder / "indexes" / system).exists():
            print_line(f"index of {system}")
            work(system, "build_all", prepared.folder)
    runs: dict[str, dict[str, list[float]]] = {system: defaultdict(list) for system in systems}
    for repeat in range(REPEATS):
        for system in systems:
            print_line(f"{repeat + 1} of {REPEATS}: {system}")
            for key, value in measure(system, prepared.folder).items():
                runs[system][key].append(value)
    found = {}
    for system in systems:
        print_line(f"all answers of {system}")
        index = prepared.folder / "indexes" / system
        found[system] = work(system, "find_all", prepared.folder, index)["found"]
    write_results(prepared, runs, found, load)


def measure(system: str, folder: Path) -> dict[str, float]:
    """Measure a system in a new process and on a copy of its index."""
    with tempfile.TemporaryDirectory() as copy:
        index = Path(shutil.copytree(folder / "indexes" / system, Path(copy) / "index", symlinks=True))
        start = time.time()
        measured: dict[str, float] = work(system, "measure", folder, index)
        return measured | {"first_s": measured.pop("answered_at") - start}


def work(system: str, action: str, *paths: Path) -> dict[str, Any]:
    """Run a worker and return what it printed."""
    command = [sys.executable, "-m", "tests.bench.peers.worker", system, action, *map(str, paths)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode:
        sys.exit(f"{system} failed at {action}:\n{run.stderr[-3000:]}")
    printed: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return printed


def write_results(
    prepared: Preparation,
    runs: dict[str, dict[str, list[float]]],
    found: dict[str, list[list[str]]],
    load: tuple[float, ...],
) -> None:
    results: dict[str, dict[str, float]] = {}
    spreads: dict[str, dict[str, tuple[float, float]]] = {}
    for system, measured in runs.items():
        files = [path for path in (prepared.folder / "indexes" / system).rglob("*") if path.is_file()]
        results[system] = {key: statistics.median(values) for key, values in measured.items()} | {
            "install_mb": measure_install(SYSTEMS[system]),
            "index_mb": sum(path.stat().st_size for path in files) / 1e6,
            "hit1": prepared.measure_hits(found[system], 1),
            "hit5": prepared.measure_hits(found[system], 5),
        }
        spreads[system] = {key: (min(values), max(values)) for key, values in measured.items()}
    about = [
        f"# Peers on {prepared.name}, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        f"{prepared.documents:,} documents, {len(prepared.asked)} questions, builds of {prepared.sample} documents; "
        f"{os.cpu_count()} cores, {read_processor()}, Python {platform.python_version()}; "
        f"load average {load[0]:.2f} at the start, {os.getloadavg()[0]:.2f} at the end. Medians; brackets hold the "
        f"least and the greatest of {REPEATS} processes.",
    ]
    versions = {system: find_closure(SYSTEMS[system]) for system in runs}
    RESULTS.mkdir(exist_ok=True)
    everything = {"about": about, "results": results, "spreads": spreads, "versions": versions}
    prefix = f"peers-{prepared.name}"
    (RESULTS / f"{prefix}.json").write_text(json.dumps(everything, indent=1) + "\n")
    (RESULTS / f"{prefix}.md").write_text(write_table(about, results, spreads))
    draw_plots(results, spreads, RESULTS, prefix)


def read_processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))


if __name__ == "__main__":
    main()
