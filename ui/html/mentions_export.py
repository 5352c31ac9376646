"""All mentions of a phrase as a file: CSV, JSON, or a web page that needs nothing but itself.

The web page has the articles too, or the text around each mention if they are long, so that a mention opens its article
at the words. It has the data from which `qa/citations/shared_page.py` verifies its quotations.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.articles import Article
from qa.article_list import name_count
from qa.citations.hidden import escape_hidden
from qa.mentions.finding import Mention, Mentions
from qa.mentions.mention_forms import describe_mentions
from qa.mentions.mention_table import write_table
from ui.html.conversation import ExportOrigin, quote_to_data
from ui.html.rendering import read_style, render

EXPORTS: Mapping[str, tuple[str, str, str]] = {
    "csv": ("CSV", "mentions.csv", "text/csv"),
    "json": ("JSON", "mentions.json", "application/json"),
    "html": ("Web page", "mentions.html", "text/html"),
}
"""The forms by name: what people call each, the name of its file, and its media type."""

MAX_TEXTS_LENGTH = 2_000_000
"""Maximum length of all articles that a web page has whole, in characters."""

AROUND = 600
"""Number of characters before and after a mention that the page has of a longer collection."""


@dataclass(frozen=True, slots=True)
class _TextPart:
    """A part of an article's text; `number` is that of the mention it is, or 0. `is_cut`: text before it is missing."""

    text: str
    number: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _ArticleText:
    """An article with the parts of its text that the page has."""

    article: Article
    mentions: Sequence[Mention]
    parts: list[_TextPart]


def export_mentions(mentions: Mentions, form: str, origin: ExportOrigin, every: Sequence[Mention] | None = None) -> str:
    """Return all mentions in one of `EXPORTS`; `every` are all of them if they are read already.

    Raises ValueError for another form.
    """
    every = list(mentions) if every is None else every
    if form == "csv":
        return write_table(every)
    if form == "json":
        return escape_hidden(json.dumps(describe_mentions(mentions, every), ensure_ascii=False, indent=1)) + "\n"
    if form != "html":
        raise ValueError(f"{form!r} is not an export format")
    return f"{_write_page(mentions, every, origin)}\n"


def _write_page(mentions: Mentions, every: Sequence[Mention], origin: ExportOrigin) -> str:
    style = read_style("shared.css") + read_style("mentions_export.css")
    groups = [list(group) for _, group in groupby(every, key=lambda mention: mention.article.id)]
    is_whole = sum(len(group[0].article.text) for group in groups) <= MAX_TEXTS_LENGTH
    total = f"{name_count(len(every), 'sentence')} in {name_count(len(groups), 'article')}"
    return render(
        "mentions_export.html",
        typed=mentions.phrase.typed,
        forms=[form.text for form in mentions.phrase.forms[1:]],
        summary=f"{total}; the list is complete.",
        months=[one for one in mentions.by_month if one.name],
        sources=[one for one in mentions.by_source if one.name],
        articles=[_ArticleText(group[0].article, group, list(_cut_text(group, is_whole))) for group in groups],
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        origin=origin.describe(),
        data={
            "generation": origin.generation,
            "made": origin.made.isoformat(),
            "answers": [
                {"question": mentions.phrase.typed, "quotes": [quote_to_data(mention.quote) for mention in every]}
            ],
        },
    )


def _cut_text(mentions: Sequence[Mention], is_whole: bool) -> Iterator[_TextPart]:
    """Yield the text of an article, whole or around its mentions, cut at these."""
    text, done = mentions[0].article.text, 0
    for mention, following in zip(mentions, [*mentions[1:], None], strict=True):
        quote = mention.quote
        start = done if is_whole else max(done, quote.start - AROUND)
        yield _TextPart(text[start : quote.start], is_cut=start > done)
        yield _TextPart(quote.text, quote.number)
        end = len(text) if is_whole else min(len(text), quote.end + AROUND)
        done = min(end, following.quote.start) if following else end
        yield _TextPart(text[quote.end : done])
    if done < len(text):
        yield _TextPart("", is_cut=True)
