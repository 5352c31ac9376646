"""Collections as a program manages them: each call takes the index folder that has them, by default the default one."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from corpus.errors import CollectionMissing
from index.building.build import BuildReport
from index.collections import collection_folders, moving_articles
from index.collections.collection_folders import CollectionFacts, DeletedCollection
from index.collections.collection_names import DEFAULT
from index.places import default_location, parse_location
from index.types import Progress, Warn, ignore_progress, ignore_warning

Root = Path | str | None
"""The index folder whose collections are meant, the default one if it is None."""


def list_collections(root: Root = None) -> list[CollectionFacts]:
    """Return the collections with their folders and numbers of articles, the default one first."""
    folder = _find_root(root)
    return [collection_folders.describe_collection(folder, name) for name in collection_folders.list_names(folder)]


def list_deleted_collections(root: Root = None) -> list[DeletedCollection]:
    """Return the collections that can be restored, those deleted last first."""
    return collection_folders.list_deleted(_find_root(root))


def create_collection(name: str, root: Root = None) -> Path:
    """Create an empty collection and return its folder. Raises CollectionExists or CollectionNameError."""
    return collection_folders.create_collection(_find_root(root), name)


def rename_collection(name: str, new: str, root: Root = None) -> None:
    """Rename a collection. Raises CollectionMissing, CollectionExists, CollectionNameError or IndexBusy."""
    collection_folders.rename_collection(_find_root(root), name, new)


def delete_collection(name: str, root: Root = None) -> DeletedCollection:
    """Move a collection to the trash. Raises CollectionMissing or IndexBusy."""
    return collection_folders.delete_collection(_find_root(root), name)


def restore_collection(name: str, root: Root = None, new: str = "") -> str:
    """Restore a deleted collection, under a new name if one is given. Raises CollectionMissing or CollectionExists."""
    return collection_folders.restore_collection(_find_root(root), name, new)


def prune_collections(root: Root = None, older_than: timedelta = timedelta(0)) -> list[DeletedCollection]:
    """Remove deleted collections for good, and return them."""
    return collection_folders.prune_collections(_find_root(root), older_than)


def move_articles(
    ids: Collection[str],
    target: str,
    source: str = DEFAULT,
    root: Root = None,
    *,
    progress: Progress = ignore_progress,
    warn: Warn = ignore_warning,
) -> BuildReport:
    """Move articles by their ids from one collection to another.

    Raises CollectionMissing, UnknownArticle, MoveRefused, and what `build_index` raises.
    """
    folder = _find_root(root)
    here = collection_folders.find_collection_folder(folder, source)
    there = collection_folders.find_collection_folder(folder, target)
    return moving_articles.move_articles(here, there, ids, progress=progress, warn=warn)


def _find_root(root: Root) -> Path:
    place = default_location() if root is None else parse_location(root)
    if not isinstance(place, Path):
        raise CollectionMissing("An index in Milvus has no collections.", "Name a folder.")
    return place
