"""The Library tab as HTML: which articles there are, and what became of files handed in."""

from datetime import date

from corpus.articles import Article
from index.build import BuildReport
from index.store import Index, once_per_index
from ui.markup import bdi, date_words, escape, headline_html, source_words, spot_link, text_html

SHOWN_ARTICLES = 200

_HEADINGS = ("Headline", "Source", "Date", "Words", "Passages", "")


def library_html(index: Index, wanted: str = "", *, removable: bool = False) -> str:
    """Return a table, newest first, of the articles whose headline, source, author or date holds the wanted words."""
    matching = find_articles(index, wanted)
    index.read_articles_ahead(matching[:SHOWN_ARTICLES])
    shown = [index.articles[id] for id in matching[:SHOWN_ARTICLES]]
    rows = "".join(_row(article, len(index.passages_of(article.id)), removable) for article in shown)
    headings = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    table = f"<table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>" if shown else ""
    return f'<p class="count" role="status">{_count(len(shown), len(matching), len(index.articles))}</p>{table}'


def find_articles(index: Index, wanted: str) -> list[str]:
    """Return the ids of the articles, newest first, whose headline, source, author or date holds the wanted words."""
    words = wanted.casefold().split()
    return [id for id, described in _describe_articles(index) if all(word in described for word in words)]


@once_per_index
def _describe_articles(index: Index) -> list[tuple[str, str]]:
    """Return each article's id and what it is found by, newest first; kept, because a person types letter by letter."""
    described = [(article.published or date.min, article.id, _describe(article)) for article in index.articles.values()]
    return [(id, words) for _, id, words in sorted(described, key=lambda item: item[0], reverse=True)]


def _describe(article: Article) -> str:
    return " ".join((article.headline, source_words(article), article.author, date_words(article))).casefold()


def report_html(report: BuildReport, generation: str) -> str:
    """Return in words what became of what was handed in or taken out, with a button that undoes it.

    `generation` is the one that it made.
    """
    counts = {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "skipped": len(report.skipped),
    }
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    reasons = "".join(f"<li>{bdi(skip.path)}: {bdi(skip.reason)}</li>" for skip in report.skipped)
    reasons += "".join(f"<li>removed: {bdi(article.headline)}</li>" for article in report.removed_articles)
    # Two files of one name may be two articles, of which a person may want both.
    same_place = "replaced, because it had the same file name or address"
    reasons += "".join(f"<li>{same_place}: {bdi(headline)}</li>" for headline in report.replaced)
    changed = report.new + report.updated + report.removed
    undo = f'<button type="button" class="deed" data-deed="undo {escape(generation)}">Undo</button>' if changed else ""
    return f'<div class="added" role="status"><p>{summary}{":" if reasons else "."}</p><ul>{reasons}</ul>{undo}</div>'


def _count(shown: int, matching: int, all_articles: int) -> str:
    noun = "article" if all_articles == 1 else "articles"
    if matching == all_articles == shown:
        return f"{all_articles:,} {noun}"
    if matching == shown:
        return f"{matching:,} of {all_articles:,} {noun}"
    return f"The first {shown:,} of {matching:,} found among {all_articles:,} {noun}; type to narrow them down"


def _row(article: Article, passages: int, removable: bool) -> str:
    cells = {
        "Headline": headline_html(article, spot_link(article, 0, 0)),
        "Source": _fact(source_words(article), known=bool(article.source)),
        "Date": _fact(date_words(article), known=bool(article.published)),
        "Words": f"{len(article.text.split()):,}",
        "Passages": f"{passages:,}",
        "Deeds": _remove_button(article) if removable else "",
    }
    # On a phone the heading row is gone, and the style sheet names a cell by its class.
    return "".join(["<tr>", *(f'<td class="cell-{name.lower()}">{cell}</td>' for name, cell in cells.items()), "</tr>"])


def _fact(words: str, known: bool) -> str:
    mark = "" if known else ' class="unknown"'
    return f"<bdi{mark}>{text_html(words)}</bdi>"


def _remove_button(article: Article) -> str:
    name = f'<span class="aside"> {bdi(article.headline)}</span>'
    return f'<button type="button" class="deed" data-deed="remove {escape(article.id)}">Remove{name}</button>'
