"""The order in which the runs of a page are read: the order of drawing, unless columns say otherwise.

Most programs draw a page in reading order. Some draw two columns line by line; others draw a column, a box or a table
out of turn.
"""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from statistics import fmean, median

from corpus.layout.text_runs import TextRun, has_letters

MIN_COLUMN_LINES = 3
"""Minimum number of lines of a column."""

MIN_COLUMN_WIDTH = 9.0
"""Minimum mean width of the lines of a column, in font sizes; narrower ones are cells of a table."""

MIN_GUTTER = 0.7
"""Minimum distance between columns, in font sizes."""

MAX_STACKS = 200
"""Maximum number of stacks of a page whose order is checked; the time is quadratic."""

_SAME_EDGE = 4.0
_LOWER_STARTS = 0.25
"""Minimum share of lines that begin with a small letter in a column of running text."""

_FULL_LINES = 0.6
_MAX_DEPTH = 8
_MAX_BESIDE = 40
_TAIL_GAP = 1.6
_CANDIDATES = 3

Stack = list[TextRun]
"""Runs that were drawn one below the other."""


def order_runs(runs: Sequence[TextRun]) -> list[Stack]:
    """Return the runs of a page in reading order, in stacks of runs that belong to one column."""
    runs = list(runs)
    is_rightward = sum(map(_is_leftward, runs)) * 2 <= len(runs)
    return _order_stacks(_find_stacks(_separate_columns(runs, is_rightward, 0)), is_rightward)


def _is_leftward(run: TextRun) -> bool:
    """Return whether the words of a run are Hebrew or Arabic, in whose pages the right column comes first."""
    return any("\u0590" <= sign <= "\u08ff" for sign in run.words[0].text)


def _separate_columns(runs: list[TextRun], is_rightward: bool, depth: int) -> list[TextRun]:
    """Return the runs with columns that were drawn line by line set one after the other."""
    if len(runs) < 2 * MIN_COLUMN_LINES or depth > _MAX_DEPTH:
        return runs
    band = _find_band(runs)
    if band is None:
        return runs
    above, left, right, below = band
    for column in (left, right):
        for run in column:
            run.follows = False
    parts = [above, left, right, below] if is_rightward else [above, right, left, below]
    return [run for part in parts for run in _separate_columns(part, is_rightward, depth + 1)]


def _find_band(runs: list[TextRun]) -> tuple[list[TextRun], list[TextRun], list[TextRun], list[TextRun]] | None:
    """Return the runs above two interleaved columns, those of each column, and those below."""
    ordered = sorted(range(len(runs)), key=lambda at: runs[at].base)
    for edge in _find_edges([runs[at] for at in ordered]):
        for band in _find_bands(runs, ordered, edge):
            left = [at for at in band if runs[at].right < edge]
            right = [at for at in band if runs[at].right >= edge]
            if not _is_interleaved(left, right) or not all(_is_prose([runs[at] for at in s]) for s in (left, right)):
                continue
            inside = set(band)
            first = runs[band[0]].base
            rest = [at for at in range(len(runs)) if at not in inside]
            return (
                [runs[at] for at in rest if runs[at].base < first],
                [runs[at] for at in left],
                [runs[at] for at in right],
                [runs[at] for at in rest if runs[at].base >= first],
            )
    return None


def _find_edges(runs: list[TextRun]) -> list[float]:
    """Return the likely left edges of right columns: where runs that have another to their left begin."""
    starts = []
    for at, run in enumerate(runs):
        is_right = False
        for step in (-1, 1):
            beside = range(at + step, at + step * _MAX_BESIDE, step)
            for other in takewhile(lambda other: 0 <= other < len(runs), beside):
                if is_right or abs(runs[other].base - run.base) >= MIN_GUTTER * run.size:
                    break
                is_right = runs[other].right + MIN_GUTTER * run.size <= run.left
        if is_right:
            starts.append(run.left)
    clusters: list[list[float]] = []
    for start in sorted(starts):
        if clusters and start - clusters[-1][0] <= _SAME_EDGE:
            clusters[-1].append(start)
        else:
            clusters.append([start])
    clusters.sort(key=len, reverse=True)
    return [cluster[0] for cluster in clusters[:_CANDIDATES] if len(cluster) >= MIN_COLUMN_LINES]


def _find_bands(runs: list[TextRun], ordered: list[int], edge: float) -> Iterator[list[int]]:
    """Yield the stretches of runs, from top to bottom, of which none crosses the gutter left of an edge."""
    band: list[int] = []
    bands = [band]
    for at in ordered:
        run = runs[at]
        is_left = run.right <= edge - MIN_GUTTER * run.size
        if is_left or run.left >= edge - 1:
            band.append(at)
        else:
            band = []
            bands.append(band)
    for found in sorted(bands, key=len, reverse=True):
        trimmed = _trim(runs, found, edge)
        if len(trimmed) >= 2 * MIN_COLUMN_LINES:
            yield trimmed


