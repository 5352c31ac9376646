"""The commands that check: index files, exam, saved citations, and quotations of a draft.

`evaluate` measures how well an index answers a set of questions.

Modules that are slow to import are imported inside the commands.
"""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import CitationError, DraftError, UserError
from corpus.regular import open_binary
from ui.cli import options
from ui.cli.chosen_index import choose_named, choose_place, open_chosen, open_chosen_indexes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.places import Location
    from qa.evaluation.ablation import Ablation
    from qa.evaluation.evaluate import Evaluation

MAX_INPUT_SIZE = 50_000_000
"""Maximum size of a draft or a file of citations, in bytes."""

NOT_VERBATIM = 3
"""Exit status of `check` if a quotation is not right."""


@click.command(short_help="Draft or run the exam that a new index must pass.")
@click.option("--draft", is_flag=True, help="Draft new questions from the articles.")
@options.INDEX
@options.AS_JSON
@click.pass_context
def exam(context: click.Context, draft: bool, place: "Location | None", as_json: bool) -> None:
    """Ask the questions of the exam, and report wrong answers.

    The first time they are drafted from the articles: known items, and questions off the subject. They are saved in
    exam.jsonl in the index folder, for you to edit; `index` asks them before it publishes a new index.

    \b
    quotedesk exam
    """
    from qa.citations.hidden import reveal_line
    from qa.evaluation.exam import EXAM_FILE, draft_exam, read_exam, sit_exam, write_exam
    from ui.cli.terminal import format_json, format_mark

    index = open_chosen(place)
    path = index.folder / EXAM_FILE
    if draft or not path.is_file():
        write_exam(path, draft_exam(index))
    marks = sit_exam(index, read_exam(path))
    for mark in marks:
        if as_json or not mark.right:
            click.echo(format_json(asdict(mark)) if as_json else format_mark(mark))
    click.echo(f"{sum(mark.right for mark in marks)} of {len(marks)} right: {reveal_line(str(path))}", err=True)
    context.exit(0 if all(mark.right for mark in marks) else 1)


@click.command(short_help="Verify that saved citations still match.")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="CITATION..."
)
@options.INDEXES
@options.AS_JSON
@click.pass_context
def verify(context: click.Context, paths: tuple[Path, ...], place: "Location | None", as_json: bool) -> None:
    """Verify that saved citations still match the articles.

    CITATION is a file, or - for standard input: JSON or JSONL (what ask, mentions, overview, related, extract, standing
    or clippings printed with --json or exported, quotes from it, or W3C annotations); a web page that was shared from
    the page or written by ask --html, mentions or matrix; or the CSV or workbook that mentions or matrix wrote. Of
    pages and tables the words that they show are verified. Each quote is ok, moved (with its new place), changed (with
    the most similar sentence) or gone. Exit status: 0 if all are ok, else 1.

    \b
    quotedesk ask "Who signed for the UN?" --json | quotedesk verify -
    quotedesk verify answers.jsonl annotation.json --json
    quotedesk verify quotedesk.html
    """
    from qa.citations.citations import read_citations
    from qa.citations.table_citations import is_table, read_table
    from qa.merging.merged_verification import verify_in_any
    from ui.cli.terminal import format_json, format_verifications

    citations = [
        citation
        for path in paths
        for citation in (read_table if is_table(path.name) else read_citations)(*_read(path, CitationError))
    ]
    indexes = open_chosen_indexes(place).values()
    found = [verify_in_any(citation, indexes) for citation in citations]
    if as_json:
        from qa.serialize import verification_to_json

        click.echo("\n".join(format_json(verification_to_json(verification)) for verification in found))
    else:
        click.echo(format_verifications(found))
    context.exit(0 if all(verification.status == "ok" for verification in found) else 1)


@click.command(short_help="Check that a draft's quotations are verbatim.")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@options.INDEX
@options.AS_JSON
@click.pass_context
def check(context: click.Context, path: Path, place: "Location | None", as_json: bool) -> None:
    """Check that a draft's quotations are verbatim.

    FILE is a text or Markdown file, - for standard input. Text in quotation marks or block quotes is checked, or the
    whole file if nothing is marked. Each quotation is verbatim, elsewhere (verbatim, but in another article than the
    draft names), altered (with the difference), stitched (of separate parts) or absent. One or two words and headlines
    are a mention and not judged. Exit status: 0 if all are verbatim or mark their omissions, else 3.

    \b
    quotedesk check draft.md
    quotedesk check draft.md --json
    """
    from qa.drafts.checking import check_draft, format_counts
    from ui.cli.terminal import format_check, format_json

    checks = check_draft(_decode(*_read(path, DraftError)), open_chosen(place))
    if as_json:
        from qa.serialize import check_to_json

        lines = (format_json(check_to_json(one)) for one in checks)
    else:
        lines = (format_check(one) for one in checks)
    for line in lines:
        click.echo(line)
    click.echo(format_counts(checks), err=True)
    context.exit(0 if all(one.is_right for one in checks) else NOT_VERBATIM)


