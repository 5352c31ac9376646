"""The commands that ask and list: `ask`, `retrieve`, `chat`, `articles`.

Modules that are slow to import are imported inside the commands.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli import options
from ui.cli.chosen_index import open_chosen_indexes

if TYPE_CHECKING:
    from index.places import Location
    from qa.answer import Answer


@click.command()
@options.ASKING
def ask(
    question: str,
    place: "Location | None",
    shows_all: bool,
    page: Path | None,
    as_json: bool,
    **filters: Any,  # noqa: ANN401
) -> None:
    """Answer QUESTION with verbatim sentences and their sources.

    \b
    quotedesk ask "How many of the peacekeepers are women?"
    quotedesk ask "Who signed for the UN?" --since 2024-02-01 --json
    quotedesk ask "Who signed for the UN?" --html answer.html
    """
    import qa

    indexes = open_chosen_indexes(place)
    answer = qa.ask(question, index=indexes, **filters)
    if page:
        _write_page(answer, ", ".join(index.generation for index in indexes.values()), page)
    _print_answer(answer, shows_all, as_json)


def _write_page(answer: "Answer", generation: str, path: Path) -> None:
    """Write an answer as a web page. Raises ExportError."""
    from index.files import write_output
    from ui.ask_request import AskRequest
    from ui.html.conversation import ExportOrigin, write_conversation

    written = write_conversation([(AskRequest(answer.question), answer)], "html", ExportOrigin.now(generation))
    write_output(path, written.encode())


def _print_answer(answer: "Answer", shows_all: bool, as_json: bool) -> None:
    from ui.cli.terminal import format_answer, format_json

    if as_json:
        from qa.serialize import answer_to_json

        click.echo(format_json(answer_to_json(answer)))
    else:
        click.echo(format_answer(answer, shows_all=shows_all))


@click.command()
@options.RETRIEVING
def retrieve(question: str, place: "Location | None", as_json: bool, **filters: Any) -> None:  # noqa: ANN401
    """Find the passages that match QUESTION best.

    \b
    quotedesk retrieve "ceasefire in the Golan Heights" -k 3
    quotedesk retrieve "environment strategy" --source "United Nations" --json
    """
    import qa
    from ui.cli.terminal import format_hits, format_json

    hits = qa.retrieve(question, index=open_chosen_indexes(place), **filters)
    if as_json:
        from qa.serialize import hit_to_json

        click.echo("\n".join(format_json(hit_to_json(hit)) for hit in hits))
    else:
        click.echo(format_hits(hits))


@click.command()
@options.RERANKER
@options.SHOWS_ALL
@options.INDEXES
@options.AS_JSON
def chat(reranker: str | None, shows_all: bool, place: "Location | None", as_json: bool) -> None:
    """Ask in a loop; an empty line or Ctrl-D ends it.

    \b
    quotedesk chat
    """
    import qa
    from qa.article_list import name_count
    from qa.question import check_question

    indexes = open_chosen_indexes(place)
    history: list[str] = []
    count = sum(len(index.articles) for index in indexes.values())
    click.echo(f"{name_count(count, 'article')}. Type a question; an empty line ends the chat.", err=True)
    while line := _read_line():
        try:
            question = check_question(line)
        except ValueError as error:
            click.echo(f"{error}.", err=True)
            continue
        _print_answer(qa.ask(question, history=history, index=indexes, reranker=reranker), shows_all, as_json)
        click.echo()
        history.append(question)


def _read_line() -> str:
    """Return the next line, empty at the end."""
    click.echo("> ", err=True, nl=False)
    return sys.stdin.readline().strip()


@click.command()
@options.INDEXES
@options.AS_JSON
def articles(place: "Location | None", as_json: bool) -> None:
    """List the articles of the index.

    \b
    quotedesk articles --json
    """
    from ui.cli.terminal import format_articles, format_json

    for name, index in open_chosen_indexes(place).items():
        found = index.articles.values()
        if as_json:
            from qa.serialize import article_to_json

            credit = {"collection": name} if name else {}
            click.echo("\n".join(format_json(article_to_json(article) | credit) for article in found))
        else:
            click.echo(f"{name}:\n{format_articles(found)}" if name else format_articles(found))


VERBS = (ask, retrieve, chat, articles)
