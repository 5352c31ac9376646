"""Answers questions about the collection itself: fixed words, counts of the index, and sentences of the articles.

A question what the articles are about gets the central sentence of each, or of each group if there are many.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.articles import Publication
from index.filters import ALL, Filter
from index.folder_index import FolderIndex
from index.store import Index, once_per_index
from qa.answer import Answer, Quote
from qa.overview.central_sentences import quote_center
from qa.overview.overview import MIN_GROUPED, ArticleGroup, newest_first, survey
from qa.query.collection_topic import CollectionTopic, Topic
from qa.query.period import format_period
from qa.reading.confidence import Verdict, explain_nothing

MAX_ARTICLES = 100
"""Maximum number of articles that are quoted."""

MAX_SOURCES = 8
"""Maximum number of sources that are named."""

MAX_GROUPED_AFAR = 5_000
"""Maximum number of articles of an index in an engine that are grouped for an answer; all vectors are read from it."""

SURE = 1.0
"""Confidence of an answer that is counted or looked up."""

_LISTING: frozenset[Topic] = frozenset(("titles", "subject", "newest", "oldest"))
_SIGNS = (
    'Type "an exact phrase" in quotation marks to require it, -word to exclude a word, '
    "and since March 2024 to ask newer articles only."
)
_WHERE_ALL_ARE = "The Library tab and `quotedesk articles` list all of them."
_WHERE_GROUPS_ARE = "The Library tab and `quotedesk overview` show all of them."


@dataclass(frozen=True, slots=True)
class _Facts:
    """The fields of an article without its text."""

    id: str
    publications: tuple[Publication, ...]

    @property
    def days(self) -> list[date]:
        """The days of its publications, those of the fields first."""
        return [one.published for one in self.publications if one.published]


@dataclass(frozen=True, slots=True)
class _Totals:
    """The number of articles in all and of each source, the most frequent first; their first and last day, None if no
    article has one; and the number of undated articles.
    """

    articles: int
    sources: Sequence[tuple[str, int]]
    first: date | None
    last: date | None
    undated: int


def answer_about(
    question: str, asked: CollectionTopic, index: Index, wanted: Filter = ALL, most: int = MAX_ARTICLES
) -> Answer:
    """Answer a question about the collection from the articles that pass a filter.

    The fixed words are the `reason` of the answer. A sentence of at most `most` articles is quoted, or of as many as
    the question names; without a filter, of many articles one of each of the largest groups. Articles are only read if
    they are listed, grouped or filtered.
    """
    lists = asked.topic in _LISTING
    known = [facts for facts in _list_facts(index) if wanted.passes(facts)] if lists or wanted != ALL else []
    totals = _count_all(index) if wanted == ALL else _count(known)
    verdict = Verdict("about", SURE, "") if totals.articles else explain_nothing(index)
    # Only of all articles: an overview is cached, and a client could ask for those of any number of filters.
    is_grouped = asked.topic == "subject" and wanted == ALL and _can_be_grouped(index)
    groups = survey(index).groups if is_grouped else ()
    shown = _choose(asked, known, most) if lists and not groups else []
    index.read_articles_ahead(shown)
    quotes = _quote_groups(groups, most) if groups else _quote_articles(shown, index)
    return Answer(
        question=question,
        query=question,
        status=verdict.status,
        confidence=verdict.confidence,
        reason=verdict.reason or _describe(asked, totals, len(shown), len(groups), wanted),
        quotes=tuple(replace(quote, number=number, confidence=SURE) for number, quote in enumerate(quotes, start=1)),
        hits=(),
        since=wanted.since,
        until=wanted.until,
    )


def _count_all(index: Index) -> _Totals:
    """Count the articles of an index without reading them."""
    overview = index.overview
    first, last = (date.fromisoformat(day) if day else None for day in (overview.first, overview.last))
    return _Totals(len(index.articles), overview.sources, first, last, overview.undated)


def _count(known: Sequence[_Facts]) -> _Totals:
    sources = Counter(name for facts in known for name in {one.source for one in facts.publications} if name)
    ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
    days = [day for facts in known for day in facts.days]
    first, last = (min(days), max(days)) if days else (None, None)
    return _Totals(len(known), ranked, first, last, sum(not facts.days for facts in known))


@once_per_index
def _list_facts(index: Index) -> list[_Facts]:
    """Return the facts of all articles, newest first, the undated ones last."""
    return [_Facts(article.id, article.publications) for article in sorted(index.articles.values(), key=newest_first)]


def _choose(asked: CollectionTopic, known: Sequence[_Facts], most: int) -> list[str]:
    """Return the ids of the articles to quote, newest first; a number in the question takes precedence."""
    count = min(asked.count or most, MAX_ARTICLES)
    if asked.topic == "oldest":
        known = [facts for facts in known if facts.days][::-1] or known
    return [facts.id for facts in known[:count]]


def _can_be_grouped(index: Index) -> bool:
    """Return whether an index has enough articles for groups, and not too many to read while somebody waits."""
    count = len(index.articles)
    return count >= MIN_GROUPED and (isinstance(index, FolderIndex) or count <= MAX_GROUPED_AFAR)


def _quote_articles(ids: Sequence[str], index: Index) -> list[Quote]:
    """Return the central sentence of each article that has one."""
    return [quote for id in ids if (quote := quote_center(index.articles[id], index))]


def _quote_groups(groups: Sequence[ArticleGroup], most: int) -> list[Quote]:
    """Return the central sentences of the largest groups."""
    return [group.sentence for group in groups if group.sentence][:most]


def _describe(asked: CollectionTopic, known: _Totals, shown: int, groups: int, wanted: Filter) -> str:
    """Return the fixed words that answer."""
    count = "1 article" if known.articles == 1 else f"{known.articles:,} articles"
    how = f"Each answer is a sentence of the {count} here, quoted word for word."
    period = "" if wanted.sources else format_period(wanted.since, wanted.until)
    period = f"from {period}" if " to " in period else period
    kept_to = period or ("" if wanted == ALL else "of these sources and dates")
    total = " ".join(filter(None, (f"There {'is' if known.articles == 1 else 'are'} {count}", kept_to))) + "."
    listing = (total, *(_describe_groups(groups) if groups else _describe_order(asked, known, shown)))
    words: dict[Topic, Sequence[str]] = {
        "greeting": ("Hello. Ask a question.", how),
        "thanks": ("You are welcome.", "Ask the next question at any time."),
        "identity": ("This is quotedesk.", how, "It writes no text of its own."),
        "help": ("Ask a question in your own words, or what the articles are about.", how, _SIGNS),
        "count": (total, _name_sources(known), _name_period(known)),
        "sources": (_name_sources(known) or "No article states its source.",),
        "dates": (_name_period(known) or "No article states its date.",),
        "subject": (total, _name_sources(known), _name_period(known), *listing[1:]),
    }
    return " ".join(filter(None, words.get(asked.topic, listing)))


def _describe_groups(groups: int) -> Iterator[str]:
    """Yield sentences that say what is quoted of groups, and how to see all of them."""
    yield f"By their meaning they form {groups} groups; a central sentence of each of the largest is quoted."
    yield _WHERE_GROUPS_ARE


def _describe_order(asked: CollectionTopic, known: _Totals, shown: int) -> Iterator[str]:
    """Yield sentences that say which of the articles are quoted, and how to list the others."""
    if asked.topic in ("newest", "oldest"):
        if known.undated == known.articles:
            yield f"No article states its date, so none is known to be the {asked.topic}."
        elif shown > 1:
            yield f"The {asked.topic} come first."
    if shown < known.articles:
        yield _WHERE_ALL_ARE


def _name_sources(known: _Totals) -> str:
    """Return the sources with their numbers of articles, the most frequent first; empty if none is known."""
    if not known.sources:
        return ""
    named = ", ".join(f"{source} ({count:,})" for source, count in known.sources[:MAX_SOURCES])
    more = f" and {len(known.sources) - MAX_SOURCES:,} more" if len(known.sources) > MAX_SOURCES else ""
    unstated = known.articles - sum(count for _, count in known.sources)
    rest = f"; {unstated:,} without a source" if unstated else ""
    return f"{'Source' if len(known.sources) == 1 else 'Sources'}: {named}{more}{rest}."


def _name_period(known: _Totals) -> str:
    """Return the first and the last date of articles, and how many have none; empty if no date is known."""
    if not known.first:
        return ""
    rest = f"; {known.undated:,} without a date" if known.undated else ""
    period = format_period(known.first, known.last)
    return f"Published {'from ' if ' to ' in period else ''}{period}{rest}."
