"""Statistics of a library as bars: articles by month, source and length."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.store import Index, once_per_index
from qa.article_list import NO_SOURCE, UNDATED, list_articles
from ui.html.rendering import render

MAX_BARS = 24
STEP = 100
"""Smallest width of a bar of the lengths, in words."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A count, and its width in per cent of the largest."""

    label: str
    count: int
    width: str


@dataclass(frozen=True, slots=True)
class _Chart:
    """Bars; `field`: the articles that a bar counts are found by its label in this field, empty if they are not."""

    caption: str
    rows: list[_Bar]
    field: str


@once_per_index
def charts_html(index: Index) -> str:
    """Return three tables with a bar in each row; the tables are complete without the bars.

    Reads every article.
    """
    stated = [(article.published, {one.source for one in article.publications}) for article in index.articles.values()]
    sources = Counter(name or NO_SOURCE for _, names in stated for name in sorted(names)).most_common()
    charts = [
        _make_chart("Articles by date", _by_date(day for day, _ in stated), "date"),
        _make_chart("Articles by source", _fold(sources), "source"),
        _make_chart("Articles by length, in words", _by_length([one.words for one in list_articles(index)])),
    ]
    return render("charts.html", charts=charts)


def _by_date(days: Iterable[date | None]) -> list[tuple[str, int]]:
    """Count by month, or by year if there are many months; undated articles last."""
    known, undated = Counter[date](), 0
    for day in days:
        if day:
            known[day.replace(day=1)] += 1
        else:
            undated += 1
    rows = [(f"{month:%B %Y}", count) for month, count in sorted(known.items())]
    if len(rows) > MAX_BARS:
        years = Counter[int]()
        for month, count in known.items():
            years[month.year] += count
        rows = [(str(year), count) for year, count in sorted(years.items())][-MAX_BARS:]
    return [*rows, (UNDATED, undated)] if undated else rows


def _by_length(lengths: Sequence[int]) -> list[tuple[str, int]]:
    """Count in steps of equal width; a library of long articles has wide ones."""
    step = STEP
    while max(lengths, default=0) >= MAX_BARS * step:
        step *= 10
    counts = np.bincount([length // step for length in lengths]).tolist() if lengths else []
    return [(f"{number * step:,} to {(number + 1) * step - 1:,}", count) for number, count in enumerate(counts)]


def _fold(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keep the largest rows, and add up the others."""
    others = sum(count for _, count in rows[MAX_BARS - 1 :])
    return [*rows[: MAX_BARS - 1], ("others", others)] if len(rows) > MAX_BARS else list(rows)


def _make_chart(caption: str, rows: Sequence[tuple[str, int]], field: str = "") -> _Chart:
    most = max((count for _, count in rows), default=1)
    return _Chart(caption, [_Bar(label, count, f"{100 * count / most:.1f}") for label, count in rows], field)
