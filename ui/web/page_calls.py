"""The calls that the page makes, and the data of each.

Gradio opens files and fetches addresses named in an input before our functions run. Therefore the body of each call is
checked here first: only the calls of the two tables are accepted, with exactly these inputs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    create_model,
    field_validator,
)

from qa.input_limits import (
    MAX_ACTION_LENGTH,
    MAX_CHOSEN,
    MAX_COLUMN_LENGTH,
    MAX_DRAFT_LENGTH,
    MAX_FILES,
    MAX_FILTER_LENGTH,
    MAX_ID_LENGTH,
    MAX_LINK_LENGTH,
    MAX_LINKS_LENGTH,
    MAX_MATRIX_CELLS,
    MAX_MATRIX_QUESTIONS,
    MAX_NOTE_LENGTH,
    MAX_PHRASE_LENGTH,
    MAX_QUESTION_LENGTH,
    MAX_REMARK_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    MAX_TURNS,
    MAX_TYPED_LENGTH,
    MAX_VIEW_LENGTH,
    MAX_WEB_ADDRESS_LENGTH,
)
from ui.service import Service

if TYPE_CHECKING:
    from gradio import Blocks

SESSION_HASH = r"[A-Za-z0-9_-]{1,64}"
"""The name that a page generates for its session, as a regular expression."""

IsUploaded = Callable[[str], bool]
"""Returns whether the session of a call uploaded the file at a path."""


class _Strict(BaseModel):
    """An object with these fields alone, without conversion of values."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _FileMeta(_Strict):
    kind: Literal["gradio.FileData"] = Field(alias="_type")


class UploadedFile(_Strict):
    """A file that the session of the call has uploaded."""

    path: str
    meta: _FileMeta
    # Gradio's page adds these; the server ignores them.
    url: Annotated[str, StringConstraints(max_length=MAX_LINK_LENGTH)] | None = None
    orig_name: Annotated[str, StringConstraints(max_length=MAX_WEB_ADDRESS_LENGTH)] | None = None
    mime_type: Annotated[str, StringConstraints(max_length=MAX_FILTER_LENGTH)] | None = None
    size: int | None = None

    @field_validator("path")
    @classmethod
    def _check_path(cls, path: str, info: ValidationInfo) -> str:
        is_uploaded: IsUploaded | None = info.context
        if not is_uploaded or not is_uploaded(path):
            raise ValueError("not uploaded by this session")
        return path


Topic = Annotated[str, StringConstraints(max_length=MAX_QUESTION_LENGTH)]
Question = Annotated[str, StringConstraints(max_length=MAX_TYPED_LENGTH)]
Phrase = Annotated[str, StringConstraints(max_length=MAX_PHRASE_LENGTH)]
Draft = Annotated[str, StringConstraints(max_length=MAX_DRAFT_LENGTH)]
Filter = Annotated[str, StringConstraints(max_length=MAX_FILTER_LENGTH)]
Address = Annotated[str, StringConstraints(max_length=MAX_WEB_ADDRESS_LENGTH)]
Link = Annotated[str, StringConstraints(max_length=MAX_LINK_LENGTH)]
Links = Annotated[str, StringConstraints(max_length=MAX_LINKS_LENGTH)]
Action = Annotated[str, StringConstraints(max_length=MAX_ACTION_LENGTH)]
ColumnKey = Annotated[str, StringConstraints(max_length=MAX_COLUMN_LENGTH)]
View = Annotated[str, StringConstraints(max_length=MAX_VIEW_LENGTH)]
Files = Annotated[list[UploadedFile], Field(min_length=1, max_length=MAX_FILES)]


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


class NoArgument(_Strict):
    """An empty object."""


class ReferenceRequest(_Strict):
    """A span of an article, and the form in which to cite it."""

    id: Filter
    start: int
    end: int
    form: Filter


class ArticleRequest(_Strict):
    """A span of an article, and the question that it answers."""

    id: Filter
    start: int
    end: int
    asked: Link = ""


class ExportRequest(_Strict):
    """The questions of a conversation, and the form to export it in."""

    asked: Annotated[list[Link], Field(max_length=MAX_TURNS)]
    form: Filter


class JudgementRequest(_Strict):
    """A person's verdict on an answer."""

    asked: Link
    verdict: Filter
    number: int = 0
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE_LENGTH)] = ""


class MentionsRequest(_Strict):
    """The address of a view of mentions, and the form to export all of them in."""

    address: Link
    form: Filter


class KeepRequest(_Strict):
    """A span of an article to keep, with a note, and tags with commas between."""

    id: Filter
    start: int
    end: int
    note: Annotated[str, StringConstraints(max_length=MAX_REMARK_LENGTH)] = ""
    tags: Annotated[str, StringConstraints(max_length=MAX_TAGS * (MAX_TAG_LENGTH + 2))] = ""


class WatchRequest(_Strict):
    """The address of a question to ask of every new article."""

    asked: Link


class ListRequest(_Strict):
    """The articles to export: those of the ids, or the `count` ones that contain the words; and the form."""

    form: Filter
    ids: Annotated[list[Annotated[str, StringConstraints(max_length=MAX_ID_LENGTH)]], Field(max_length=MAX_CHOSEN)] = []
    all: bool = False
    count: int = 0
    words: Filter = ""


class ColumnsRequest(_Strict):
    """What the columns of a table are, and the words of their articles."""

    by: Filter
    words: Filter = ""


class TableRequest(_Strict):
    """The questions and columns of a table or of a part of it, in a generation of the index."""

    questions: Annotated[list[Topic], Field(max_length=MAX_MATRIX_QUESTIONS)]
    columns: Annotated[list[ColumnKey], Field(max_length=MAX_MATRIX_CELLS)]
    exact: bool
    generation: Filter


class TableExportRequest(TableRequest):
    """A table with its number of filled cells, the form of the export, and the address that its links open."""

    form: Filter
    page: Address
    done: int


class GroupRequest(_Strict):
    """Some articles of a group of the overview, from an offset; the filter is an address."""

    filter: Link
    generation: Filter
    number: int
    offset: int


class ContextRequest(_Strict):
    """An open article."""

    id: Filter


class CollectionRequest(_Strict):
    """A change of a collection: what to do, its name, and the new name of one that is renamed."""

    do: Filter
    name: Filter = ""
    new: Filter = ""


Empty = NoArgument | Annotated[list[None], Field(max_length=0)]
"""What the page sends with a function that takes no argument."""

FUNCTIONS: dict[str, Any] = {
    "get_sources": Empty,
    "get_library": Empty,
    "get_reference": ReferenceRequest,
    "export_conversation": ExportRequest,
    "keep_judgement": JudgementRequest,
    "keep_clipping": KeepRequest,
    "watch_question": WatchRequest,
    "get_article": ArticleRequest,
    "get_adding": Empty,
    "export_library": ListRequest,
    "export_mentions": MentionsRequest,
    "list_columns": ColumnsRequest,
    "fill_table": TableRequest,
    "export_table": TableExportRequest,
    "get_group": GroupRequest,
    "get_extract": ContextRequest,
    "get_related": ContextRequest,
    "get_collections": Empty,
    "change_collections": CollectionRequest,
}
"""Every server function that the page's scripts may call, with the type of its argument."""


class _Call(_Strict):
    """The body of a call; `data` gets the type named in the tables."""

    data: Any
    session_hash: Annotated[str, StringConstraints(pattern=f"^{SESSION_HASH}$")]


class SelectedTab(_Strict):
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
