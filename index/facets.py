"""Sources and days of the articles in columns, so that neither a filter nor an overview reads an article."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from index.arrays import map_array
from index.catalogue import Catalogue
from index.checked import CheckedPath
from index.filters import Filter
from index.layout import Rows

UNDATED = 0
_SOURCES_FILE, _FACETS_FILE = "sources.json", "facets.npy"


@dataclass(frozen=True, slots=True)
class Facets:
    """Of each article the number of its source among the `sources`, and its day, counted from the year 1."""

    sources: Sequence[str]
    numbers: Rows
    days: Rows

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Facets":
        """Take them from articles, in their order."""
        known: dict[str, int] = {}
        numbers, days = [], []
        for article in articles:
            numbers.append(known.setdefault(article.source, len(known)))
            days.append(article.published.toordinal() if article.published else UNDATED)
        return cls(list(known), np.array(numbers, dtype=np.int64), np.array(days, dtype=np.int64))

    @classmethod
    def open(cls, folder: CheckedPath) -> "Facets":
        """Read what `save` wrote. Raises IndexDamaged."""
        numbers, days = map_array(folder / _FACETS_FILE)
        return cls((folder / _SOURCES_FILE).read(json.loads), numbers, days)

    def save(self, folder: Path) -> None:
        """Write two files into the folder of a segment."""
        (folder / _SOURCES_FILE).write_text(json.dumps(self.sources), encoding="utf-8")
        np.save(folder / _FACETS_FILE, np.stack([self.numbers, self.days]))

    def passing(self, wanted: Filter) -> NDArray[np.bool_]:
        """Tell of each article whether it passes a filter."""
        passes = np.ones(len(self.days), dtype=np.bool_)
        if wanted.sources:
            named = [name.casefold() in wanted.sources for name in self.sources]
            passes &= np.array(named, dtype=np.bool_)[self.numbers]
        if wanted.dates:
            first, last = (day.toordinal() for day in wanted.dates)
            passes &= (self.days >= first) & (self.days <= last)
        return passes


def join_facets(parts: Sequence[Facets], catalogue: Catalogue) -> Facets:
    """Return the facets of all articles in order of id, given those of each segment."""
    known: dict[str, int] = {}
    numbers = [
        np.array([known.setdefault(name, len(known)) for name in part.sources], dtype=np.int64)[part.numbers]
        for part in parts
    ]
    return Facets(list(known), catalogue.gather(numbers), catalogue.gather([part.days for part in parts]))
