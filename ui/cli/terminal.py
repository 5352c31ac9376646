"""Text forms for a terminal: answers, hits, articles, reports."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from corpus.articles import Article, Skipped
from corpus.languages import is_foreign
from qa.answer import Answer, Hit, Place, Quote, Why
from qa.article_list import also_published, date_words, name_count, source_words
from qa.citations.hidden import escape_hidden, reveal, reveal_line
from qa.query.period import format_period
from ui.answer_words import also_words, indent_of, status_words
from ui.explanation import parts_of

if TYPE_CHECKING:
    from index.building.build import BuildReport
    from qa.citations.verification import Verification
    from qa.drafts.checking import Check
    from qa.evaluation.ablation import Ablation
    from qa.evaluation.exam import Mark
    from qa.evaluation.measure_table import Measure
    from qa.evaluation.reliability import Bin
    from ui.cli.doctor import Finding

_BROKEN_LINE = re.compile(r"(?<=[^\W\d_]{2}[-‐])[^\S\n]*\n[^\S\n]*(?=[^\W\d_A-Z]{2})")

MAX_SKIPPED_PLACES = 20
"""Maximum number of skipped places named for one reason."""


def format_json(form: object) -> str:
    """Return one JSON value in one line, exact, with hidden characters as escapes."""
    return escape_hidden(json.dumps(form, ensure_ascii=False))


def format_answer(answer: Answer, *, shows_all: bool = False) -> str:
    """Return the quotes with their numbers, then the numbered sources.

    If no sentence surely answers, only the closest one is printed, unless `shows_all`.
    """
    searched = f"Searched for: {answer.query}" if answer.query != answer.question else ""
    # Quotes that answer need no heading.
    heading = "" if answer.status == "answered" else _format_status(status_words(answer))
    period = format_period(answer.since, answer.until) if answer.status != "about" else ""
    kept_to = f"Only articles: {period}." if period else ""
    quotes = answer.quotes[:1] if answer.status == "nearest" and not shows_all else answer.quotes
    left = len(answer.quotes) - len(quotes)
    blocks = format_listing(quotes) if answer.status == "about" else _format_quotes(quotes)
    more = f"{left} more with --all." if left else ""
    return reveal("\n\n".join(part for part in (heading, searched, kept_to, *blocks, more) if part))


def _format_status(words: Sequence[str]) -> str:
    """Return the status and its reason in one line."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in words)


def _format_quotes(quotes: Sequence[Quote]) -> list[str]:
    sources = "\n".join(_format_source(quote) for quote in quotes)
    return [*(f"[{quote.number}] {indent_of(quote)}{indent_lines(quote.text)}" for quote in quotes), sources]


def format_listing(quotes: Sequence[Quote]) -> list[str]:
    """Return each article with its sentence below."""
    return [f"{_format_source(quote)}\n    {indent_of(quote)}{indent_lines(quote.text)}" for quote in quotes]


def indent_lines(text: str) -> str:
    """Return a text whose other lines are indented, so that none looks like a quotation or a source.

    A word that a hyphen breaks at the end of a line is printed in one line, with its hyphen.
    """
    return _BROKEN_LINE.sub("", text).replace("\n", "\n    ")


def _format_source(quote: Quote) -> str:
    places = ", ".join(
        _name_place(place.article, place.start, place.end) + (f" in {place.collection}" if place.collection else "")
        for place in quote.also
    )
    also = f"; also in {also_words(quote)}{places}" if places else ""
    place = _name_place(quote.article, quote.start, quote.end)
    return f"[{quote.number}] {_credit(quote.collection)}{_describe_place(quote.article, quote.start)} ({place}{also})"


def _credit(collection: str) -> str:
    return f"{collection}: " if collection else ""


def _name_place(article: Article, start: int | None, end: int | None) -> str:
    return f"{reveal_line(article.id)}:{start}-{end}"


def _describe_place(article: Article, offset: int) -> str:
    place = article.place_at(offset)
    return describe_article(article) + (f" · {reveal_line(place)}" if place else "")


def describe_article(article: Article) -> str:
    """Return headline or file name, source, author, date and further publications in one line.

    An unknown source or date is stated.
    """
    also = [f"also published by {words}" for words in also_published(article)]
    parts = (article.headline, source_words(article), article.author, date_words(article), *also)
    return " · ".join(reveal_line(part) for part in parts if part)


def format_hits(hits: Sequence[Hit]) -> str:
    """Return the ranked passages, each with its citation, its score and its words."""
    blocks = [
        f"{hit.rank}. {_credit(hit.collection)}{_describe_place(hit.article, hit.passage.start)}\n"
        f"{reveal_line(hit.passage.id)}  score {hit.score:.3f} = {_format_parts(hit.why)}\n"
        f"{indent_lines(hit.passage.text)}"
        for hit in hits
    ]
    return reveal("\n\n".join(blocks)) or "No passage matches."


def _format_parts(why: Why) -> str:
    """Format the non-zero parts of a score."""
    return " + ".join(f"{name} {value:.3f}" for name, value in parts_of(why).items() if value)


def format_articles(articles: Iterable[Article]) -> str:
    """Return one line per article: id, length, headline, source, author, date, and language if not English."""
    lines = [
        f"{reveal_line(article.id)}  {len(article.text.split()):>6,} words  {describe_article(article)}"
        f"{f' · in another language ({reveal_line(article.language)})' if is_foreign(article) else ''}"
        for article in articles
    ]
    return reveal("\n".join(lines))


