"""The plan of a generation: which segments stay, and the cuts of all other articles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.articles import Article
from index.building.merge import Merge
from index.building.snapshot import Snapshot
from index.cutting import cut_article
from index.failpoints import failpoint
from index.folder_index import FolderIndex
from index.generation.catalogue import Origins
from index.generation.manifest import SEGMENT_PREFIX
from index.segment.article_lines import Publications
from index.types import CutArticle, Encoder, Progress

SEGMENT_PASSAGES = 1 << 16
"""Approximate maximum number of passages per segment; a build keeps their vectors and word pieces in memory."""


@dataclass(frozen=True, slots=True)
class NewSegment:
    """The name of a segment to write, and its articles in order of id, each with its cut."""

    name: str
    articles: list[Article]
    cuts: list[CutArticle]


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """The content of a generation.

    `origins`: those of every article, in order of id. `publications`: what origins state of their articles, where it is
    not what the article itself states. All articles outside the new `segments` are in the segments
    `kept` from the generation `previous`. `fresh`: the ids of new and changed articles.
    """

    origins: Mapping[str, Origins]
    publications: Publications
    segments: list[NewSegment]
    fresh: frozenset[str]
    previous: FolderIndex | None
    kept: frozenset[str]
    passage_pieces: int

    @property
    def unencoded(self) -> Iterator[tuple[Article, CutArticle]]:
        """The articles whose passages have no vectors yet, each with its cut."""
        for segment in self.segments:
            for article, cut in zip(segment.articles, segment.cuts, strict=True):
                if not cut.is_encoded:
                    yield article, cut

    @property
    def unencoded_passages(self) -> int:
        """The number of passages without vectors."""
        return sum(len(cut.passages) for _, cut in self.unencoded)


def make_plan(
    merge: Merge, snapshot: Snapshot, previous: FolderIndex | None, encoder: Encoder, limit: int, progress: Progress
) -> SegmentPlan:
    """Cut new articles, and reuse the cuts of the last generation."""
    stays = previous and not previous.manifest.is_quick and previous.manifest.passage_pieces == limit
    known = previous if stays else None
    kept = _keep_segments(known, merge) if known else frozenset()
    moved = known.catalogue.find_outside(kept) if known else set(merge.origins)
    ids = sorted((moved & merge.origins.keys()) | merge.written.keys())
    articles = [merge.written.get(id) or snapshot.articles[id] for id in ids]
    if known:
        for segment in {known.catalogue[id].segment for id in ids if id in known.catalogue}:
            known.verify(segment)
    cuts: list[CutArticle] = []
    for number, article in enumerate(articles):
        progress("cutting articles", number, len(articles))
        old = known.cut_of(article) if known else None
        cuts.append(old or cut_article(article, encoder.count_pieces, limit))
    progress("cutting articles", len(cuts), len(cuts))
    failpoint("articles cut")
    segments = list(_divide(articles, cuts, known))
    return SegmentPlan(merge.origins, merge.publications, segments, frozenset(merge.written), known, kept, limit)


def _divide(articles: list[Article], cuts: list[CutArticle], previous: FolderIndex | None) -> Iterator[NewSegment]:
    """Divide the articles into segments of about `SEGMENT_PASSAGES`, numbered after those of the last generation."""
    number = max((int(name.rpartition("-")[2]) for name in previous.segments), default=0) if previous else 0
    first = passages = 0
    for after, cut in enumerate(cuts, start=1):
        passages += len(cut.passages)
        if passages >= SEGMENT_PASSAGES or after == len(cuts):
            number += 1
            yield NewSegment(f"{SEGMENT_PREFIX}{number:06d}", articles[first:after], cuts[first:after])
            first, passages = after, 0


def _keep_segments(index: FolderIndex, merge: Merge) -> frozenset[str]:
    """Choose the segments that stay as they are: each is larger than everything that is written again.

    A merge at least doubles the size of the segment written, so their number grows logarithmically. A segment that lost
    most of its articles is rewritten. A full segment is never merged because of its size.
    """
    gone = (id for id in index.catalogue if id not in merge.origins or id in merge.written)
    sizes = index.catalogue.count_without(gone)
    written = len(merge.written)
    kept = set()
    for name, size in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        segment = index.segments[name]
        is_full = 2 * len(segment.passages) >= SEGMENT_PASSAGES
        if (size <= written and not is_full) or 2 * size <= len(segment.articles):
            written += size
        else:
            kept.add(name)
    return frozenset(kept)
