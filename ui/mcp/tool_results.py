"""What the tools that read articles return: the schemas that a client lists, and validates each result with."""

from pydantic import Field

from qa.serialize import COLLECTION, AnswerForm, ArticleForm, CheckForm, Output, PassageForm


class FoundPassageForm(Output):
    """A passage that was found; the parts of its score are left out, which would take more tokens than the passage."""

    rank: int
    score: float
    passage: PassageForm
    article: ArticleForm
    collection: str = COLLECTION


class FoundPassages(Output):
    """The passages that match a question, best first."""

    hits: list[FoundPassageForm]


class AnswerWithoutHits(AnswerForm):
    """The answer to a question, with the passages that were read if they were asked for."""

    hits: list[FoundPassageForm] = Field([], description="The passages that were read, if they were asked for.")  # type: ignore[assignment]


class PassageText(Output):
    """A part of an article's text; `length` is that of the whole article, in characters."""

    text: str
    start: int
    end: int
    length: int
    article: ArticleForm


class CheckedQuotations(Output):
    """The verdict on each quotation of a draft, in order."""

    quotations: list[CheckForm]


class ListedArticleForm(ArticleForm):
    """An article without its text; `length` is that of the text, in characters."""

    length: int


class ListedArticles(Output):
    """Some of the articles; `next_offset` is null at the end."""

    articles: list[ListedArticleForm]
    total: int
    next_offset: int | None
