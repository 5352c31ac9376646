"""Builds the next generation from articles and the last one; encodes only what changed."""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from corpus.articles import Article, Skipped
from corpus.errors import CorpusError, IndexStale
from corpus.languages import find_language, is_foreign
from corpus.reading import Reading, find_missing
from index.building.checkpoints import Checkpoints, has_checkpoints
from index.building.editing import edit_merge, find_present, save_edits
from index.building.encoding import PassageEncoder, encode_fully, encode_quickly
from index.building.merge import Merge, merge_articles
from index.building.plan import SegmentPlan, make_plan
from index.building.shards import LOCAL_EXECUTOR, Executor
from index.building.snapshot import Snapshot, read_snapshot
from index.building.writing import Examine, accept_all, publish_contents, write_segments
from index.cutting import PASSAGE_PIECES, find_matching
from index.failpoints import failpoint
from index.folder_index import FolderIndex
from index.generation.added import note_added
from index.generation.edits import Edits, Revise, StatedArticles, read_edits
from index.generation.generations import (
    draft_generation,
    find_current,
    finish_publishing,
    has_generation,
    remove_drafts,
)
from index.generation.locking import lock_index, report_leftover
from index.generation.manifest import find_changes, read_model_name
from index.model.model_files import DEFAULT_MODEL
from index.model.quick import QUICK_FROM, open_quick_encoder
from index.types import Encoder, Progress, Warn, ignore_progress, ignore_warning


@dataclass(frozen=True, slots=True)
class BuildReport:
    """Counts of articles, of all passages and those encoded now, and the skipped and removed articles.

    `replaced`: the headlines of articles that others replaced at the same origins. `foreign`: the number of written
    articles in a language that the default model was not trained on.
    """

    new: int
    updated: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    articles: int
    passages: int
    encoded: int
    generation: str
    seconds: float
    removed_articles: tuple[Article, ...] = ()
    replaced: tuple[str, ...] = ()
    foreign: int = 0


class BuildOptions(TypedDict, total=False):
    """The optional arguments of `build_index`, for the functions that pass them on."""

    model: str | None
    full: bool
    quick: bool
    remove: Collection[str]
    keep_removed: bool
    edits: Edits | Revise
    encoder: Encoder | None
    executor: Executor
    progress: Progress
    warn: Warn
    examine: Examine


