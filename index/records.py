"""The articles of a segment as lines of JSON, each read when it is asked for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from corpus.articles import Article
from index.arrays import map_bytes
from index.members import Member

_LINE_END = ord("\n")


def write_articles(path: Path, articles: Iterable[Article]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(asdict(article), default=date.isoformat) + "\n")


class ArticleFile:
    """What `write_articles` wrote, mapped into memory."""

    def __init__(self, path: Path) -> None:
        self._content = map_bytes(path)
        ends = np.flatnonzero(np.frombuffer(self._content, dtype=np.uint8) == _LINE_END) + 1
        self._bounds = np.concatenate([[0], ends])

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._bounds) - 1

    def __getitem__(self, number: int) -> Article:
        """Read an article by its number."""
        return make_article_of(json.loads(self._content[self._bounds[number] : self._bounds[number + 1]]))


def make_article_of(fields: dict[str, Any]) -> Article:
    """Make an article of the fields of its JSON object."""
    published = fields.pop("published")
    pages = tuple(fields.pop("pages", ()))
    return Article(**fields, published=date.fromisoformat(published) if published else None, pages=pages)


class Articles(Mapping[str, Article]):
    """The articles of an index by id, in order of id; one that was read once is kept."""

    def __init__(self, members: Mapping[str, Member], files: Mapping[str, ArticleFile]) -> None:
        self._members = members
        self._files = files
        self._read: dict[str, Article] = {}

    def __getitem__(self, id: str) -> Article:
        """Return an article. Raises KeyError."""
        article = self._read.get(id)
        if article is None:
            member = self._members[id]
            article = self._read[id] = self._files[member.segment][member.number]
        return article

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._members)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._members)

    def __contains__(self, id: object) -> bool:
        """Tell whether there is an article of this id, without reading it."""
        return id in self._members


def read_old_articles(path: Path) -> Iterator[tuple[Article, tuple[str, ...]]]:
    """Yield the articles, and the places they were read from, of an index of a format before 4."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            origins = tuple(fields.pop("origins"))
            yield make_article_of(fields), origins
