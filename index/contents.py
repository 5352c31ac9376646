"""What goes into a generation: which segments stay, and all other articles cut and encoded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.articles import Article
from index.checkpoints import encode_passages
from index.cutting import CutArticle, cut_article
from index.encoder import Advance, Encoder, Passages
from index.faults import fault
from index.members import Origins
from index.merge import Merge
from index.progress import Progress, Tell
from index.store import Index
from index.stored import Stored


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a generation.

    `origins` are those of every article, in order of id. The `articles` of the new segment stand in order of id too,
    each with its cut; all others lie in the segments `kept` of the generation `previous`. `fresh` are the ids of those
    that were not in it as they are.
    """

    origins: Mapping[str, Origins]
    articles: list[Article]
    cuts: list[CutArticle]
    fresh: frozenset[str]
    previous: Index | None
    kept: frozenset[str]
    passage_pieces: int

    @property
    def segment(self) -> str:
        """The name of the new segment."""
        numbers = [int(name.rpartition("-")[2]) for name in self.previous.segments] if self.previous else []
        return f"segment-{max(numbers, default=0) + 1:06d}"


def cut_contents(
    merge: Merge, stored: Stored, previous: Index | None, encoder: Encoder, limit: int, progress: Progress
) -> Contents:
    """Cut what is new, and take the rest with its vectors from the last generation."""
    known = previous if previous and previous.manifest.passage_pieces == limit else None
    kept = _keep_segments(known, merge) if known else frozenset()
    moved = known.members.find_outside(kept) if known else set(merge.origins)
    ids = sorted((moved & merge.origins.keys()) | merge.written.keys())
    articles = [merge.written.get(id) or stored.articles[id] for id in ids]
    if known:
        for segment in {known.members[id].segment for id in ids if id in known.members}:
            known.verify(segment)
    cuts: list[CutArticle] = []
    for number, article in enumerate(articles):
        progress("cutting articles", number, len(articles))
        old = known.cut_of(article) if known else None
        cuts.append(old or cut_article(article, encoder.count_pieces, limit))
    progress("cutting articles", len(cuts), len(cuts))
    fault("articles cut")
    return Contents(merge.origins, articles, cuts, frozenset(merge.written), known, kept, limit)


def _keep_segments(index: Index, merge: Merge) -> frozenset[str]:
    """Choose the segments that stay as they are: every one holds more than all that is written anew.

    So there are few of them, and what is written anew is at least doubled each time. One of which most is no more
    is written anew too.
    """
    sizes = index.members.count_without(id for id in index.members if id not in merge.origins or id in merge.written)
    written = len(merge.written)
    kept = set()
    for name, size in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if size <= written or 2 * size <= len(index.segments[name].articles):
            written += size
        else:
            kept.add(name)
    return frozenset(kept)


def encode_contents(contents: Contents, encoder: Encoder, folder: Path, progress: Progress, tell: Tell) -> int:
    """Put their vectors into all cuts that have none and return how many passages were encoded for that."""
    fresh = [cut for cut in contents.cuts if cut.encoded is None]

    def start(known: int, missing: int) -> Advance:
        if known:
            tell(f"{known:,} of {known + missing:,} passages were encoded by a build that did not end; it goes on.")
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress("encoding passages", done, missing)

        return advance

    texts = [text for cut in fresh for text in cut.matching]
    encoded, count = encode_passages(texts, encoder, folder, start)
    first = 0
    for cut in fresh:
        after = first + len(cut.matching)
        cut.encoded = Passages(encoded.vectors[first:after], cut.place_pieces(encoded.pieces[first:after]))
        first = after
    fault("passages encoded")
    return count
