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
    """A count; `is_searchable`: the articles that it counts can be found by its label."""

    label: str
    count: int
    is_searchable: bool = True


@dataclass(frozen=True, slots=True)
class _Chart:
    """Bars below a caption."""

    caption: str
    bars: Sequence[_Bar]

    def width_of(self, bar: _Bar) -> str:
        """Return the width of a bar, in per cent of the longest."""
        return f"{100 * bar.count / max(each.count for each in self.bars):.1f}"


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
    steps = (f"{number * STEP:,} to {(number + 1) * STEP - 1:,}" for number in range(len(counts)))
    charts = [
        _Chart("Articles by date", _by_date(days)),
        _Chart("Articles by source", _fold_smallest([_Bar(*source) for source in sources])),
        _Chart("Passages by length, in characters", [_Bar(*step, False) for step in zip(steps, counts, strict=True)]),
    ]
    return render("charts.html", charts=charts)


def _by_date(days: Sequence[date | None]) -> list[_Bar]:
    """Count by month, or by year if there are many months; undated articles last."""
    known = [day for day in days if day]
    months = Counter(day.replace(day=1) for day in known)
    bars = [_Bar(f"{month:%B %Y}", count) for month, count in sorted(months.items())]
    if len(bars) > MAX_BARS:
        years = Counter(day.year for day in known)
        bars = _fold_earliest([_Bar(str(year), count) for year, count in sorted(years.items())])
    undated = len(days) - len(known)
    return [*bars, _Bar("undated", undated)] if undated else bars


def _fold_earliest(bars: Sequence[_Bar]) -> list[_Bar]:
    """Keep the last bars, and add up those before them in the first one."""
    if len(bars) <= MAX_BARS:
        return list(bars)
    kept = bars[1 - MAX_BARS :]
    return [_Bar(f"before {kept[0].label}", _sum(bars[: 1 - MAX_BARS]), is_searchable=False), *kept]


def _fold_smallest(bars: Sequence[_Bar]) -> list[_Bar]:
    """Keep the largest bars, which are first, and add up the others."""
    if len(bars) <= MAX_BARS:
        return list(bars)
    return [*bars[: MAX_BARS - 1], _Bar("others", _sum(bars[MAX_BARS - 1 :]), is_searchable=False)]


def _sum(bars: Iterable[_Bar]) -> int:
    return sum(bar.count for bar in bars)
