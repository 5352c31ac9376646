"""The index that the command line works on."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from index.locations import Location
    from index.store import Index


def choose_place(place: "Location | None") -> "Location":
    """Return the place of the index that was named, or else the default one."""
    from index.locations import default_location

    return place or default_location()


def build_default() -> None:
    """Build the default index from the shipped articles where there is none yet."""
    from qa.default_index import build_shipped
    from ui.cli.progress_bar import show_progress

    with show_progress() as progress:
        build_shipped(choose_place(None), progress)


def open_chosen(place: "Location | None") -> "Index":
    """Open the index that was named; the default one is built the first time, from the shipped articles."""
    from qa.default_index import resolve_index

    if place is None:
        build_default()
    index = resolve_index(place)
    if index.manifest.is_quick:
        click.echo(
            "The index has quick vectors so far; a build that runs or the next one makes the full ones.", err=True
        )
    return index
