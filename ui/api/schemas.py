"""The requests of the API and its responses around the objects of `qa/serialize.py`."""

from pydantic import ConfigDict, Field

from qa.input_limits import MAX_DRAFT_LENGTH, MAX_FILTER_LENGTH, MAX_LISTED
from qa.serialize import (
    EXAMPLE_QUESTION,
    EXAMPLE_SENTENCE,
    ArticleForm,
    CheckForm,
    HitForm,
    Output,
    VerificationForm,
)
from ui.search_request import InCollections, Number, SearchRequest


class Search(SearchRequest):
    """A question, the earlier ones that it may refer to, and a filter of articles."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": EXAMPLE_QUESTION, "k": 3}]})


class Listing(InCollections):
    """Which articles to list."""

    words: str = Field("", max_length=MAX_FILTER_LENGTH, description="Words of headline, source or author.")
    offset: Number = Field(0, description="How many to leave out at the beginning.")
    limit: int = Field(50, ge=1, le=MAX_LISTED, description="How many to list at most.")


class OffsetRange(InCollections):
    """A stretch of an article's text, in Unicode code points."""

    start: Number = Field(0, description="Where it starts.")
    end: Number | None = Field(None, description="Where it ends; the end of the article if not given.")


class ArticlePage(Output):
    """Some of the articles, newest first."""

    total: int = Field(examples=[5])
    offset: int
    articles: list[ArticleForm]


class ArticleText(ArticleForm):
    """An article with a stretch of its text."""

    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    text: str = Field(examples=[EXAMPLE_SENTENCE])


class SearchResult(Output):
    """The passages found, best first."""

    hits: list[HitForm]


class VerificationResult(Output):
    """The result for each citation, in the order of the request."""

    verifications: list[VerificationForm]


class Draft(InCollections):
    """A text whose quotations are checked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "The UN speaks of “including eight women”."}]})

    text: str = Field(min_length=1, max_length=MAX_DRAFT_LENGTH, description="A draft with quotations, or a quotation.")


class CheckResult(Output):
    """The verdict on each quotation of a draft, in order."""

    checks: list[CheckForm]


class Health(Output):
    """The served index."""

    status: str = Field(examples=["ok"])
    generation: str = Field(examples=["generation-000001-c3e5a9949c2e"])
    articles: int = Field(examples=[5])
    passages: int = Field(examples=[51])
