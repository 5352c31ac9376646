"""The MCP tools that show what a collection is about."""

from pydantic import Field

from index.store import Index
from qa.input_limits import MAX_ID_LENGTH
from qa.overview.central_sentences import extract
from qa.overview.overview_forms import (
    ExtractResult,
    OverviewForm,
    RelatedResult,
    extract_to_json,
    overview_to_json,
)
from qa.serialize import Json
from ui.mcp.mcp_tools import BriefTool, Tool
from ui.overview_request import ExtractRequest, OverviewRequest, RelatedRequest
from ui.security.request_queue import Steps
from ui.steps import overview_steps

_ID = Field(max_length=MAX_ID_LENGTH, description="The id of an article, as in every result.")


class GetOverview(Tool, OverviewRequest):
    """Return what the articles are about: groups of articles that are alike, the largest first.

    Each group has its size, its most central sentence (a verbatim quotation with its place), the names that it mentions
    far more often than the others, and the ids of its most central articles. Fewer than 20 articles have no groups:
    `sentences` has the central sentence of each. Use it first, to learn what can be asked.
    """

    output = OverviewForm

    def run(self, index: Index) -> Steps[Json]:
        """Return the overview."""
        return overview_to_json((yield from overview_steps(index, self.wanted)), self.members)


class ListRelated(Tool, RelatedRequest):
    """Return the articles related to an article, nearest first, each with its central sentence.

    Near copies of the article are left out, and near copies of each other are listed once.
    """

    output = RelatedResult

    article_id: str = _ID

    def run(self, index: Index) -> Steps[Json]:
        """Return the articles."""
        return self.find(self.article_id, index)


class GetExtract(BriefTool, ExtractRequest):
    """Return the central sentences of an article, verbatim and in the order of its text.

    Use it to judge what an article says before you read it whole. Nothing is written in between: cite the sentences as
    they are.
    """

    output = ExtractResult

    article_id: str = _ID

    def _run(self, index: Index) -> Json:
        return extract_to_json(extract(self.article_id, self.k, index=index))


OVERVIEW_TOOLS: dict[str, type[Tool]] = {
    "overview": GetOverview,
    "related_articles": ListRelated,
    "extract": GetExtract,
}
