"""`check`: compares the quotations of a draft with the articles: verbatim, altered, stitched, or absent.

For "verbatim", words and figures must be equal; typographic differences are allowed and reported.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.articles import Article
from index.store import Index
from index.text.analyzer import analyze
from qa.answer import Place
from qa.drafts.attribution import Ids, find_attributed, fold_headline
from qa.drafts.differences import Piece, compare, describe, list_forgiven
from qa.drafts.draft import Quotation, find_quotations
from qa.drafts.regions import Region, find_regions, read_whole
from qa.drafts.tracing import JOINED, Part, Run, count_covered, trace
from qa.drafts.verbatim import find_marked, find_verbatim, trim
from qa.drafts.wording import MIN_LENGTH, Wording, count_words, read_wording

CheckStatus = Literal["verbatim", "elsewhere", "altered", "stitched", "absent", "mention"]

MAX_PLACES = 10
"""Maximum number of places reported for the same words."""

NEAR = 0.5
"""The share of a quotation's words that a place must have to be called the one it comes from."""

MAX_NAMED = 50
"""Maximum number of named articles that are read for a quotation that was found in others."""


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one quotation of a draft.

    `verbatim`: its words occur at each of `places`; `forgiven` lists the other differences. `elsewhere`: they occur,
    but in no article that the draft names for it. `altered`: it comes from the one of `places`; `diff` shows omissions
    and insertions. `stitched`: it joins `parts`; this is correct if they are of one article in order and the omissions
    are `marked`. `absent`: it occurs nowhere. `mention`: one or two words, or a headline; these are not judged.
    """

    status: CheckStatus
    quotation: Quotation
    reason: str = ""
    places: tuple[Place, ...] = ()
    forgiven: tuple[str, ...] = ()
    diff: tuple[Piece, ...] = ()
    parts: tuple[Part, ...] = ()
    marked: bool = False

    @property
    def is_right(self) -> bool:
        """Whether the quotation needs no correction."""
        return self.status in ("verbatim", "mention") or self.marked


def check_draft(draft: str, index: Index) -> list[Check]:
    """Check every quotation of a draft."""
    return [check_quotation(quotation, index) for quotation in find_quotations(draft)]


def check_quotation(quotation: Quotation, index: Index) -> Check:
    """Find where the words of a quotation come from."""
    wording = read_wording(quotation.text)
    regions = find_regions(quotation.text, index)
    verbatim = find_verbatim(wording, regions)
    mention = _describe_mention(quotation, wording, regions)
    if mention:
        return Check("mention", quotation, mention, tuple(verbatim[:MAX_PLACES]))
    named = find_attributed(quotation, index)
    if not any(place.article.id in named for place in verbatim):
        meant = read_whole(quotation.text, (index.articles[id] for id in sorted(named)[:MAX_NAMED]))
        verbatim = [*find_verbatim(wording, meant), *verbatim]
    if verbatim:
        return _check_verbatim(quotation, wording, verbatim, named, index)
    regions.sort(key=lambda region: region.article.id not in named)
    return _check_marked(quotation, wording, index) or _check_origins(quotation, wording, regions, named, index)


def _describe_mention(quotation: Quotation, wording: Wording, regions: Sequence[Region]) -> str:
    """Return why a quotation cannot be judged; empty if it can."""
    headline = fold_headline(quotation.text)
    if any(fold_headline(region.article.title) == headline for region in regions):
        return "This is a headline."
    if count_words(wording.forms) < MIN_LENGTH:
        return "One or two words are too few to check."
    return "" if analyze(quotation.text) else "These words are too common to be looked up."


def _check_verbatim(quotation: Quotation, wording: Wording, places: Sequence[Place], named: Ids, index: Index) -> Check:
    meant = [place for place in places if place.article.id in named]
    best = (meant or places)[0]
    length = len(read_wording(best.article.text, best.start, best.end, wording.forms))
    first, after = next((first, after) for first, after in trim(wording) if after - first == length)
    forgiven = list_forgiven(wording, first, after, best)
    kept = tuple([*meant, *(place for place in places if place not in meant)][:MAX_PLACES])
    if named and not meant:
        return Check("elsewhere", quotation, _describe_elsewhere(best.article, named, index), kept, forgiven)
    reason = f"Same words; different: {join_words(forgiven)}." if forgiven else ""
    return Check("verbatim", quotation, reason, kept, forgiven)


def _describe_elsewhere(article: Article, named: Ids, index: Index) -> str:
    """Return which article holds the words, and which article the draft names."""
    meant = f"“{index.articles[min(named)].headline}”" if len(named) == 1 else f"one of the {len(named)} that are named"
    return f"Found in “{article.headline}”, not in {meant}."


def _check_marked(quotation: Quotation, wording: Wording, index: Index) -> Check | None:
    """Report a quotation that marks its omissions and is verbatim otherwise."""
    parts, in_order = find_marked(wording, index)
    if not parts:
        return None
    reason = (
        "Joins parts of one article in their order, and marks the omissions."
        if in_order
        else "The omissions are marked, but the parts are not from one article in this order."
    )
    return Check("stitched", quotation, reason, parts=tuple(Part(*part) for part in parts), marked=in_order)


def _check_origins(
    quotation: Quotation, wording: Wording, regions: Sequence[Region], named: Ids, index: Index
) -> Check:
    """Report the passages that an altered quotation comes from."""
    origins, words = trace(wording, regions, index), count_words(wording.forms)
    if len(origins) > 1 and sum(map(count_covered, origins)) >= JOINED * words:
        return _check_joined(quotation, wording, origins)
    best = max(origins, key=count_covered, default=[])
    if count_covered(best) < NEAR * words:
        return Check("absent", quotation, "No article was found that contains these words.")
    place, diff = compare(wording, best)
    reason = describe(diff)
    if named and place.article.id not in named:
        reason += f" {_describe_elsewhere(place.article, named, index)}"
    return Check("altered", quotation, reason, (place,), diff=diff)


def _check_joined(quotation: Quotation, wording: Wording, origins: Sequence[Sequence[Run]]) -> Check:
    """Report a quotation that joins separate passages without marking the gap."""
    stretches = [wording.part(runs[0].first, runs[-1].after) for runs in origins]
    parts = [
        Part(stretch.quoted, Place(runs[0].region.article, runs[0].read_place().start, runs[-1].read_place().end))
        for stretch, runs in zip(stretches, origins, strict=True)
    ]
    articles = len({part.place.article.id for part in parts})
    reason = f"Joins {len(parts)} parts of {f'{articles} articles' if articles > 1 else 'one article'}."
    if sum(map(count_covered, origins)) < count_words(wording.forms):
        reason += " Some words between or in them differ."
    return Check("stitched", quotation, reason, parts=tuple(parts))


def join_words(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def format_counts(checks: Sequence[Check]) -> str:
    """Return a sentence with the number of quotations of each status; mentions are counted separately."""
    counts = Counter(check.status for check in checks)
    mentions = counts.pop("mention", 0)
    noun = "quotation" if counts.total() == 1 else "quotations"
    listed = ", ".join(f"{count} {status}" for status, count in counts.items())
    apart = f" Not judged: {mentions} of one or two words, or headlines." if mentions else ""
    return f"{counts.total()} {noun}{f': {listed}' if listed else ''}.{apart}"
