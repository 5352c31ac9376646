"""The MCP tools that list mentions, and date them."""

from typing import ClassVar

from pydantic import BaseModel

from index.store import Index
from qa.input_limits import MAX_COUNTED
from qa.mentions.mention_forms import MentionsForm, mentions_to_json
from qa.mentions.timeline_forms import TimelineForm, timeline_to_json
from qa.serialize import Json
from ui.mcp.mcp_tools import Tool
from ui.mention_arguments import MentionArguments, TimelineArguments
from ui.mention_cache import MentionCache
from ui.security.request_queue import Steps


class FindMentions(Tool, MentionArguments):
    """List every sentence that mentions a name, word or phrase, with exact counts by article, source and month.

    Inflection, spelling, case and number words make no difference, and an acronym that the articles define is the same
    as its long form; in quotation marks only the words as typed count. `total` counts all sentences; `mentions` are
    those from `offset` on, newest article first. If nothing mentions the phrase, `offers` has spellings that the
    articles have: search again with one, nothing is counted under it.
    """

    output: ClassVar[type[BaseModel]] = MentionsForm

    def run(self, index: Index) -> Steps[Json]:
        """Find the mentions in steps; raises UserError."""
        kept = self._collections.mentions_of(index) if self._collections else MentionCache()
        mentions = yield from kept.find(self.wanted, index)
        return mentions_to_json(mentions, self.offset, self.limit, MAX_COUNTED)


class DateMentions(Tool, TimelineArguments):
    """List the dated sentences on a name, word or phrase, in the order of their dates: what happened when.

    A date is stated in the sentence, or relative to the day of publishing ("on Tuesday"), or that day alone; `basis`
    says which. `sentences_read` is how many sentences were looked through: all that mention it if `is_whole`, else
    those of the best passages; then `all` takes every one.
    """

    output: ClassVar[type[BaseModel]] = TimelineForm

    def run(self, index: Index) -> Steps[Json]:
        """Date the mentions in steps; raises UserError."""
        kept = self._collections.mentions_of(index) if self._collections else MentionCache()
        mentions = yield from kept.find(self.wanted, index)
        timeline = yield from kept.date(self.wanted, mentions)
        return timeline_to_json(timeline, len(mentions), self.offset, self.limit)


MENTION_TOOLS: dict[str, type[Tool]] = {"mentions": FindMentions, "timeline": DateMentions}
