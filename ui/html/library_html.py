"""The Library tab as HTML: the articles, and the report of a change."""

from dataclasses import dataclass

from corpus.articles import Article
from index.building.build import BuildReport
from index.store import Index
from qa.article_list import find_articles
from ui.html.rendering import render

SHOWN_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class _ArticleRow:
    """An article with its number of words and passages; its link opens it at its beginning."""

    article: Article
    words: int
    passages: int
    start: int = 0
    end: int = 0


def library_html(index: Index, wanted: str = "", *, removable: bool = False) -> str:
    """Return a table, newest first, of articles whose headline, source, author or date contains the wanted words."""
    matching = find_articles(index, wanted)
    index.read_articles_ahead(matching[:SHOWN_ARTICLES])
    shown = [index.articles[id] for id in matching[:SHOWN_ARTICLES]]
    rows = [_ArticleRow(article, len(article.text.split()), len(index.passages_of(article.id))) for article in shown]
    count = _count(len(shown), len(matching), len(index.articles))
    return render("library.html", count=count, rows=rows, is_removable=removable)


def report_html(report: BuildReport, generation: str) -> str:
    """Return the report of a build in words, with an undo button.

    `generation`: the one that the build published.
    """
    counts = {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "skipped": len(report.skipped),
    }
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    return render("report.html", report=report, summary=summary, generation=generation)


def _count(shown: int, matching: int, all_articles: int) -> str:
    noun = "article" if all_articles == 1 else "articles"
    if matching == all_articles == shown:
        return f"{all_articles:,} {noun}"
    if matching == shown:
        return f"{matching:,} of {all_articles:,} {noun}"
    return f"The first {shown:,} of {matching:,} matches in {all_articles:,} {noun}; type more to narrow them down"
