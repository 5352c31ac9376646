"""Finds the columns of a printed table by the places of the cells of consecutive rows."""

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from corpus.layout.text_runs import TextRun, has_letters

MIN_GUTTER = 0.9
"""Minimum distance of two columns of a table, in font sizes; a usual blank has a quarter."""

MIN_ALIGNED = 0.6
"""Minimum share of the cells of a column that begin, end or are centred where another one of it does."""

_SAME_EDGE = 2.0


def find_cells(rows: Sequence[Sequence[TextRun]]) -> list[list[str]] | None:
    """Return the texts of the cells of each row, empty ones included; None if the rows are no table."""
    if len(rows) < 2 or any(a.right > b.left for row in rows for a, b in pairwise(row)):
        return None
    columns = _find_columns([run for row in rows for run in row])
    if len(columns) < 2:
        return None
    places = {id(run): at for at, column in enumerate(columns) for run in column}
    # A cell that is divided, or a word that ends in the next row, is text beside other text.
    is_table = all(len({places[id(run)] for run in row}) == len(row) for row in rows) and not any(
        run.words[-1].is_broken for row in rows for run in row
    )
    if not is_table or not all(map(_is_aligned, columns)):
        return None
    found = []
    for row in rows:
        texts = [""] * len(columns)
        for run in row:
            texts[places[id(run)]] = run.text
        found.append(texts)
    return found


def _find_columns(runs: list[TextRun]) -> list[list[TextRun]]:
    """Return the runs in columns, from left to right, between which no row has text."""
    columns: list[list[TextRun]] = []
    right = 0.0
    for run in sorted(runs, key=lambda run: run.left):
        if columns and run.left - right < MIN_GUTTER * run.size:
            columns[-1].append(run)
            right = max(right, run.right)
        else:
            columns.append([run])
            right = run.right
    return columns


def _is_aligned(column: list[TextRun]) -> bool:
    """Return whether most cells of a column have an edge or the middle in common with another one."""
    aligned = set[int]()
    for place in ("left", "middle", "right"):
        for one, other in pairwise(sorted(column, key=attrgetter(place))):
            # The lines of justified text have the same right edge as well.
            counts = place != "right" or not (has_letters(one.text) and has_letters(other.text))
            if counts and getattr(other, place) - getattr(one, place) < _SAME_EDGE:
                aligned |= {id(one), id(other)}
    return len(aligned) >= MIN_ALIGNED * len(column)
