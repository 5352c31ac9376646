"""Creates the folder of an index, except that of a named collection.

A named collection is created by `create_collection` only. A build that created its folder again after it was renamed or
deleted would give it back to all users, without its `access.json`.
"""

from pathlib import Path

from corpus.errors import CollectionMissing

COLLECTIONS, TRASH = "collections", "trash"
"""The folders of named and of deleted collections in an index folder; see index/collections/collection_folders.py."""

CHANGES_LOCK = ".lock"
"""The file in the folder of collections that is locked while one of them is changed."""


def create_index_folder(folder: Path) -> None:
    """Create the folder of an index if it does not exist.

    Raises CollectionMissing for that of a named collection, and OSError.
    """
    if folder.is_dir():
        return
    if is_in_collections(folder):
        raise CollectionMissing(
            f"There is no collection {folder.name}.", "List the collections with: quotedesk collections list"
        )
    folder.mkdir(parents=True, exist_ok=True)


def is_in_collections(folder: Path) -> bool:
    """Return whether an index folder is itself a named collection of another one, so that it has no collections."""
    parent = folder.resolve().parent
    return parent.name == COLLECTIONS and (parent / CHANGES_LOCK).exists()
