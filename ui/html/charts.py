"""Statistics of a library as bars: articles by month and source, passages by length."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.store import Index, once_per_index
from qa.article_list import source_words
from ui.html.rendering import render

MAX_BARS = 24
STEP = 100
"""Width of a bar of the passage lengths, in characters."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A count, and its width in per cent of the largest."""

    label: str
    count: int
    width: str


@dataclass(frozen=True, slots=True)
class _Chart:
    """Bars; `is_searchable`: the articles that a bar counts can be found by its label."""

    caption: str
    rows: list[_Bar]
    is_searchable: bool


@once_per_index
def charts_html(index: Index) -> str:
    """Return three tables with a bar in each row; the tables are complete without the bars.

    Reads every article.
    """
    days = [article.published for article in index.articles.values()]
    named = ({source_words(one) for one in article.publications} for article in index.articles.values())
    sources = Counter(name for names in named for name in sorted(names)).most_common()
    bounds = (index.bounds_at(row) for id in index.articles for row in index.passages_of(id))
    lengths = [(end - start) // STEP for start, end in bounds]
    counts = np.bincount(lengths).tolist() if len(lengths) else []
    steps = [(f"{number * STEP:,} to {(number + 1) * STEP - 1:,}", count) for number, count in enumerate(counts)]
    charts = [
        _make_chart("Articles by date", _by_date(days), is_searchable=True),
        _make_chart("Articles by source", _fold(sources), is_searchable=True),
        _make_chart("Passages by length, in characters", steps),
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
    return [*rows, ("undated", undated)] if undated else rows


def _fold(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keep the largest rows, and add up the others."""
    others = sum(count for _, count in rows[MAX_BARS - 1 :])
    return [*rows[: MAX_BARS - 1], ("others", others)] if len(rows) > MAX_BARS else list(rows)


def _make_chart(caption: str, rows: Sequence[tuple[str, int]], is_searchable: bool = False) -> _Chart:
    most = max((count for _, count in rows), default=1)
    return _Chart(caption, [_Bar(label, count, f"{100 * count / most:.1f}") for label, count in rows], is_searchable)
