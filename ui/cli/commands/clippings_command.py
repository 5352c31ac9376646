"""`quotedesk clippings`: keep, list, edit, remove and export quotations with their notes and tags.

Modules that are slow to import are imported inside the commands.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.cli import options
from ui.cli.chosen_index import choose_place, open_chosen

if TYPE_CHECKING:
    from index.places import Location
    from qa.clippings.clipping_list import VerifiedClipping

# Those of EXPORT_FORMS and ORDERS in qa/clippings, which take too long to import for --help; a test compares them.
FORMS = ("markdown", "ris", "csl", "annotations", "json")
ORDERS = ("newest", "source", "article", "tag")

_PLACE = re.compile(r"(.+):(\d{1,9})-(\d{1,9})")

_USER = click.option("--user", default="", metavar="NAME", help="Clippings of this user of a server with a login.")
_TAGS = click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag; repeatable.")
_ORDER = click.option("--order", type=click.Choice(ORDERS), default=ORDERS[0], help="Order; newest first by default.")
_WORDS = click.argument("words", nargs=-1, metavar="[WORD]...")


class _KeptPlace(click.ParamType[tuple[str, int, int]]):
    """The place of a quotation: an article's id, and where it starts and ends."""

    name = "place"

    def convert(
        self, value: str, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[str, int, int]:
        """Return id, start and end."""
        found = _PLACE.fullmatch(value)
        if found is None:
            self.fail(f"{value!r} is not a citation; write it as `quotedesk ask` prints it: 228e99aee21d84ac:763-903")
        return found[1], int(found[2]), int(found[3])


@click.group()
def clippings() -> None:
    """Keep quotations with notes and tags.

    They are stored in clippings.jsonl in the index folder, which no build changes, and each shows whether it still
    holds: ok, moved (with its new place), changed (with the most similar sentence) or gone.

    \b
    quotedesk clippings add 228e99aee21d84ac:763-903 --note "For chapter 2" --tag women
    quotedesk clippings list women --order source
    quotedesk clippings export markdown --out clippings.zip
    """


@clippings.command("add", short_help="Keep the quotation at a place.")
@click.argument("places", nargs=-1, required=True, type=_KeptPlace(), metavar="PLACE...")
@click.option("--note", default="", metavar="TEXT", help="A note.")
@_TAGS
@_USER
@options.INDEX
@options.AS_JSON
def add(
    places: Sequence[tuple[str, int, int]],
    note: str,
    tags: Sequence[str],
    user: str,
    place: "Location | None",
    as_json: bool,
) -> None:
    """Keep the quotation at each PLACE, as `quotedesk ask` prints it: article, start and end.

    A place that is kept already gets the note and the tags in addition.

    \b
    quotedesk clippings add 228e99aee21d84ac:763-903 --note "For chapter 2" --tag women
    """
    from qa.clippings.clipping_list import verify_clippings
    from qa.clippings.keeping import quote_place, save_clipping

    index = open_chosen(place)
    with _explain_arguments():
        quotes = [quote_place(index, *at) for at in places]
        kept = [save_clipping(index.folder, quote, note, tags, user) for quote in quotes]
    _print(list(verify_clippings(kept, index)), as_json)


@clippings.command("list", short_help="List clippings, and whether each still holds.")
@_WORDS
@_ORDER
@click.option("--tag", metavar="TAG", help="Only clippings with this tag.")
@_USER
@options.INDEX
@options.AS_JSON
def list_them(
    words: Sequence[str], order: str, tag: str | None, user: str, place: "Location | None", as_json: bool
) -> None:
    """List the clippings that contain every WORD, and whether each still holds.

    \b
    quotedesk clippings list
    quotedesk clippings list river --order tag --json
    """
    from qa.clippings.calls import list_clippings
    from qa.clippings.clippings_file import read_clippings

    index = open_chosen(place)
    found = list_clippings(" ".join(words), order=order, tag=tag or "", index=index, user=user)
    _print(found, as_json)
    others = {one.user for one in read_clippings(index.folder, None)} - {user}
    if not found and others and not words and not tag:
        click.echo("Other users have clippings here; name one with --user.", err=True)


@clippings.command("edit", short_help="Replace the note or the tags of a clipping.")
@click.argument("id", metavar="ID")
@click.option("--note", metavar="TEXT", help='The new note; "" for none.')
@click.option("--tag", "tags", multiple=True, metavar="TAG", help='The new tags; repeatable; "" for none.')
@_USER
@options.INDEX
@options.AS_JSON
def edit(id: str, note: str | None, tags: Sequence[str], user: str, place: "Location | None", as_json: bool) -> None:
    """Replace the note or the tags of the clipping ID, as `quotedesk clippings list` prints it.

    \b
    quotedesk clippings edit 5f0c2a9d11e7 --note "For chapter 3" --tag women --tag army
    """
    from qa.clippings.clipping_list import verify_clippings
    from qa.clippings.keeping import edit_clipping

    if note is None and not tags:
        raise click.UsageError("Name a --note or a --tag.")
    index = open_chosen(place)
    with _explain_arguments():
        edited = edit_clipping(index.folder, id, note=note, tags=tags or None, user=user)
    _print(list(verify_clippings([edited], index)), as_json)


@clippings.command("remove", short_help="Remove clippings.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_USER
@options.INDEX
def remove(ids: Sequence[str], user: str, place: "Location | None") -> None:
    """Remove the clippings of the IDs, and print their lines of the file, so that nothing is lost.

    \b
    quotedesk clippings remove 5f0c2a9d11e7
    """
    from index.places import find_folder
    from qa.article_list import name_count
    from qa.clippings.keeping import remove_clippings

    removed = remove_clippings(find_folder(choose_place(place)), ids, user)
    for clipping in removed:
        click.echo(clipping.line)
    click.echo(f"{name_count(len(removed), 'clipping')} removed.", err=True)


@clippings.command("export", short_help="Write clippings for another program.")
@click.argument("form", type=click.Choice(FORMS), metavar="FORM")
@_WORDS
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@_ORDER
@_USER
@options.INDEX
def export(form: str, words: Sequence[str], out: Path | None, order: str, user: str, place: "Location | None") -> None:
    """Write the clippings that contain every WORD for another program.

    FORM is markdown (notes for Obsidian, one file a clipping in a ZIP archive), ris or csl (for Zotero), annotations
    (of the W3C, for Hypothesis) or json. Without --out the export is printed, and notes are written to clippings.zip.

    \b
    quotedesk clippings export markdown --out notes.zip
    quotedesk clippings export ris women --out women.ris
    """
    from qa.clippings.calls import export_clippings
    from qa.clippings.clipping_export import EXPORT_FORMS

    content = export_clippings(form, " ".join(words), order=order, index=open_chosen(place), user=user)
    if out is None and form != "markdown":
        click.echo(content.decode(), nl=False)
        return
    _write(out or Path(EXPORT_FORMS[form].file), content)


def _write(path: Path, content: bytes) -> None:
    from index.files import write_output

    write_output(path, content)


@contextmanager
def _explain_arguments() -> Iterator[None]:
    """Report a wrong argument as wrong usage."""
    try:
        yield
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


def _print(found: "Sequence[VerifiedClipping]", as_json: bool) -> None:
    from ui.cli.terminal import format_json

    if as_json:
        from qa.clippings.clipping_forms import clipping_to_json

        for one in found:
            click.echo(format_json(clipping_to_json(one)))
    elif found:
        click.echo("\n\n".join(map(format_clipping, found)))
    else:
        click.echo("No clipping matches.", err=True)


def format_clipping(found: "VerifiedClipping") -> str:
    """Return a clipping as text: id and state, quotation, article, note and tags."""
    from qa.citations.hidden import reveal, reveal_line
    from ui.cli.terminal import describe_article, format_verifications, indent_lines

    clipping, verification = found.clipping, found.verification
    place = f"{reveal_line(clipping.article.id)}:{clipping.start}-{clipping.end}"
    lines = [
        f"{clipping.id}  {indent_lines(clipping.text)}",
        f"{describe_article(clipping.quote.article)} ({place})",
        *([f"Note: {indent_lines(clipping.note)}"] if clipping.note else []),
        *([f"Tags: {', '.join(map(reveal_line, clipping.tags))}"] if clipping.tags else []),
        format_verifications([verification]) if verification.status != "ok" else "ok",
    ]
    return reveal("\n    ".join(lines))


VERBS = (clippings,)
