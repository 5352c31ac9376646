"""Restores the generation before the current one, with the saved edits of articles."""

from pathlib import Path

from index.building.checkpoints import Checkpoints
from index.building.editing import edit_merge
from index.building.encoding import encode_fully
from index.building.merge import Merge
from index.building.plan import make_plan
from index.building.shards import LOCAL_EXECUTOR
from index.building.snapshot import read_generation
from index.building.writing import accept_all, publish_contents, write_segments
from index.generation.edits import read_edits
from index.generation.generations import draft_generation, roll_back
from index.types import ignore_progress, ignore_warning


def restore_former(folder: Path) -> str:
    """Publish the generation before the current one again and return its name; errors as for `roll_back`.

    If it lacks saved edits, a generation with them is published in its place. Also raises CorpusError for a file of
    edits that cannot be read.
    """
    edits = read_edits(folder)
    return roll_back(folder, _publish_edited) if edits else roll_back(folder)


def _publish_edited(former: Path) -> str:
    """Publish a generation with the articles of a former one and the saved edits; empty if these change nothing."""
    folder, snapshot = former.parent, read_generation(former)
    unchanged = Merge(dict(snapshot.origins), snapshot.publications, {}, 0, 0, len(snapshot.origins), 0, [], [])
    merge, previous = edit_merge(unchanged, snapshot, read_edits(folder)), snapshot.index
    if not merge.written or previous is None:
        return ""
    pieces = previous.manifest.passage_pieces
    plan = make_plan(merge, snapshot, previous, previous.encoder, pieces, ignore_progress)
    checkpoints = Checkpoints(folder, previous.encoder, plan.unencoded_passages, LOCAL_EXECUTOR)
    encoder = encode_fully(plan, checkpoints, ignore_progress, ignore_warning)
    with draft_generation(folder) as draft:
        write_segments(folder, draft, plan, encoder)
        name, _ = publish_contents(folder, draft, plan, previous.encoder, accept_all, ignore_warning)
    checkpoints.remove_used()
    return name
