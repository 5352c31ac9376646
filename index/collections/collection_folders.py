"""The folders of named collections, within the folder of the default index.

<index>/                            the default collection
<index>/collections/NAME/           a named collection: an index folder like any other
<index>/collections/NAME/access.json  who may read it and add to it; see index/collections/collection_access.py
<index>/trash/NAME@TIME/            a deleted collection, until it is restored or pruned

So one folder, and one volume of a container, has all collections of an installation, and two indexes beside each other
never share any. A collection is created, renamed, deleted and restored by one rename each.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import lock_descriptor

from corpus.errors import CollectionExists, CollectionMissing, IndexBusy, IndexUnwritable, TrashFull, UserError
from corpus.regular import open_text
from index.collections.collection_names import DEFAULT, NAME_PATTERN, check_name, check_new_name, is_name
from index.files import flush
from index.generation.generations import find_current, has_generation
from index.generation.index_folder import CHANGES_LOCK, COLLECTIONS, TRASH, is_in_collections
from index.generation.locking import lock_index
from index.generation.manifest import read_manifest

MAX_COLLECTIONS = 200
"""Maximum number of named collections of an installation."""

MAX_DELETED = 1000
"""Maximum number of deleted collections that are kept, so that clients of a server cannot fill the disk with them."""

_TIME = "%Y%m%dT%H%M%S%fZ"
_DELETED = re.compile(rf"({NAME_PATTERN})@(\d{{8}}T\d{{12}}Z)")


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """A collection, its folder, and its number of articles, 0 while it has none."""

    name: str
    folder: Path
    articles: int


@dataclass(frozen=True, slots=True)
class DeletedCollection:
    """A collection in the trash: its name, the moment it was deleted, and its folder there."""

    name: str
    deleted: datetime
    folder: Path


def list_names(root: Path) -> list[str]:
    """Return the names of all collections of an index folder, the default one first, then from A to Z."""
    # A link could lead anywhere, so it is no collection.
    found = [
        path.name for path in _list(root / COLLECTIONS) if is_name(path.name) and path.name != DEFAULT and _is_own(path)
    ]
    return [DEFAULT, *sorted(found)[:MAX_COLLECTIONS]]


def find_collection_folder(root: Path, name: str) -> Path:
    """Return the folder of a collection. Raises CollectionNameError or CollectionMissing."""
    if check_name(name) == DEFAULT:
        return root
    folder = name_folder(root, name)
    if not _is_own(folder):
        raise missing_collection(name)
    return folder


def missing_collection(name: str) -> CollectionMissing:
    """Return the error for a collection that does not exist; a server uses it for one that a user may not read too."""
    return CollectionMissing(f"There is no collection {name}.", "List the collections with: quotedesk collections list")


def name_folder(root: Path, name: str) -> Path:
    """Return the folder of a named collection, whether it exists or not. Raises CollectionNameError."""
    return root / COLLECTIONS / check_new_name(name)


def describe_collection(root: Path, name: str) -> CollectionFacts:
    """Return the facts of a collection without opening its index. Raises CollectionMissing."""
    folder = find_collection_folder(root, name)
    try:
        articles = read_manifest(find_current(folder)).articles if has_generation(folder) else 0
    except UserError:
        # A damaged index is reported when it is asked.
        articles = 0
    return CollectionFacts(name, folder, articles)


def create_collection(root: Path, name: str) -> Path:
    """Create an empty collection and return its folder.

    Raises CollectionExists, CollectionNameError, IndexBusy, IndexUnwritable.
    """
    folder = name_folder(root, name)
    with _changing(root):
        _refuse_existing(folder)
        _refuse_too_many(root)
        folder.mkdir()
    return folder


def rename_collection(root: Path, name: str, new: str) -> None:
    """Rename a collection. Raises CollectionMissing, CollectionExists, CollectionNameError, IndexBusy."""
    source, target = _find_named(root, name), name_folder(root, new)
    with _changing(root):
        _refuse_existing(target)
        _move(source, target)


def delete_collection(root: Path, name: str) -> DeletedCollection:
    """Move a collection to the trash. Raises CollectionMissing, CollectionNameError, IndexBusy, TrashFull."""
    source = _find_named(root, name)
    moment = datetime.now(UTC)
    target = root / TRASH / f"{name}@{moment:{_TIME}}"
    with _changing(root):
        if len(list_deleted(root)) >= MAX_DELETED:
            raise TrashFull(
                f"There are {MAX_DELETED:,} deleted collections already.",
                "Remove them with: quotedesk collections prune",
            )
        target.parent.mkdir(exist_ok=True)
        _move(source, target)
    return DeletedCollection(name, moment, target)


def list_deleted(root: Path) -> list[DeletedCollection]:
    """Return the collections in the trash, those deleted last first."""
    deleted = [one for path in _list(root / TRASH) if _is_own(path) and (one := _parse_deleted(path))]
    return sorted(deleted, key=lambda one: (one.deleted, one.name), reverse=True)


def restore_collection(
    root: Path, name: str, new: str = "", may_restore: Callable[[DeletedCollection], bool] = lambda _: True
) -> str:
    """Restore the collection of a name that was deleted last, under a new name if one is given; return its name.

    Those that may not be restored do not count. Raises CollectionMissing, CollectionExists, CollectionNameError,
    IndexBusy.
    """
    check_new_name(name)
    deleted = next((one for one in list_deleted(root) if one.name == name and may_restore(one)), None)
    if deleted is None:
        raise CollectionMissing(
            f"There is no deleted collection {name}.", "List them with: quotedesk collections list --deleted"
        )
    target = name_folder(root, new or name)
    with _changing(root):
        _refuse_existing(target)
        _refuse_too_many(root)
        _move(deleted.folder, target)
    return target.name


def prune_collections(root: Path, older_than: timedelta = timedelta(0)) -> list[DeletedCollection]:
    """Remove deleted collections for good, those deleted at least so long ago; return them."""
    latest = datetime.now(UTC) - older_than
    with _changing(root):
        pruned = [one for one in list_deleted(root) if one.deleted <= latest]
        for one in pruned:
            shutil.rmtree(one.folder)
    return pruned


def _find_named(root: Path, name: str) -> Path:
    """Return the folder of a collection that is not the default one."""
    check_new_name(name)
    return find_collection_folder(root, name)


def _refuse_existing(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise CollectionExists(f"The collection {folder.name} already exists.", "Choose another name.")


def _refuse_too_many(root: Path) -> None:
    """Raise CollectionExists if no more collections fit: further ones would be in no list."""
    if len(list_names(root)) > MAX_COLLECTIONS:
        raise CollectionExists(f"There are {MAX_COLLECTIONS} collections already.", "Delete one first.")


def _move(source: Path, target: Path) -> None:
    """Rename the folder of a collection that no build is writing to. Raises CollectionMissing, IndexBusy."""
    # Another process may have renamed or deleted it after it was found.
    if not _is_own(source):
        raise missing_collection(source.name.partition("@")[0])
    with lock_index(source):
        source.rename(target)
    flush(target.parent)


@contextmanager
def _changing(root: Path) -> Iterator[None]:
    """Let one process change the list of collections at a time.

    Raises IndexBusy, IndexUnwritable, CollectionMissing if the folder is a collection itself.
    """
    if is_in_collections(root):
        raise CollectionMissing(
            f"{root.name} is a collection, and has none itself.",
            f"Name the folder of its index: {root.resolve().parents[1]}",
        )
    folder = root / COLLECTIONS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open_text(folder / CHANGES_LOCK, "a+") as file:
            if not lock_descriptor(file.fileno(), blocking=False):
                raise IndexBusy("Another process is changing the collections.", "Wait until it is done and try again.")
            yield
            flush(folder)
    except OSError as error:
        raise IndexUnwritable(
            f"The collections in {folder} cannot be changed: {error.strerror or error}.",
            "Check the folder's permissions and the disk, then try again.",
        ) from error


def _parse_deleted(folder: Path) -> DeletedCollection | None:
    """Return the deleted collection in a folder of the trash, None if `delete` gives no such name."""
    found = _DELETED.fullmatch(folder.name)
    if found is None:
        return None
    try:
        moment = datetime.strptime(found[2], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return DeletedCollection(found[1], moment, folder)


def _list(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise IndexUnwritable(
            f"The collections in {folder} cannot be listed: {error.strerror or error}.",
            "Check the folder's permissions.",
        ) from error


def _is_own(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()
