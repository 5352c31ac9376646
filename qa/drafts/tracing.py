"""Aligns a quotation with regions: runs of equal tokens, at one place or several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from index.store import Index
from qa.answer import Place
from qa.drafts.regions import Region, find_regions
from qa.drafts.wording import Wording, alternatives, count_words, is_broken

PART = 4
"""Minimum length of a part that may come from another place, in words."""

JOINED = 0.8
"""Minimum share of a quotation's words that several places must cover together."""

SLACK = 15
"""Maximum number of tokens left out or inserted within one place."""


LONG = 8
"""Length in tokens above which at least half of a stretch must be shared to belong to the same place."""

FAR = 3
"""Drop a run at either end if its gap to the rest exceeds this many times its length."""

STOPS = frozenset(".?!")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quotation and its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `first` to `after` of a quotation that equal those of a region from token `place` on."""

    region: Region
    first: int
    after: int
    place: int

    @property
    def end(self) -> int:
        """The token after the run in its region."""
        return self.place + self.after - self.first

    def read_place(self) -> Place:
        """Return the stretch of the article."""
        spans = self.region.wording.spans
        return Place(self.region.article, spans[self.place][0], spans[self.end - 1][1])


def find_whole(forms: Sequence[str], regions: Sequence[Region]) -> Iterator[Run]:
    """Yield every place that has all tokens of a quotation in a row."""
    for region in regions:
        for place in region.find(forms[0]):
            end = place + len(forms)
            there = region.wording.forms[place:end]
            if len(there) == len(forms) and all(
                same in alternatives(form) for form, same in zip(forms, there, strict=True)
            ):
                spans = region.wording.spans
                if not is_broken(region.article.text, spans[place][0], spans[end - 1][1]):
                    yield Run(region, 0, len(forms), place)


def find_longest(forms: Sequence[str], region: Region) -> Run:
    """Return the longest run of tokens shared by a quotation and a region, the first of equal ones."""
    best = Run(region, 0, 0, 0)
    lengths: dict[int, int] = {}
    for number, form in enumerate(forms):
        lengths = {place: lengths.get(place - 1, 0) + 1 for place in region.find(form)}
        place = max(lengths, key=lengths.__getitem__, default=None)
        if place is not None and lengths[place] > best.after - best.first:
            length = lengths[place]
            best = Run(region, number + 1 - length, number + 1, place + 1 - length)
    return best


def find_place(forms: Sequence[str], region: Region) -> list[Run]:
    """Return the runs, in order, at the place of a region that shares most tokens with a quotation."""
    anchor = find_longest(forms, region)
    start = max(anchor.place - anchor.first - SLACK, 0)
    there = region.wording.forms[start : anchor.end + len(forms) - anchor.after + SLACK]
    known = set(there)
    asked = [next((same for same in alternatives(form) if same in known), form) for form in forms]
    blocks = SequenceMatcher(None, there, asked, autojunk=False).get_matching_blocks()
    runs = [Run(region, b, b + size, start + a) for a, b, size in blocks if size]
    return max(map(_shorten, _part(runs)), key=count_covered, default=[])


def count_covered(runs: Iterable[Run]) -> int:
    """Count the words and figures in runs."""
    return sum(count_words(run.region.wording.forms[run.place : run.end]) for run in runs)


def _part(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of one place after another."""
    together: list[Run] = []
    for run in runs:
        if together and _is_apart(together[-1], run):
            yield together
            together = []
        together.append(run)
    if together:
        yield together


def _is_apart(run: Run, following: Run) -> bool:
    """Return whether the gap between two runs is a sentence or long."""
    between = run.region.wording.forms[run.end : following.place]
    return len(between) > SLACK or (len(between) >= PART and not STOPS.isdisjoint(between))


def _shorten(runs: list[Run]) -> list[Run]:
    """Drop runs at either end that are short compared with their gap to the rest: they match by chance."""
    for cut in range(1, len(runs)):
        before, behind = runs[cut - 1], runs[cut]
        left, right = (sum(run.after - run.first for run in part) for part in (runs[:cut], runs[cut:]))
        spread = behind.first - runs[0].first if left < right else runs[-1].after - before.after
        gap = max(behind.first - before.after, behind.place - before.end)
        if gap > FAR * min(left, right) or max(2 * min(left, right), LONG) < spread:
            return _shorten(runs[cut:] if left < right else runs[:cut])
    return runs


def trace(wording: Wording, regions: Iterable[Region], index: Index) -> list[list[Run]]:
    """Return the runs of a quotation grouped by place, in the order of the quotation.

    The place that shares most is taken first; gaps that are long enough are then searched for elsewhere.
    """
    best = max((find_place(wording.forms, region) for region in regions), key=count_covered, default=[])
    covered = count_covered(best)
    if covered < PART and 2 * covered < count_words(wording.forms):
        return []
    places: list[list[Run]] = [[]]
    position = 0
    for run in best:
        if elsewhere := _trace_gap(wording, position, run.first, index):
            places += [*elsewhere, []]
        places[-1].append(run)
        position = run.after
    places += _trace_gap(wording, position, len(wording), index)
    return [runs for runs in places if runs]


def _trace_gap(wording: Wording, first: int, after: int, index: Index) -> list[list[Run]]:
    """Return the places that cover most of a stretch; none if it is short."""
    gap = wording.part(first, after)
    words = count_words(gap.forms)
    if words < PART:
        return []
    found = trace(gap, find_regions(gap.quoted, index), index)
    if sum(map(count_covered, found)) < JOINED * words:
        return []
    return [[replace(run, first=run.first + first, after=run.after + first) for run in runs] for runs in found]
