"""Draws how time and memory grow with the number of passages, as one PNG file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter

PANELS = {
    "build, seconds": {"build_s": "without encoding"},
    "memory, MB": {"build_peak_mb": "build, at most", "anonymous_mb": "process that answers, own"},
    "a question, ms": {
        "ask_p95_ms": "ask p95",
        "ask_p50_ms": "ask p50",
        "retrieve_p95_ms": "retrieve p95",
        "retrieve_p50_ms": "retrieve p50",
    },
}


def draw_growth(rows: Sequence[Mapping[str, float]], path: Path) -> dict[str, float]:
    """Draw every figure over the number of passages, both on logarithmic axes, and return their growth exponents."""
    passages = [row["passages"] for row in rows]
    exponents: dict[str, float] = {}
    figure, panels = pyplot.subplots(1, len(PANELS), figsize=(13, 4), layout="constrained")
    for axes, (title, lines) in zip(panels, PANELS.items(), strict=True):
        for key, name in lines.items():
            measured = [row[key] for row in rows]
            exponents[key] = float(np.polyfit(np.log(passages), np.log(measured), 1)[0])
            axes.plot(passages, measured, marker="o", label=f"{name}, n^{exponents[key]:.2f}")
        _label(axes, title)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
    return exponents


def _label(axes: Axes, title: str) -> None:
    axes.set(xscale="log", yscale="log", xlabel="passages", title=title)
    for axis, shown in ((axes.xaxis, (1,)), (axes.yaxis, (1, 2, 5))):
        axis.set_major_locator(LogLocator(subs=shown))
        axis.set_major_formatter("{x:,.0f}")
        axis.set_minor_formatter(NullFormatter())
    axes.grid(which="both", color="#e5e5e5")
    axes.legend(frameon=False, fontsize=9)
