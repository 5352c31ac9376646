"""Results as a Markdown table, and the ratios that were aimed at."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.peers.system import HYBRID

Results = Mapping[str, Mapping[str, Any]]
COLUMNS = {
    "install_mb": "install MB", "import_s": "import s", "first_s": "first answer s",
    "build_per_cpu_s": "documents a CPU s", "build_per_s": "documents a s", "add_s": "add one article s",
    "p50_ms": "p50 ms", "p95_ms": "p95 ms", "p99_ms": "p99 ms", "per_s_1": "questions a s, 1 thread",
    "per_s_4": "4 threads", "per_s_16": "16 threads", "resting_mb": "resting MB", "peak_mb": "peak MB",
    "index_mb": "index MB", "hit1": "hit@1", "hit5": "hit@5",
}  # fmt: skip
# bm25 embeds nothing and the floor is no product: no ratio is reported against either.
NO_PEERS = ("quotedesk", "bm25", "floor")


def write_table(about: Sequence[str], results: Results, spreads: Results) -> str:
    head = f"| system | {' | '.join(COLUMNS.values())} |\n|{'---|' * (len(COLUMNS) + 1)}"
    rows = [f"| {name} | {' | '.join(_cell(name, key, results, spreads) for key in COLUMNS)} |" for name in results]
    return "\n\n".join([*about, "\n".join([head, *rows]), _write_ratios(results)]) + "\n"


def _cell(name: str, key: str, results: Results, spreads: Results) -> str:
    value = results[name].get(key)
    if value is None:
        return "-"
    spread = spreads[name].get(key)
    return f"{value:.4g}" + (f" ({spread[0]:.3g} to {spread[1]:.3g})" if spread else "")


def _write_ratios(results: Results) -> str:
    own = results["quotedesk"]
    peers = {name: row for name, row in results.items() if name not in NO_PEERS}
    hybrid = {name: row for name, row in peers.items() if name in HYBRID}
    rows = ["| quotedesk to the best peer | that peer | value | goal | |", "|---|---|---|---|---|"]
    for what, key, among, goal, least in (
        ("first answer", "first_s", peers, 0.2, True),
        ("documents built a CPU second", "build_per_cpu_s", peers, 1.3, False),
        ("add one article, no peer embeds the others again", "add_s", peers, 0.5, True),
        ("p50 with late interaction to the fastest hybrid peer", "p50_ms", hybrid, 1.0, True),
        ("peak memory", "peak_mb", peers, 0.5, True),
    ):
        if among:
            best = (min if least else max)(among, key=lambda name, key=key, among=among: among[name][key])
            rows.append(_ratio(what, best, own[key] / among[best][key], goal, least))
    if peers:
        best = max(peers, key=lambda name: peers[name]["hit1"])
        rows.append(_ratio("hit@1, difference", best, own["hit1"] - peers[best]["hit1"], 0.05, False))
    return "\n".join(rows)


def _ratio(what: str, best: str, value: float, goal: float, least: bool) -> str:
    reached = value <= goal if least else value >= goal
    return (
        f"| {what} | {best} | {value:.3f} | {'<=' if least else '>='} {goal} | {'reached' if reached else 'MISSED'} |"
    )
