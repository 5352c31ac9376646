"""Damage to the files of an index: which of them cannot be made anew, and the errors that name a file and the command.

Every error that reading or parsing a file of an index can raise becomes one of these, in `reading_file`.
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
_IRREPLACEABLE = {MANIFEST, ARTICLES_FILE, IDS_FILE, PLACES_FILE, ORIGINS_FILE, CURRENT}
"""Files, wherever they lie, that cannot be made anew from the articles."""

CHANGED = "was changed after it was published"


def is_irreplaceable(name: str) -> bool:
    """Return whether a file cannot be made anew from the articles."""
    return name.rpartition("/")[2] in _IRREPLACEABLE


def damaged(folder: Path, name: str, problem: str) -> IndexDamaged:
    """Return the error for a damaged file of the index in a folder, with the command that repairs the index."""
    return IndexDamaged(
        f"The file {name} of the index in {folder} {problem}.",
        f"Go back to an older generation with: quotedesk rollback --index {folder} "
        f"(or move the folder away and index your files again)."
        if is_irreplaceable(name)
        else f"Rebuild it with: quotedesk index --full --index {folder}",
    )


@contextmanager
def reading_file(folder: Path, name: str) -> Iterator[None]:
    """Raise IndexDamaged for any error of reading or parsing a file of the index in a folder.

    Not for what is no damage: too little memory, a missing package, and errors of the system, which raise
    IndexUnreadable.
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
    """Raise IndexUnreadable where the system does not let the index in a folder be read."""
    try:
        yield
    except OSError as error:
        if lacks_memory(error):
            raise
        raise IndexUnreadable(
            f"The index in {folder} cannot be read: {error}.",
            "Make sure that the folder is yours to read and that the disk works, then try again.",
        ) from error
