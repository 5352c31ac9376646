"""Builds an index with progress bars and prints the report, for `index` and the other commands that change it.

Modules that are slow to import are imported inside the functions.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Unpack

import click

from corpus.errors import UserError
from ui.cli.chosen_index import choose_place
from ui.cli.commands.standing_command import report_news
from ui.cli.stderr import echo

if TYPE_CHECKING:
    from corpus.articles import Skipped
    from corpus.readers.conditional import Validators
    from corpus.readers.download import Network
    from corpus.reading import Reading
    from index.building.build import BuildOptions, BuildReport
    from index.places import Location

NICENESS = 10
"""Nice value of a build, from 0 to 19, so that questions take precedence."""


def build(
    paths: tuple[str, ...],
    place: "Location | None",
    as_json: bool,
    force: bool,
    network: "Network | None" = None,
    **options: "Unpack[BuildOptions]",
) -> "BuildReport | None":
    """Read and index with progress bars, and print the report; return None if no web address has changed."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    chosen = choose_place(place)
    reading = _read(paths, network, chosen)
    if paths and not (reading.searched or reading.skipped):
        return None
    report = _publish(reading, chosen, force, network.validators if network else None, options)
    print_report(report, as_json)
    _echo_skipped(reading.skipped)
    report_news(chosen)
    return report


def _read(paths: tuple[str, ...], network: "Network | None", place: "Location") -> "Reading":
    from corpus.reading import read_articles
    from index.places import list_outputs
    from ui.cli.progress_bar import show_progress

    with show_progress() as progress:
        return read_articles(paths, network, lambda count: progress("reading articles", count, 0), list_outputs(place))


def _publish(
    reading: "Reading", place: "Location", force: bool, validators: "Validators | None", options: "BuildOptions"
) -> "BuildReport":
    """Index the articles that were read; save the validators of web addresses, unless they must be read again."""
    from corpus.reading import find_unread
    from index.building.checkpoints import has_checkpoints
    from index.building.writing import accept_all
    from index.places import build_at, find_folder
    from qa.evaluation.exam import refuse_worse
    from ui.cli.progress_bar import show_progress

    folder = find_folder(place)
    examine = accept_all if force else refuse_worse(folder)
    try:
        with show_progress() as progress:
            shown: BuildOptions = {"quick": True, "progress": progress, "warn": echo, "examine": examine}
            report = build_at(reading, place, **(options | shown))
    except KeyboardInterrupt:
        if has_checkpoints(folder):
            echo("The passages encoded so far are saved; the same command continues from there.")
        raise
    except UserError:
        # Nothing to index is an error, and the skipped files say why.
        _echo_skipped(reading.skipped)
        if validators:
            validators.drop()
        raise
    if validators:
        validators.keep(but=find_unread(reading))
    return report


def _echo_skipped(skipped: "Sequence[Skipped]") -> None:
    from ui.cli.terminal import format_skipped

    if skipped:
        click.echo(format_skipped(skipped), err=True)


def print_report(report: "BuildReport", as_json: bool) -> None:
    """Print what a build changed: as JSON on stdout, otherwise in words on stderr."""
    from ui.cli.terminal import format_json, format_removed, format_report

    for article in report.removed_articles:
        click.echo(format_removed(article), err=True)
    form = asdict(replace(report, removed_articles=()))
    del form["removed_articles"], form["replaced"]
    if foreign := form.pop("foreign"):
        noun = "article is" if foreign == 1 else "articles are"
        click.echo(f"{foreign:,} {noun} not in English, the only language of the default model.", err=True)
    click.echo(format_json(form) if as_json else format_report(report), err=not as_json)
