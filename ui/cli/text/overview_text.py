"""Overviews, related articles and extracts as text for a terminal."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Quote
from qa.citations.hidden import reveal, reveal_line
from qa.overview.overview import ArticleGroup, CollectionOverview
from qa.overview.related import RelatedArticle
from ui.answer_words import describe_size
from ui.cli.terminal import describe_article, format_listing, indent_lines


def format_overview(found: CollectionOverview) -> str:
    """Return the groups, each with its size, its names and its sentence, or the central sentence of each article."""
    if not found.articles:
        return "No article matches these sources and dates."
    blocks = [_format_group(group) for group in found.groups] or format_listing(found.sentences)
    return reveal("\n\n".join([f"{describe_size(found.articles, found.copies)}.", *blocks]))


def _format_group(group: ArticleGroup) -> str:
    names = " · ".join(reveal_line(name.text) for name in group.names)
    heading = f"{describe_size(len(group.ids), group.copies)}{f': {names}' if names else ''}"
    quotes = [replace(group.sentence, number=group.number)] if group.sentence else []
    return "\n".join([heading, *format_listing(quotes)])


def format_related(found: Sequence[RelatedArticle]) -> str:
    """Return each related article with its central sentence below."""
    blocks = [
        "\n".join(format_listing([replace(one.sentence, number=one.rank)]))
        if one.sentence
        else f"[{one.rank}] {describe_article(one.article)}"
        for one in found
    ]
    return reveal("\n\n".join(blocks)) or "No other article is related to this one."


def format_extract(found: Sequence[Quote]) -> str:
    """Return each sentence with its place in the article."""
    lines = [f"[{one.number}] {indent_lines(one.text)} ({one.start}-{one.end})" for one in found]
    return reveal("\n\n".join(lines)) or "No sentence of this article is clear on its own."
