"""Work that is as long as a client makes it, in steps: each yields what it costs, in requests."""

from collections.abc import Sequence

from index.store import Index
from qa.checking import Check, check_quotation
from qa.citations import Citation
from qa.draft import find_quotations
from qa.verification import Verification, verify
from ui.guard.turns import Steps


def check_steps(draft: str, index: Index) -> Steps[list[Check]]:
    """Check every quotation of a draft; each costs as much as a request."""
    quotations = find_quotations(draft)
    # One was charged when the request came.
    yield len(quotations) - 1
    checks = []
    for quotation in quotations:
        checks.append(check_quotation(quotation, index))
        yield 0
    return checks


def verify_steps(citations: Sequence[Citation], index: Index) -> Steps[list[Verification]]:
    """Verify citations; each costs as much as a request."""
    yield len(citations) - 1
    verifications = []
    for citation in citations:
        verifications.append(verify(citation, index))
        yield 0
    return verifications
