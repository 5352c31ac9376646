"""The calls that the page makes: its events with their inputs, and its server functions.

Gradio opens files and fetches addresses named in an input before our functions run. Therefore the body of each call is
checked here first: only the calls of the two tables are accepted, with exactly these inputs.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import BaseModel, Field, StringConstraints, create_model

from ui.service import Service
from ui.web.page_functions import FUNCTIONS
from ui.web.page_inputs import (
    Action,
    Address,
    Draft,
    Files,
    Filter,
    IsUploaded,
    Link,
    Links,
    Phrase,
    Question,
    Strict,
    View,
)

if TYPE_CHECKING:
    from gradio import Blocks

SESSION_HASH = r"[A-Za-z0-9_-]{1,64}"
"""The name that a page generates for its session, as a regular expression."""


@dataclass(frozen=True, slots=True)
class PageEvent:
    """An event of the page: the types of its inputs, and when the page uses it."""

    inputs: Any
    queued: bool = True
    changes: bool = False
    keeps: bool = False
    downloads: bool = False

    def is_used(self, service: Service) -> bool:
        """Return whether the page uses the event in this service."""
        refused = self.changes and service.read_only or self.keeps and service.keeps_nothing
        return not (refused or self.downloads and not service.allow_net)


EVENTS = {
    "answer": PageEvent(tuple[Question, Links, Link, None]),
    "begin": PageEvent(tuple[Links], queued=False),
    "suggest": PageEvent(tuple[None], queued=False),
    "suggest_1": PageEvent(tuple[None], queued=False),
    "start_afresh": PageEvent(tuple[()], queued=False),
    "renew": PageEvent(tuple[()], queued=False),
    "choose_samples": PageEvent(tuple[Action], changes=True),
    "show_mentions": PageEvent(tuple[Phrase, Link]),
    "open_mentions": PageEvent(tuple[Link]),
    "try_subject": PageEvent(tuple[()]),
    "check": PageEvent(tuple[Draft]),
    "try_draft": PageEvent(tuple[()]),
    "show_clippings": PageEvent(tuple[Filter, View], queued=False),
    "change_clippings": PageEvent(tuple[Action, Filter, View], queued=False, keeps=True),
    "show_standing": PageEvent(tuple[()], queued=False),
    "change_standing": PageEvent(tuple[Action], queued=False, keeps=True),
    "upload_files": PageEvent(tuple[Files, Filter, View], changes=True),
    "read_address": PageEvent(tuple[Address, Filter, View], changes=True, downloads=True),
    "act": PageEvent(tuple[Action, Filter, View], changes=True),
    "ask_exam": PageEvent(tuple[Filter, View]),
    "find": PageEvent(tuple[Filter, View], queued=False),
    "survey": PageEvent(tuple[Link]),
    "begin_1": PageEvent(tuple[Filter, View], queued=False),
}
"""Every event that the page may send, by the name that Gradio gives it.

For a state, which stays on the server, the page sends null.
"""


class _Call(Strict):
    """The body of a call; `data` gets the type named in the tables."""

    data: Any
    session_hash: Annotated[str, StringConstraints(pattern=f"^{SESSION_HASH}$")]


class SelectedTab(Strict):
    """The tab that was opened, as Gradio's page describes it."""

    value: View
    index: int


class _EventCall(_Call):
    fn_index: int
    trigger_id: int | None = None
    event_data: Draft | SelectedTab | None = None


class _FunctionCall(_Call):
    component_id: int
    fn_name: str


class _EventName(BaseModel):
    fn_index: int = Field(strict=True)


class _FunctionName(BaseModel):
    component_id: int = Field(strict=True)
    fn_name: str


class UnknownCall(LookupError):
    """The page does not make this call, or not on this route."""


class PageCalls:
    """The calls of the tables that a page makes in one service."""

    def __init__(self, page: "Blocks", service: Service) -> None:
        used = {
            index: EVENTS[name]
            for index, function in page.fns.items()
            if (name := str(function.api_name)) in EVENTS and EVENTS[name].is_used(service)
        }
        self.takes_files = any(Files in get_args(event.inputs) for event in used.values())
        """Whether the page sends files."""
        self._events = {
            (index, event.queued): create_model("EventCall", __base__=_EventCall, data=(event.inputs, ...))
            for index, event in used.items()
        }
        self._triggers = {None, *(target[0] for function in page.fns.values() for target in function.targets)}
        self._functions = {
            (component, name): create_model("FunctionCall", __base__=_FunctionCall, data=(FUNCTIONS[name], ...))
            for component, block in page.blocks.items()
            for name in server_functions(block)
            if name in FUNCTIONS
        }

    def check_event(self, body: bytes, is_uploaded: IsUploaded, *, queued: bool) -> None:
        """Check the body of an event; `queued` is its route. Raises UnknownCall or ValidationError."""
        index = _EventName.model_validate_json(body).fn_index
        call = self._events.get((index, queued))
        if call is None or call.model_validate_json(body, context=is_uploaded).trigger_id not in self._triggers:
            raise UnknownCall(index)

    def check_function(self, body: bytes) -> None:
        """Check the body of a call of a server function. Raises UnknownCall or ValidationError."""
        name = _FunctionName.model_validate_json(body)
        call = self._functions.get((name.component_id, name.fn_name))
        if call is None:
            raise UnknownCall(name.fn_name)
        call.model_validate_json(body)


def server_functions(block: object) -> list[str]:
    """Return the names of the functions of a component that scripts of the page can call."""
    return [function.__name__ for function in getattr(block, "server_fns", ())]
