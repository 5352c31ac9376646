"""The options that several commands share, and the conversion of their values."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def check_question_option(context: click.Context, parameter: click.Parameter, value: Any) -> Any:  # noqa: ANN401
    """Return a question, or several, checked as `ask` does."""
    from qa.question import check_question

    try:
        return [check_question(item) for item in value] if parameter.multiple else check_question(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


class _Day(click.DateTime):
    """A day, a month or a year."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:  # noqa: ANN401
        """Return the first or the last day of a typed value."""
        from corpus.errors import DateError
        from qa.question import check_since, check_until

        try:
            return (check_until if parameter and parameter.name == "until" else check_since)(value)
        except DateError as error:
            raise click.BadParameter(str(error)) from error


class Duration(click.ParamType):  # type: ignore[type-arg]  # not generic before click 8.3
    """A number of minutes, hours or days, such as 15m."""

    name = "duration"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:  # noqa: ANN401
        """Return a typed value in seconds."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(value).strip())
        if found is None:
            self.fail(f"{value!r} is not a duration. Write it as 15m, 2h or 1d.", parameter, context)
        return float(found[1]) * _SECONDS[found[2]]


class _IndexPlace(click.Path):
    """A folder, or an address of Milvus."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:  # noqa: ANN401
        """Return the typed location."""
        from index.milvus.address import is_milvus, read_address

        return read_address(value) if is_milvus(value) else super().convert(value, parameter, context)


_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}

Verb = Callable[..., Any]


def combine(*options: Callable[[Verb], Verb]) -> Callable[[Verb], Verb]:
    """Combine several options into one decorator; they are shown in this order."""

    def decorate(verb: Verb) -> Verb:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return decorate


def _note_collections(context: click.Context, parameter: click.Parameter, value: Any) -> None:  # noqa: ANN401
    """Keep the names for `chosen_index`, so that no command needs an argument for them."""
    if not value:
        return
    from corpus.errors import CollectionNameError
    from index.collections.collection_names import check_name

    try:
        names = [check_name(name.strip()) for text in value for name in text.split(",")]
    except CollectionNameError as error:
        raise click.BadParameter(str(error)) from error
    context.meta[COLLECTIONS_KEY] = tuple(dict.fromkeys(names))


def _note_all(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.meta[ALL_COLLECTIONS_KEY] = True


COLLECTIONS_KEY, ALL_COLLECTIONS_KEY = "quotedesk.collections", "quotedesk.all_collections"
"""Keys of a context's `meta` for the names that were given, and for --all-collections."""

INDEX_FOLDER = click.option(
    "--index",
    "place",
    type=_IndexPlace(),
    metavar="DIR",
    help="Index folder, or milvus://HOST:PORT/NAME; default: $QUOTEDESK_INDEX, else one in the user's data folder.",
)
INDEX = combine(
    INDEX_FOLDER,
    click.option(
        "--collection",
        multiple=True,
        metavar="NAME",
        expose_value=False,
        callback=_note_collections,
        help="Collection of the index; see `quotedesk collections`.",
    ),
)
INDEXES = combine(
    INDEX_FOLDER,
    click.option(
        "--collection",
        multiple=True,
        metavar="NAME",
        expose_value=False,
        callback=_note_collections,
        help="Collection of the index; several as a,b or repeated.",
    ),
    click.option(
        "--all-collections", is_flag=True, expose_value=False, callback=_note_all, help="All collections of the index."
    ),
)
"""The options of commands that work on several collections at once."""

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
# The maximum is MAX_HITS of qa/input_limits.py, which takes too long to import for --help; a test compares them.
COUNT = click.option(
    "-k", "k", type=click.IntRange(1, 1000), default=5, metavar="N", help="Number of passages to find, 5 by default."
)
SOURCES = combine(
    click.option("--source", "sources", multiple=True, help="Only articles of this source; repeatable."),
    click.option(
        "--since",
        type=_Day(),
        metavar="YYYY-MM-DD",
        help="Only articles of this day or later.",
    ),
    click.option(
        "--until",
        type=_Day(),
        metavar="YYYY-MM-DD",
        help="Only articles of this day or earlier.",
    ),
)
FILTERS = combine(
    SOURCES,
    click.option(
        "--no-period",
        "read_period",
        is_flag=True,
        # A flag with a true default behaves differently between versions of click.
        callback=lambda context, parameter, is_given: not is_given,
        help='Search the words of a period such as "since March 2024" instead of filtering by it.',
    ),
)
HISTORY = click.option(
    "--history",
    multiple=True,
    metavar="QUESTION",
    callback=check_question_option,
    help="An earlier question; repeatable, oldest first.",
)
RERANKER = click.option(
    "--reranker",
    metavar="NAME",
    help="Cross-encoder or question-answering model, by folder or name, that reads the passages instead of ours.",
)
SHOWS_ALL = click.option(
    "--all", "shows_all", is_flag=True, help="Print all quotations instead of only the closest sentence."
)
WEB_PAGE = click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the answer as a web page that can be shared and verified.",
)
SEARCHING = combine(click.argument("question", callback=check_question_option), COUNT, HISTORY, FILTERS)
RETRIEVING = combine(SEARCHING, INDEXES, AS_JSON)
ASKING = combine(SEARCHING, RERANKER, SHOWS_ALL, WEB_PAGE, INDEXES, AS_JSON)
