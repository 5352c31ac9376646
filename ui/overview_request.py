"""The arguments of overviews, related articles and extracts by REST and MCP."""

from typing import Any

from pydantic import Field

from qa.input_limits import MAX_FILTER_SOURCES, MAX_LISTED, MAX_RELATED
from qa.overview.central_sentences import EXTRACT_LENGTH
from qa.overview.overview_forms import MEMBERS
from qa.overview.related import RELATED
from ui.search_request import InCollections, Since, Until


class FilterRequest(InCollections):
    """A filter of articles."""

    sources: list[str] = Field(
        [], max_length=MAX_FILTER_SOURCES, description="Only articles of these sources, as results name them."
    )
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")


class OverviewRequest(FilterRequest):
    """The articles to describe."""

    members: int = Field(MEMBERS, ge=0, le=MAX_LISTED, description="How many articles of each group to name at most.")


class RelatedRequest(FilterRequest):
    """The number of related articles, and which articles they may be."""

    k: int = Field(RELATED, ge=1, le=MAX_RELATED, description="How many related articles to return at most.")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `related_articles`."""
        return {name: getattr(self, name) for name in RelatedRequest.model_fields if name != "collection"}


class ExtractRequest(InCollections):
    """The length of an extract."""

    k: int = Field(EXTRACT_LENGTH, ge=1, le=MAX_RELATED, description="How many sentences to return at most.")
