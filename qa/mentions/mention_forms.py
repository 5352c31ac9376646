"""The JSON of mentions, for the command line, REST, MCP and exports. Import this only to write JSON."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from qa.answer import Span
from qa.mentions.finding import Mention, Mentions
from qa.serialize import EXAMPLE_ID, EXAMPLE_SENTENCE, ArticleForm, Json, Output


class MentionForm(Output):
    """A verbatim sentence that mentions the phrase, with the words around it."""

    number: int
    text: str = Field(examples=[EXAMPLE_SENTENCE])
    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    article: ArticleForm
    prefix: str
    suffix: str
    marks: list[Span] = Field(description="The words of the sentence that mention the phrase, in order.")


class CountForm(Output):
    """The number of mentions in a source, or in a month as 2024-03; an unknown one has an empty name."""

    name: str
    count: int


class ArticleCountForm(Output):
    """An article with its number of mentions, and the place of the first."""

    id: str = Field(examples=[EXAMPLE_ID])
    headline: str
    source: str
    published: date | None
    count: int
    start: int
    end: int


class MentionsForm(Output):
    """The mentions of a phrase: exact and complete counts of all, and a stretch of the list."""

    phrase: str = Field(examples=["UNDOF"])
    forms: list[str] = Field(description="What was searched: the phrase, and its acronym or long form.")
    total: int = Field(description="The number of all sentences that mention the phrase; exact and complete.")
    articles: int = Field(description="The number of all articles that mention it.")
    sentences_read: int = Field(description="The number of sentences that were analysed to find them.")
    by_article: list[ArticleCountForm] = Field(description="Newest first, undated last.")
    by_source: list[CountForm]
    by_month: list[CountForm]
    unknown: list[str] = Field(description="If nothing mentions the phrase: its words that no article has.")
    offers: list[str] = Field(description="If nothing mentions the phrase: spellings that the articles have.")
    offset: int
    mentions: list[MentionForm]


def mention_to_json(mention: Mention) -> Json:
    """Return a mention as `MentionForm` describes it."""
    return MentionForm.dump(_describe(mention))


def mentions_to_json(mentions: Mentions, offset: int = 0, limit: int | None = None, counted: int | None = None) -> Json:
    """Return a stretch of the mentions, all by default, with at most `counted` of each kind of counts."""
    shown = mentions[offset:] if limit is None else mentions[offset : offset + limit]
    return describe_mentions(mentions, shown, offset, counted)


def describe_mentions(
    mentions: Mentions, shown: Sequence[Mention], offset: int = 0, counted: int | None = None
) -> Json:
    """Return a stretch of the mentions that is read already, as `mentions_to_json` does."""
    return MentionsForm.dump(
        {
            "phrase": mentions.phrase.typed,
            "forms": [form.text for form in mentions.phrase.forms],
            "total": len(mentions),
            "articles": len(mentions.by_article),
            "sentences_read": mentions.read,
            "by_article": mentions.by_article[:counted],
            "by_source": mentions.by_source[:counted],
            "by_month": mentions.by_month[:counted] if counted is None else mentions.by_month[-counted:],
            "unknown": mentions.unknown,
            "offers": [offer.text for offer in mentions.offers],
            "offset": offset,
            "mentions": [_describe(mention) for mention in shown],
        }
    )


def _describe(mention: Mention) -> dict[str, object]:
    quote = mention.quote
    place = {name: getattr(quote, name) for name in ("number", "text", "start", "end", "article", "prefix", "suffix")}
    return place | {"marks": mention.marks}
