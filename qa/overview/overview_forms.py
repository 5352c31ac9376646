"""The JSON of overviews, related articles and extracts: one set of models for the command line, REST and MCP."""

from collections.abc import Sequence

from pydantic import Field

from qa.answer import Quote
from qa.overview.overview import CollectionOverview
from qa.overview.related import RelatedArticle
from qa.serialize import EXAMPLE_ID, ArticleForm, Json, Output, QuoteForm

MEMBERS = 20
"""Number of articles of a group whose ids are given if no number is named."""


class NameForm(Output):
    """A name as an article writes it."""

    text: str = Field(examples=["Golan Heights"])
    article_id: str = Field(examples=[EXAMPLE_ID])
    start: int
    end: int


class GroupForm(Output):
    """Articles that are alike, near copies counted once."""

    number: int
    size: int = Field(description="The number of its articles.")
    copies: int = Field(description="The number of further near copies of them.")
    sentence: QuoteForm | None = Field(description="Its most central sentence.")
    names: list[NameForm] = Field(description="Names mentioned far more often than in other groups, best first.")
    ids: list[str] = Field(description="The ids of its most central articles, the most central first.")


class OverviewForm(Output):
    """What the articles are about: groups, largest first, or for few articles a sentence of each."""

    articles: int = Field(description="The number of articles, near copies counted once.", examples=[5])
    copies: int = Field(description="The number of further near copies.", examples=[0])
    groups: list[GroupForm]
    sentences: list[QuoteForm] = Field(description="Without groups, the central sentence of each article.")


class RelatedArticleForm(Output):
    """An article near another one, with its central sentence."""

    rank: int
    score: float = Field(description="The cosine of the vectors of both articles.", examples=[0.81])
    article: ArticleForm
    sentence: QuoteForm | None


class RelatedResult(Output):
    """The articles related to an article, nearest first."""

    related: list[RelatedArticleForm]


class ExtractResult(Output):
    """The central sentences of an article, in the order of its text."""

    sentences: list[QuoteForm]


def overview_to_json(found: CollectionOverview, members: int | None = None) -> Json:
    """Return an overview as `OverviewForm` describes it, with the ids of all articles or of some of each group."""
    groups = [
        {
            "number": group.number,
            "size": len(group.ids),
            "copies": group.copies,
            "sentence": group.sentence,
            "names": group.names,
            "ids": group.ids[:members],
        }
        for group in found.groups
    ]
    fields = {"articles": found.articles, "copies": found.copies, "groups": groups, "sentences": found.sentences}
    return OverviewForm.dump(fields)


def related_to_json(found: Sequence[RelatedArticle]) -> Json:
    """Return related articles as `RelatedResult` describes them."""
    return RelatedResult.dump({"related": found})


def extract_to_json(found: Sequence[Quote]) -> Json:
    """Return an extract as `ExtractResult` describes it."""
    return ExtractResult.dump({"sentences": found})
