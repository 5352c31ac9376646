"""The commands that show what a collection is about: `overview`, `related`, `extract`."""

from typing import TYPE_CHECKING, Any

import click

from ui.cli import options
from ui.cli.chosen_index import open_chosen

if TYPE_CHECKING:
    from datetime import date

    from index.places import Location


# The maximum is MAX_HITS of qa/input_limits.py, as for -k of `ask`.
_COUNT = click.option(
    "-k", "k", type=click.IntRange(1, 1000), default=5, metavar="N", help="Maximum number to show, 5 by default."
)


@click.command()
@options.SOURCES
@options.INDEX
@options.AS_JSON
def overview(place: "Location | None", as_json: bool, **filters: Any) -> None:  # noqa: ANN401
    """Show what the articles are about, in their own words.

    Groups of articles that are alike, the largest first, each with its most central sentence and the names that it
    mentions far more often than the others. For fewer than 20 articles, the central sentence of each.

    \b
    quotedesk overview
    quotedesk overview --source "United Nations" --since 2024 --json
    """
    from qa.overview.overview import overview
    from ui.cli.terminal import format_json
    from ui.cli.text.overview_text import format_overview

    found = overview(index=open_chosen(place), **filters)
    if as_json:
        from qa.overview.overview_forms import overview_to_json

        click.echo(format_json(overview_to_json(found)))
    else:
        click.echo(format_overview(found))


@click.command()
@click.argument("article_id", metavar="ID")
@_COUNT
@options.SOURCES
@options.INDEX
@options.AS_JSON
def related(
    article_id: str,
    k: int,
    sources: tuple[str, ...],
    since: "date | None",
    until: "date | None",
    place: "Location | None",
    as_json: bool,
) -> None:
    """List the articles related to the article ID, nearest first, each with its central sentence.

    \b
    quotedesk related 228e99aee21d84ac
    quotedesk related 228e99aee21d84ac -k 3 --json
    """
    from qa.overview.related import related_articles
    from ui.cli.terminal import format_json
    from ui.cli.text.overview_text import format_related

    found = related_articles(article_id, k, index=open_chosen(place), sources=sources, since=since, until=until)
    if as_json:
        from qa.overview.overview_forms import related_to_json

        click.echo(format_json(related_to_json(found)))
    else:
        click.echo(format_related(found))


@click.command()
@click.argument("article_id", metavar="ID")
@_COUNT
@options.INDEX
@options.AS_JSON
def extract(article_id: str, k: int, place: "Location | None", as_json: bool) -> None:
    """Print the central sentences of the article ID, in the order of its text.

    \b
    quotedesk extract 228e99aee21d84ac -k 3
    """
    from qa.overview.central_sentences import extract
    from ui.cli.terminal import format_json
    from ui.cli.text.overview_text import format_extract

    found = extract(article_id, k, index=open_chosen(place))
    if as_json:
        from qa.overview.overview_forms import extract_to_json

        click.echo(format_json(extract_to_json(found)))
    else:
        click.echo(format_extract(found))


VERBS = (overview, related, extract)
