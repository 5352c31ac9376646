"""Work whose amount a client determines, divided into steps; each step yields its cost, in requests."""

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from index.filters import ALL, Filter
from index.store import Index
from qa.citations.citations import Citation
from qa.citations.verification import Verification
from qa.drafts.checking import Check, check_quotation
from qa.drafts.draft import find_quotations
from qa.merging.merged_verification import verify_in_any
from qa.overview.overview import CollectionOverview, survey_in_steps
from qa.overview.related import RelatedArticle, related_in_steps
from ui.security.request_queue import Steps

RELATED_COST = 0.25
"""Cost of a related article, in requests: up to ten of its sentences are encoded."""

A = TypeVar("A")
T = TypeVar("T")


def check_steps(draft: str, index: Index) -> Steps[list[Check]]:
    """Find and check every quotation of a draft; each costs as much as a request."""
    checks = []
    for quotation in find_quotations(draft):
        checks.append(check_quotation(quotation, index))
        yield 1
    return checks


def verify_steps(citations: Sequence[Citation], indexes: Sequence[Index]) -> Steps[list[Verification]]:
    """Verify citations in any of the indexes; each costs as much as a request."""
    verifications = []
    for citation in citations:
        verifications.append(verify_in_any(citation, indexes))
        yield 1
    return verifications


def overview_steps(index: Index, wanted: Filter) -> Steps[CollectionOverview]:
    """Survey the articles that match a filter; each step costs as much as a request, a cached overview nothing."""
    return (yield from price_steps(survey_in_steps(index, wanted), lambda _: 1))


def related_steps(id: str, k: int, index: Index, wanted: Filter = ALL) -> Steps[tuple[RelatedArticle, ...]]:
    """Find related articles; each whose central sentence is not cached costs a part of a request."""
    return (yield from price_steps(related_in_steps(id, k, index, wanted), lambda _: RELATED_COST))


def price_steps(steps: Generator[A, None, T], price: Callable[[A], float]) -> Steps[T]:
    """Run steps, each at the cost in requests that its yield has."""
    while True:
        try:
            amount = next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
        yield price(amount)
