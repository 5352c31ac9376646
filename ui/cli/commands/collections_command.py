"""`quotedesk collections`: lists, creates, renames, deletes, restores and prunes collections, and moves articles.

Modules that are slow to import are imported inside the commands.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ui.cli import options
from ui.cli.chosen_index import build_default, choose_root
from ui.cli.stderr import echo

if TYPE_CHECKING:
    from index.places import Location


@click.group(short_help="List, create, rename, delete and restore collections.")
def collections() -> None:
    """List, create, rename, delete and restore collections, and move articles between them.

    A collection is an index with a name beside the default one. Other commands work on it with --collection NAME;
    `ask`, `retrieve`, `chat`, `articles` and `verify` also on several, or with --all-collections on all.

    \b
    quotedesk index minutes/ --collection board
    quotedesk ask "Who signed?" --collection board,default
    quotedesk collections list
    """


@collections.command("list")
@click.option("--deleted", is_flag=True, help="List the deleted collections that can be restored.")
@options.INDEX_FOLDER
@options.AS_JSON
def list_all(deleted: bool, place: "Location | None", as_json: bool) -> None:
    """List the collections with their numbers of articles."""
    from index.collections.collection_folders import describe_collection, list_deleted, list_names
    from ui.cli.terminal import format_json

    root = choose_root(place)
    if place is None:
        build_default()
    if deleted:
        rows = [{"name": one.name, "deleted": one.deleted.isoformat()} for one in list_deleted(root)]
        lines = [f"{row['name']}  deleted {row['deleted']}" for row in rows]
        click.echo("\n".join(map(format_json, rows) if as_json else lines))
        return
    facts = [describe_collection(root, name) for name in list_names(root)]
    if as_json:
        click.echo("\n".join(format_json(asdict(one) | {"folder": str(one.folder)}) for one in facts))
    else:
        click.echo("\n".join(f"{one.name:<24} {one.articles:>9,} article{'s' * (one.articles != 1)}" for one in facts))


@collections.command()
@click.argument("name")
@options.INDEX_FOLDER
def create(name: str, place: "Location | None") -> None:
    """Create an empty collection."""
    from index.collections.collection_folders import create_collection

    create_collection(choose_root(place), name)
    click.echo(f"Created {name}. Add articles with: quotedesk index PATH --collection {name}", err=True)


@collections.command()
@click.argument("name")
@click.argument("new", metavar="NEW")
@options.INDEX_FOLDER
def rename(name: str, new: str, place: "Location | None") -> None:
    """Rename a collection."""
    from index.collections.collection_folders import rename_collection

    rename_collection(choose_root(place), name, new)
    click.echo(f"Renamed {name} to {new}.", err=True)


@collections.command()
@click.argument("name")
@options.INDEX_FOLDER
def delete(name: str, place: "Location | None") -> None:
    """Move a collection to the trash, from which `restore` brings it back."""
    from index.collections.collection_folders import delete_collection

    delete_collection(choose_root(place), name)
    click.echo(f"Deleted {name}. Restore it with: quotedesk collections restore {name}", err=True)


@collections.command()
@click.argument("name")
@click.option("--as", "new", metavar="NEW", default="", help="Restore it under another name.")
@options.INDEX_FOLDER
def restore(name: str, new: str, place: "Location | None") -> None:
    """Restore the collection of this name that was deleted last."""
    from index.collections.collection_folders import restore_collection

    click.echo(f"Restored {restore_collection(choose_root(place), name, new)}.", err=True)


@collections.command()
@click.option("--days", type=click.IntRange(0, 36_500), default=0, metavar="N", help="Only those deleted N days ago.")
@options.INDEX_FOLDER
def prune(days: int, place: "Location | None") -> None:
    """Remove deleted collections for good; nothing else ever does."""
    from datetime import timedelta

    from index.collections.collection_folders import prune_collections

    for one in prune_collections(choose_root(place), timedelta(days=days)):
        click.echo(f"Removed {one.name}, deleted {one.deleted:%Y-%m-%d}, for good.", err=True)


@collections.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--from", "source", default="default", show_default=True, metavar="NAME", help="Collection they are in.")
@click.option("--to", "target", required=True, metavar="NAME", help="Collection they are moved to.")
@options.INDEX_FOLDER
def move(ids: tuple[str, ...], source: str, target: str, place: "Location | None") -> None:
    """Move articles, by their ids as listed by `quotedesk articles`, to another collection.

    Texts, links and edits of title, source and date are kept. They are added there before they are removed here.
    """
    from index.collections.collection_folders import find_collection_folder
    from index.collections.installed import move_articles
    from ui.cli.commands.standing_command import report_news
    from ui.cli.progress_bar import show_progress

    root = choose_root(place)
    with show_progress() as progress:
        move_articles(ids, target, source, root, progress=progress, warn=echo)
    click.echo(f"Moved {len(set(ids)):,} article{'s' * (len(set(ids)) != 1)} from {source} to {target}.", err=True)
    report_news(find_collection_folder(root, target))
