"""The Mentions tab as HTML: every mention, the mentions over time, and those of each article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.articles import Article
from qa.answer import Place, Quote
from qa.article_list import NO_SOURCE, UNDATED, name_count
from qa.citations.fragments import encode_part
from qa.mentions.finding import Mention, Mentions, count_wordings, make_mention
from qa.overview.folding import fold_copies
from qa.query.period import format_period
from qa.query.stated_dates import DateRange
from qa.retrieval.copies import publishing_order
from qa.timeline import Timeline
from ui.html.rendering import render
from ui.html.timeline_html import SHOWN_EVENTS, DrawnTimeline, draw_timeline
from ui.mention_request import MentionRequest, MentionView

SHOWN_MENTIONS = 200
"""Number of mentions on a page of the list."""

SHOWN_ROWS = 100
"""Number of articles on a page of the table."""

COUNTED_WORDINGS = 500
"""Maximum number of mentions whose wordings are counted: each is analysed again."""

MAX_BARS = 12
"""Maximum number of bars of sources and of wordings."""

MAX_MONTHS = 24
"""Maximum number of bars of months; more months are counted by year."""

_QUOTES = re.compile('["“”„«»]')
_VIEWS: dict[MentionView, str] = {"every": "Every mention", "time": "Over time", "articles": "By article"}


@dataclass(frozen=True, slots=True)
class _ViewLink:
    name: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class _Facet:
    """A count with its bar, in per cent of the longest, and the address of the mentions that it counts."""

    label: str
    count: int
    width: str
    address: str


@dataclass(frozen=True, slots=True)
class _Dropped:
    """A filter in words, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class _PageLinks:
    """The stretch that a page shows, in words, and the addresses of its neighbours, empty if there is none."""

    words: str
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class _ArticleGroup:
    """The mentions of an article on this page; `whole` is the number of all."""

    article: Article
    mentions: list[Mention]
    whole: int
    address: str


@dataclass(frozen=True, slots=True)
class _ArticleLine:
    """The first mention of an article, with its near copies on the page."""

    mention: Mention
    count: int
    address: str


def mentions_html(wanted: MentionRequest, mentions: Mentions, timeline: Timeline | None = None) -> str:
    """Return the view that is wanted of the mentions; for the view "time" with their timeline."""
    shown = mentions if wanted.view == "every" else mentions.by_article
    wanted = replace(wanted, page=min(wanted.page, _last_page(_count_shown(wanted, shown, timeline), wanted.view)))
    return render(
        "mentions.html",
        wanted=wanted,
        typed=mentions.phrase.typed,
        parameter=f"&collection={encode_part(','.join(wanted.collections))}" if wanted.collections else "",
        summary=_summarize(mentions),
        total=len(mentions),
        others=[form.text for form in mentions.phrase.forms[1:]],
        unknown=mentions.unknown,
        offers=[_Dropped(offer.text, replace(wanted, phrase=offer.text, page=0).address) for offer in mentions.offers],
        views=[
            _ViewLink(name, replace(wanted, view=view, page=0).address, view == wanted.view)
            for view, name in _VIEWS.items()
        ],
        dropped=list(_list_filters(wanted, mentions)),
        facets=_make_facets(wanted, mentions),
        groups=list(_group(wanted, mentions)) if wanted.view == "every" else [],
        rows=_make_rows(wanted, mentions) if wanted.view == "articles" else [],
        drawn=_draw(wanted, mentions, timeline) if timeline else None,
        pages=_link_pages(wanted, _count_shown(wanted, shown, timeline)),
    )


def _summarize(mentions: Mentions) -> str:
    total, articles = len(mentions), len(mentions.by_article)
    verb = "mentions" if total == 1 else "mention"
    return f"{name_count(total, 'sentence')} in {name_count(articles, 'article')} {verb}"


def _count_shown(wanted: MentionRequest, shown: Sequence[object], timeline: Timeline | None) -> int:
    return len(timeline.events if timeline else ()) if wanted.view == "time" else len(shown)


def _page_size(view: MentionView) -> int:
    return {"every": SHOWN_MENTIONS, "time": SHOWN_EVENTS, "articles": SHOWN_ROWS}[view]