def _read(path: Path, kind: type[UserError]) -> tuple[bytes, str]:
    """Return the content of a file or of standard input, and its name. Raises an error of the given class."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        with nullcontext(sys.stdin.buffer) if str(path) == "-" else open_binary(path) as file:
            content = file.read(MAX_INPUT_SIZE + 1)
    except OSError as error:
        raise kind(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    if len(content) > MAX_INPUT_SIZE:
        raise kind(f"{name} has more than {MAX_INPUT_SIZE:,} bytes.", "Divide it into several files.")
    return content, name


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DraftError(f"{name} is not UTF-8 text.", "Save the draft as plain text in UTF-8.") from error


@click.command(short_help="Check the model and every file of the index.")
@click.option("--deep", is_flag=True, help="Also check the CPU, and encode a sample of passages again.")
@options.INDEX
@options.AS_JSON
@click.pass_context
def doctor(context: click.Context, deep: bool, place: "Location | None", as_json: bool) -> None:
    """Check the model and every file of the index, and report how to fix problems.

    \b
    quotedesk doctor --deep
    """
    from ui.cli.doctor import examine
    from ui.cli.terminal import format_findings, format_json

    findings = list(examine(choose_place(place), deep))
    click.echo(
        "\n".join(format_json(asdict(finding)) for finding in findings) if as_json else format_findings(findings)
    )
    context.exit(0 if all(finding.ok for finding in findings) else 1)


@click.command(short_help="Ask a question set and print standard measures.")
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="SET")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Ask N questions drawn at random.")
@click.option("--run-out", type=click.Path(path_type=Path, dir_okay=False), help="Write a TREC run.")
@click.option("--answers-out", type=click.Path(path_type=Path, dir_okay=False), help="Write one answer per line.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.png",
    help="Plot how often answers are right at each confidence.",
)
@click.option("--ablate", is_flag=True, help="Report what each stage of an answer contributes instead.")
@options.INDEX
@options.AS_JSON
def evaluate(
    path: Path,
    sample: int | None,
    run_out: Path | None,
    answers_out: Path | None,
    plot: Path | None,
    ablate: bool,
    place: "Location | None",
    as_json: bool,
) -> None:
    """Ask the questions of a SET and print standard measures with 95 % intervals.

    SET is a folder with corpus.jsonl.gz, queries.jsonl.gz and qrels.tsv.gz, or a .jsonl file of questions on the
    shipped articles, or with --index on the articles of that index, by their ids. A corpus gets an index of its own,
    which is kept for the next time. The judged.jsonl in an index folder has the feedback given on the page, and uses
    that index.

    \b
    quotedesk evaluate sets/squad_v11 --sample 500
    quotedesk evaluate questions.jsonl --answers-out answers.jsonl
    quotedesk evaluate mine.jsonl --index news-index --plot reliability.png
    """
    from qa.evaluation.ablation import ablate as measure_stages
    from qa.evaluation.evaluate import evaluate, find_index, index_folder_for, open_or_build, write_answers, write_run
    from qa.evaluation.question_sets import read_question_set
    from qa.evaluation.reliability import plot_reliability
    from ui.cli.progress_bar import show_progress

    if ablate and (run_out or answers_out or plot):
        raise click.UsageError("--ablate writes no run, answers or plot.")
    place = choose_named(place)
    index = find_index(path, place)
    questions = read_question_set(path, index=index)
    with show_progress() as progress:
        index = index or open_or_build(questions, place or index_folder_for(questions), progress)
        if ablate:
            _print_ablations(measure_stages(questions, index, sample, progress), as_json)
            return
        evaluation = evaluate(questions, index, sample=sample, progress=progress)
    if run_out:
        write_run(evaluation, run_out)
    if answers_out:
        write_answers(evaluation, answers_out)
    if plot:
        plot_reliability(evaluation.bins, evaluation.name, plot)
    _print_measures(evaluation, as_json)


def _print_ablations(found: "Sequence[Ablation]", as_json: bool) -> None:
    from ui.cli.terminal import format_ablations, format_json

    click.echo("\n".join(format_json(asdict(row)) for row in found) if as_json else format_ablations(found))


def _print_measures(evaluation: "Evaluation", as_json: bool) -> None:
    from qa.evaluation.reliability import bin_to_json
    from ui.cli.terminal import format_bins, format_json, format_measures

    measures, bins = evaluation.measures, [each for each in evaluation.bins if each.count]
    if as_json:
        click.echo("\n".join(map(format_json, (*map(asdict, measures), *map(bin_to_json, bins)))))
    else:
        click.echo("\n\n".join(filter(None, (format_measures(measures), format_bins(bins)))))


VERBS = (exam, verify, check, doctor, evaluate)
