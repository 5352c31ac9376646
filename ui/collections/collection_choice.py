"""Which collections a request is about, and who sends it; kept for the work of the request.

The page names its collections in a header of each call, so that no event needs an input for them. Work that is run
without a choice is that of an unknown user.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from index.collections.collection_names import MAX_NAME_LENGTH, MAX_NAMED
from ui.security.login import user_of

HEADER = b"x-quotedesk-collection"
"""The header with the names of the page's collections, separated by commas."""

_MAX_HEADER_LENGTH = MAX_NAMED * (MAX_NAME_LENGTH + 1)


@dataclass(frozen=True, slots=True)
class CollectionChoice:
    """The user of a request, empty without a login, and the names of the collections, empty for the default one."""

    user: str = ""
    names: tuple[str, ...] = ()


_CHOICE: ContextVar[CollectionChoice | None] = ContextVar("collection choice", default=None)


def read_choice(scope: Mapping[str, Any]) -> CollectionChoice:
    """Return the choice of a request from its ASGI scope. Names are checked when a collection is looked up."""
    given = next((value for name, value in scope.get("headers", ()) if name == HEADER), b"")[:_MAX_HEADER_LENGTH]
    names = (name.strip() for name in given.decode("ascii", "replace").split(","))
    return CollectionChoice(user_of(scope), tuple(dict.fromkeys(name for name in names if name)))


def current_choice() -> CollectionChoice | None:
    """Return the choice of the request that is being worked for, None outside of one."""
    return _CHOICE.get()


@contextmanager
def use_choice(choice: CollectionChoice) -> Iterator[None]:
    """Work for a request with this choice, in this task or thread and those that it starts."""
    token = _CHOICE.set(choice)
    try:
        yield
    finally:
        _CHOICE.reset(token)


@contextmanager
def use_names(names: tuple[str, ...]) -> Iterator[None]:
    """Work on these collections for the user of the request; without names on those of the request."""
    choice = current_choice() or CollectionChoice()
    with use_choice(replace(choice, names=names) if names else choice):
        yield
