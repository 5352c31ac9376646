"""Mentions as text for a terminal."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qa.article_list import NO_SOURCE, UNDATED, name_count
from qa.citations.hidden import reveal, reveal_line
from qa.mentions.finding import Count, Mentions
from ui.cli.terminal import describe_article, indent_lines

MAX_LISTED_COUNTS = 24
"""Maximum number of sources, and of months, that are listed with their counts."""


def format_counts(found: Mentions) -> str:
    """Return how many sentences mention the phrase, by month and source; without any, what to search instead."""
    if not len(found):
        lines = [f"No sentence mentions {found.phrase.typed}."]
        lines += [f"No article has: {', '.join(found.unknown)}"] if found.unknown else []
        lines += [f"The articles have: {', '.join(offer.text for offer in found.offers)}"] if found.offers else []
        return "\n".join(map(reveal_line, lines))
    total, articles = len(found), len(found.by_article)
    verb = "mentions" if total == 1 else "mention"
    others = ", ".join(form.text for form in found.phrase.forms[1:])
    lines = [
        f"{name_count(total, 'sentence')} in {name_count(articles, 'article')} {verb} {found.phrase.typed}; "
        f"the list is complete ({found.read:,} read).",
        f"Also as: {others}" if others else "",
        f"By month: {_list_counts(found.by_month, UNDATED)}",
        f"By source: {_list_counts(found.by_source, NO_SOURCE)}",
    ]
    return "\n".join(reveal_line(line) for line in lines if line)


def _list_counts(counts: Sequence[Count], unknown: str) -> str:
    shown = ", ".join(f"{one.name or unknown}: {one.count:,}" for one in counts[:MAX_LISTED_COUNTS])
    left = len(counts) - MAX_LISTED_COUNTS
    return f"{shown} and {left:,} more; --json --counts lists all" if left > 0 else shown


def format_mentions(found: Mentions) -> Iterator[str]:
    """Yield each article with its mentions, each with its number and place."""
    for _, group in groupby(found, key=lambda mention: mention.article.id):
        mentions = list(group)
        lines = [describe_article(mentions[0].article)]
        for mention in mentions:
            quote = mention.quote
            place = f"{reveal_line(mention.article.id)}:{quote.start}-{quote.end}"
            lines.append(f"[{quote.number}] {indent_lines(mention.text)} ({place})")
        yield reveal("\n".join(lines))
