"""`quotedesk standing`: the questions that are asked of new articles, and what they found.

Modules that are slow to import are imported inside the commands.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.cli import options
from ui.cli.chosen_index import choose_place, open_chosen
from ui.cli.stderr import echo

if TYPE_CHECKING:
    from index.places import Location
    from qa.standing.asking import News
    from qa.standing.standing_file import NewSentence, StandingQuestion

_ID = click.argument("id", metavar="ID")


@click.group(short_help="Ask questions of every new article.")
def standing() -> None:
    """Ask questions of every new article.

    A standing question is kept beside the index and asked whenever articles were added or changed. It reports
    sentences that answer and are new; reprints and near copies of what is known are left out.

    \b
    quotedesk standing add "Who leads the mission?"
    quotedesk index news/
    quotedesk standing report
    """


@standing.command()
@click.argument("question", callback=options.check_question_option)
@options.HISTORY
@options.FILTERS
@options.INDEX
@options.AS_JSON
def add(question: str, place: "Location | None", as_json: bool, **filters: Any) -> None:  # noqa: ANN401
    """Add QUESTION; the articles of the index count as known."""
    from qa.standing.standing_changes import add_standing

    _echo_questions([add_standing(open_chosen(place), question, **filters)], as_json)


@standing.command("list")
@options.INDEX
@options.AS_JSON
def list_questions(place: "Location | None", as_json: bool) -> None:
    """List the standing questions with their ids."""
    from qa.standing.standing_changes import list_standing

    _echo_questions(list_standing(choose_place(place)), as_json)


@standing.command()
@click.option("--all", "shows_all", is_flag=True, help="Also print sentences that are marked as read.")
@click.option("--mark-read", is_flag=True, help="Mark what is printed as read.")
@options.INDEX
@options.AS_JSON
def report(shows_all: bool, mark_read: bool, place: "Location | None", as_json: bool) -> None:
    """Print what the questions found and nobody has marked as read."""
    from qa.standing.asking import ask_standing
    from qa.standing.standing_changes import list_standing, mark_sentences
    from qa.standing.standing_json import standing_to_json
    from ui.cli.terminal import format_json

    index = open_chosen(place)
    ask_standing(index)
    found = [(one, one.sentences if shows_all else one.unread) for one in list_standing(choose_place(place))]
    if as_json:
        click.echo("".join(f"{format_json(standing_to_json(*pair))}\n" for pair in found), nl=False)
    else:
        news = [_format_found(*pair) for pair in found if pair[1]]
        click.echo("\n\n".join(news) if news else "Nothing new.", err=not news)
    if mark_read:
        mark_sentences(index, [sentence.id for _, sentences in found for sentence in sentences])


@standing.command()
@click.option(
    "--out", "path", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file."
)
@options.INDEX
def feed(path: Path, place: "Location | None") -> None:
    """Write what the questions found as an Atom feed."""
    from index.files import write_output
    from index.places import find_folder
    from qa.standing.atom import write_feed
    from qa.standing.standing_file import read_standing

    write_output(path, write_feed(read_standing(find_folder(choose_place(place)))))


@standing.command()
@_ID
@options.INDEX
def remove(id: str, place: "Location | None") -> None:
    """Remove a question by its id; `restore` undoes it."""
    from qa.standing.standing_changes import remove_standing

    removed = remove_standing(choose_place(place), id)
    echo(f"Removed “{removed.question}”. Undo with: quotedesk standing restore {id}")


@standing.command()
@_ID
@options.INDEX
def restore(id: str, place: "Location | None") -> None:
    """Restore a removed question with what it found."""
    from qa.standing.standing_changes import restore_standing

    echo(f"Restored “{restore_standing(choose_place(place), id).question}”.")


@standing.command()
@_ID
@options.INDEX
def pause(id: str, place: "Location | None") -> None:
    """Stop asking a question for a while."""
    from qa.standing.standing_changes import pause_standing

    echo(f"Paused “{pause_standing(choose_place(place), id).question}”.")


@standing.command()
@_ID
@options.INDEX
def resume(id: str, place: "Location | None") -> None:
    """Ask a paused question again, also of the articles that came in between."""
    from qa.standing.standing_changes import pause_standing

    echo(f"Resumed “{pause_standing(choose_place(place), id, paused=False).question}”.")


def report_news(place: "Location") -> None:
    """Ask the standing questions after a build, and print a line for each that found something.

    A build is done even if this fails.
    """
    from index.places import find_folder, open_at
    from qa.standing import STANDING_FILE

    try:
        if not (find_folder(place) / STANDING_FILE).exists():
            return
        from qa.standing.asking import ask_standing

        news = ask_standing(open_at(place))
    except UserError as error:
        echo(f"The standing questions were not asked. {error}")
        return
    for line in _format_news(news):
        echo(line)


def _format_news(news: "Sequence[News]") -> Iterator[str]:
    for one in news:
        count = len(one.sentences)
        yield f"“{one.question.question}”: {count} new sentence{'s' if count > 1 else ''}."
    if news:
        yield "Read them with: quotedesk standing report"


def _echo_questions(questions: "Sequence[StandingQuestion]", as_json: bool) -> None:
    from qa.citations.hidden import reveal_line

    if as_json:
        from qa.standing.standing_json import standing_to_json
        from ui.cli.terminal import format_json

        click.echo("".join(f"{format_json(standing_to_json(one))}\n" for one in questions), nl=False)
        return
    for one in questions:
        state = " (paused)" if one.paused else ""
        unread = f"  {len(one.unread)} unread" if one.unread else ""
        click.echo(f"{reveal_line(one.id)}  {reveal_line(f'{one.question}{_format_filters(one)}{state}')}{unread}")


def _format_filters(question: "StandingQuestion") -> str:
    from qa.query.period import format_period

    kept = [*question.sources, format_period(question.since, question.until)]
    return "".join(f" [{words}]" for words in kept if words)


def _format_found(question: "StandingQuestion", sentences: "Sequence[NewSentence]") -> str:
    """Return a question and its sentences, newest first, with their sources and places."""
    from qa.citations.hidden import reveal, reveal_line

    lines = [reveal_line(question.question)]
    for sentence in reversed(sentences):
        article = sentence.article
        day = article.published.isoformat() if article.published else ""
        credit = " · ".join(filter(None, (article.title, article.source, day)))
        more = f" · also in {len(sentence.also)} more" if sentence.also else ""
        place = f"({article.id}:{sentence.start}-{sentence.end})"
        lines += [f"  {reveal(sentence.text)}", f"    {reveal_line(f'{credit}{more} {place}')}"]
    return "\n".join(lines)
