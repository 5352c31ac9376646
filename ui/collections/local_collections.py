"""The collections of an index folder for a program on this machine, which may read all that its user may read."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from corpus.errors import CollectionMissing
from index.collections import installed
from index.collections.collection_folders import (
    CollectionFacts,
    DeletedCollection,
    describe_collection,
    list_names,
)
from index.collections.collection_names import ALL, DEFAULT
from index.generation.index_folder import is_in_collections
from index.places import Location
from index.store import Index
from qa.default_index import open_collections, resolve_index
from ui.mention_cache import MentionCache


class LocalCollections:
    """Opens, lists and changes collections without asking who the user is."""

    def __init__(self, place: Location) -> None:
        self._place = place
        self._mentions = MentionCache()
        self.can_move = self.can_manage = isinstance(place, Path) and not is_in_collections(place)

    def open_indexes(self, names: Sequence[str], user: str) -> Mapping[str, Index]:
        """Return the newest indexes by name, the default one by an empty name if none is named.

        Raises CollectionMissing, and what opening raises.
        """
        if not names:
            return {"": resolve_index(self._place)}
        if not isinstance(self._place, Path):
            raise CollectionMissing("An index in Milvus has no collections.", "Leave out the name.")
        known = [one.name for one in self.list_for(user) if one.articles] if ALL in names else names
        return open_collections(known or [DEFAULT], self._place)

    def can_add(self, name: str, user: str) -> bool:
        """Return True: whoever may start the server may change what the folder holds."""
        return True

    def list_for(self, user: str) -> list[CollectionFacts]:
        """Return all collections, the default one first."""
        if not isinstance(self._place, Path):
            index = resolve_index(self._place)
            return [CollectionFacts(DEFAULT, index.folder, len(index.articles))]
        return [self._describe(name) for name in list_names(self._place)]

    def list_deleted_for(self, user: str) -> list[DeletedCollection]:
        """Return the deleted collections, those deleted last first."""
        return installed.list_deleted_collections(self._root)

    def create(self, name: str, user: str) -> CollectionFacts:
        """Create a collection. Raises what `create_collection` raises."""
        installed.create_collection(name, self._root)
        return self._describe(name)

    def rename(self, name: str, new: str, user: str) -> CollectionFacts:
        """Rename a collection. Raises what `rename_collection` raises."""
        installed.rename_collection(name, new, self._root)
        return self._describe(new)

    def delete(self, name: str, user: str) -> DeletedCollection:
        """Move a collection to the trash. Raises what `delete_collection` raises."""
        return installed.delete_collection(name, self._root)

    def restore(self, name: str, new: str, user: str) -> CollectionFacts:
        """Restore the collection of a name that was deleted last. Raises what `restore_collection` raises."""
        return self._describe(installed.restore_collection(name, self._root, new))

    def move(self, ids: Collection[str], source: str, target: str, user: str) -> list[CollectionFacts]:
        """Move articles from one collection to another, and return both. Raises what `move_articles` raises."""
        installed.move_articles(ids, target, source, self._root)
        return [self._describe(name) for name in (source, target)]

    def mentions_of(self, index: Index) -> MentionCache:
        """Return the cache of the mentions of an index."""
        return self._mentions

    @property
    def _root(self) -> Path:
        if not isinstance(self._place, Path):
            raise CollectionMissing("An index in Milvus has no collections.", "Name a folder.")
        return self._place

    def _describe(self, name: str) -> CollectionFacts:
        return describe_collection(self._root, name)
