"""`MatrixColumn`: the articles that one column of a matrix asks: an article, a source, or all articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.errors import ColumnError
from index.filters import ALL, Filter, make_filter
from index.store import Index
from qa.article_list import fetch_articles, find_articles, find_unknown, list_articles

ColumnKind = Literal["articles", "sources", "all"]
"""What the columns are: an article each, a source each, or one column of all articles."""

ALL_KEY, ALL_NAME = "all", "All articles"
_ARTICLE, _SOURCE = "article:", "source:"


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column: its `key`, unique in an index, the name and facts that people read, and the articles that it asks."""

    key: str
    name: str
    wanted: Filter
    facts: str = ""

    @property
    def article_id(self) -> str:
        """The id of its article, empty for a source or all articles."""
        return self.key.removeprefix(_ARTICLE) if self.key.startswith(_ARTICLE) else ""


def choose_columns(
    index: Index,
    by: ColumnKind = "articles",
    *,
    articles: Sequence[str] = (),
    words: str = "",
    sources: Sequence[str] = (),
) -> list[MatrixColumn]:
    """Return the columns of a matrix; arguments and errors as for `choose_keys`."""
    return open_columns(choose_keys(index, by, articles=articles, words=words, sources=sources), index)


def choose_keys(
    index: Index,
    by: ColumnKind = "articles",
    *,
    articles: Sequence[str] = (),
    words: str = "",
    sources: Sequence[str] = (),
) -> list[str]:
    """Return the keys of the columns of a matrix, each once; `open_columns` opens any of them.

    `articles` are the ids of the articles, in this order; else those that contain the `words` are taken, newest first,
    as `find_articles` finds them. `sources` are the names of the sources, else all are taken, most frequent first; if
    the columns are articles, only those of these sources. Raises ValueError for another kind, ColumnError for an
    unknown article or source, for a choice that these columns do not have, or where nothing is chosen.
    """
    if by not in get_args(ColumnKind):
        raise ValueError(f"there are no columns {by!r}; choose one of {', '.join(get_args(ColumnKind))}")
    if by != "articles" and (articles or words or (sources and by == "all")):
        raise ColumnError(
            "Columns of sources, or one of all articles, cannot be limited to some of the articles.",
            "Ask each article, or leave out what chooses them.",
        )
    if by == "all":
        return [ALL_KEY]
    known = _name_sources(index)
    named = [known.get(name.casefold(), name) for name in sources]
    if unknown := next((name for name in named if name.casefold() not in known), None):
        raise _refuse(f"{_SOURCE}{unknown}")
    keys = _choose_articles(index, articles, words, named) if by == "articles" else _list_keys(named or known.values())
    if not keys:
        among = "article of these sources" if named else "article"
        what = f"No {among} contains these words." if words else f"No {by[:-1]} is chosen."
        raise ColumnError(what, "Choose others, or ask all articles in one column.")
    return list(dict.fromkeys(keys))


def _list_keys(sources: Iterable[str]) -> list[str]:
    return [f"{_SOURCE}{name}" for name in sources]


def _choose_articles(index: Index, articles: Sequence[str], words: str, sources: Sequence[str]) -> list[str]:
    """Return the keys of articles, only of these sources if some are given."""
    if unknown := next(iter(find_unknown(index, articles)), None):
        raise _refuse(f"{_ARTICLE}{unknown}")
    ids = list(dict.fromkeys(articles or find_articles(index, words)))
    if sources:
        wanted = {name.casefold() for name in sources}
        # The list is cached; to open the articles would read all of them for each part of a matrix.
        of_sources = {one.id for one in list_articles(index) if not wanted.isdisjoint(one.sources)}
        ids = [id for id in ids if id in of_sources]
    return [f"{_ARTICLE}{id}" for id in ids]


def _name_sources(index: Index) -> dict[str, str]:
    """Return the names of the sources, most frequent first, by their case-folded names."""
    return {name.casefold(): name for name, _ in index.overview.sources}


def open_columns(keys: Sequence[str], index: Index) -> list[MatrixColumn]:
    """Return the columns of these keys, each once. Raises ColumnError for an unknown one."""
    ids = [key.removeprefix(_ARTICLE) for key in dict.fromkeys(keys) if key.startswith(_ARTICLE)]
    titles = {
        article.id: (article.headline, " · ".join(filter(None, (article.source, _day(article.published)))))
        for article in fetch_articles(index, ids)
    }
    known = _name_sources(index)
    return [_open_column(key, titles, known) for key in dict.fromkeys(keys)]


def _open_column(key: str, titles: dict[str, tuple[str, str]], sources: dict[str, str]) -> MatrixColumn:
    id, source = key.removeprefix(_ARTICLE), key.removeprefix(_SOURCE)
    if key == ALL_KEY:
        return MatrixColumn(key, ALL_NAME, ALL)
    if key.startswith(_ARTICLE) and id in titles:
        name, facts = titles[id]
        return MatrixColumn(key, name, make_filter(articles=[id]), facts)
    if key.startswith(_SOURCE) and source.casefold() in sources:
        name = sources[source.casefold()]
        return MatrixColumn(f"{_SOURCE}{name}", name, make_filter([name]))
    raise _refuse(key)


def _refuse(key: str) -> ColumnError:
    named = key.replace(":", " ", 1) if key.startswith(_SOURCE) else f"article {key.removeprefix(_ARTICLE)}"
    return ColumnError(f"There is no {named}.", "Choose articles and sources of this index.")


def _day(published: object) -> str:
    return str(published) if published else ""
