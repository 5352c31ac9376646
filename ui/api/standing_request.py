"""The arguments of standing questions by REST and MCP, and asking them in steps."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from index.store import Index
from qa.input_limits import MAX_CHOSEN, MAX_FILTER_LENGTH, MAX_FILTER_SOURCES, MAX_ID_LENGTH, MAX_TURNS
from qa.serialize import EXAMPLE_QUESTION, Json, Output
from qa.standing.asking import ask_standing_in_steps
from qa.standing.standing_json import standing_to_json
from ui.search_request import InCollections, Question, Since, Until
from ui.security.request_queue import Steps


class StandingRequest(InCollections):
    """A question to ask of every new article."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": EXAMPLE_QUESTION}]})

    question: Question = Field(description="A question that can be answered from articles.")
    sources: list[Annotated[str, Field(max_length=MAX_FILTER_LENGTH)]] = Field(
        [], max_length=MAX_FILTER_SOURCES, description="Only articles of these sources."
    )
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")
    history: list[Question] = Field(
        [], max_length=MAX_TURNS, description="Earlier questions, oldest first, which this one may refer to."
    )
    read_period: bool = Field(True, description="Without since and until, filter by the period in the words.")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `add_standing`."""
        return {name: value for name, value in self if name != "collection"}


class StandingMarks(InCollections):
    """Sentences to mark as read, or as unread again."""

    ids: list[Annotated[str, Field(max_length=MAX_ID_LENGTH)]] = Field(
        max_length=MAX_CHOSEN, description="The ids of the sentences."
    )
    read: bool = Field(True, description="False marks them as unread.")


class MarkedSentences(Output):
    """The number of sentences that were marked."""

    changed: int


def ask_steps(index: Index) -> Steps[Json]:
    """Ask the standing questions of new articles, and return those that found something, with what they found."""
    news = yield from ask_standing_in_steps(index)
    return {"questions": [standing_to_json(one.question, one.sentences) for one in news]}
