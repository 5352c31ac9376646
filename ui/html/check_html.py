"""The Check tab as HTML."""

from collections.abc import Sequence

from qa.drafts.checking import Check, CheckStatus, format_counts
from ui.html.rendering import render

SHOWN_PLACES = 3

_VERDICTS: dict[CheckStatus, str] = {
    "verbatim": "Verbatim",
    "elsewhere": "Verbatim, but in another article",
    "altered": "Altered",
    "stitched": "Stitched together",
    "absent": "Not in the articles",
    "mention": "Not judged",
}


def checks_html(checks: Sequence[Check]) -> str:
    """Return a list of the quotations of a draft, each with its verdict and its citations."""
    return render(
        "checks.html",
        counts=format_counts(checks),
        checks=[(check, _tone(check)) for check in checks],
        verdicts=_VERDICTS,
        most_places=SHOWN_PLACES,
    )


def _tone(check: Check) -> str:
    """Return the CSS class of a quotation: right, wrong or not judged."""
    return "unjudged" if check.status == "mention" else "right" if check.is_right else "wrong"
