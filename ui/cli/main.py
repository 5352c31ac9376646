"""`quotedesk`: its commands and its errors; only this module, the commands and `stderr.py` print or exit.

Results go to stdout, everything else to stderr. Exit status: 0 done, 1 an error that a person can fix, 2 wrong usage,
3 done but some articles were skipped, 130 interrupted. Modules that are slow to import are imported inside the
commands.
"""

import click

from corpus.errors import OutOfMemory, PackageMissing, UserError, lacks_memory
from ui.cli.commands import (
    ask_commands,
    check_commands,
    clippings_command,
    collections_command,
    index_commands,
    matrix_command,
    mentions_command,
    overview_command,
    serve_commands,
    standing_command,
)

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


for verb in (
    *(*ask_commands.VERBS, *serve_commands.VERBS, mentions_command.mentions, matrix_command.matrix),
    *(standing_command.standing, *clippings_command.VERBS, *overview_command.VERBS),
    *(*index_commands.VERBS, *check_commands.VERBS, collections_command.collections),
):
    quotedesk.add_command(verb)


def main() -> None:
    """Run the command line."""
    quotedesk(prog_name="quotedesk")
