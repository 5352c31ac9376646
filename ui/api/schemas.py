"""What the API takes and gives, for its schema: the objects of `qa/serialize.py` with their types and examples."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from qa.answer import Span, Status, Why
from qa.citations.verification import CitationStatus
from qa.drafts.checking import CheckStatus
from qa.drafts.differences import Piece
from qa.question import MAX_QUESTION_LENGTH, check_question
from ui.days import Since, Until

MAX_HITS = 100
MAX_HISTORY_LENGTH = 50
MAX_PAGE_SIZE = 200
MAX_FILTER_LENGTH = 200
MAX_DRAFT_LENGTH = 20_000

_ID = "228e99aee21d84ac"
_QUESTION = "How many of the peacekeepers are women?"
_SENTENCE = (
    "One hundred and thirty-nine peacekeepers, including seven women, together with their equipment, "
    "will begin to deploy to UNDOF in March 2024."
)

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_LENGTH), AfterValidator(check_question)]


class Search(BaseModel):
    """A question, the earlier ones that it may lean on, and which articles are meant."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": _QUESTION, "k": 3}]})

    question: Question = Field(description="A question or keywords.", examples=[_QUESTION])
    k: int = Field(5, ge=1, le=MAX_HITS, description="How many passages to find.")
    sources: list[str] = Field([], max_length=50, description="Only articles of these sources.")
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")
    history: list[Question] = Field([], max_length=MAX_HISTORY_LENGTH, description="Earlier questions, oldest first.")
    read_period: bool = Field(
        True, description='Without since and until, filter by the period in the question\'s words ("since March 2024").'
    )


class Listing(BaseModel):
    """Which articles to list."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field("", max_length=MAX_FILTER_LENGTH, description="Words of headline, source or author.")
    offset: int = Field(0, ge=0, le=10**9, description="How many to leave out at the beginning.")
    limit: int = Field(50, ge=1, le=MAX_PAGE_SIZE, description="How many to list at most.")


class OffsetRange(BaseModel):
    """A stretch of an article's text, in Unicode code points."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(0, ge=0, le=10**9, description="Where it starts.")
    end: int | None = Field(None, ge=0, le=10**9, description="Where it ends; the end of the article if not given.")


class ArticleForm(BaseModel):
    """An article without its text; what is unknown is empty."""

    id: str = Field(examples=[_ID])
    title: str
    source: str = Field(examples=["United Nations"])
    author: str
    published: date | None = Field(examples=["2024-02-22"])
    url: str
    sha256: str
    date_basis: str
    language: str = Field(examples=["en"])
    pages: list[int]
    name: str = Field(examples=["000_dee40a7ce6af31ab.md"], description="The file it was read from, without folders.")


class ArticlePage(BaseModel):
    """Some of the articles, newest first."""

    total: int = Field(examples=[5])
    offset: int
    articles: list[ArticleForm]


class ArticleText(ArticleForm):
    """An article with a stretch of its text."""

    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    text: str = Field(examples=[_SENTENCE])


class PassageForm(BaseModel):
    """A stretch of whole sentences."""

    id: str = Field(examples=[f"{_ID}:763-903"])
    article_id: str
    text: str
    start: int
    end: int


class HitForm(BaseModel):
    """A passage that was found, and how it got its score."""

    rank: int
    score: float
    passage: PassageForm
    article: ArticleForm
    why: Why


class SearchResult(BaseModel):
    """The passages that were found, best first."""

    hits: list[HitForm]


class PlaceForm(BaseModel):
    """Where an article says something."""

    article: ArticleForm
    start: int
    end: int


class QuoteForm(BaseModel):
    """A verbatim sentence with the words around it."""

    number: int
    text: str = Field(examples=[_SENTENCE])
    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    article: ArticleForm
    prefix: str
    suffix: str
    span: Span | None
    also: list[PlaceForm]
    confidence: float = Field(description="How probable it is that the sentence answers.", examples=[0.93])
    span_confidence: float = Field(description="How probable the span is, where the sentence answers.")


class AnswerForm(BaseModel):
    """What the articles say to a question."""

    question: str = Field(examples=[_QUESTION])
    query: str
    status: Status = Field(description='"about": the question is about the collection, and `reason` answers it.')
    confidence: float = Field(examples=[0.93])
    reason: str = Field(description="In fixed words, why nothing surely answers, or what the collection holds.")
    quotes: list[QuoteForm]
    hits: list[HitForm]
    carried: list[str]
    since: date | None = Field(description="The first day of the articles that were asked.", examples=[None])
    until: date | None = Field(description="The last day of the articles that were asked.", examples=[None])
    searched: str = Field(description="The query without the earlier questions.", examples=[_QUESTION])


class CitationForm(BaseModel):
    """A citation as it was read."""

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


class VerificationForm(BaseModel):
    """What became of a citation."""

    status: CitationStatus
    citation: CitationForm
    article: ArticleForm | None
    start: int | None
    end: int | None
    reason: str
    diff: str
    places: list[PlaceForm]


class VerificationResult(BaseModel):
    """What became of each citation, in the order they were given."""

    verifications: list[VerificationForm]


class Draft(BaseModel):
    """A text whose quotations are to be checked."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "The UN speaks of “including eight women”."}]}
    )

    text: str = Field(min_length=1, max_length=MAX_DRAFT_LENGTH, description="A draft with quotations, or a quotation.")


class QuotationForm(BaseModel):
    """What a draft quotes, and where in it."""

    text: str
    start: int
    end: int


class PartForm(BaseModel):
    """A part of a stitched quotation, and where it stands."""

    text: str
    place: PlaceForm


class CheckForm(BaseModel):
    """What a quotation is: verbatim, elsewhere, altered, stitched, absent, or a mention that is not judged."""

    status: CheckStatus
    quotation: QuotationForm
    reason: str
    places: list[PlaceForm]
    forgiven: list[str]
    diff: list[Piece]
    parts: list[PartForm]
    marked: bool


class CheckResult(BaseModel):
    """What each quotation of a draft is, in order."""

    checks: list[CheckForm]


class Health(BaseModel):
    """What is served."""

    status: str = Field(examples=["ok"])
    generation: str = Field(examples=["generation-000001-c3e5a9949c2e"])
    articles: int = Field(examples=[5])
    passages: int = Field(examples=[51])
