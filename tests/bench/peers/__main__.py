"""Measures quotedesk beside its peers: `python -m tests.bench.peers SET [QUESTIONS [SAMPLE [SYSTEM...]]]`.

The vectors and indexes are kept for the next run, beside those of `quotedesk evaluate`; what is measured is written
into tests/bench/results.
"""

import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.__main__ import RESULTS, tell
from tests.bench.peers.distributions import find_closure, measure_install
from tests.bench.peers.plots import draw_plots
from tests.bench.peers.preparation import Preparation, prepare
from tests.bench.peers.system import SYSTEMS
from tests.bench.peers.table import write_table

REPEATS = {"import": 5, "first": 5, "add": 5, "build": 1, "serve": 1}


def main() -> None:
    questions, sample = (
        int(sys.argv[place]) if len(sys.argv) > place else size for place, size in ((2, 500), (3, 600))
    )
    systems = sys.argv[4:] or list(SYSTEMS)
    load = os.getloadavg()
    prepared = prepare(Path(sys.argv[1]), questions, sample)
    runs: dict[str, dict[str, list[Any]]] = {system: defaultdict(list) for system in systems}
    for system in systems:
        if not (prepared.folder / "indexes" / system).exists():
            work(system, "build_all", prepared.folder)
    for action, repeats in REPEATS.items():
        for _ in range(repeats):
            for system in systems:
                tell(f"{action} {system}")
                for key, value in work(system, action, prepared.folder).items():
                    runs[system][key].append(value)
    write_results(prepared, runs, load)


def work(system: str, action: str, folder: Path) -> dict[str, Any]:
    """Run one measurement in a new process; a time of day becomes the seconds since the process was started."""
    command = [sys.executable, "-m", "tests.bench.peers.worker", system, action, str(folder)]
    start = time.time()
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode:
        sys.exit(f"{system} failed at {action}:\n{run.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    if "answered_at" in found:
        return {"first_s": found["answered_at"] - start}
    return found


def write_results(prepared: Preparation, runs: dict[str, dict[str, list[Any]]], load: tuple[float, ...]) -> None:
    results: dict[str, dict[str, float]] = {}
    spreads: dict[str, dict[str, tuple[float, float]]] = {}
    for system, measured in runs.items():
        (found,) = measured.pop("found")
        files = [path for path in (prepared.folder / "indexes" / system).rglob("*") if path.is_file()]
        results[system] = {key: statistics.median(values) for key, values in measured.items()} | {
            "install_mb": measure_install(SYSTEMS[system]),
            "index_mb": sum(path.stat().st_size for path in files) / 1e6,
            "hit1": prepared.measure_hits(found, 1),
            "hit5": prepared.measure_hits(found, 5),
        }
        spreads[system] = {key: (min(values), max(values)) for key, values in measured.items() if len(values) > 1}
    about = [
        f"# Peers on {prepared.name}, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        f"{prepared.documents:,} documents, {len(prepared.asked)} questions, builds of {prepared.sample} documents; "
        f"{os.cpu_count()} cores, {read_processor()}, Python {platform.python_version()}; "
        f"load average {load[0]:.2f} at the start, {os.getloadavg()[0]:.2f} at the end. Medians; brackets hold the "
        "least and the greatest of five processes. Builds and questions are of one process.",
    ]
    versions = {system: find_closure(SYSTEMS[system]) for system in runs}
    RESULTS.mkdir(exist_ok=True)
    everything = {"about": about, "results": results, "spreads": spreads, "versions": versions}
    prefix = f"peers-{prepared.name}"
    (RESULTS / f"{prefix}.json").write_text(json.dumps(everything, indent=1) + "\n")
    (RESULTS / f"{prefix}.md").write_text(write_table(about, results, spreads))
    draw_plots(results, RESULTS, prefix)


def read_processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))


if __name__ == "__main__":
    main()
