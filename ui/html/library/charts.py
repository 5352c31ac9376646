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
    """A count; `is_searchable`: the articles that it counts can be found by its label."""

    label: str
    count: int
    is_searchable: bool = True


@dataclass(frozen=True, slots=True)
class _Chart:
    """Bars; the articles of a bar are found by its label in the `field`, which is empty if they are not."""

    caption: str
    bars: Sequence[_Bar]
    field: str = ""

    def width_of(self, bar: _Bar) -> str:
        """Return the width of a bar, in per cent of the longest."""
        return f"{100 * bar.count / max(each.count for each in self.bars):.1f}"


@once_per_index
def charts_html(index: Index) -> str:
    """Return three tables with a bar in each row; the tables are complete without the bars.

    Reads every article.
    """
    articles = index.articles.values()
    named = ({one.source or NO_SOURCE for one in article.publications} for article in articles)
    sources = Counter(name for names in named for name in sorted(names)).most_common()
    charts = [
        _Chart("Articles by date", _by_date([article.published for article in articles]), "date"),
        _Chart("Articles by source", _fold_smallest([_Bar(*source) for source in sources]), "source"),
        _Chart("Articles by length, in words", _by_length([one.words for one in list_articles(index)])),
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
    return [*bars, _Bar(UNDATED, undated)] if undated else bars


def _by_length(lengths: Sequence[int]) -> list[_Bar]:
    """Count in steps of equal width; a library of long articles has wide ones."""
    step = STEP
    while max(lengths, default=0) >= MAX_BARS * step:
        step *= 10
    counts = np.bincount([length // step for length in lengths]).tolist() if lengths else []
    return [_Bar(f"{number * step:,} to {(number + 1) * step - 1:,}", count) for number, count in enumerate(counts)]


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
