"""The Check tab as HTML."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answer import Place
from qa.drafts.checking import Check, CheckStatus
from ui.html.rendering import render

SHOWN_PLACES = 3


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """How a status is shown: in words, as a sign, and as a CSS class."""

    words: str
    sign: str
    mark: str


VERDICTS: dict[CheckStatus, ShownVerdict] = {
    "verbatim": ShownVerdict("Verbatim", "✓", "right"),
    "elsewhere": ShownVerdict("Verbatim, but in another article", "→", "moved"),
    "altered": ShownVerdict("Altered", "≠", "altered"),
    "stitched": ShownVerdict("Joined from separate parts", "+", "altered"),
    "absent": ShownVerdict("Not in the articles", "✗", "absent"),
    "mention": ShownVerdict("Not checked", "–", "unchecked"),
}
_MARKED_JOIN = ShownVerdict("Shortened", "✓", "right")


@dataclass(frozen=True, slots=True)
class _DraftPart:
    """Text of the draft; with a number it is the quotation of that finding."""

    text: str
    number: int = 0
    verdict: ShownVerdict = VERDICTS["mention"]


def checks_html(checks: Sequence[Check], draft: str = "") -> str:
    """Return a draft with its quotations marked, and the list of findings: verdict, difference and citations."""
    parts = list(_cut(draft, checks))
    return render(
        "checks.html",
        counts=_count(checks),
        parts=parts,
        marked={part.number for part in parts},
        findings=[(check, _verdict(check), _places(check)) for check in checks],
        most_places=SHOWN_PLACES,
    )


def key_html(notice: str = "") -> str:
    """Return what is shown before a draft is checked: what each mark means, and a notice."""
    shown: tuple[CheckStatus, ...] = ("verbatim", "altered", "absent")
    return render("check_key.html", verdicts=[(status, VERDICTS[status]) for status in shown], notice=notice)


def _verdict(check: Check) -> ShownVerdict:
    return _MARKED_JOIN if check.marked else VERDICTS[check.status]


def _places(check: Check) -> Sequence[Place]:
    """Return the places of a quotation, or the first place of each article that its parts are from."""
    first: dict[str, Place] = {}
    for part in check.parts:
        first.setdefault(part.place.article.id, part.place)
    return check.places or list(first.values())


def _cut(draft: str, checks: Sequence[Check]) -> Iterator[_DraftPart]:
    """Yield a draft in parts; a quotation within another one is no part of its own."""
    end = 0
    numbered = sorted(enumerate(checks, start=1), key=lambda numbered: numbered[1].quotation.start)
    for number, check in numbered:
        start = check.quotation.start
        if start < end or check.quotation.end > len(draft):
            continue
        if start > end:
            yield _DraftPart(draft[end:start])
        end = check.quotation.end
        yield _DraftPart(draft[start:end], number, _verdict(check))
    if end < len(draft):
        yield _DraftPart(draft[end:])


def _count(checks: Sequence[Check]) -> str:
    """Return a sentence with the number of quotations of each verdict."""
    if not checks:
        return "No quotation was found."
    counts = Counter(_verdict(check).words for check in checks)
    first, *others = (f"{count} {words[0].lower()}{words[1:]}" for words, count in counts.items())
    noun = "quotation" if len(checks) == 1 else "quotations"
    return f"{len(checks)} {noun}: {'; '.join([first, *others])}."
