"""The MCP tool that returns what standing questions found."""

from typing import ClassVar

from pydantic import BaseModel, Field

from index.store import Index
from qa.input_limits import MAX_LISTED
from qa.serialize import Json
from qa.standing.standing_file import read_standing
from qa.standing.standing_json import StandingList, list_to_json
from ui.mcp.mcp_tools import Tool
from ui.security.request_queue import Steps


class ListStandingNews(Tool):
    """List the standing questions, which are asked of every new article, with what they found, newest first.

    Each sentence is verbatim, with its article and place. Without `all` only sentences are returned that nobody has
    marked as read.
    """

    output: ClassVar[type[BaseModel]] = StandingList

    all: bool = Field(False, description="Also return sentences that are marked as read.")
    limit: int = Field(50, ge=1, le=MAX_LISTED, description="How many sentences of a question, the newest ones.")

    def run(self, index: Index) -> Steps[Json]:
        """Return the questions with their sentences."""
        yield from ()
        return list_to_json(read_standing(index.folder), shows_all=self.all, limit=self.limit)


STANDING_TOOLS: dict[str, type[Tool]] = {"standing_news": ListStandingNews}
