"""Changes of collections by REST and MCP: what makes them, the names and moves that are given, and moves in steps."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Protocol

from pydantic import Field, WithJsonSchema

from corpus.errors import UserError
from index.collections.collection_folders import DeletedCollection
from index.collections.collection_names import MAX_NAME_LENGTH, NAME_PATTERN
from index.store import Index
from qa.input_limits import MAX_CHOSEN, MAX_ID_LENGTH
from qa.serialize import Json
from qa.standing.asking import ask_standing_in_steps
from ui.search_request import CollectionName, InCollections
from ui.security.request_queue import Steps

COST_MOVED = 0.1
"""Cost of moving an article, in requests."""

GivenName = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": f"^{NAME_PATTERN}$", "maxLength": MAX_NAME_LENGTH})
]
"""A name that is checked by whoever makes the change: where nothing may be changed, no name is looked at."""


class ChangesCollections(Protocol):
    """Changes collections for a user; each call raises UserError.

    A collection is returned with the attributes `name` and `articles`, on a server `can_add` too.
    """

    can_manage: bool
    """Whether collections can be created, renamed, deleted and restored here."""

    can_move: bool
    """Whether articles can be moved here."""

    def open_indexes(self, names: Sequence[str], user: str) -> Mapping[str, Index]:
        """Return the newest indexes by name, the default one by an empty name if none is named."""
        ...

    def list_deleted_for(self, user: str) -> Sequence[DeletedCollection]:
        """Return the deleted collections that a user may restore, those deleted last first."""
        ...

    def create(self, name: str, user: str) -> object:
        """Create a collection and return it."""
        ...

    def rename(self, name: str, new: str, user: str) -> object:
        """Rename a collection and return it."""
        ...

    def delete(self, name: str, user: str) -> DeletedCollection:
        """Move a collection to the trash and return it."""
        ...

    def restore(self, name: str, new: str, user: str) -> object:
        """Restore the collection of a name that was deleted last, under a new name if one is given; return it."""
        ...

    def move(self, ids: Collection[str], source: str, target: str, user: str) -> Sequence[object]:
        """Move articles from one collection to another and return both."""
        ...


class MoveRequest(InCollections):
    """Articles to move from one collection to another."""

    ids: list[Annotated[str, Field(max_length=MAX_ID_LENGTH)]] = Field(
        min_length=1, max_length=MAX_CHOSEN, description="The ids of the articles."
    )
    collection: list[CollectionName] = Field(
        [], max_length=1, description="The collection that they are in, the default one if none is named."
    )
    to: GivenName = Field(description="The collection that they are moved to.")


def move_steps(collections: ChangesCollections, wanted: MoveRequest, source: str, user: str) -> Steps[Json]:
    """Move articles, and ask the standing questions of the target about them.

    Return their number as `moved`, and both collections as `collections`. The move is done even if the questions
    cannot be asked.
    """
    ids = list(dict.fromkeys(wanted.ids))
    both = collections.move(ids, source, wanted.to, user)
    yield COST_MOVED * len(ids)
    with suppress(UserError):
        (index,) = collections.open_indexes([wanted.to], user).values()
        yield from ask_standing_in_steps(index)
    return {"moved": len(ids), "collections": both}
