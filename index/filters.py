"""`Filter`: which articles a search includes, by source, date and id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.articles import Publication, parse_day


class Filtered(Protocol):
    """What a filter reads of an article."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def publications(self) -> Sequence[Publication]:
        """All publications of its text."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """Articles of some sources, dates and ids, both days included; an undated article matches no range of dates.

    One publication of an article must match source and date.
    """

    sources: frozenset[str] = frozenset()
    """Case-folded names of the sources; empty for all."""
    since: date | None = None
    until: date | None = None
    articles: frozenset[str] = frozenset()
    """Ids of the articles; empty for all."""

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last date, None without a limit."""
        if self.since is None and self.until is None:
            return None
        return self.since or date.min, self.until or date.max

    def passes(self, article: Filtered) -> bool:
        """Return whether an article matches."""
        if self.articles and article.id not in self.articles:
            return False
        return any(self.includes(publication) for publication in article.publications)

    def includes(self, publication: Publication) -> bool:
        """Return whether a publication matches."""
        if self.sources and publication.source.casefold() not in self.sources:
            return False
        if self.dates is None:
            return True
        first, last = self.dates
        return publication.published is not None and first <= publication.published <= last


ALL = Filter()


def make_filter(
    sources: Sequence[str] = (),
    since: date | str | None = None,
    until: date | str | None = None,
    articles: Sequence[str] = (),
) -> Filter:
    """Make a filter of the user's values; a date may be text such as "2024-01-31".

    Raises TypeError if sources or articles are one text instead of several, ValueError for an invalid date.
    """
    if isinstance(sources, str):
        raise TypeError("sources must be a list of names, not one text")
    if isinstance(articles, str):
        raise TypeError("articles must be a list of ids, not one text")
    named = frozenset(source.casefold() for source in sources)
    return Filter(named, parse_day(since), parse_day(until), frozenset(articles))
