"""The articles of a segment as lines of JSON, each read and checked on demand.

<segment>/articles.jsonl   one article per line
<segment>/lines.npy        the offset of the end of each line, and its SHA-256

A damaged article is therefore never quoted, and opening an index reads no article.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from corpus.articles import Article, Publication, parse_day
from index.arrays import map_array
from index.caching import cache_method
from index.checked import CheckedPath, OpenFile
from index.damage import ARTICLES_FILE, CHANGED, damaged
from index.generation.catalogue import ArticleAddress

_KEPT_ARTICLES = 1_000
_LINES_FILE = "lines.npy"
_DIGEST_PART = np.dtype("<u8")
"""A SHA-256 is stored as four of these, beside the end of its line."""


def write_articles(folder: Path, articles: Iterable[Article]) -> None:
    """Write one JSON object per line, and the ends of the lines, into a folder."""
    ends, digests, end = [], [], 0
    with (folder / ARTICLES_FILE).open("wb") as file:
        for article in articles:
            line = json.dumps(_list_fields(article), default=date.isoformat).encode() + b"\n"
            file.write(line)
            end += len(line)
            ends.append(end)
            digests.append(hashlib.sha256(line).digest())
    numbers = np.frombuffer(b"".join(digests), dtype=_DIGEST_PART).reshape(len(digests), -1)
    np.save(folder / _LINES_FILE, np.column_stack([np.array(ends, dtype=_DIGEST_PART), numbers]))


def _list_fields(article: Article) -> dict[str, Any]:
    """Return the fields of an article; `stated`, which few articles have, only if there is a value."""
    fields = asdict(article)
    if article.stated is None:
        del fields["stated"]
    return fields


Publications = Mapping[str, Mapping[str, Publication]]
"""What places state of an article, by its id and the place, where it is not what the article itself states."""


def write_publications(path: Path, publications: Publications) -> None:
    """Write the publications as one JSON object; no file if there are none."""
    if publications:
        plain = {
            id: {place: asdict(publication) for place, publication in places.items()}
            for id, places in publications.items()
        }
        path.write_text(json.dumps(plain, default=date.isoformat), encoding="utf-8")


def parse_publications(content: bytes) -> Publications:
    """Return what `write_publications` wrote."""
    return {
        id: {place: make_publication_of(fields) for place, fields in places.items()}
        for id, places in json.loads(content).items()
    }


class ArticleFile:
    """The articles written by `write_articles` into a folder of a generation."""

    def __init__(self, folder: CheckedPath) -> None:
        self._place = folder / ARTICLES_FILE
        self._file = OpenFile(self._place)
        self._lines = map_array(folder / _LINES_FILE)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._lines)

    def __getitem__(self, number: int) -> Article:
        """Read an article by its number. Raises IndexDamaged if it is not as it was written."""
        start = int(self._lines[number - 1, 0]) if number else 0
        line = self._file.read(start, int(self._lines[number, 0]) - start)
        with self._place.reading():
            if hashlib.sha256(line).digest() != self._lines[number, 1:].tobytes():
                raise damaged(self._place.generation.parent, self._place.name, CHANGED)
            return make_article_of(json.loads(line))


def make_article_of(fields: dict[str, Any]) -> Article:
    """Make an article from the fields of its JSON object."""
    fields |= {name: tuple(fields.get(name, ())) for name in ("pages", "page_labels")}
    also = tuple(map(make_publication_of, fields.pop("also", ())))
    stated = make_publication_of(fields["stated"]) if fields.get("stated") else None
    return Article(**fields | {"published": parse_day(fields["published"] or None), "also": also, "stated": stated})


def make_publication_of(fields: dict[str, Any]) -> Publication:
    """Make a publication from the fields of its JSON object."""
    return Publication(**fields | {"published": parse_day(fields["published"] or None)})


class Articles(Mapping[str, Article]):
    """The articles of an index by id, in order of id, with a cache of the latest."""

    def __init__(self, catalogue: Mapping[str, ArticleAddress], files: Mapping[str, ArticleFile]) -> None:
        self._catalogue = catalogue
        self._files = files
        self._read = cache_method(self._read_article, _KEPT_ARTICLES)

    def _read_article(self, id: str) -> Article:
        place = self._catalogue[id]
        return self._files[place.segment][place.number]

    def __getitem__(self, id: str) -> Article:
        """Return an article. Raises KeyError, or IndexDamaged if it is not as it was written."""
        return self._read(id)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._catalogue)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._catalogue)

    def __contains__(self, id: object) -> bool:
        """Return whether there is an article of this id, without reading it."""
        return id in self._catalogue


def parse_lines(content: bytes) -> list[Article]:
    """Return all articles of a file of lines."""
    return [make_article_of(json.loads(line)) for line in content.splitlines()]