def format_mark(mark: "Mark") -> str:
    """Return a line with the result of a question of the exam."""
    return reveal_line(f"{'right' if mark.right else 'wrong'}: {mark.question} -> {mark.said}")


def format_removed(article: Article) -> str:
    """Return a line about a removed article."""
    return reveal_line(f"removed {article.id}: {describe_article(article)}")


def format_skipped(skipped: Iterable[Skipped]) -> str:
    """Return a line for each reason, the most frequent first, with the places that were skipped for it."""
    places: dict[str, list[str]] = {}
    for each in skipped:
        places.setdefault(each.reason, []).append(each.path)
    groups = sorted(places.items(), key=lambda group: -len(group[1]))
    return "\n".join(reveal_line(f"{len(paths):,} skipped: {_join_places(reason, paths)}") for reason, paths in groups)


def _join_places(reason: str, paths: Sequence[str]) -> str:
    """Return a reason with the places that it applies to; more than `MAX_SKIPPED_PLACES` are only counted."""
    left = len(paths) - MAX_SKIPPED_PLACES
    more = f" and {left:,} more; --json lists all" if left > 0 else ""
    return f"{reason.removesuffix('.')}: {', '.join(paths[:MAX_SKIPPED_PLACES])}{more}"


def format_report(report: "BuildReport") -> str:
    """Return the result of a build in one sentence."""
    held = f"{name_count(report.articles, 'article')}, {name_count(report.passages, 'passage')}"
    return (
        f"{report.new} new, {report.updated} updated, {report.unchanged} unchanged, {report.removed} removed, "
        f"{len(report.skipped)} skipped: {held} "
        f"({report.encoded:,} encoded) in {report.seconds:.1f} s."
    )


def format_measures(measures: Iterable["Measure"]) -> str:
    """Return a table of measures with their 95 % intervals."""
    lines = [f"{'measure':<52} {'value':>7}  {'95 % interval':^17} {'questions':>9}"]
    lines += [
        f"{measure.name:<52} {measure.value:>7.4f}  [{measure.low:.4f}, {measure.high:.4f}] {measure.count:>9,}"
        for measure in measures
    ]
    return "\n".join(lines)


def format_bins(bins: Iterable["Bin"]) -> str:
    """Return a table of the answers by confidence, empty if there are none."""
    lines = [
        f"{each.low:>4.1f} to {each.high:.1f} {each.count:>9,} {each.confidence:>15.4f} {each.right:>13.4f}"
        for each in bins
    ]
    return (
        "\n".join([f"{'confidence':<11} {'answers':>9} {'mean confidence':>15} {'share right':>13}", *lines])
        if lines
        else ""
    )


def format_ablations(ablations: Iterable["Ablation"]) -> str:
    """Return a table of the measures without each stage, and the gain of the stage."""
    lines = [f"{'without':<10} {'measure':<18} {'value':>7} {'the stage adds':>15}  {'95 % interval':^18}"]
    lines += [
        f"{row.stage:<10} {row.measure:<18} {row.value:>7.4f} {row.gain:>+15.4f}  [{row.low:+.4f}, {row.high:+.4f}]"
        for row in ablations
    ]
    return "\n".join(lines)


def format_findings(findings: Iterable["Finding"]) -> str:
    """Return a line for every check, with the remedy."""
    return "\n".join(
        reveal(f"{'ok     ' if finding.ok else 'PROBLEM'}  {finding.what}: {finding.detail} {finding.remedy}".rstrip())
        for finding in findings
    )


def format_verifications(verifications: Iterable["Verification"]) -> str:
    """Return the result for each citation: its old place, its new or likely place, and the difference."""
    return reveal("\n".join(map(_format_verification, verifications)))


def _format_verification(verification: "Verification") -> str:
    citation, article = verification.citation, verification.article
    start, end = ("?" if offset is None else offset for offset in (citation.start, citation.end))
    lines = [
        f"{verification.status:<7}  {reveal_line(citation.article_id)}:{start}-{end} {verification.reason}".rstrip()
    ]
    if article and verification.start is not None and verification.status == "moved":
        place = _name_place(article, verification.start, verification.end)
        lines.append(f"{place} {describe_article(article)}")
    if verification.diff:
        lines.append(verification.diff)
    lines += [
        f"{_name_place(place.article, place.start, place.end)} {describe_article(place.article)}"
        for place in verification.places
    ]
    return "\n         ".join(lines)


def format_check(check: "Check") -> str:
    """Return the result for a quotation of a draft, and its place or those of its parts."""
    quoted = " ".join(check.quotation.text.split())
    lines = [f"{check.status:<9} “{quoted}”", check.reason, _format_diff(check)]
    for part in check.parts:
        lines.append(f"“{' '.join(part.text.split())}”")
        lines.append(_format_place(part.place))
    lines += [_format_place(place) for place in check.places]
    return reveal("\n          ".join(filter(None, lines)))


def _format_place(place: Place) -> str:
    return f"{_name_place(place.article, place.start, place.end)} {_describe_place(place.article, place.start)}"


def _format_diff(check: "Check") -> str:
    """Return both texts in one, marked like the output of `git diff --word-diff`."""
    signs = {"same": ("", ""), "left out": ("[-", "-]"), "put in": ("{+", "+}")}
    pieces = []
    for piece in check.diff:
        before, after = signs[piece.kind]
        words = piece.text.lstrip()
        pieces.append(f"{piece.text[: -len(words)]}{before}{words}{after}")
    return " ".join("".join(pieces).split())
