"""The index that a command works on: a folder or Milvus, and a collection of it, or several."""

from typing import TYPE_CHECKING

import click

from ui.cli.options import ALL_COLLECTIONS_KEY, COLLECTIONS_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.places import Location
    from index.store import Index


def choose_place(place: "Location | None") -> "Location":
    """Return the location that was given, otherwise the default one; that of the collection, if one is named.

    Raises UsageError if several are named, CollectionMissing for an unknown one.
    """
    from index.collections.collection_folders import find_collection_folder
    from index.places import default_location

    names = _list_named()
    if not names:
        return place or default_location()
    if len(names) > 1:
        raise click.UsageError("This command works on one collection; name one with --collection.")
    return find_collection_folder(choose_root(place), names[0])


def choose_named(place: "Location | None") -> "Location | None":
    """Return the location that was given, or that of the collection that is named; None if neither was."""
    return choose_place(place) if _list_named() else place


def choose_root(place: "Location | None") -> "Path":
    """Return the folder whose collections are meant. Raises CollectionMissing for an index in Milvus."""
    from pathlib import Path

    from corpus.errors import CollectionMissing
    from index.places import default_location

    root = place or default_location()
    if not isinstance(root, Path):
        raise CollectionMissing("An index in Milvus has no collections.", "Name a folder with --index.")
    return root


def create_named(place: "Location | None") -> None:
    """Create the collection that is named, unless it exists. Raises CollectionNameError or IndexUnwritable."""
    from index.collections.collection_folders import create_collection, list_names

    names = _list_named()
    if len(names) == 1 and names[0] not in list_names(root := choose_root(place)):
        create_collection(root, names[0])


def build_default() -> None:
    """Build the default index from the shipped articles unless it exists."""
    from index.places import default_location
    from qa.default_index import build_shipped
    from ui.cli.progress_bar import show_progress

    if _list_named() in ([], ["default"]):
        with show_progress() as progress:
            build_shipped(default_location(), progress)


def open_chosen(place: "Location | None") -> "Index":
    """Open the index or the collection that is named; the default one is built from the shipped articles first."""
    from qa.default_index import open_collections, resolve_index

    names = _list_named()
    if place is None:
        build_default()
    if names:
        choose_place(place)
        (index,) = open_collections(names, place).values()
    else:
        index = resolve_index(place)
    _warn_if_quick(index)
    return index


def open_chosen_indexes(place: "Location | None") -> "Mapping[str, Index]":
    """Open the collections that are named, or all that have articles, by name; a single unnamed index as an empty one.

    Raises UsageError if no collection has articles.
    """
    from index.collections.collection_folders import describe_collection, list_names
    from qa.default_index import open_collections

    names: Sequence[str] = _list_named()
    if _names_all():
        if place is None:
            build_default()
        root = choose_root(place)
        names = [name for name in list_names(root) if describe_collection(root, name).articles]
        if not names:
            raise click.UsageError("No collection has articles.")
    if not names:
        return {"": open_chosen(place)}
    indexes = open_collections(names, place)
    for index in indexes.values():
        _warn_if_quick(index)
    return indexes


def _warn_if_quick(index: "Index") -> None:
    if index.manifest.is_quick:
        click.echo("The index still has quick vectors; the running build or the next one adds the full ones.", err=True)


def _list_named() -> list[str]:
    """Return the collections that the command line names."""
    context = click.get_current_context(silent=True)
    return list(context.meta.get(COLLECTIONS_KEY, ())) if context else []


def _names_all() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(ALL_COLLECTIONS_KEY))
