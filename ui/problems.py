"""Errors as `application/problem+json` (RFC 9457)."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from corpus.errors import (
    ChangeRefused,
    CitationError,
    CollectionExists,
    CollectionMissing,
    CollectionNameError,
    ColumnError,
    IndexBusy,
    MentionError,
    MoveRefused,
    ServerBusy,
    StandingMissing,
    StandingRefused,
    TooManyRequests,
    TrashFull,
    UnknownArticle,
    UnknownClipping,
    UserError,
)
from qa.citations.hidden import escape_hidden

MEDIA_TYPE = "application/problem+json"

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class EscapedJSONResponse(JSONResponse):
    """JSON of the exact data, with hidden characters as escapes, so that it is safe to show in a terminal."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401
        """Return the body."""
        return escape_hidden(bytes(super().render(content)).decode()).encode()


class WrongField(BaseModel):
    """An invalid argument, and the reason."""

    field: str = Field(examples=["k"])
    message: str = Field(examples=["Input should be greater than or equal to 1"])


class Problem(BaseModel):
    """Why a request failed; `remedy` says what to do if a person can fix it."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["k: Input should be greater than or equal to 1"])
    remedy: str = Field("", examples=["Run: quotedesk doctor"])
    errors: list[WrongField] = []


class ProblemResponse(EscapedJSONResponse):
    """A problem as a response."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        type: str = "about:blank",
        remedy: str = "",
        errors: Sequence[WrongField] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        title = HTTPStatus(status).phrase
        problem = Problem(type=type, title=title, status=status, detail=detail, remedy=remedy, errors=list(errors))
        super().__init__(problem.model_dump(exclude_defaults=True) | {"type": type}, status, headers)


def register_handlers(api: FastAPI) -> None:
    """Convert every error of an application to a problem."""
    api.exception_handler(UserError)(_handle_user_error)
    api.exception_handler(RequestValidationError)(_handle_wrong_fields)
    api.exception_handler(HTTPException)(_handle_status)
    api.exception_handler(Exception)(_handle_fault)


_STATUS = {
    ChangeRefused: HTTPStatus.FORBIDDEN,
    CitationError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MentionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ColumnError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownClipping: HTTPStatus.NOT_FOUND,
    UnknownArticle: HTTPStatus.NOT_FOUND,
    StandingMissing: HTTPStatus.NOT_FOUND,
    StandingRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    CollectionMissing: HTTPStatus.NOT_FOUND,
    CollectionExists: HTTPStatus.CONFLICT,
    TrashFull: HTTPStatus.CONFLICT,
    CollectionNameError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MoveRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
}


def _handle_user_error(_: Request, error: UserError) -> ProblemResponse:
    return refuse_error(error)


def refuse_error(error: UserError) -> ProblemResponse:
    """Return the response to a request that raised an error."""
    name = _CAPITAL.sub("-", type(error).__name__).lower()
    return ProblemResponse(
        _STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE),
        error.what,
        type=f"urn:problem-type:quotedesk:{name}",
        remedy=error.remedy,
        headers={"Retry-After": "1"} if isinstance(error, IndexBusy | ServerBusy | TooManyRequests) else None,
    )


def _handle_wrong_fields(_: Request, error: RequestValidationError) -> ProblemResponse:
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        return ProblemResponse(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.")
    wrong = [WrongField(field=_name_field(fault["loc"]), message=_word_fault(fault)) for fault in found]
    detail = "; ".join(f"{item.field}: {item.message}" for item in wrong)
    return ProblemResponse(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=wrong)


def _name_field(place: Sequence[str | int]) -> str:
    """Return `history.0` for `("body", "history", 0)`, and `body` for the whole body."""
    return ".".join(map(str, place[1:])) or str(place[0])


def _word_fault(fault: Mapping[str, Any]) -> str:
    return str(fault["msg"]).removeprefix("Value error, ")


def _handle_status(_: Request, error: HTTPException) -> ProblemResponse:
    return ProblemResponse(error.status_code, error.detail, headers=error.headers)


def _handle_fault(_: Request, error: Exception) -> ProblemResponse:
    return ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error; see the server log.")


def describe_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the problems in an OpenAPI schema their own media type."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if not status.startswith("2") and "application/json" in response.get("content", {}):
                    response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    return schema
