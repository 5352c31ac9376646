"""Plots of the results as PNG files."""

from pathlib import Path

import matplotlib

from tests.bench.peers.table import Results

matplotlib.use("Agg")
from matplotlib import pyplot

BARS = {
    "latency": ("p50_ms", "median latency of a question, ms"),
    "first_answer": ("first_s", "first answer in a new process, s"),
    "build": ("build_per_cpu_s", "documents embedded and built a CPU second"),
    "memory": ("peak_mb", "peak memory of a process that answers, MB"),
}


def draw_plots(results: Results, spreads: Results, folder: Path, prefix: str) -> None:
    """Draw bars of medians with the least and the greatest, and speed beside quality."""
    for name, (key, title) in BARS.items():
        # Without a model there is nothing to embed, and hundreds of times as many documents a second.
        shown = {system: row[key] for system, row in results.items() if (name, system) != ("build", "bm25")}
        lengths = [[abs(value - spreads[system][key][end]) for system, value in shown.items()] for end in (0, 1)]
        figure, axes = pyplot.subplots(figsize=(7, 3.5), layout="constrained")
        colours = ["#c44e52" if system == "quotedesk" else "#8ca0b8" for system in shown]
        bars = axes.barh(list(shown), list(shown.values()), xerr=lengths, color=colours, ecolor="#444444")
        axes.bar_label(bars, fmt="%.3g", padding=3)
        axes.invert_yaxis()
        axes.set_title(title)
        axes.margins(x=0.12)
        figure.savefig(folder / f"{prefix}-{name}.png", dpi=120)
        pyplot.close(figure)
    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for system, row in results.items():
        axes.scatter(row["p50_ms"], row["hit1"], color="#c44e52" if system == "quotedesk" else "#8ca0b8")
        axes.annotate(system, (row["p50_ms"], row["hit1"]), textcoords="offset points", xytext=(5, 5))
    axes.set(xscale="log", xlabel="median latency of a question, ms", ylabel="hit@1", title="speed and quality")
    axes.margins(0.15)
    figure.savefig(folder / f"{prefix}-quality.png", dpi=120)
    pyplot.close(figure)
