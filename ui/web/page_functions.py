"""The server functions that the page's scripts may call, and the argument of each."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from qa.input_limits import (
    MAX_CHOSEN,
    MAX_ID_LENGTH,
    MAX_MATRIX_CELLS,
    MAX_MATRIX_QUESTIONS,
    MAX_NOTE_LENGTH,
    MAX_REMARK_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    MAX_TURNS,
)
from ui.web.page_inputs import Address, ColumnKey, Filter, Link, Strict, Topic


class NoArgument(Strict):
    """An empty object."""


class ReferenceRequest(Strict):
    """A span of an article, and the form in which to cite it."""

    id: Filter
    start: int
    end: int
    form: Filter


class ArticleRequest(Strict):
    """A span of an article, and the question that it answers."""

    id: Filter
    start: int
    end: int
    asked: Link = ""


class ExportRequest(Strict):
    """The questions of a conversation, and the form to export it in."""

    asked: Annotated[list[Link], Field(max_length=MAX_TURNS)]
    form: Filter


class JudgementRequest(Strict):
    """A person's verdict on an answer."""

    asked: Link
    verdict: Filter
    number: int = 0
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE_LENGTH)] = ""


class MentionsRequest(Strict):
    """The address of a view of mentions, and the form to export all of them in."""

    address: Link
    form: Filter


class KeepRequest(Strict):
    """A span of an article to keep, with a note, and tags with commas between."""

    id: Filter
    start: int
    end: int
    note: Annotated[str, StringConstraints(max_length=MAX_REMARK_LENGTH)] = ""
    tags: Annotated[str, StringConstraints(max_length=MAX_TAGS * (MAX_TAG_LENGTH + 2))] = ""


class WatchRequest(Strict):
    """The address of a question to ask of every new article."""

    asked: Link


class ListRequest(Strict):
    """The articles to export: those of the ids, or the `count` ones that contain the words; and the form."""

    form: Filter
    ids: Annotated[list[Annotated[str, StringConstraints(max_length=MAX_ID_LENGTH)]], Field(max_length=MAX_CHOSEN)] = []
    all: bool = False
    count: int = 0
    words: Filter = ""


class ColumnsRequest(Strict):
    """What the columns of a table are, and the words of their articles."""

    by: Filter
    words: Filter = ""


class TableRequest(Strict):
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


class GroupRequest(Strict):
    """Some articles of a group of the overview, from an offset; the filter is an address."""

    filter: Link
    generation: Filter
    number: int
    offset: int


class ContextRequest(Strict):
    """An open article."""

    id: Filter


class CollectionRequest(Strict):
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
