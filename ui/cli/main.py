"""`quotedesk` and the commands that ask; only the modules of commands print or exit.

Results go to stdout, everything else to stderr. Exit status: 0 done, 1 an error that a person can fix, 2 wrong usage,
3 done but some articles were skipped, 130 interrupted. Modules that are slow to import are imported inside the
commands.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import ExportError, ExtraMissing, OutOfMemory, PackageMissing, UserError, lacks_memory
from ui.cli import (
    check_commands,
    clippings_command,
    collections_command,
    index_commands,
    matrix_command,
    mentions_command,
    options,
    overview_command,
)
from ui.cli.chosen_index import build_default, choose_place, open_chosen, open_chosen_indexes
from ui.cli.standing_command import standing

if TYPE_CHECKING:
    from index.places import Location
    from qa.answer import Answer

INTERRUPTED = 130
_OUT_OF_MEMORY = OutOfMemory(
    "There is not enough memory. The index is unchanged.",
    "Close other programs, raise the memory limit or index fewer articles at a time, then try again.",
)
_RESERVE = [bytearray(2 << 20)]
"""Freed on out-of-memory so that the error can be printed."""


class CommandGroup(click.Group):
    """Converts errors that a person can fix to one line, and Ctrl-C to its exit status."""

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except UserError as error:
            _log_traceback(context)
            from qa.citations.hidden import reveal

            # A file name may contain control sequences of the terminal.
            raise click.ClickException(reveal(str(error))) from error
        except KeyboardInterrupt:
            click.echo("Interrupted. The index is unchanged.", err=True)
            raise SystemExit(INTERRUPTED) from None
        except Exception as error:
            if lacks_memory(error):
                _RESERVE.clear()
                _log_traceback(context)
                raise click.ClickException(str(_OUT_OF_MEMORY)) from error
            if isinstance(error, ImportError):
                _explain_missing_package(error)
            raise


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quotedesk")
@click.option("--debug", is_flag=True, help="Print the traceback of every error, also of skipped files.")
def quotedesk(debug: bool) -> None:
    """Ask your articles. Get their own words back, with proof."""
    if debug:
        _show_debug_log()


def _explain_missing_package(error: ImportError) -> None:
    """Raise ClickException with the names of missing packages, if there are any."""
    from ui.cli.packages import check_packages

    try:
        check_packages()
    except PackageMissing as missing:
        raise click.ClickException(str(missing)) from error


def _show_debug_log() -> None:
    """Print the log of our own modules, not of other libraries, on stderr."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    for name in ("corpus", "index", "qa", "ui"):
        log = logging.getLogger(name)
        log.setLevel(logging.DEBUG)
        log.addHandler(handler)


def _log_traceback(context: click.Context) -> None:
    """Log the error that is being handled."""
    if context.params.get("debug"):
        import logging

        logging.getLogger(__name__).debug("%s failed", context.invoked_subcommand, exc_info=True)


@quotedesk.command()
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
    try:
        write_output(path, written.encode())
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that you can write to."
        ) from error


def _print_answer(answer: "Answer", shows_all: bool, as_json: bool) -> None:
    from ui.cli.terminal import format_answer, format_json

    if as_json:
        from qa.serialize import answer_to_json

        click.echo(format_json(answer_to_json(answer)))
    else:
        click.echo(format_answer(answer, shows_all=shows_all))


@quotedesk.command()
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


@quotedesk.command()
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
    from qa.question import check_question

    indexes = open_chosen_indexes(place)
    history: list[str] = []
    count = sum(len(index.articles) for index in indexes.values())
    click.echo(f"{count} articles. Type a question; an empty line ends the chat.", err=True)
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


@quotedesk.command()
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


@quotedesk.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; other machines require a login.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=7860, show_default=True, help="Port; 0 picks a free one."
)
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@click.option("--read-only", is_flag=True, help="Accept no uploads, and write nothing.")
@click.option("--allow-net", is_flag=True, help="Let the Library tab download web pages and feeds.")
@options.INDEX
def serve(host: str, port: int, opens: bool, read_only: bool, allow_net: bool, place: "Location | None") -> None:
    """Serve the web page and the API; without --host on this machine only.

    Other machines require a login: by the name and password of $QUOTEDESK_LOGIN ("name:password"), or at a proxy that
    passes the user's name in the header named by $QUOTEDESK_PROXY_USER_HEADER.

    \b
    quotedesk serve --open
    quotedesk serve --port 8000
    quotedesk serve --read-only
    """
    from ui.cli.browser import open_browser
    from ui.web.app import serve

    chosen = choose_place(place)
    if place is None and not read_only:
        build_default()

    def announce(address: str) -> None:
        click.echo(f"quotedesk is running at {address}")
        if opens and not open_browser(address):
            click.echo("No browser can be opened here; open this address yourself.", err=True)

    serve(chosen, host, port, announce, read_only=read_only, allow_net=allow_net)


@quotedesk.command()
@click.option("--read-only", is_flag=True, help="Offer no tool that writes.")
@options.INDEX
def mcp(read_only: bool, place: "Location | None") -> None:
    """Serve the articles to an AI assistant over MCP, on stdin and stdout.

    The assistant starts this command itself; configure it once, as docs/api.md shows. A server started by
    `quotedesk serve` answers MCP too, at /mcp.

    \b
    quotedesk mcp --index news-index
    """
    if not find_spec("mcp_types"):
        raise ExtraMissing("The package mcp is not installed in version 2.", 'Run: pip install "quotedesk[mcp]"')
    from ui.collections.local_collections import LocalCollections
    from ui.mcp.mcp_server import serve_stdio

    open_chosen(place)
    serve_stdio(LocalCollections(choose_place(place)), writes=not read_only)


for verb in (
    *(mentions_command.mentions, matrix_command.matrix, standing, *clippings_command.VERBS, *overview_command.VERBS),
    *(*index_commands.VERBS, *check_commands.VERBS, collections_command.collections),
):
    quotedesk.add_command(verb)


def main() -> None:
    """Run the command line."""
    quotedesk(prog_name="quotedesk")
