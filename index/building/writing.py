"""Writes a generation: new segments beside the kept ones, in a draft folder, which is examined and published."""

import errno
import os
import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index.building.encoding import PassageEncoder
from index.building.plan import SegmentPlan
from index.checked import CHECKSUMS_FILE, CheckedPath, write_checksums
from index.damage import ORIGINS_FILE, PUBLICATIONS_FILE
from index.failpoints import failpoint
from index.folder_index import COPIES_FILE, MODEL_FOLDER, FolderIndex
from index.generation.catalogue import NO_ARTICLES, write_origins
from index.generation.generations import publish
from index.generation.locking import explain_disk_full
from index.generation.manifest import FORMAT_VERSION, Description, describe_files
from index.generation.stamps import Stamps, read_stamps, take_stamps, write_stamps
from index.near_duplicates import Pair, link_copies, save_copies
from index.npy import map_saved
from index.segment.article_lines import write_publications
from index.segment.segments import write_texts, write_vectors
from index.types import Encoder, Manifest, ModelCard, Warn

_MAX_FRESH = 1 / 16
_PASSAGE_BYTES = 7_000
"""Approximate size on disk, in bytes, of the vectors, word pieces and words of a passage."""

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EXDEV, errno.EMLINK}
"""Errors of file systems that cannot hard-link a file."""

Examine = Callable[[FolderIndex], None]
"""Checks a generation before it is published, and raises to reject it."""


def accept_all(index: FolderIndex) -> None:
    """Accept every generation."""


def write_segments(folder: Path, draft: Path, plan: SegmentPlan, encoder: PassageEncoder) -> None:
    """Encode and write the new segments into a draft folder, one after the other. Raises IndexUnwritable.

    Files that need no vectors are written in parallel with encoding.
    """
    with explain_disk_full(folder, lambda: _estimate_size(plan)), ThreadPoolExecutor(1) as beside:
        for segment in plan.segments:
            target = draft / segment.name
            target.mkdir()
            texts = beside.submit(write_texts, target, segment.articles, segment.cuts)
            write_vectors(target, encoder.encode(segment))
            texts.result()
    failpoint("passages encoded")


def publish_contents(
    folder: Path,
    draft: Path,
    plan: SegmentPlan,
    encoder: Encoder,
    examine: Examine,
    warn: Warn,
    *,
    is_quick: bool = False,
) -> tuple[str, int]:
    """Complete the generation in a draft folder, publish it and return its name and the number of its passages.

    `examine` is called with it before it is published, and raises to reject it. Raises IndexUnwritable.
    """
    with explain_disk_full(folder, lambda: _estimate_size(plan)):
        index, stamps = _complete(draft, plan, encoder, is_quick)
    failpoint("files written")
    examine(index)
    with explain_disk_full(folder, lambda: _estimate_size(plan)):
        name = publish(folder, draft, index.manifest, warn)
    write_stamps(folder / name, stamps)
    return name, index.manifest.passages


def _complete(draft: Path, plan: SegmentPlan, encoder: Encoder, is_quick: bool) -> tuple[FolderIndex, Stamps]:
    """Write the remaining files; return the index, and the stamps of the files that were checked."""
    shared = _share(draft, plan, encoder.card)
    if not (draft / MODEL_FOLDER).exists():
        (draft / MODEL_FOLDER).mkdir()
        encoder.save(draft / MODEL_FOLDER)
    _refuse_short_arrays(draft, shared)
    before = plan.previous.catalogue if plan.previous else NO_ARTICLES
    added = {segment.name: [article.id for article in segment.articles] for segment in plan.segments}
    catalogue = before.follow(plan.origins, added)
    catalogue.save(draft)
    write_origins(draft / ORIGINS_FILE, plan.origins.values())
    write_publications(draft / PUBLICATIONS_FILE, plan.publications)
    stamps = _stamp(draft, plan, shared)
    described = describe_files(draft, shared)
    checksums = {name: sums for name, (_, sums) in described.items()}
    manifest = Manifest(FORMAT_VERSION, encoder.card, plan.passage_pieces, is_quick, len(catalogue), 0, {})
    index = FolderIndex(CheckedPath(draft, checksums), manifest, catalogue)
    save_copies(draft / COPIES_FILE, _find_copies(plan, index))
    stamps |= take_stamps(draft, [COPIES_FILE])
    described = describe_files(draft, described)
    checksums[COPIES_FILE] = described[COPIES_FILE][1]
    write_checksums(draft, checksums)
    stamps |= take_stamps(draft, [CHECKSUMS_FILE])
    records = {name: record for name, (record, _) in describe_files(draft, described).items()}
    index.manifest = replace(manifest, passages=index.passage_count, files=records)
    return index, stamps


def _stamp(draft: Path, plan: SegmentPlan, shared: Collection[str]) -> dict[str, list[int]]:
    """Return the stamps of files that are read back next, and of shared files that were checked before."""
    stamps = take_stamps(draft, (path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file()))
    known = read_stamps(plan.previous.path) if plan.previous else {}
    return {name: stamp for name, stamp in stamps.items() if name not in shared or known.get(name) == stamp}


def _share(draft: Path, plan: SegmentPlan, card: ModelCard) -> dict[str, Description]:
    """Link the unchanged files of the last generation, and return their descriptions."""
    previous = plan.previous
    if previous is None:
        return {}
    stays = [*plan.kept, *([MODEL_FOLDER] if card == previous.manifest.model else [])]
    files = {name: file for name, file in previous.manifest.files.items() if name.partition("/")[0] in stays}
    for name in files:
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            # A file that never changes may belong to two generations.
            target.hardlink_to(previous.path / name)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copyfile(previous.path / name, target)
    return {name: (record, previous.files.checksums[name]) for name, record in files.items()}


def _find_copies(plan: SegmentPlan, index: FolderIndex) -> list[Pair]:
    """Compare the fresh articles with all, if they are few; otherwise all with each other."""
    if plan.previous is None or _MAX_FRESH * len(plan.origins) < len(plan.fresh):
        return link_copies(index.articles, index.signatures)
    stays = plan.origins.keys() - plan.fresh
    known = [
        (one, other)
        for one, others in plan.previous.copies.items()
        for other in others
        if one < other and one in stays and other in stays
    ]
    return sorted(known + link_copies(index.articles, index.signatures, plan.fresh))


def _refuse_short_arrays(draft: Path, shared: Collection[str]) -> None:
    """Raise OSError if numpy wrote less than an array, as it may do on a full disk without an error."""
    for path in draft.rglob("*.npy"):
        try:
            if path.relative_to(draft).as_posix() not in shared:
                map_saved(path)
        except ValueError as error:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error


def _estimate_size(plan: SegmentPlan) -> int:
    """Return the approximate size of the new segments on disk, in bytes."""
    passages = sum(len(cut.passages) for segment in plan.segments for cut in segment.cuts)
    texts = sum(len(article.text.encode()) for segment in plan.segments for article in segment.articles)
    return _PASSAGE_BYTES * passages + 2 * texts
