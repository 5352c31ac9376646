"""The services of all collections of an index folder, and who may use which.

A collection that a user may not read does not exist for that user: it is refused with the same words as an unknown one,
before its index is looked at, and is in no list.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from corpus.errors import ChangeRefused, CollectionMissing, IndexBusy
from index.collections.collection_access import NOBODY, Access, read_access
from index.collections.collection_folders import (
    DeletedCollection,
    create_collection,
    delete_collection,
    describe_collection,
    list_deleted,
    list_names,
    name_folder,
    rename_collection,
    restore_collection,
)
from index.collections.collection_names import ALL, DEFAULT, MAX_NAME_LENGTH, MAX_NAMED
from index.collections.installed import move_articles
from index.generation.index_folder import is_in_collections
from index.places import Location
from index.store import Index
from ui.mention_cache import MentionCache
from ui.service import Service
from ui.writable import ADD_BY_COMMAND, MANAGE_BY_COMMAND, check_may_add, check_writable

MAX_OPEN = 8
"""Maximum number of named collections whose indexes stay open."""


@dataclass(frozen=True, slots=True)
class ListedCollection:
    """A collection as a user sees it: `can_add` is whether the user may change it."""

    name: str
    articles: int
    can_add: bool


class CollectionServices:
    """The service of each collection: that of the default one at once, the others when they are first used.

    `can_manage`: whether collections can be created, renamed, deleted and restored here. Behind a login of several
    users they cannot: a user would learn from a refused name that a collection has it. `can_move`: whether articles can
    be moved.
    """

    def __init__(
        self, place: Location, *, read_only: bool = False, allow_net: bool = False, has_users: bool = False
    ) -> None:
        self.default = Service(place, read_only=read_only, allow_net=allow_net)
        self._root = place if isinstance(place, Path) else None
        self.can_move = not self.default.read_only and self._root is not None and not is_in_collections(self._root)
        self.can_manage = self.can_move and not has_users
        self._options = {"read_only": read_only, "allow_net": allow_net}
        self._open: OrderedDict[str, Service] = OrderedDict()
        self._lock, self._moving = Lock(), Lock()

    def choose(self, names: Sequence[str], user: str, *, falls_back: bool = False) -> dict[str, Service]:
        """Return the services of collections by name; without names that of the default one, by an empty name.

        With `falls_back` it is the first one that the user may read. Raises CollectionMissing for a name that is
        unknown, or not the user's to read.
        """
        readable = [name for name, access in self._read_accesses() if access.can_read(user)]
        if not names:
            if DEFAULT in readable:
                return {"": self.default}
            names = readable[:1] if falls_back and readable else [DEFAULT]
        if ALL in names:
            names = [name for name in readable if self._count_articles(name)] or readable
        chosen = set(names[:MAX_NAMED])
        for name in names:
            if name not in readable:
                raise _missing(name)
        return {name: self._open_service(name) for name in readable if name in chosen}

    def open_indexes(self, names: Sequence[str], user: str) -> Mapping[str, Index]:
        """Return the newest indexes of collections by name. Raises CollectionMissing, and what opening raises."""
        return {name: service.refresh() for name, service in self.choose(names, user).items()}

    def mentions_of(self, index: Index) -> MentionCache:
        """Return the cache of the mentions of an index that is open here."""
        with self._lock:
            services = [self.default, *self._open.values()]
        return next((one.mentions for one in services if one.folder == index.folder), self.default.mentions)

    def list_for(self, user: str) -> list[ListedCollection]:
        """Return the collections that a user may read."""
        return [
            ListedCollection(name, self._count_articles(name), access.can_add(user) and not self.default.read_only)
            for name, access in self._read_accesses()
            if access.can_read(user)
        ]

    def list_deleted_for(self, user: str) -> list[DeletedCollection]:
        """Return the deleted collections that a user may restore, those deleted last first."""
        if self._root is None or not self.can_manage_as(user):
            return []
        return [one for one in list_deleted(self._root) if read_access(one.folder).can_add(user)]

    def can_manage_as(self, user: str) -> bool:
        """Return whether a user may create, rename, delete and restore collections.

        Where a collection is hidden from the user nobody can: a refused name would show that it exists.
        """
        return self.can_manage and all(access.can_read(user) for _, access in self._read_accesses())

    def can_add(self, name: str, user: str) -> bool:
        """Return whether a user may change a collection; an empty name is the default one.

        Nobody may change one that was deleted meanwhile.
        """
        return dict(self._read_accesses()).get(name or DEFAULT, NOBODY).can_add(user)

    def check_changeable(self, name: str, user: str) -> None:
        """Raise ChangeRefused if a user may not add to a collection."""
        check_writable(self.default.read_only, ADD_BY_COMMAND)
        check_may_add(self.can_add(name, user), name)

    def create(self, name: str, user: str) -> ListedCollection:
        """Create a collection. Raises what `create_collection` raises, and ChangeRefused if the user may not."""
        create_collection(self._check_managed(DEFAULT, user), name)
        return self._describe(name, user)

    def rename(self, name: str, new: str, user: str) -> ListedCollection:
        """Rename a collection. Raises what `rename_collection` raises, and ChangeRefused if the user may not."""
        rename_collection(self._check_managed(name, user), name, new)
        self._drop(name, new)
        return self._describe(new, user)

    def delete(self, name: str, user: str) -> DeletedCollection:
        """Move a collection to the trash. Raises what `delete_collection` raises, ChangeRefused if the user may not."""
        deleted = delete_collection(self._check_managed(name, user), name)
        self._drop(name)
        return deleted

    def restore(self, name: str, new: str, user: str) -> ListedCollection:
        """Restore the collection of a name that was deleted last of those that the user may change.

        Raises what `restore_collection` raises, and ChangeRefused if the user may not.
        """
        root = self._check_managed(DEFAULT, user)
        restored = restore_collection(root, name, new, lambda one: read_access(one.folder).can_add(user))
        self._drop(restored)
        return self._describe(restored, user)

    def move(self, ids: Collection[str], source: str, target: str, user: str) -> list[ListedCollection]:
        """Move articles from one collection to another, and return both.

        Raises CollectionMissing, also for a collection that the user may not read, ChangeRefused for one that the user
        may not change, IndexBusy while others are moved, and what `move_articles` raises.
        """
        names = (source, target)
        self._check_here(can_change=self.can_move)
        readable = [name for name, access in self._read_accesses() if access.can_read(user)]
        for name in names:
            if name not in readable:
                raise _missing(name)
        for name in names:
            self.check_changeable(name, user)
        self._open_service(source).refresh()
        # A move takes one of the few turns for searches as long as it lasts.
        if not self._moving.acquire(blocking=False):
            raise IndexBusy("Other articles are being moved.", "Wait until that is done and try again.")
        try:
            move_articles(ids, target, source, self.default.folder)
        finally:
            self._moving.release()
        return [self._describe(name, user) for name in names]

    def _check_here(self, *, can_change: bool) -> None:
        """Raise ChangeRefused where no user can make a change."""
        check_writable(self.default.keeps_nothing, MANAGE_BY_COMMAND)
        if not can_change:
            raise ChangeRefused("Collections cannot be changed on this server.", "Use quotedesk collections there.")

    def _check_managed(self, name: str, user: str) -> Path:
        """Return the folder of all collections. Raises CollectionMissing, or ChangeRefused if the user may not."""
        self._check_here(can_change=self.can_manage_as(user))
        if name not in {one for one, _ in self._read_accesses()}:
            raise _missing(name)
        self.check_changeable(name, user)
        return self.default.folder

    def _read_accesses(self) -> Iterator[tuple[str, Access]]:
        """Yield every collection with who may use it. Always of all of them, so that the time does not show which
        exist."""
        yield DEFAULT, read_access(self.default.folder)
        if self._root is not None:
            for name in list_names(self._root)[1:]:
                yield name, read_access(name_folder(self._root, name))

    def _describe(self, name: str, user: str) -> ListedCollection:
        return ListedCollection(name, self._count_articles(name), self.can_add(name, user))

    def _count_articles(self, name: str) -> int:
        if self._root is None:
            return len(self.default.index.articles) if self.default.is_open else 0
        return describe_collection(self._root, name).articles

    def _open_service(self, name: str) -> Service:
        if name == DEFAULT or self._root is None:
            return self.default
        with self._lock:
            service = self._open.get(name)
            if service is None:
                service = Service(name_folder(self._root, name), collection=name, **self._options)
                self._open[name] = service
            self._open.move_to_end(name)
            if len(self._open) > MAX_OPEN:
                self._open.popitem(last=False)
            return service

    def _drop(self, *names: str) -> None:
        with self._lock:
            for name in names:
                self._open.pop(name, None)


def _missing(name: str) -> CollectionMissing:
    """Return the error for a name that is unknown, or not the user's to read."""
    return CollectionMissing(f"There is no collection {name[: 2 * MAX_NAME_LENGTH]!a}.", "Check its name.")
