"""The clippings of a user in a service: for the page, REST and MCP. Long work is in steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.store import Index
from qa.clippings.clipping import Clipping
from qa.clippings.clipping_export import export_clippings
from qa.clippings.clipping_list import (
    NEWEST,
    VerifiedClipping,
    find_clippings,
    is_fast,
    update_facts,
    verify_clipping,
)
from qa.clippings.clippings_file import read_clippings
from ui.security.request_queue import Steps

COST_VERIFIED = 0.02
"""Cost of verifying a clipping whose article is there, in requests; of another, all articles are searched."""


@dataclass(frozen=True, slots=True)
class ClippingFilter:
    """Which clippings are listed or exported, and in which order."""

    words: str = ""
    tag: str = ""
    order: str = NEWEST


@dataclass(frozen=True, slots=True)
class ClippingPage:
    """Some of the clippings that match, the number of those that match, and the number of all."""

    shown: Sequence[VerifiedClipping]
    matching: int
    total: int


def match_clippings(folder: Path, index: Index, user: str, wanted: ClippingFilter) -> list[Clipping]:
    """Return the clippings of a user that match, sorted, with what their articles state now."""
    known = update_facts(read_clippings(folder, user), index)
    return find_clippings(known, wanted.words, wanted.order, wanted.tag)


def list_page(
    folder: Path, index: Index, user: str, wanted: ClippingFilter, offset: int, limit: int
) -> Steps[ClippingPage]:
    """Return a page of the clippings that match, each verified."""
    matching = match_clippings(folder, index, user, wanted)
    shown: list[VerifiedClipping] = []
    for clipping in matching[offset : offset + limit]:
        shown.append((yield from verify_one(clipping, index)))
    return ClippingPage(shown, len(matching), len(read_clippings(folder, user)))


def verify_one(clipping: Clipping, index: Index) -> Steps[VerifiedClipping]:
    """Verify a clipping."""
    cost = COST_VERIFIED if is_fast(clipping, index) else 1
    verified = VerifiedClipping(clipping, verify_clipping(clipping, index))
    yield cost
    return verified


def write_export(folder: Path, index: Index, user: str, wanted: ClippingFilter, form: str) -> Steps[bytes]:
    """Return the clippings that match as a file; raises ValueError for an unknown form."""
    matching = match_clippings(folder, index, user, wanted)
    yield COST_VERIFIED * len(matching)
    return export_clippings(matching, form, index)