def _trim(runs: list[TextRun], band: list[int], edge: float) -> list[int]:
    """Return a band from the first line that has text in both columns, to a gap in the longer column."""
    lefts = [runs[at].base for at in band if runs[at].right < edge]
    rights = [runs[at].base for at in band if runs[at].right >= edge]
    if not lefts or not rights:
        return []
    size = median(runs[at].size for at in band)
    first, last = max(lefts[0], rights[0]) - size, min(lefts[-1], rights[-1]) + size
    drops = [b - a for side in (lefts, rights) for a, b in zip(side, side[1:], strict=False)]
    usual = median(drops) if drops else size
    trimmed: list[int] = []
    for at in band:
        base = runs[at].base
        if base > last and trimmed and base - runs[trimmed[-1]].base > _TAIL_GAP * usual:
            break
        if base >= first:
            trimmed.append(at)
    return trimmed


def _is_interleaved(left: list[int], right: list[int]) -> bool:
    """Return whether the drawing went from one column to the other and back again, about line by line."""
    sides = sorted([(at, False) for at in left] + [(at, True) for at in right])
    changes = sum(a[1] != b[1] for a, b in zip(sides, sides[1:], strict=False))
    fewest = min(len(left), len(right))
    return fewest >= MIN_COLUMN_LINES and changes > max(2, 0.6 * fewest)


def _is_prose(runs: list[TextRun]) -> bool:
    """Return whether runs are the lines of a column of running text, not cells of a table."""
    widths = [run.right - run.left for run in runs]
    size = median(run.size for run in runs)
    if fmean(widths) < MIN_COLUMN_WIDTH * size or median(widths) < _FULL_LINES * max(widths):
        return False
    texts = [run.text for run in runs]
    if sum(map(has_letters, texts)) < 0.8 * len(texts):
        return False
    cased = [text for text in texts if text[0].islower() or text[0].isupper()]
    return len(cased) * 2 < len(texts) or sum(text[0].islower() for text in cased) >= _LOWER_STARTS * len(cased)


def _find_stacks(runs: list[TextRun]) -> list[Stack]:
    """Return the runs in stacks of lines drawn one below the other; a run that follows another stays with it."""
    stacks: list[Stack] = []
    top: TextRun | None = None
    for run in runs:
        if run.follows and stacks:
            stacks[-1].append(run)
            if top is not None and run.size != top.size and len(run.text) > len(top.text):
                # The mark of a list item may have another size and base line than the item.
                top = run
            continue
        if top is not None and _is_below(top, run, stacks[-1]):
            stacks[-1].append(run)
        else:
            stacks.append([run])
        top = run
    return stacks


def _is_below(upper: TextRun, lower: TextRun, stack: Stack) -> bool:
    drop = lower.base - upper.base
    size = max(upper.size, lower.size)
    sizes = {upper.size / lower.size, upper.words[-1].size / lower.words[0].size}
    if not 0.3 * size < drop < 3.5 * size or not any(0.85 < ratio < 1.18 for ratio in sizes):
        return False
    right = max(run.right for run in stack[-6:])
    left = min(run.left for run in stack[-6:])
    return min(right, lower.right) - max(left, lower.left) > 0


def _order_stacks(stacks: list[Stack], is_rightward: bool) -> list[Stack]:
    """Return stacks in the order of drawing, except that stacks above come first, and then those to the left."""
    if not 1 < len(stacks) <= MAX_STACKS:
        return stacks
    boxes = [_measure(stack) for stack in stacks]
    before = {
        at: {other for other in range(len(stacks)) if other != at and _precedes(boxes[other], boxes[at], is_rightward)}
        for at in range(len(stacks))
    }
    try:
        sorter = TopologicalSorter(before)
        sorter.prepare()
    except CycleError:
        return stacks
    order: list[int] = []
    ready: list[int] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return [stacks[at] for at in order]


_Box = tuple[float, float, float, float, int]


def _measure(stack: Stack) -> _Box:
    """Return the left, top, right and bottom of a stack, and its number of runs."""
    return (
        min(run.left for run in stack),
        min(run.base - run.size for run in stack),
        max(run.right for run in stack),
        max(run.base for run in stack),
        len(stack),
    )


def _precedes(one: _Box, other: _Box, is_rightward: bool) -> bool:
    """Return whether one box is read before another because of their places."""
    shared = min(one[2], other[2]) - max(one[0], other[0])
    if shared > 0.1 * min(one[2] - one[0], other[2] - other[0]):
        return one[3] <= other[1] + 0.3 * (other[3] - other[1]) / max(other[4], 1) and one[1] < other[1]
    rows = min(one[3], other[3]) - max(one[1], other[1])
    if rows < 0.5 * min(one[3] - one[1], other[3] - other[1]):
        return False
    return one[0] < other[0] if is_rightward else one[0] > other[0]
