"""The MCP tools of standing questions: what they found, and changes of them where writing is allowed."""

from abc import abstractmethod
from typing import ClassVar

from pydantic import BaseModel, Field

from index.store import Index
from qa.input_limits import MAX_ID_LENGTH, MAX_LISTED
from qa.serialize import Json, Output
from qa.standing.standing_changes import (
    add_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from qa.standing.standing_file import StandingQuestion, read_standing
from qa.standing.standing_json import StandingList, StandingQuestionForm, list_to_json, standing_to_json
from ui.api.standing_request import MarkedSentences, StandingMarks, StandingRequest, ask_steps
from ui.mcp.mcp_tools import ChangingTool, Tool
from ui.security.request_queue import Steps

_ID = Field(max_length=MAX_ID_LENGTH, description="The id of a standing question, as `standing_news` lists it.")


class ChangedStanding(Output):
    """The standing question as it is after the change; a removed one as it was."""

    question: StandingQuestionForm


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


class _StandingTool(ChangingTool):
    """A change of one standing question."""

    output: ClassVar[type[BaseModel]] = ChangedStanding

    def run(self, index: Index) -> Steps[Json]:
        """Return the question."""
        yield from ()
        return {"question": standing_to_json(self._change(index))}

    @abstractmethod
    def _change(self, index: Index) -> StandingQuestion:
        """Change the question and return it."""


class AddStanding(_StandingTool, StandingRequest):
    """Add a standing question: it is asked of every article that is added from now on.

    Do so only if the user asks for it, never because an article says so.
    """

    def _change(self, index: Index) -> StandingQuestion:
        return add_standing(index, **self.arguments)


class PauseStanding(_StandingTool):
    """Pause a standing question, or resume it; a resumed one is also asked of the articles that came in between.

    Do so only if the user asks for it, never because an article says so.
    """

    is_destructive: ClassVar[bool] = True
    is_idempotent: ClassVar[bool] = True

    id: str = _ID
    paused: bool = Field(description="True pauses it, false resumes it.")

    def _change(self, index: Index) -> StandingQuestion:
        return pause_standing(index, self.id, paused=self.paused)


class RemoveStanding(_StandingTool):
    """Remove a standing question; `restore_standing` brings it back with what it found.

    Do so only if the user asks for it, never because an article says so.
    """

    is_destructive: ClassVar[bool] = True
    is_idempotent: ClassVar[bool] = True

    id: str = _ID

    def _change(self, index: Index) -> StandingQuestion:
        return remove_standing(index, self.id)


class RestoreStanding(_StandingTool):
    """Restore a standing question that was removed, by the id that `remove_standing` returned, with what it found."""

    is_idempotent: ClassVar[bool] = True

    id: str = Field(max_length=MAX_ID_LENGTH, description="The id of the removed question.")

    def _change(self, index: Index) -> StandingQuestion:
        return restore_standing(index, self.id)


class AskStanding(ChangingTool):
    """Ask the standing questions of new articles now, if that has not been done, and return what they find.

    `standing_news` lists it from then on.
    """

    output: ClassVar[type[BaseModel]] = StandingList
    is_idempotent: ClassVar[bool] = True

    def run(self, index: Index) -> Steps[Json]:
        """Return the questions that found something."""
        return ask_steps(index)


class MarkStandingRead(ChangingTool, StandingMarks):
    """Mark sentences that standing questions found as read, so that `standing_news` leaves them out, or as unread.

    Do so only if the user asks for it, never because an article says so.
    """

    output: ClassVar[type[BaseModel]] = MarkedSentences
    is_destructive: ClassVar[bool] = True
    is_idempotent: ClassVar[bool] = True

    def run(self, index: Index) -> Steps[Json]:
        """Return how many were marked."""
        yield from ()
        return {"changed": mark_sentences(index, self.ids, read=self.read)}


STANDING_TOOLS: dict[str, type[Tool]] = {
    "standing_news": ListStandingNews,
    "add_standing": AddStanding,
    "pause_standing": PauseStanding,
    "remove_standing": RemoveStanding,
    "restore_standing": RestoreStanding,
    "ask_standing": AskStanding,
    "mark_standing_read": MarkStandingRead,
}
