"""Sources and dates of the articles in columns, so that filters and overviews do not read articles."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article, Publication
from index.arrays import map_array
from index.checked import CheckedPath
from index.filters import Filter
from index.types import Overview, Rows

UNDATED = 0
_SOURCES_FILE, _FACETS_FILE, _ALSO_FILE = "sources.json", "facets.npy", "also.npy"

Further = NDArray[np.int64]
"""Shape (further publications, 3): the number of the article, that of the source, and the date in days."""

NO_FURTHER: Further = np.empty((0, 3), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Facets:
    """For each article, the number of its source among the `sources`, and its date in days from the year 1.

    `also` has the same of further publications of their texts: the article's number, the source's number, and the date.
    """

    sources: Sequence[str]
    numbers: Rows
    days: Rows
    also: Further

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Facets":
        """Collect them from articles, in order."""
        known: dict[str, int] = {}
        stated, also = [], []
        for number, article in enumerate(articles):
            own, *further = [(known.setdefault(one.source, len(known)), _to_days(one)) for one in article.publications]
            stated.append(own)
            also += [(number, *other) for other in further]
        numbers, days = np.array(stated, dtype=np.int64).reshape(-1, 2).T
        return cls(list(known), numbers, days, np.array(also, dtype=np.int64).reshape(-1, 3))

    @classmethod
    def open(cls, folder: CheckedPath) -> "Facets":
        """Read the files written by `save`; older segments have no further publications. Raises IndexDamaged."""
        numbers, days = map_array(folder / _FACETS_FILE)
        also = map_array(folder / _ALSO_FILE) if (folder / _ALSO_FILE).exists() else NO_FURTHER
        return cls((folder / _SOURCES_FILE).read(json.loads), numbers, days, also)

    def save(self, folder: Path) -> None:
        """Write the files into the folder of a segment; that of further publications only if there are any."""
        (folder / _SOURCES_FILE).write_text(json.dumps(self.sources), encoding="utf-8")
        np.save(folder / _FACETS_FILE, np.stack([self.numbers, self.days]))
        if len(self.also):
            np.save(folder / _ALSO_FILE, self.also)

    def passing(self, wanted: Filter) -> NDArray[np.bool_]:
        """Return whether each article passes a filter."""
        passes = self._match(wanted, self.numbers, self.days)
        further = self._match(wanted, self.also[:, 1], self.also[:, 2])
        passes[self.also[further, 0]] = True
        return passes

    def _match(self, wanted: Filter, numbers: Rows, days: Rows) -> NDArray[np.bool_]:
        """Return whether each publication matches a filter."""
        matches = np.ones(len(days), dtype=np.bool_)
        if wanted.sources:
            named = [name.casefold() in wanted.sources for name in self.sources]
            matches &= np.array(named, dtype=np.bool_)[numbers]
        if wanted.dates:
            first, last = (day.toordinal() for day in wanted.dates)
            matches &= (days >= first) & (days <= last)
        return matches


def _to_days(publication: Publication) -> int:
    return publication.published.toordinal() if publication.published else UNDATED


def look_over(facets: Facets) -> Overview:
    """Count the articles of each source, and find their first and last date; an article may have several of each."""
    own = np.column_stack([np.arange(len(facets.numbers)), facets.numbers])
    distinct = np.unique(np.concatenate([own, facets.also[:, :2]]), axis=0)
    counts = np.bincount(distinct[:, 1], minlength=len(facets.sources)).tolist()
    named = [(name, count) for name, count in zip(facets.sources, counts, strict=True) if name and count]
    dated = facets.also[facets.also[:, 2] != UNDATED]
    days = np.concatenate([facets.days[facets.days != UNDATED], dated[:, 2]])
    undated = np.setdiff1d(np.flatnonzero(facets.days == UNDATED), dated[:, 0])
    return Overview(
        sources=tuple(sorted(named, key=lambda item: (-item[1], item[0]))),
        first=date.fromordinal(int(days.min())).isoformat() if len(days) else "",
        last=date.fromordinal(int(days.max())).isoformat() if len(days) else "",
        undated=len(undated),
    )