def build_index(
    reading: Reading,
    folder: Path,
    *,
    model: str | None = None,
    full: bool = False,
    quick: bool = False,
    remove: Collection[str] = (),
    keep_removed: bool = False,
    edits: Edits | Revise = MappingProxyType({}),
    encoder: Encoder | None = None,
    executor: Executor = LOCAL_EXECUTOR,
    progress: Progress = ignore_progress,
    warn: Warn = ignore_warning,
    examine: Examine = accept_all,
) -> BuildReport:
    """Add and update articles, remove others by id, and publish the next generation.

    Articles whose files are missing from a folder that is read again are removed, unless `keep_removed` is given.
    `edits` of titles, sources and dates are saved in the folder and replace earlier ones of the same articles, or are a
    function of the present ones. They and the saved ones are applied to the articles.
    `quick` lets a new, large collection answer within seconds, with vectors from a table, while it is encoded.
    `full` encodes every article again, also those of a damaged index or of one built with another model.
    `executor` runs the encoding; the default is this process.
    `examine` is called with the new generation before it is published, and raises to reject it.
    An interrupted build leaves the last generation unchanged, and the next build continues from its checkpoints.
    Only `remove` may empty the index. Raises CorpusError if otherwise no article remains, IndexBusy, IndexDamaged,
    IndexUnreadable, IndexUnwritable, or IndexStale for another model.
    """
    started, checkpoints = time.monotonic(), None
    with lock_index(folder):
        remove_drafts(folder, warn)
        finish_publishing(folder)
        snapshot = read_snapshot(folder, full)
        saved = read_edits(folder)
        changed = edits(partial(find_present, saved, snapshot)) if callable(edits) else edits
        merge = edit_merge(_merge(reading, snapshot, remove, keep_removed), snapshot, {**saved, **changed})
        previous = None if full else snapshot.index
        _check(merge, previous, model, folder, may_be_empty=bool(remove) or not snapshot.origins)
        _check_known(changed, merge.origins)
        failpoint("articles merged")
        is_same = not merge.written and (merge.origins, merge.publications) == (snapshot.origins, snapshot.publications)
        with save_edits(folder, saved, changed):
            if previous and is_same and not previous.manifest.is_quick:
                published = previous.generation, previous.manifest.passages, 0
            else:
                with draft_generation(folder) as export:
                    encoder = encoder or _choose_encoder(folder, previous, model, export, progress)
                    limit = min(PASSAGE_PIECES, encoder.card.max_pieces // 2)
                    _warn_of_changes(folder, merge, encoder, limit, full, warn)
                    plan = make_plan(merge, snapshot, previous, encoder, limit, progress)
                    if quick and not has_generation(folder):
                        _publish_quickly(folder, plan, encoder, progress, warn)
                    checkpoints = Checkpoints(folder, encoder, plan.unencoded_passages, executor)
                    passage_encoder = encode_fully(plan, checkpoints, progress, warn)
                    published = _publish_fully(folder, plan, encoder, passage_encoder, progress, warn, examine)
                note_added(folder, snapshot.origins, merge.origins)
        with report_leftover(folder, warn):
            _remove_published(checkpoints or _find_checkpoints(folder, previous, encoder), reading, previous)
    return _report(reading, merge, published, time.monotonic() - started)


def _find_checkpoints(folder: Path, previous: FolderIndex | None, encoder: Encoder | None) -> Checkpoints | None:
    """Return the checkpoints that an earlier build left, None if there are none."""
    if previous is None or not has_checkpoints(folder):
        return None
    return Checkpoints(folder, encoder or previous.encoder, 0, LOCAL_EXECUTOR)


def _remove_published(checkpoints: Checkpoints | None, reading: Reading, previous: FolderIndex | None) -> None:
    """Remove the checkpoints of passages that are published, by this build or one killed right after publishing."""
    if checkpoints is None:
        return
    if previous and not checkpoints.is_empty:
        for article in (item.article for item in reading.found):
            if cut := previous.cut_of(article):
                checkpoints.use_known(find_matching(article, cut))
    checkpoints.remove_used()


def _report(reading: Reading, merge: Merge, published: tuple[str, int, int], seconds: float) -> BuildReport:
    generation, passages, encoded = published
    return BuildReport(
        new=merge.new,
        updated=merge.updated,
        unchanged=merge.unchanged,
        removed=merge.removed,
        skipped=tuple(reading.skipped),
        articles=len(merge.origins),
        passages=passages,
        encoded=encoded,
        generation=generation,
        seconds=round(seconds, 3),
        removed_articles=tuple(merge.removed_articles),
        replaced=tuple(merge.replaced),
        foreign=sum(map(is_foreign, merge.written.values())),
    )


def _publish_quickly(folder: Path, plan: SegmentPlan, encoder: Encoder, progress: Progress, warn: Warn) -> None:
    """Publish a first generation with quick vectors, if encoding takes long enough and the model has a table."""
    table = open_quick_encoder(encoder) if plan.unencoded_passages >= QUICK_FROM else None
    if table:
        with draft_generation(folder) as draft:
            write_segments(folder, draft, plan, encode_quickly(plan, table, progress))
            _, passages = publish_contents(folder, draft, plan, encoder, accept_all, warn, is_quick=True)
        warn(f"The {passages:,} passages can be searched now, with quick vectors; better ones follow.")


def _publish_fully(
    folder: Path,
    plan: SegmentPlan,
    encoder: Encoder,
    passage_encoder: PassageEncoder,
    progress: Progress,
    warn: Warn,
    examine: Examine,
) -> tuple[str, int, int]:
    """Publish a generation with the model's vectors; return its name and the numbers of its and of encoded passages."""
    with draft_generation(folder) as draft:
        write_segments(folder, draft, plan, passage_encoder)
        progress("writing", 0, 1)
        generation, passages = publish_contents(folder, draft, plan, encoder, examine, warn)
        progress("writing", 1, 1)
    return generation, passages, passage_encoder.count


def _merge(reading: Reading, snapshot: Snapshot, remove: Collection[str], keep_removed: bool) -> Merge:
    """Merge the articles read into the stored ones, and remove missing and named ones; detect languages of new ones."""
    _check_known(remove, snapshot.origins)
    origins = [origin for origins in snapshot.origins.values() for origin in origins]
    gone = () if keep_removed else find_missing(reading, origins)
    stored = (StatedArticles(snapshot.articles), snapshot.origins, snapshot.publications)
    merge = merge_articles(*stored, reading.found, remove, gone)
    written = {id: replace(article, language=find_language(article.text)) for id, article in merge.written.items()}
    return replace(merge, written=written)


def _check_known(ids: Iterable[str], known: Collection[str]) -> None:
    for id in ids:
        if id not in known:
            raise CorpusError(f"The index has no article {id}.", "List the ids with: quotedesk articles")


def _check(merge: Merge, previous: FolderIndex | None, model: str | None, folder: Path, *, may_be_empty: bool) -> None:
    """Raise if no article remains, unless a person removed the last one, or if the model is another."""
    if not merge.origins and not (may_be_empty and has_generation(folder)):
        raise CorpusError(f"The index in {folder} would have no articles.", "Add articles with: quotedesk index PATH")
    if previous and model not in (None, previous.manifest.model.name):
        raise IndexStale(
            f"The index in {folder} was built with the model {previous.manifest.model.name}, not {model}.",
            f"Encode its articles again with: quotedesk index --full --model {model}",
        )


def _warn_of_changes(folder: Path, merge: Merge, encoder: Encoder, limit: int, full: bool, warn: Warn) -> None:
    """Warn that everything is encoded again, and say why."""
    changes = find_changes(find_current(folder), encoder.card, limit) if has_generation(folder) else []
    if changes or (full and has_generation(folder)):
        why = f": {' and '.join(changes)}" if changes else ""
        count = len(merge.origins)
        what = "The article is" if count == 1 else f"All {count:,} articles are"
        warn(f"{what} encoded again{why}.")


def _choose_encoder(
    folder: Path, previous: FolderIndex | None, model: str | None, export: Path, progress: Progress
) -> Encoder:
    """Return the encoder of the last generation, otherwise prepare the model."""
    if previous:
        return previous.encoder
    from index.model.prepared import prepare_encoder

    stages = ["loading the model"]
    progress(stages[0], 0, 1)

    def announce() -> None:
        stages.append("preparing the model, once on this machine")
        progress(stages[-1], 0, 1)

    former = read_model_name(find_current(folder)) if has_generation(folder) else None
    encoder = prepare_encoder(model or former or DEFAULT_MODEL, export, announce)
    progress(stages[-1], 1, 1)
    return encoder
