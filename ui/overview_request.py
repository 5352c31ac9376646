"""The arguments of overviews, related articles and extracts by REST and MCP."""

from pydantic import Field

from index.filters import Filter, make_filter
from index.store import Index
from qa.input_limits import MAX_FILTER_SOURCES, MAX_LISTED, MAX_RELATED
from qa.overview.central_sentences import EXTRACT_LENGTH
from qa.overview.overview_forms import MEMBERS, related_to_json
from qa.overview.related import RELATED
from qa.serialize import Json
from ui.search_request import InCollections, Since, Until
from ui.security.request_queue import Steps
from ui.steps import related_steps


class FilterRequest(InCollections):
    """A filter of articles."""

    sources: list[str] = Field(
        [], max_length=MAX_FILTER_SOURCES, description="Only articles of these sources, as results name them."
    )
    since: Since = Field(None, description="Only articles of this day or later: 2024-01-31, 2024-01 or 2024.")
    until: Until = Field(None, description="Only articles of this day or earlier: 2024-01-31, 2024-01 or 2024.")

    @property
    def wanted(self) -> Filter:
        """The filter."""
        return make_filter(self.sources, self.since, self.until)


class OverviewRequest(FilterRequest):
    """The articles to describe."""

    members: int = Field(MEMBERS, ge=0, le=MAX_LISTED, description="How many articles of each group to name at most.")


class RelatedRequest(FilterRequest):
    """The number of related articles, and which articles they may be."""

    k: int = Field(RELATED, ge=1, le=MAX_RELATED, description="How many related articles to return at most.")

    def find(self, id: str, index: Index) -> Steps[Json]:
        """Find the articles related to an article in steps. Raises UnknownArticle."""
        return related_to_json((yield from related_steps(id, self.k, index, self.wanted)))


class ExtractRequest(InCollections):
    """The length of an extract."""

    k: int = Field(EXTRACT_LENGTH, ge=1, le=MAX_RELATED, description="How many sentences to return at most.")
