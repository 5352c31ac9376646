"""The steps of a build at which tests let the process die; nothing happens where no test asks for it."""

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
"""Those of publishing in Milvus, which follow."""


def failpoint(step: str) -> None:
    """Send this process the signal that `$QUOTEDESK_FAULT` holds for this step, as in "files written=9"."""
    name, _, number = os.environ.get(VARIABLE, "").partition("=")
    if name == step:
        os.kill(os.getpid(), int(number))
