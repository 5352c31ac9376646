"""The steps of a build at which a test can kill the process; without a test they do nothing."""

import os

VARIABLE = "QUOTEDESK_FAULT"
STEPS = (
    "locked",
    "articles merged",
    "articles cut",
    "checkpoint written",
    "checkpoint flushed",
    "checkpoint replaced",
    "passages encoded",
    "files written",
    "manifest written",
    "files flushed",
    "generation named",
    "generation flushed",
    "pointer written",
    "pointer flushed",
    "pointer replaced",
    "published",
    "old generation renamed",
    "old generation removed",
    "added written",
    "added flushed",
    "added replaced",
    "checkpoints removed",
)
"""Every name that `failpoint` is called with, in the order of a build."""

MILVUS_STEPS = (
    "collection in milvus",
    "batch in milvus",
    "passages in milvus",
    "records in milvus",
    "examined in milvus",
    "published in milvus",
)
"""The steps of publishing in Milvus, which follow."""

CLIPPING_STEPS = ("clippings written", "clippings flushed", "clippings replaced")
"""The steps of saving clippings, which no build does."""


def failpoint(step: str) -> None:
    """Send this process the signal that `$QUOTEDESK_FAULT` names for this step, as in "files written=9"."""
    name, _, number = os.environ.get(VARIABLE, "").partition("=")
    if name == step:
        os.kill(os.getpid(), int(number))
