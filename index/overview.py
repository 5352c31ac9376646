"""`Overview`: what an index holds, in a few figures."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from index.facets import UNDATED, Facets


@dataclass(frozen=True, slots=True)
class Overview:
    """The sources of the articles, the most frequent first, each with its count; and their days.

    `first` and `last` are ISO dates, empty where no article has one; `undated` counts those without.
    """

    sources: tuple[tuple[str, int], ...]
    first: str
    last: str
    undated: int


def look_over(facets: Facets) -> Overview:
    """Count the articles of each source and find their first and last day."""
    counts = np.bincount(facets.numbers, minlength=len(facets.sources)).tolist()
    named = [(name, count) for name, count in zip(facets.sources, counts, strict=True) if name and count]
    days = facets.days[facets.days != UNDATED]
    return Overview(
        sources=tuple(sorted(named, key=lambda item: (-item[1], item[0]))),
        first=date.fromordinal(int(days.min())).isoformat() if len(days) else "",
        last=date.fromordinal(int(days.max())).isoformat() if len(days) else "",
        undated=len(facets.days) - len(days),
    )
