"""`MatrixColumn`: the articles that one column of a matrix asks: an article, a source, or all articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.errors import ColumnError
from index.filters import ALL, Filter, make_filter
from index.store import Index
from qa.article_list import fetch_articles, find_articles, find_unknown

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
    as `find_articles` finds them. `sources` are the names of the sources; else all are taken, most frequent first.
    Raises ValueError for another kind, ColumnError for an unknown article or source, or where nothing is chosen.
    """
    if by not in get_args(ColumnKind):
        raise ValueError(f"there are no columns {by!r}; choose one of {', '.join(get_args(ColumnKind))}")
    if by == "all":
        return [ALL_KEY]
    if by == "sources":
        known = _name_sources(index)
        keys = [f"{_SOURCE}{known.get(name.casefold(), name)}" for name in sources or known.values()]
        unknown = next((key for key in keys if key.removeprefix(_SOURCE).casefold() not in known), None)
    else:
        keys = [f"{_ARTICLE}{id}" for id in articles or find_articles(index, words)]
        unknown = next((f"{_ARTICLE}{id}" for id in find_unknown(index, articles)), None)
    if unknown:
        raise _refuse(unknown)
    if not keys:
        raise ColumnError(f"No {by[:-1]} is chosen.", "Choose others, or ask all articles in one column.")
    return list(dict.fromkeys(keys))


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
