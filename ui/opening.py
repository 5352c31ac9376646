"""The index that the command line works on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from index.store import Index


def choose_folder(folder: Path | None) -> Path:
    """Return the index folder that was named, or else the default one."""
    from index.generations import default_folder

    return folder or default_folder()


def open_chosen(folder: Path | None) -> "Index":
    """Open the index that was named; the default one is built the first time, from the shipped articles."""
    from qa.default_index import build_shipped, resolve_index
    from ui.progress import show_progress

    if folder is None:
        with show_progress() as progress:
            build_shipped(choose_folder(None), progress)
    index = resolve_index(folder)
    if index.manifest.is_quick:
        click.echo(
            "The index has quick vectors so far; a build that runs or the next one makes the full ones.", err=True
        )
    return index
