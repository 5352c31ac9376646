"""`verify` over several indexes: a citation holds if it holds in one of them."""

from collections.abc import Iterable

from index.store import Index
from qa.citations.citations import Citation
from qa.citations.verification import CitationStatus, Verification, verify

_ORDER: tuple[CitationStatus, ...] = ("ok", "moved", "changed", "gone")
"""The statuses, the best one first."""


def verify_in_any(citation: Citation, indexes: Iterable[Index]) -> Verification:
    """Find a citation in the index where it holds best, the first of equal ones. Raises ValueError without an index."""
    found = []
    for index in indexes:
        found.append(verify(citation, index))
        if found[-1].status == "ok":
            break
    return min(found, key=lambda one: _ORDER.index(one.status))