def _last_page(count: int, view: MentionView) -> int:
    return max(0, (count - 1) // _page_size(view))


def _link_pages(wanted: MentionRequest, count: int) -> _PageLinks | None:
    """Return the links to the neighbouring pages; None if there is one page only."""
    last, size = _last_page(count, wanted.view), _page_size(wanted.view)
    if not last:
        return None
    first = wanted.page * size
    return _PageLinks(
        f"{first + 1:,} to {min(first + size, count):,} of {count:,}",
        replace(wanted, page=wanted.page - 1).address if wanted.page else "",
        replace(wanted, page=wanted.page + 1).address if wanted.page < last else "",
    )


def _list_filters(wanted: MentionRequest, mentions: Mentions) -> Iterator[_Dropped]:
    first = replace(wanted, page=0)
    for source in wanted.sources:
        rest = tuple(other for other in wanted.sources if other != source)
        yield _Dropped(f"from {source}", replace(first, sources=rest).address)
    if period := format_period(wanted.since, wanted.until):
        yield _Dropped(period, replace(first, since=None, until=None).address)
    for id in wanted.articles:
        rest = tuple(other for other in wanted.articles if other != id)
        yield _Dropped(mentions.opened.articles[id].headline, replace(first, articles=rest).address)


def _make_facets(wanted: MentionRequest, mentions: Mentions) -> list[tuple[str, list[_Facet]]]:
    """Return the counts by month, source and wording, each with the mentions that it counts."""
    first = replace(wanted, page=0)
    sources = [
        (one.name or NO_SOURCE, one.count, replace(first, sources=(one.name,)).address if one.name else "")
        for one in mentions.by_source[:MAX_BARS]
    ]
    wordings = list(count_wordings(mentions, COUNTED_WORDINGS).items())
    of_first = f", of the first {COUNTED_WORDINGS}" if len(mentions) > COUNTED_WORDINGS else ""
    exact = [
        (text, count, replace(first, phrase=f'"{_QUOTES.sub(" ", text)}"').address)
        for text, count in wordings[:MAX_BARS]
    ]
    facets = [
        ("By date of the article", _scale(list(_count_periods(first, mentions)))),
        (_cut_caption("By source", len(mentions.by_source)), _scale(sources)),
        (_cut_caption("As written", len(wordings)) + of_first, _scale(exact)),
    ]
    return [(caption, bars) for caption, bars in facets if bars]


def _cut_caption(caption: str, count: int) -> str:
    return f"{caption}, {MAX_BARS} most frequent of {count:,}" if count > MAX_BARS else caption


def _count_periods(wanted: MentionRequest, mentions: Mentions) -> Iterator[tuple[str, int, str]]:
    """Yield each month, or year if there are many months, with its count and address; undated ones last."""
    months = [(DateRange(*map(int, one.name.split("-"))), one.count) for one in mentions.by_month if one.name]
    if len(months) > MAX_MONTHS:
        years = groupby(months, key=lambda item: item[0].year)
        months = [(DateRange(year), sum(count for _, count in group)) for year, group in years]
    for period, count in months:
        yield str(period), count, replace(wanted, since=period.first_day, until=period.last_day).address
    for one in mentions.by_month:
        if not one.name:
            yield UNDATED, one.count, ""


def _scale(counts: Sequence[tuple[str, int, str]]) -> list[_Facet]:
    most = max((count for _, count, _ in counts), default=1)
    return [_Facet(label, count, f"{100 * count / most:.1f}", address) for label, count, address in counts]


def _group(wanted: MentionRequest, mentions: Mentions) -> Iterator[_ArticleGroup]:
    """Yield the mentions of a page by article."""
    first = wanted.page * SHOWN_MENTIONS
    whole = {one.id: one.count for one in mentions.by_article}
    for id, group in groupby(mentions[first : first + SHOWN_MENTIONS], key=lambda mention: mention.article.id):
        shown = list(group)
        address = replace(wanted, page=0, articles=(id,)).address if wanted.articles != (id,) else ""
        yield _ArticleGroup(shown[0].article, shown, whole[id], address)


def _make_rows(wanted: MentionRequest, mentions: Mentions) -> list[_ArticleLine]:
    """Return a line for each article of a page; near copies are named in the line of the earliest."""
    counted = mentions.by_article[wanted.page * SHOWN_ROWS :][:SHOWN_ROWS]
    index = mentions.opened
    index.read_articles_ahead([one.id for one in counted])
    by_id = {one.id: one for one in counted}
    folded = fold_copies(list(by_id), index)
    lines: list[_ArticleLine] = []
    for one in counted:
        if one.id in folded:
            continue
        copies = sorted(
            (index.articles[id] for id, original in folded.items() if original == one.id),
            key=publishing_order,
        )
        also = tuple(Place(copy, by_id[copy.id].start, by_id[copy.id].end) for copy in copies)
        mention = make_mention(mentions.phrase, index.articles[one.id], one.start, one.end, len(lines) + 1)
        named: Quote = replace(mention.quote, also=also)
        address = replace(wanted, view="every", page=0, articles=(one.id,)).address
        lines.append(_ArticleLine(replace(mention, quote=named), one.count, address))
    return lines


def _draw(wanted: MentionRequest, mentions: Mentions, timeline: Timeline) -> DrawnTimeline:
    takes_all = "" if timeline.is_whole or not mentions else replace(wanted, takes_all=True, page=0).address
    return draw_timeline(timeline, wanted.page, len(mentions), takes_all)
