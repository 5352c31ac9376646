"""The articles of a generation as lines of JSON, each with the places it was read from."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from corpus.articles import Article
from index.generations import find_current, has_generation
from index.manifest import ARTICLES_FILE, damaged, read_published_hash
from index.merge import Record
from index.models import hash_file


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            fields = asdict(record.article) | {"origins": record.origins}
            file.write(json.dumps(fields, default=date.isoformat) + "\n")


def read_records(path: Path) -> Iterator[Record]:
    """Read what `write_records` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            origins = tuple(fields.pop("origins"))
            published = fields.pop("published")
            fields["published"] = date.fromisoformat(published) if published else None
            fields["pages"] = tuple(fields.get("pages", ()))
            yield Record(Article(**fields), origins)


def read_stored_records(folder: Path) -> dict[str, Record]:
    """Return the records of the published generation, checking no other file; none where there is none.

    An older format had the same articles. Raises IndexDamaged.
    """
    if not has_generation(folder):
        return {}
    generation = find_current(folder)
    path = generation / ARTICLES_FILE
    if not path.is_file() or hash_file(path) != read_published_hash(generation, ARTICLES_FILE):
        raise damaged(folder, ARTICLES_FILE, "is missing or was changed after it was published")
    return {record.article.id: record for record in read_records(path)}
