"""The types of the values that the page sends, with their limits."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from qa.input_limits import (
    MAX_ACTION_LENGTH,
    MAX_COLUMN_LENGTH,
    MAX_DRAFT_LENGTH,
    MAX_FILES,
    MAX_FILTER_LENGTH,
    MAX_LINK_LENGTH,
    MAX_LINKS_LENGTH,
    MAX_PHRASE_LENGTH,
    MAX_QUESTION_LENGTH,
    MAX_TYPED_LENGTH,
    MAX_VIEW_LENGTH,
    MAX_WEB_ADDRESS_LENGTH,
)

IsUploaded = Callable[[str], bool]
"""Returns whether the session of a call uploaded the file at a path."""


class Strict(BaseModel):
    """An object with these fields alone, without conversion of values."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _FileMeta(Strict):
    kind: Literal["gradio.FileData"] = Field(alias="_type")


class UploadedFile(Strict):
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
