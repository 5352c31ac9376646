"""The JSON of answers, hits, articles, checks and verifications: one set of models for the command line, REST and MCP.

Each model reads the attributes of the object that it describes; its fields are in the order of the keys. The OpenAPI
schema is made from the same models. Import this only to write JSON: pydantic takes a while to load.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from corpus.articles import Article
from qa.answer import Answer, Hit, Span, Status, Why
from qa.citations.verification import CitationStatus, Verification
from qa.drafts.checking import Check, CheckStatus
from qa.drafts.differences import Piece

Json = dict[str, object]

EXAMPLE_ID = "228e99aee21d84ac"
EXAMPLE_QUESTION = "How many of the peacekeepers are women?"
EXAMPLE_SENTENCE = (
    "One hundred and thirty-nine peacekeepers, including seven women, together with their equipment, "
    "will begin to deploy to UNDOF in March 2024."
)


COLLECTION: Any = Field(description="The collection of the article; empty if none was named.", examples=["news"])
"""The field that credits a result to a collection."""


class Output(BaseModel):
    """A JSON object of the output."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def dump(cls, source: object) -> Json:
        """Return the JSON object of an object with these attributes, or of a dictionary of them."""
        return cls.model_validate(source).model_dump(mode="json")


class PublicationForm(Output):
    """What one place states of an article; unknown fields are empty."""

    title: str
    source: str = Field(examples=["United Nations"])
    author: str
    published: date | None = Field(examples=["2024-02-22"])
    url: str
    date_basis: str


class ArticleForm(Output):
    """An article without its text; unknown fields are empty."""

    id: str = Field(examples=[EXAMPLE_ID])
    title: str
    source: str = Field(examples=["United Nations"])
    author: str
    published: date | None = Field(examples=["2024-02-22"])
    url: str
    sha256: str
    date_basis: str
    language: str = Field(examples=["en"])
    pages: list[int] = Field(description="The offsets at which pages, slides, rows or the like begin.")
    name: str = Field(examples=["000_dee40a7ce6af31ab.md"], description="The file it was read from, without folders.")
    page_labels: list[str] = Field(description="Labels of the pages in citations; without any they are numbered.")
    also: list[PublicationForm] = Field(description="Further publications of the same text.")
    stated: PublicationForm | None = Field(description="What the file states, if title, source or date were edited.")


class PassageForm(Output):
    """A stretch of whole sentences."""

    id: str = Field(examples=[f"{EXAMPLE_ID}:763-903"])
    article_id: str
    text: str
    start: int
    end: int


class HitForm(Output):
    """A passage found, with the parts of its score."""

    rank: int
    score: float
    passage: PassageForm
    article: ArticleForm
    why: Why
    collection: str = COLLECTION


class PlaceForm(Output):
    """A place in an article."""

    article: ArticleForm
    start: int
    end: int
    collection: str = COLLECTION


class QuoteForm(Output):
    """A verbatim sentence with the words around it."""

    number: int
    text: str = Field(examples=[EXAMPLE_SENTENCE])
    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    article: ArticleForm
    prefix: str
    suffix: str
    span: Span | None
    also: list[PlaceForm]
    confidence: float = Field(description="The probability that the sentence answers.", examples=[0.93])
    span_confidence: float = Field(description="The probability of the span, if the sentence answers.")
    collection: str = COLLECTION


def _round(confidence: float) -> float:
    return round(confidence, 4)


class AnswerForm(Output):
    """The answer to a question."""

    question: str = Field(examples=[EXAMPLE_QUESTION])
    query: str
    status: Status = Field(description='"about": the question is about the collection, and `reason` answers it.')
    confidence: Annotated[float, AfterValidator(_round)] = Field(examples=[0.93])
    reason: str = Field(description="In fixed words: why no answer is certain, or facts about the collection.")
    quotes: list[QuoteForm]
    hits: list[HitForm]
    carried: list[str]
    since: date | None = Field(description="The first day of the articles that were asked.", examples=[None])
    until: date | None = Field(description="The last day of the articles that were asked.", examples=[None])
    searched: str = Field(description="The query without the earlier questions.", examples=[EXAMPLE_QUESTION])


class CitationForm(Output):
    """A parsed citation."""

    text: str
    article_id: str
    start: int | None
    end: int | None
    prefix: str
    suffix: str
    from_start: bool
    to_end: bool
    url: str
    title: str
    source: str


class VerificationForm(Output):
    """The result for one citation."""

    status: CitationStatus
    citation: CitationForm
    article: ArticleForm | None
    start: int | None
    end: int | None
    reason: str
    diff: str
    places: list[PlaceForm]


class QuotationForm(Output):
    """A quotation and its offsets in the draft."""

    text: str
    start: int
    end: int


class PartForm(Output):
    """A part of a stitched quotation, and its place."""

    text: str
    place: PlaceForm


class CheckForm(Output):
    """The verdict on a quotation: verbatim, elsewhere, altered, stitched, absent, or a mention, which is not judged."""

    status: CheckStatus
    quotation: QuotationForm
    reason: str
    places: list[PlaceForm]
    forgiven: list[str]
    diff: list[Piece]
    parts: list[PartForm]
    marked: bool


def answer_to_json(answer: Answer) -> Json:
    """Return an answer as `AnswerForm` describes it."""
    return AnswerForm.dump(answer)


def hit_to_json(hit: Hit) -> Json:
    """Return a hit as `HitForm` describes it."""
    return HitForm.dump(hit)


def article_to_json(article: Article) -> Json:
    """Return an article without its text, as `ArticleForm` describes it."""
    return ArticleForm.dump(article)


def check_to_json(check: Check) -> Json:
    """Return a check as `CheckForm` describes it."""
    return CheckForm.dump(check)


def verification_to_json(verification: Verification) -> Json:
    """Return a verification as `VerificationForm` describes it."""
    return VerificationForm.dump(verification)
