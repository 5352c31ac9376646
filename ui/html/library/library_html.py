"""The Library tab as HTML: the articles, and the report of a change."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.articles import Article, Skipped
from index.building.build import BuildReport
from index.generation.edits import MAX_FIELD_LENGTH, find_edit
from index.store import Index
from qa.article_list import NEWEST_FIRST, ORDERS, day_words, find_articles, name_count
from qa.citations.article_lists import LIST_FORMS
from qa.collection import SAMPLES, find_samples
from ui.html.rendering import render

SHOWN_ARTICLES = 200
"""Number of articles on a page of the list."""

MAX_SOURCES = 100
"""Number of sources that are suggested while a source is typed."""

_FROM_A = ("title", "source")
"""Columns that are sorted from A first; dates and numbers from the largest."""

_VIEW = re.compile(r"(-?[a-z]+) (\d{1,6})")


@dataclass(frozen=True, slots=True)
class ListView:
    """The order of the list, and the number of its page, from 0."""

    order: str = NEWEST_FIRST
    page: int = 0


@dataclass(frozen=True, slots=True)
class _ArticleRow:
    """An article of the list; its link opens it at its beginning. `original`: what its file states, if edited."""

    article: Article
    words: int
    day: str
    added: str
    added_time: str
    original: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Heading:
    """A column: the order by it that is usual, and the one that a press of its heading gives.

    `direction`: "ascending", "descending", or empty if the list is sorted by another column.
    """

    name: str
    usual: str
    pressed: str
    direction: str


def read_view(text: str) -> ListView:
    """Parse the order and page that the browser sends, such as "-date 0"; anything else is the first page."""
    found = _VIEW.fullmatch(text)
    if found is None or found[1].removeprefix("-") not in ORDERS:
        return ListView()
    return ListView(found[1], int(found[2]))


def library_html(
    index: Index,
    wanted: str = "",
    view: ListView | None = None,
    added: Mapping[str, str] | None = None,
    *,
    is_changeable: bool = False,
    others: Sequence[str] = (),
) -> str:
    """Return a page of the list of articles that contain the wanted words.

    `added`: when each article was added. With `is_changeable` articles can be removed and edited, and moved to the
    `others`, which are collections.
    """
    view, added = view or ListView(), added or {}
    matching = find_articles(index, wanted, view.order, added)
    last = max(0, (len(matching) - 1) // SHOWN_ARTICLES)
    page = min(view.page, last)
    first = page * SHOWN_ARTICLES
    shown = matching[first : first + SHOWN_ARTICLES]
    index.read_articles_ahead(shown)
    return render(
        "library.html",
        rows=[_make_row(index.articles[id], added.get(id, "")) for id in shown],
        count=_count(len(matching), len(index.articles), is_filtered=bool(wanted.strip())),
        matching=len(matching),
        order=view.order,
        headings=[_make_heading(name, view.order) for name in ORDERS],
        page=page,
        last=last,
        range=f"{first + 1:,} to {first + len(shown):,} of {len(matching):,}",
        forms=[(form, name) for form, (name, _, _) in LIST_FORMS.items()],
        sources=[name for name, _ in index.overview.sources[:MAX_SOURCES]],
        max_length=MAX_FIELD_LENGTH,
        is_changeable=is_changeable,
        others=others,
        is_empty=not len(index.articles),
        **_describe_samples(index, added),
    )


def _describe_samples(index: Index, added: Mapping[str, str]) -> dict[str, int | bool]:
    """Return how many sample articles can be removed at once, and whether they can be restored."""
    samples, count = find_samples(index), len(index.articles)
    lacks_samples = not samples and (not count or not SAMPLES.isdisjoint(added))
    return {"samples": len(samples) if len(samples) < count else 0, "lacks_samples": lacks_samples}


def _make_heading(name: str, order: str) -> _Heading:
    usual = name if name in _FROM_A else f"-{name}"
    if order.removeprefix("-") != name:
        return _Heading(name, usual, usual, "")
    is_descending = order.startswith("-")
    return _Heading(name, usual, name if is_descending else f"-{name}", "descending" if is_descending else "ascending")


def _make_row(article: Article, added: str) -> _ArticleRow:
    day = added[:10]
    words = day_words(date.fromisoformat(day)) if day else ""
    original = _describe_original(article)
    return _ArticleRow(article, len(article.text.split()), day_words(article.published), words, added, original)


def _describe_original(article: Article) -> str:
    """Return what the file of an edited article states in the edited fields; empty if none was edited."""
    if article.stated is None:
        return ""
    own = {"title": article.stated.title, "source": article.stated.source, "date": day_words(article.stated.published)}
    return "; ".join(f"{name}: {own[name] or 'none'}" for name in find_edit(article))


def report_html(report: BuildReport, generation: str, *, invites: bool = False, news: int = 0) -> str:
    """Return the report of a build in words, with an undo button.

    `generation`: the one that the build published. With `invites`, a link leads to the Ask tab. `news`: the number of
    sentences that standing questions found, with a link to the Kept tab.
    """
    return render(
        "report.html",
        report=report,
        summary=" ".join(_summarize(report)),
        groups=_group(report.skipped),
        left_out=f"{name_count(len(report.skipped), 'file')} left out" if report.skipped else "",
        generation=generation if report.new + report.updated + report.removed else "",
        question="Ask it" if report.new + report.updated == 1 else "Ask them",
        invites=invites and report.new + report.updated > 0,
        news=f"{name_count(news, 'new sentence')} for your standing questions" if news else "",
    )


def change_html(summary: str, generation: str = "") -> str:
    """Return one sentence about a change, with an undo button if its generation is given."""
    return render("change.html", summary=summary, generation=generation)


def _summarize(report: BuildReport) -> list[str]:
    said = []
    if report.new:
        said.append(f"{name_count(report.new, 'article')} added.")
    if report.updated:
        said.append(f"{name_count(report.updated, 'article')} updated.")
    if report.removed:
        said.append(f"{name_count(report.removed, 'article')} removed.")
    if report.unchanged and not report.removed:
        known = "is" if report.unchanged == 1 else "are"
        said.append(f"{name_count(report.unchanged, 'article')} {known} in the library already.")
    return said or ["No article was added."]


def _group(skipped: Sequence[Skipped]) -> list[tuple[str, str, list[str]]]:
    """Return each reason with its number of files and their names, the most frequent first."""
    by_reason = defaultdict(list)
    for one in skipped:
        by_reason[one.reason].append(one.path)
    ranked = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return [(name_count(len(paths), "file"), reason, paths) for reason, paths in ranked]


def _count(matching: int, everything: int, *, is_filtered: bool) -> str:
    if is_filtered:
        return f"{matching:,} of {name_count(everything, 'article')}"
    return name_count(everything, "article")
