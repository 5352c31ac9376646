"""The Check tab as HTML: what each quotation of a draft is, how it differs, and the places that it comes from."""

from collections.abc import Sequence

from qa.answer import Place
from qa.checking import Check, CheckStatus
from ui.markup import attribute, bdi, direction, escape, facts_html, headline_html, spot_link, text_html
from ui.terminal import tell_counts

SHOWN_PLACES = 3

_VERDICTS: dict[CheckStatus, str] = {
    "verbatim": "Verbatim",
    "elsewhere": "Verbatim, but in another article",
    "altered": "Altered",
    "stitched": "Stitched together",
    "absent": "Not in the articles",
    "mention": "Not judged",
}
_TAGS = {"left out": "del", "put in": "ins"}


def checks_html(checks: Sequence[Check]) -> str:
    """Return a list of the quotations of a draft, each with its verdict and its citations."""
    items = "".join(f'<li class="check {_tone(check)}">{_check(check)}</li>' for check in checks)
    listed = f"<ol>{items}</ol>" if items else ""
    return f'<div class="checks"><p class="count" role="status">{escape(tell_counts(checks))}</p>{listed}</div>'


def _tone(check: Check) -> str:
    """Return the class of a quotation that is right, wrong or not judged."""
    return "unjudged" if check.status == "mention" else "right" if check.is_right else "wrong"


def _check(check: Check) -> str:
    reason = f" <span>{text_html(check.reason)}</span>" if check.reason else ""
    words = f'<blockquote class="quotation words"{direction(check.quotation.text)}>{_words(check)}</blockquote>'
    sources = "".join(_source(place) for place in check.places[:SHOWN_PLACES])
    more = len(check.places) - SHOWN_PLACES
    others = f'<p class="others">and {more} more places</p>' if more > 0 else ""
    return f'<p class="verdict"><b>{_VERDICTS[check.status]}.</b>{reason}</p>{words}{sources}{others}'


def _words(check: Check) -> str:
    """Return the quotation: with its difference marked, in its parts with a citation each, or as it is."""
    if check.parts:
        return "".join(
            f"<p>{bdi(part.text)} {_cite(part.place, str(number))}</p>"
            for number, part in enumerate(check.parts, start=1)
        )
    if check.diff:
        return f"<bdi>{''.join(_piece(piece.kind, piece.text) for piece in check.diff)}</bdi>"
    return bdi(check.quotation.text)


def _piece(kind: str, text: str) -> str:
    tag = _TAGS.get(kind)
    if tag is None:
        return text_html(text)
    words = text.lstrip()
    return f"{text_html(text[: len(text) - len(words)])}<{tag}>{text_html(words)}</{tag}>"


def _cite(place: Place, mark: str) -> str:
    link = spot_link(place.article, place.start, place.end)
    return f'<a class="cite" href="{link}" title="{attribute(place.article.headline)}">[{mark}]</a>'


def _source(place: Place) -> str:
    link = spot_link(place.article, place.start, place.end)
    return (
        f'<p class="credit">{headline_html(place.article, link)} {_cite(place, "open")}'
        f'<span class="facts">{facts_html(place.article)}</span></p>'
    )
