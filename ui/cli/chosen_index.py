"""The index that a command works on."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from index.places import Location
    from index.store import Index


def choose_place(place: "Location | None") -> "Location":
    """Return the location that was given, otherwise the default one."""
    from index.places import default_location

    return place or default_location()


def build_default() -> None:
    """Build the default index from the shipped articles unless it exists."""
    from qa.default_index import build_shipped
    from ui.cli.progress_bar import show_progress

    with show_progress() as progress:
        build_shipped(choose_place(None), progress)


def open_chosen(place: "Location | None") -> "Index":
    """Open the given index; the default one is built from the shipped articles the first time."""
    from qa.default_index import resolve_index

    if place is None:
        build_default()
    index = resolve_index(place)
    if index.manifest.is_quick:
        click.echo("The index still has quick vectors; the running build or the next one adds the full ones.", err=True)
    return index
