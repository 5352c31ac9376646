"""`MentionArguments` and `TimelineArguments`: what REST and MCP take to list mentions, and to date them."""

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from qa.input_limits import MAX_FILTER_SOURCES, MAX_ID_LENGTH, MAX_PHRASE_LENGTH, MAX_SERVED_MENTIONS
from qa.mentions.phrase import check_phrase
from ui.mention_request import MentionRequest
from ui.search_request import InCollections, Number, Since, Until

MAX_FILTER_ARTICLES = 50
"""Maximum number of articles to filter by."""


_PHRASE = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_PHRASE_LENGTH})


class MentionArguments(InCollections):
    """A phrase, a filter of articles, and which of its mentions to return."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"phrase": "UNDOF", "limit": 3}]})

    phrase: Annotated[str, AfterValidator(check_phrase), _PHRASE] = Field(
        description="A name, word or phrase, in any form; in quotation marks as typed."
    )
    sources: list[str] = Field(
        [], max_length=MAX_FILTER_SOURCES, description="Only articles of these sources, as results name them."
    )
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")
    articles: list[Annotated[str, Field(max_length=MAX_ID_LENGTH)]] = Field(
        [], max_length=MAX_FILTER_ARTICLES, description="Only the articles of these ids."
    )
    offset: Number = Field(0, description="How many mentions to leave out at the beginning.")
    limit: int = Field(50, ge=0, le=MAX_SERVED_MENTIONS, description="How many mentions to return at most.")

    @property
    def wanted(self) -> MentionRequest:
        """The request that these arguments make."""
        return MentionRequest(
            phrase=self.phrase,
            sources=tuple(self.sources),
            since=self.since,
            until=self.until,
            articles=tuple(self.articles),
        )


class TimelineArguments(MentionArguments):
    """A phrase, a filter of articles, and which events of its timeline to return."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"phrase": "UNDOF", "all": True}]})

    all: bool = Field(
        False, description="Look through every mention, also if there are very many; a filter always does."
    )
    offset: Number = Field(0, description="How many events to leave out at the beginning.")
    limit: int = Field(50, ge=0, le=MAX_SERVED_MENTIONS, description="How many events to return at most.")

    @property
    def wanted(self) -> MentionRequest:
        """The request that these arguments make."""
        return replace(super().wanted, takes_all=self.all)
