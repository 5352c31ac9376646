"""Sources and dates of the articles in columns, so that filters and overviews do not read articles."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from index.arrays import map_array
from index.checked import CheckedPath
from index.filters import Filter
from index.types import Overview, Rows

UNDATED = 0
_SOURCES_FILE, _FACETS_FILE = "sources.json", "facets.npy"


@dataclass(frozen=True, slots=True)
class Facets:
    """For each article, the number of its source among the `sources`, and its date in days from the year 1."""

    sources: Sequence[str]
    numbers: Rows
    days: Rows

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Facets":
        """Collect them from articles, in order."""
        known: dict[str, int] = {}
        numbers, days = [], []
        for article in articles:
            numbers.append(known.setdefault(article.source, len(known)))
            days.append(article.published.toordinal() if article.published else UNDATED)
        return cls(list(known), np.array(numbers, dtype=np.int64), np.array(days, dtype=np.int64))

    @classmethod
    def open(cls, folder: CheckedPath) -> "Facets":
        """Read the files written by `save`. Raises IndexDamaged."""
        numbers, days = map_array(folder / _FACETS_FILE)
        return cls((folder / _SOURCES_FILE).read(json.loads), numbers, days)

    def save(self, folder: Path) -> None:
        """Write two files into the folder of a segment."""
        (folder / _SOURCES_FILE).write_text(json.dumps(self.sources), encoding="utf-8")
        np.save(folder / _FACETS_FILE, np.stack([self.numbers, self.days]))

    def passing(self, wanted: Filter) -> NDArray[np.bool_]:
        """Return whether each article passes a filter."""
        passes = np.ones(len(self.days), dtype=np.bool_)
        if wanted.sources:
            named = [name.casefold() in wanted.sources for name in self.sources]
            passes &= np.array(named, dtype=np.bool_)[self.numbers]
        if wanted.dates:
            first, last = (day.toordinal() for day in wanted.dates)
            passes &= (self.days >= first) & (self.days <= last)
        return passes


def look_over(facets: Facets) -> Overview:
    """Count the articles of each source, and find their first and last date."""
    counts = np.bincount(facets.numbers, minlength=len(facets.sources)).tolist()
    named = [(name, count) for name, count in zip(facets.sources, counts, strict=True) if name and count]
    days = facets.days[facets.days != UNDATED]
    return Overview(
        sources=tuple(sorted(named, key=lambda item: (-item[1], item[0]))),
        first=date.fromordinal(int(days.min())).isoformat() if len(days) else "",
        last=date.fromordinal(int(days.max())).isoformat() if len(days) else "",
        undated=len(facets.days) - len(days),
    )
