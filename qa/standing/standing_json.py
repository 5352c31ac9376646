"""The JSON of standing questions and of what they found, for the command line, REST and MCP."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from qa.serialize import EXAMPLE_ID, EXAMPLE_QUESTION, EXAMPLE_SENTENCE, Json, Output
from qa.standing.standing_file import NewSentence, StandingQuestion, StandingQuestions


class QuotedArticleForm(Output):
    """The article of a sentence as it was when the sentence was found; unknown fields are empty."""

    id: str = Field(examples=[EXAMPLE_ID])
    title: str
    source: str
    published: date | None = Field(examples=["2024-02-22"])
    url: str


class QuotedPlaceForm(Output):
    """Another place that says the same."""

    article: QuotedArticleForm
    start: int
    end: int


class NewSentenceForm(Output):
    """A sentence that answers a standing question and was new when it was found. `quotedesk verify` reads it."""

    id: str
    text: str = Field(examples=[EXAMPLE_SENTENCE])
    start: int = Field(examples=[763])
    end: int = Field(examples=[903])
    article: QuotedArticleForm
    prefix: str
    suffix: str
    also: list[QuotedPlaceForm] = Field(description="Copies and reprints that were new at the same time.")
    confidence: float = Field(description="The probability that the sentence answers.", examples=[0.93])
    found: str = Field(description="When it was found, in UTC.", examples=["2024-02-23T08:15:00Z"])
    generation: str = Field(description="The generation of the index that it was found in.")
    read: bool = Field(description="Whether a person has marked it as read.")


class StandingQuestionForm(Output):
    """A question that is asked again of the new articles of every generation."""

    id: str = Field(examples=["05adb633"])
    question: str = Field(examples=[EXAMPLE_QUESTION])
    history: list[str]
    sources: list[str]
    since: date | None
    until: date | None
    read_period: bool
    added: str = Field(description="When it was added, in UTC.", examples=["2024-02-22T17:40:00Z"])
    paused: bool
    found: int = Field(description="The number of the sentences that it found.")
    unread: int = Field(description="The number of those that are not marked as read.")
    sentences: list[NewSentenceForm] = Field(description="What it found, newest first.")


def standing_to_json(question: StandingQuestion, sentences: Iterable[NewSentence] | None = None) -> Json:
    """Return a standing question as `StandingQuestionForm` describes it, with all of its sentences or with these."""
    shown = question.sentences if sentences is None else tuple(sentences)
    fields = {name: getattr(question, name) for name in StandingQuestionForm.model_fields if hasattr(question, name)}
    counts = {"found": len(question.sentences), "unread": len(question.unread)}
    return StandingQuestionForm.dump(fields | counts | {"sentences": shown[::-1]})


class StandingList(Output):
    """Standing questions, oldest first, each with sentences that it found."""

    questions: list[StandingQuestionForm]


def list_to_json(standing: StandingQuestions, *, shows_all: bool, limit: int) -> Json:
    """Return the questions with their newest sentences, at most `limit` each, or with the unread ones alone."""
    found = ((one, one.sentences if shows_all else one.unread) for one in standing.shown)
    return {"questions": [standing_to_json(one, sentences[-limit:]) for one, sentences in found]}
