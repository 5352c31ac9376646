"""Encodes the new passages of a generation, one segment at a time."""

from collections.abc import Callable, Sequence

from index.building.checkpoints import Checkpoints
from index.building.plan import NewSegment, SegmentPlan
from index.cutting import find_matching, place_pieces
from index.model.quick import QuickEncoder
from index.types import Advance, Passages, Progress, Warn

Encode = Callable[[Sequence[str], Advance], Passages]


class PassageEncoder:
    """Encodes passages that have no vectors yet, `count` in all; reuses the vectors of the rest."""

    def __init__(self, plan: SegmentPlan, encode: Encode, count: int, what: str, progress: Progress) -> None:
        self.count = count
        self._previous = plan.previous
        self._encode = encode
        self._what = what
        self._progress = progress
        self._done = 0

    def encode(self, segment: NewSegment) -> list[Passages]:
        """Return the encoded passages of each article of a segment."""
        pairs = list(zip(segment.articles, segment.cuts, strict=True))
        texts = [text for article, cut in pairs if not cut.is_encoded for text in find_matching(article, cut)]
        fresh = self._encode(texts, self._advance) if texts else None
        encoded, first = [], 0
        for article, cut in pairs:
            if fresh and not cut.is_encoded:
                own = slice(first, first + len(cut.passages))
                encoded.append(Passages(fresh.vectors[own], place_pieces(article, cut, fresh.pieces[own])))
                first = own.stop
            elif self._previous:
                encoded.append(self._previous.encoded(article.id))
        return encoded

    def _advance(self, count: int) -> None:
        self._done += count
        self._progress(self._what, self._done, self.count)


def encode_fully(plan: SegmentPlan, checkpoints: Checkpoints, progress: Progress, warn: Warn) -> PassageEncoder:
    """Encode with the model, continuing from checkpoints."""
    total = plan.unencoded_passages
    known = checkpoints.use_known(text for article, cut in plan.unencoded for text in find_matching(article, cut))
    if known:
        warn(f"{known:,} of {total:,} passages were encoded by an interrupted build; continuing.")
    return PassageEncoder(plan, checkpoints.encode, total - known, "encoding passages", progress)


def encode_quickly(plan: SegmentPlan, encoder: QuickEncoder, progress: Progress) -> PassageEncoder:
    """Encode with the table of quick vectors."""
    total = plan.unencoded_passages
    return PassageEncoder(plan, encoder.encode_passages, total, "making quick vectors", progress)
