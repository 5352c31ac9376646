"""The verbs that keep an index: what is in it, whether it is sound, and whether it still answers.

What is slow to import is imported inside its verb.
"""

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from corpus.places import is_address
from ui import options
from ui.opening import choose_folder, open_chosen

if TYPE_CHECKING:
    from corpus.readers.download import Network
    from index.build import BuildReport

SKIPPED = 3
"""The exit status where all was done but what was skipped."""


@click.command(short_help="Add and update the articles of files and folders.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="PATH...")
@click.option("--model", metavar="NAME", help="Folder or name of a sentence-transformers model.")
@click.option("--full", is_flag=True, help="Encode every article again, even if the index is damaged.")
@click.option("--force", is_flag=True, help="Publish the new index even if it answers worse or lost many articles.")
@click.option("--keep-removed", is_flag=True, help="Keep articles whose files are gone from a PATH.")
@click.option("--allow-net", is_flag=True, help="Download a PATH that is an http or https address.")
@click.option("--watch", is_flag=True, help="Go on, and index again whenever a PATH changes; Ctrl-C ends it.")
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
    watch: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Add and update the articles of files and folders.

    A file may be text, Markdown, HTML, PDF, Word, e-mail, RSS or Atom, JSON Lines, CSV or a ZIP of these; its content
    tells which. Only what changed is encoded. Articles whose files are gone from a folder that is named again are
    removed. The address of a page, file or feed is read with --allow-net; what left a feed since is kept. With --full
    and no PATH the articles that are there are encoded again.

    \b
    quotedesk index news/ archive.jsonl
    quotedesk index news/ --watch
    quotedesk index https://news.example/feed.xml --allow-net
    quotedesk index --full --model ./my-model
    """
    if not paths and not full:
        raise click.UsageError("Name a file or folder with articles, or use --full.")
    if watch and not paths:
        raise click.UsageError("Name the files and folders to --watch.")
    if watch and any(map(is_address, paths)):
        raise click.UsageError("Only files and folders can be watched; index an address again without --watch.")
    if watch:
        _watch(paths, folder, as_json, force, model=model, full=full, keep_removed=keep_removed)
    network = _open_network() if allow_net else None
    report = _build(paths, folder, as_json, force, network, model=model, full=full, keep_removed=keep_removed)
    context.exit(SKIPPED if report.skipped else 0)


def _open_network() -> "Network":
    from corpus.readers.download import Network

    return Network()


def _watch(paths: tuple[str, ...], folder: Path | None, as_json: bool, force: bool, **options: Any) -> None:  # noqa: ANN401
    """Index, and index again after every change; only the first time an error ends it."""
    from ui.watching import watch_paths

    watching = watch_paths([Path(path) for path in paths])
    next(watching)
    _build(paths, folder, as_json, force, **options)
    _tell("Watching for changes; Ctrl-C ends it.")
    for _ in watching:
        try:
            _build(paths, folder, as_json, force, keep_removed=options["keep_removed"])
        except UserError as error:
            _tell(f"Not indexed: {error}")


def _build(
    paths: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    force: bool,
    network: "Network | None" = None,
    **options: Any,  # noqa: ANN401
) -> "BuildReport":
    """Read and index with progress shown, and print the report."""
    from corpus.reading import Reading, read_articles
    from index.build import accept_all, build_index
    from index.checkpoints import has_checkpoints
    from qa.exam import refuse_worse
    from ui.progress import show_progress
    from ui.terminal import format_skipped

    place = choose_folder(folder)
    examine = accept_all if force else refuse_worse(place)
    reading = read_articles(paths, network) if paths else Reading()
    # Told now: where nothing else was found, the build ends with an error.
    for skipped in reading.skipped:
        _tell(format_skipped(skipped))
    try:
        with show_progress() as progress:
            report = build_index(reading, place, progress=progress, tell=_tell, examine=examine, **options)
    except KeyboardInterrupt:
        if has_checkpoints(place):
            _tell("What was encoded so far is kept: the same command goes on from there.")
        raise
    _print_report(report, as_json)
    return report


@click.command(short_help="Draft or sit the exam that a new index must pass.")
@click.option("--draft", is_flag=True, help="Draft the questions anew from the articles.")
@options.INDEX
@options.AS_JSON
@click.pass_context
def exam(context: click.Context, draft: bool, folder: Path | None, as_json: bool) -> None:
    """Ask the questions of the exam, and tell which are not answered as they should be.

    The first time they are drafted from the articles: known items, and questions off the subject. They stand in
    exam.jsonl in the index folder, for you to edit; `index` asks them before it publishes a new index.

    \b
    quotedesk exam
    """
    from qa.exam import EXAM_FILE, draft_exam, read_exam, sit_exam, write_exam
    from ui.terminal import format_json, format_mark

    index = open_chosen(folder)
    path = index.path.parent / EXAM_FILE
    if draft or not path.is_file():
        write_exam(path, draft_exam(index))
    marks = sit_exam(index, read_exam(path))
    for mark in marks:
        if as_json or not mark.right:
            click.echo(format_json(asdict(mark)) if as_json else format_mark(mark))
    click.echo(f"{sum(mark.right for mark in marks)} of {len(marks)} right: {path}", err=True)
    context.exit(0 if all(mark.right for mark in marks) else 1)


def _print_report(report: "BuildReport", as_json: bool) -> None:
    from ui.terminal import format_json, format_removed, format_report

    for article in report.removed_articles:
        click.echo(format_removed(article), err=True)
    form = asdict(replace(report, removed_articles=()))
    del form["removed_articles"]
    if foreign := form.pop("foreign"):
        noun = "article is" if foreign == 1 else "articles are"
        click.echo(f"{foreign:,} {noun} not in English, the only language that the default model knows.", err=True)
    click.echo(format_json(form) if as_json else format_report(report), err=not as_json)


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.command(short_help="Take articles out of the index.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.INDEX
@options.AS_JSON
def remove(ids: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Take articles out of the index by their ids, as `quotedesk articles` lists them.

    \b
    quotedesk remove 228e99aee21d84ac
    """
    from corpus.reading import Reading
    from index.build import build_index

    _print_report(build_index(Reading(), choose_folder(folder), remove=ids), as_json)


@click.command()
@options.INDEX
def rollback(folder: Path | None) -> None:
    """Go back to the generation before the current one.

    \b
    quotedesk rollback
    """
    from index.generations import roll_back

    click.echo(f"The index is at {roll_back(choose_folder(folder))} again.", err=True)


@click.command(short_help="Tell whether quotes made before still stand.")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="CITATION..."
)
@options.INDEX
@options.AS_JSON
@click.pass_context
def verify(context: click.Context, paths: tuple[Path, ...], folder: Path | None, as_json: bool) -> None:
    """Tell whether quotes that were made before still stand in the articles.

    CITATION is a JSON or JSONL file, - for standard input: what ask --json printed, quotes of it, or W3C annotations.
    Each quote is ok, moved (with its new place), changed (with what its sentence may have become) or gone. Exit
    status: 0 if all are ok, else 1.

    \b
    quotedesk ask "Who signed for the UN?" --json | quotedesk verify -
    quotedesk verify answers.jsonl annotation.json --json
    """
    from qa.citations import read_citations
    from qa.forms import verification_to_json
    from qa.verification import verify
    from ui.terminal import format_json, format_verifications

    citations = [citation for path in paths for citation in read_citations(*_read(path))]
    index = open_chosen(folder)
    found = [verify(citation, index) for citation in citations]
    rows = (format_json(verification_to_json(verification)) for verification in found)
    click.echo("\n".join(rows) if as_json else format_verifications(found))
    context.exit(0 if all(verification.status == "ok" for verification in found) else 1)


def _read(path: Path) -> tuple[bytes, str]:
    """Return the content of a file or of standard input, and its name."""
    from corpus.errors import CitationError

    if str(path) == "-":
        return sys.stdin.buffer.read(), "standard input"
    try:
        return path.read_bytes(), str(path)
    except OSError as error:
        raise CitationError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error


@click.command(short_help="Check the model and every file of the index.")
@click.option("--deep", is_flag=True, help="Also encode a sample of passages again and compare the vectors.")
@options.INDEX
@options.AS_JSON
@click.pass_context
def doctor(context: click.Context, deep: bool, folder: Path | None, as_json: bool) -> None:
    """Check the model and every file of the index, and say what mends it.

    \b
    quotedesk doctor --deep
    """
    from ui.doctor import examine
    from ui.terminal import format_findings, format_json

    findings = list(examine(choose_folder(folder), deep))
    click.echo(
        "\n".join(format_json(asdict(finding)) for finding in findings) if as_json else format_findings(findings)
    )
    context.exit(0 if all(finding.ok for finding in findings) else 1)


VERBS = (index, remove, rollback, exam, verify, doctor)
