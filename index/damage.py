"""Damage to the files of an index: which files cannot be recreated, and errors that name the file and the remedy.

`reading_file` converts every error of reading or parsing a file of an index to one of these.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexDamaged, IndexUnreadable, UserError, lacks_memory
from corpus.regular import NotRegular

MANIFEST = "MANIFEST.json"
CURRENT = "CURRENT"
ARTICLES_FILE = "articles.jsonl"
IDS_FILE, PLACES_FILE, ORIGINS_FILE = "ids.npy", "places.npy", "origins.json"
PUBLICATIONS_FILE = "publications.json"
_IRREPLACEABLE = {MANIFEST, ARTICLES_FILE, IDS_FILE, PLACES_FILE, ORIGINS_FILE, PUBLICATIONS_FILE, CURRENT}
"""Files, in any folder of an index, that cannot be recreated from the articles."""

CHANGED = "was changed after it was published"


def is_irreplaceable(name: str) -> bool:
    """Return whether a file cannot be recreated from the articles."""
    return name.rpartition("/")[2] in _IRREPLACEABLE


def damaged(folder: Path, name: str, problem: str) -> IndexDamaged:
    """Return the error for a damaged file of the index in a folder, with the command that repairs the index."""
    return IndexDamaged(
        f"The file {name} of the index in {folder} {problem}.",
        f"Restore the previous generation with: quotedesk rollback --index {folder} "
        f"(or move the folder away and index your files again)."
        if is_irreplaceable(name)
        else f"Rebuild it with: quotedesk index --full --index {folder}",
    )


@contextmanager
def reading_file(folder: Path, name: str) -> Iterator[None]:
    """Raise IndexDamaged for any error of reading or parsing a file of the index in a folder.

    Too little memory and a missing package are not damage; errors of the system raise IndexUnreadable.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise damaged(folder, name, "is missing") from error
    except (NotRegular, IsADirectoryError, NotADirectoryError) as error:
        raise damaged(folder, name, "is not a regular file") from error
    except OSError:
        with refuse_unreadable(folder):
            raise
    except (UserError, ImportError):
        raise
    except Exception as error:
        if lacks_memory(error):
            raise
        raise damaged(folder, name, f"cannot be read ({type(error).__name__})") from error


@contextmanager
def refuse_unreadable(folder: Path) -> Iterator[None]:
    """Raise IndexUnreadable if the system cannot read the index in a folder."""
    try:
        yield
    except OSError as error:
        if lacks_memory(error):
            raise
        raise IndexUnreadable(
            f"The index in {folder} cannot be read: {error}.",
            "Check the folder's permissions and the disk, then try again.",
        ) from error
