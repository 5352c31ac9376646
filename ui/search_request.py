"""`SearchRequest`: the arguments of a search by REST and MCP."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from index.collections.collection_names import MAX_NAMED, NAME_PATTERN
from qa.input_limits import MAX_FILTER_SOURCES, MAX_NUMBER, MAX_QUESTION_LENGTH, MAX_SERVED_HITS, MAX_TURNS
from qa.question import DAY_PATTERN, check_question, check_since, check_until

_QUESTION = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUESTION_LENGTH})
_DAY = WithJsonSchema({"anyOf": [{"type": "string", "pattern": f"^{DAY_PATTERN}$", "maxLength": 10}, {"type": "null"}]})

Question = Annotated[str, AfterValidator(check_question), _QUESTION]

Since = Annotated[date | None, BeforeValidator(check_since), _DAY]
"""The first day of a day, a month or a year."""

Until = Annotated[date | None, BeforeValidator(check_until), _DAY]
"""The last day of a day, a month or a year."""

Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
"""An offset in a text or a list."""


CollectionName = Annotated[str, StringConstraints(pattern=f"^{NAME_PATTERN}$")]


class InCollections(BaseModel):
    """The collections that a request is about."""

    model_config = ConfigDict(extra="forbid")

    collection: list[CollectionName] = Field(
        [],
        max_length=MAX_NAMED,
        description='Collections to use, as listed; "all" for all of them; without any the default one.',
    )


class SearchRequest(InCollections):
    """A question, the earlier ones that it may refer to, and a filter of articles."""

    question: Question = Field(description="A question or keywords.")
    k: int = Field(5, ge=1, le=MAX_SERVED_HITS, description="How many passages to find.")
    sources: list[str] = Field(
        [], max_length=MAX_FILTER_SOURCES, description="Only articles of these sources, as results name them."
    )
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")
    history: list[Question] = Field(
        [], max_length=MAX_TURNS, description="Earlier questions, oldest first, which this one may refer to."
    )
    read_period: bool = Field(
        True, description='Without since and until, filter by the period in the question\'s words ("since March 2024").'
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `retrieve` and `ask`, without those that choose the indexes."""
        return {name: getattr(self, name) for name in SearchRequest.model_fields if name != "collection"}
