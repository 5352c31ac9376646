"""The commands that serve: `serve` for the page and the API, `mcp` for AI assistants.

Modules that are slow to import are imported inside the commands.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from corpus.errors import ExtraMissing
from ui.cli import options
from ui.cli.chosen_index import build_default, choose_place, open_chosen

if TYPE_CHECKING:
    from index.places import Location


@click.command()
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


@click.command()
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


VERBS = (serve, mcp)
