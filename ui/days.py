"""Dates as the API and the MCP tools accept them: a day, a month or a year."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from qa.question import DAY_PATTERN, check_since, check_until

_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string", "pattern": f"^{DAY_PATTERN}$", "maxLength": 10}, {"type": "null"}]}
)

Since = Annotated[date | None, BeforeValidator(check_since), _SCHEMA]
"""The first day of a given date, month or year."""

Until = Annotated[date | None, BeforeValidator(check_until), _SCHEMA]
"""The last day of a given date, month or year."""
