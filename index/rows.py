"""Row numbers of the passages of all segments.

Row numbers are global, in order of article id and offset, so results do not depend on segmentation. An *own* row
counts within one segment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.types import Rows

MISSING = -1
"""The row of a passage whose article was removed, or is in a later segment."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of an index, with the `article`, the `segment` and the `own` row of each.

    `bounds`: the first row of each article, and the number of all rows. `rows`: for each segment, the row of each of
    its own rows.
    """

    article: Rows
    segment: Rows
    own: Rows
    bounds: Rows
    rows: Sequence[Rows]

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self.article)

    def find_own(self, among: Rows | None) -> list[NDArray[np.bool_]]:
        """Return for each segment which of its own rows are rows of the index, limited to `among` if given."""
        allowed = np.full(self.count + 1, among is None)
        allowed[MISSING] = False
        if among is not None:
            allowed[among] = True
        return [allowed[rows] for rows in self.rows]


def lay_out(places: Rows, bounds: Sequence[Rows]) -> Layout:
    """Number the passages of articles, given in order of id.

    `places` holds the segment and the number in it of each article, shape (articles, 2); `bounds` for each segment the
    first own row of each of its articles, and the total.
    """
    segments, numbers = places.T
    first, after = np.empty(len(places), dtype=np.int64), np.empty(len(places), dtype=np.int64)
    for segment, own in enumerate(bounds):
        members = segments == segment
        first[members], after[members] = own[numbers[members]], own[numbers[members] + 1]
    counts = after - first
    rows = np.concatenate([[0], np.cumsum(counts)])
    article = np.repeat(np.arange(len(places)), counts)
    own_rows = np.arange(rows[-1]) + np.repeat(first - rows[:-1], counts)
    segment_of = segments[article]
    by_segment = []
    for segment, own in enumerate(bounds):
        members = np.flatnonzero(segment_of == segment)
        numbered = np.full(own[-1], MISSING, dtype=np.int64)
        numbered[own_rows[members]] = members
        by_segment.append(numbered)
    return Layout(article, segment_of, own_rows, rows, by_segment)
