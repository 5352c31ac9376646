"""`Overview`: what an index holds, in a few figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.articles import Article


@dataclass(frozen=True, slots=True)
class Overview:
    """The sources of the articles, the most frequent first, each with its count; and their days.

    `first` and `last` are ISO dates, empty where no article has one; `undated` counts those without.
    """

    sources: tuple[tuple[str, int], ...]
    first: str
    last: str
    undated: int


def look_over(articles: Iterable[Article]) -> Overview:
    """Look at every article once."""
    counts: Counter[str] = Counter()
    days, undated = [], 0
    for article in articles:
        if article.source:
            counts[article.source] += 1
        if article.published:
            days.append(article.published)
        else:
            undated += 1
    return Overview(
        sources=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        first=min(days).isoformat() if days else "",
        last=max(days).isoformat() if days else "",
        undated=undated,
    )
