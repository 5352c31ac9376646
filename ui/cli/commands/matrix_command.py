"""The command `matrix`: asks questions of a file of every article, and writes a table.

Modules that are slow to import are imported inside the command.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from corpus.errors import QuestionsError
from ui.cli import options
from ui.cli.chosen_index import open_chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.places import Location
    from qa.matrix.matrix import Matrix
    from qa.matrix.matrix_columns import ColumnKind

INTERRUPTED = 130
FORMS = (".csv", ".xlsx", ".html")
UNFINISHED = ".unfinished"
"""Suffix of the file beside the table that keeps its cells until it is complete."""

MAX_QUESTIONS_SIZE = 10_000_000
"""Maximum size of a file of questions, in bytes."""


@click.command(short_help="Ask a file of questions of every article, as a table.")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True), metavar="QUESTIONS")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The table to write, as CSV (.csv), Excel (.xlsx) or a web page (.html).",
)
@click.option(
    "--by",
    type=click.Choice(["articles", "sources", "all"]),
    default="articles",
    help="Ask each article (the default), each source, or all articles in one column.",
)
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article; repeatable.")
@click.option("--words", default="", metavar="WORDS", help="Only the articles that contain these words.")
@click.option("--source", "sources", multiple=True, help="Only this source, or articles of it; repeatable.")
@click.option("--exact", is_flag=True, help="Read all passages of every cell, even if no answer is likely.")
@click.option(
    "--page",
    default="http://127.0.0.1:7860/",
    show_default=True,
    metavar="URL",
    help="The page that opens articles without a web address.",
)
@options.COUNT
@options.INDEX
def matrix(
    path: Path,
    out: Path,
    by: "ColumnKind",
    articles: tuple[str, ...],
    words: str,
    sources: tuple[str, ...],
    exact: bool,
    page: str,
    k: int,
    place: "Location | None",
) -> None:
    """Ask the QUESTIONS of a file of every article, and write a table with a quotation in each cell.

    QUESTIONS is a text with one question per line, or CSV with a column "question", - for a text on standard input. A
    cell is the sentence of the article that answers, with its place, or says that the article does not state it. Ctrl-C
    stops: what is done is kept beside FILE, and the same command continues. `quotedesk verify FILE` verifies every
    quotation of the table.

    \b
    quotedesk matrix questions.csv --out table.csv
    quotedesk matrix questions.txt --out table.xlsx --words "peacekeepers"
    quotedesk matrix questions.txt --out answers.html --by all
    """
    from qa.matrix.question_files import read_questions

    if out.suffix.lower() not in FORMS:
        raise click.UsageError(f"--out must end with {', '.join(FORMS[:-1])} or {FORMS[-1]}.")
    questions = read_questions(*_read(path))
    unfinished = out.with_name(f"{out.name}{UNFINISHED}")
    wanted = {"by": by, "articles": articles, "words": words, "sources": sources, "k": k, "exact": exact}
    try:
        filled = _fill(questions, unfinished, index=open_chosen(place), **wanted)
        _write(filled, out, page)
    except KeyboardInterrupt:
        _report_stop(unfinished)
    with suppress(OSError):
        unfinished.unlink(missing_ok=True)
    _report(filled, out)


def _fill(questions: "Sequence[str]", unfinished: Path, **options: Any) -> "Matrix":  # noqa: ANN401
    """Fill the matrix with a progress bar; the options are arguments of `fill_matrix`."""
    from qa.matrix.filling import fill_matrix
    from ui.cli.progress_bar import show_progress

    if unfinished.exists():
        click.echo(f"The cells in {unfinished.name} are used if the index is still the same.", err=True)
    with show_progress() as progress:
        return fill_matrix(questions, unfinished=unfinished, progress=progress, **options)


def _read(path: Path) -> tuple[bytes, str]:
    """Return the content of a file of questions and its name. Raises QuestionsError."""
    from contextlib import nullcontext
    from sys import stdin

    from corpus.regular import open_binary

    name = "standard input" if str(path) == "-" else str(path)
    try:
        with nullcontext(stdin.buffer) if str(path) == "-" else open_binary(path) as file:
            content = file.read(MAX_QUESTIONS_SIZE + 1)
    except OSError as error:
        raise QuestionsError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    if len(content) > MAX_QUESTIONS_SIZE:
        raise QuestionsError(f"{name} has more than {MAX_QUESTIONS_SIZE:,} bytes.", "Divide it into several files.")
    return content, name


def _report_stop(unfinished: Path) -> NoReturn:
    kept = f"The cells so far are in {unfinished}; the same command continues." if unfinished.exists() else ""
    click.echo(f"Stopped. {kept}".strip(), err=True)
    raise SystemExit(INTERRUPTED) from None


def _write(filled: "Matrix", out: Path, page: str) -> None:
    """Write the table in the form of its suffix. Raises ExportError."""
    from index.files import write_output
    from ui.html.matrix_export import export_matrix

    write_output(out, export_matrix(filled, out.suffix.lower().removeprefix("."), page))


def _report(filled: "Matrix", out: Path) -> None:
    from collections import Counter

    counts = Counter(cell.state for cell in filled.cells.values())
    words = ", ".join(f"{counts[state]:,} {state}" for state in ("stated", "closest", "not stated"))
    click.echo(f"{filled.size:,} cells ({words}) in {out}", err=True)
