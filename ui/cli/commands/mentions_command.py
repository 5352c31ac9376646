"""The command `mentions`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import ExportError
from ui.cli import options
from ui.cli.chosen_index import open_chosen

if TYPE_CHECKING:
    from index.places import Location
    from qa.mentions.finding import Mentions


def _check_phrase(context: click.Context, parameter: click.Parameter, phrase: str) -> str:
    from qa.mentions.phrase import check_phrase

    try:
        return check_phrase(phrase)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("phrase", callback=_check_phrase)
@options.SOURCES
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article; repeatable.")
@click.option("--counts", "only_counts", is_flag=True, help="Print only the counts.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all mentions to a .csv, .json or .html file instead.",
)
@options.INDEX
@options.AS_JSON
def mentions(
    phrase: str,
    sources: tuple[str, ...],
    since: date | None,
    until: date | None,
    articles: tuple[str, ...],
    only_counts: bool,
    out: Path | None,
    place: "Location | None",
    as_json: bool,
) -> None:
    """List every sentence that mentions PHRASE, in any form.

    Inflection, case and number words make no difference, and an acronym that the articles define is the same as its
    long form. Within quotation marks only the words as typed count.

    \b
    quotedesk mentions "Golan Heights"
    quotedesk mentions UNDOF --since 2024-02 --counts
    quotedesk mentions '"peacekeepers"' --out peacekeepers.csv
    """
    from qa.mentions.finding import find_mentions
    from ui.cli.text.mentions_text import format_counts, format_mentions

    index = open_chosen(place)
    found = find_mentions(phrase, index=index, sources=sources, since=since, until=until, articles=articles)
    if out:
        _write(found, out)
    if as_json:
        _print_json(found, only_counts, has_file=out is not None)
        return
    click.echo(format_counts(found))
    if not (only_counts or out):
        for block in format_mentions(found):
            click.echo(f"\n{block}")


def _print_json(found: "Mentions", only_counts: bool, *, has_file: bool) -> None:
    from qa.mentions.mention_forms import mention_to_json, mentions_to_json
    from ui.cli.terminal import format_json

    if only_counts:
        click.echo(format_json(mentions_to_json(found, limit=0)))
    elif not has_file:
        for mention in found:
            click.echo(format_json(mention_to_json(mention)))


def _write(found: "Mentions", path: Path) -> None:
    """Write all mentions to a file in the form that its name ends with. Raises ExportError."""
    from index.files import write_output
    from ui.html.conversation import ExportOrigin
    from ui.html.mentions_export import EXPORTS, export_mentions

    form = path.suffix.removeprefix(".").lower()
    if form not in EXPORTS:
        raise ExportError(f"{path} is not an export format.", "Name a file that ends with .csv, .json or .html.")
    write_output(path, export_mentions(found, form, ExportOrigin.now(found.opened.generation)).encode())
