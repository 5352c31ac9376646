"""The commands that change an index.

Modules that are slow to import are imported inside the commands.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.origins import is_address
from ui.cli import options
from ui.cli.chosen_index import choose_place, create_named
from ui.cli.commands.reported_build import build, print_report
from ui.cli.stderr import echo

if TYPE_CHECKING:
    from corpus.readers.download import Network
    from index.building.shards import Executor
    from index.places import Location

SKIPPED = 3
"""Exit status: done, but some articles were skipped."""


@click.command(short_help="Add and update the articles of files and folders.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="PATH...")
@click.option("--model", metavar="NAME", help="Folder or name of a sentence-transformers model.")
@click.option("--full", is_flag=True, help="Encode every article again, even if the index is damaged.")
@click.option("--force", is_flag=True, help="Publish even if the new index answers worse or lost many articles.")
@click.option("--keep-removed", is_flag=True, help="Keep articles whose files are missing from a PATH.")
@click.option("--allow-net", is_flag=True, help="Download a PATH that is an http or https address.")
@click.option(
    "--ray",
    "cluster",
    is_flag=False,
    flag_value="local",
    metavar="[ADDRESS]",
    help="Encode on a Ray cluster, or without an address in one process per core of this machine.",
)
@click.option("--watch", is_flag=True, help="Keep running, and index again after each change; Ctrl-C stops.")
@click.option(
    "--every",
    type=options.Duration(),
    metavar="TIME",
    help="Keep running, and index again every TIME, such as 15m, 2h or 1d; Ctrl-C stops.",
)
@options.INDEX
@options.AS_JSON
@click.pass_context
def index(
    context: click.Context,
    paths: tuple[str, ...],
    model: str | None,
    full: bool,
    force: bool,
    keep_removed: bool,
    allow_net: bool,
    cluster: str | None,
    watch: bool,
    every: float | None,
    place: "Location | None",
    as_json: bool,
) -> None:
    """Add and update the articles of files and folders.

    A file may be text, Markdown, HTML, PDF, Word, e-mail, RSS or Atom, JSON Lines, CSV or a ZIP of these; the format is
    detected from its content. Only changes are encoded. Articles whose files are missing from a folder that is indexed
    again are removed. Web pages, files and feeds are downloaded with --allow-net; entries that a feed no longer lists
    are kept. With --full and no PATH all articles of the index are encoded again.

    \b
    quotedesk index news/ archive.jsonl
    quotedesk index news/ --watch
    quotedesk index minutes/ --collection board
    quotedesk index https://news.example/feed.xml --allow-net
    quotedesk index https://news.example/feed.xml --allow-net --every 15m
    quotedesk index --full --model ./my-model
    """
    from index.places import list_outputs

    _check_usage(paths, full=full, watch=watch, repeats=every is not None)
    create_named(place)
    outputs = list_outputs(choose_place(place))
    network = _open_network(conditional=every is not None) if allow_net else None
    build_next = partial(build, paths, place, as_json, force, network, keep_removed=keep_removed)
    with _open_executor(cluster) as executor:
        first = partial(build_next, model=model, full=full, executor=executor)
        if watch:
            from ui.cli.watching import build_after_changes

            build_after_changes([Path(path) for path in paths], outputs, first, build_next, echo)
        if every is not None:
            from corpus.reading import check_paths
            from ui.cli.watching import build_every

            check_paths(paths, network, outputs)
            build_every(every, first, build_next, echo)
        report = first()
    context.exit(SKIPPED if report and report.skipped else 0)


def _check_usage(paths: "Sequence[str]", *, full: bool, watch: bool, repeats: bool) -> None:
    """Raise UsageError for options that do not fit together."""
    if not paths and not full:
        raise click.UsageError("Name a file or folder with articles, or use --full.")
    if watch and not paths:
        raise click.UsageError("Name the files and folders to --watch.")
    if watch and any(map(is_address, paths)):
        raise click.UsageError("Only files and folders can be watched; index an address again with --every.")
    if repeats and watch:
        raise click.UsageError("Use --watch for files and folders, --every for web addresses, not both.")
    if repeats and not paths:
        raise click.UsageError("Name the web addresses, files and folders to index --every time.")


def _open_executor(cluster: str | None) -> "AbstractContextManager[Executor]":
    """Return the executor: this process, or a cluster connection that is closed afterwards."""
    if cluster is None:
        from index.building.shards import LOCAL_EXECUTOR

        return nullcontext(LOCAL_EXECUTOR)
    from index.building.cluster import open_cluster

    return open_cluster(cluster)


def _open_network(*, conditional: bool = False) -> "Network":
    from corpus.readers.conditional import Validators
    from corpus.readers.download import Network

    return Network(validators=Validators() if conditional else None)


@click.command(short_help="Remove articles from the index.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.INDEX
@options.AS_JSON
def remove(ids: tuple[str, ...], place: "Location | None", as_json: bool) -> None:
    """Remove articles from the index by their ids, as listed by `quotedesk articles`.

    \b
    quotedesk remove 228e99aee21d84ac
    """
    from corpus.reading import Reading
    from index.places import build_at

    print_report(build_at(Reading(), choose_place(place), remove=ids, warn=echo), as_json)


@click.command(short_help="Edit the title, source or date of articles.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--title", metavar="TEXT", help='Title; "" for none.')
@click.option("--source", metavar="TEXT", help='Source; "" if it is unknown.')
@click.option("--date", "day", metavar="DATE", help='Date, such as 2024-01-31; "" if it is unknown.')
@click.option("--restore", is_flag=True, help="Show what the file states again.")
@options.INDEX
@options.AS_JSON
def edit(
    ids: tuple[str, ...],
    title: str | None,
    source: str | None,
    day: str | None,
    restore: bool,
    place: "Location | None",
    as_json: bool,
) -> None:
    """Edit the title, source or date of articles, given by their ids as listed by `quotedesk articles`.

    Filters, credits and citations use the edit. It is saved beside the index and applied to every build; the text of an
    article is never changed.

    \b
    quotedesk edit 228e99aee21d84ac --date 2024-01-02 --source "The Astana Times"
    quotedesk edit 228e99aee21d84ac --restore
    """
    from index.generation.edits import make_edit
    from index.places import open_at
    from qa.collection import edit_articles, read_day
    from ui.cli.terminal import format_articles, format_json

    if restore == any(value is not None for value in (title, source, day)):
        raise click.UsageError("Name a --title, --source or --date, or use --restore alone.")
    try:
        change = None if restore else make_edit(title, source, None if day is None else read_day(day))
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error
    chosen = choose_place(place)
    edit_articles(chosen, ids, change, warn=echo)
    edited = open_at(chosen).articles
    if as_json:
        from qa.serialize import article_to_json

        click.echo("\n".join(format_json(article_to_json(edited[id])) for id in ids))
    else:
        click.echo(format_articles(edited[id] for id in ids), err=True)


@click.command()
@options.INDEX
def rollback(place: "Location | None") -> None:
    """Restore the generation before the current one.

    \b
    quotedesk rollback
    """
    from index.places import roll_back_at

    click.echo(f"Restored {roll_back_at(choose_place(place))}.", err=True)


VERBS = (index, remove, edit, rollback)
