"""The collections of an index folder for a program on this machine, which may read all that its user may read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.errors import CollectionMissing
from index.collections.collection_folders import CollectionFacts, describe_collection, list_names
from index.collections.collection_names import ALL, DEFAULT
from index.places import Location
from index.store import Index
from qa.default_index import open_collections, resolve_index
from ui.mention_cache import MentionCache


class LocalCollections:
    """Opens and lists collections without asking who the user is."""

    def __init__(self, place: Location) -> None:
        self._place = place
        self._mentions = MentionCache()

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

    def list_for(self, user: str) -> list[CollectionFacts]:
        """Return all collections, the default one first."""
        if not isinstance(self._place, Path):
            index = resolve_index(self._place)
            return [CollectionFacts(DEFAULT, index.folder, len(index.articles))]
        return [describe_collection(self._place, name) for name in list_names(self._place)]

    def mentions_of(self, index: Index) -> MentionCache:
        """Return the cache of the mentions of an index."""
        return self._mentions
