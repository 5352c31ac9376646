"""Records: texts of any length by key, as rows of limited size."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from corpus.articles import Article, Publication
from index.milvus.engine import Engine, Row
from index.segment.article_lines import make_article_of, make_publication_of
from index.types import Stretches

FACTS = "facts"
"""The kind and name of the record of a generation's manifest."""

_PART = 60_000
"""Maximum size of a text in one row, in bytes."""

_KEYS_AT_ONCE = 500


def cut_by_bytes(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most `limit` bytes, between characters; an empty text is one part."""
    content, parts = text.encode(), []
    while len(content) > limit:
        part = content[:limit].decode(errors="ignore")
        parts.append(part)
        content = content[len(part.encode()) :]
    return [*parts, content.decode()]


def write_record(kind: str, name: str, value: str) -> Iterator[Row]:
    """Yield the rows of a record: the first begins with the number of rows."""
    parts = cut_by_bytes(value, _PART)
    parts[0] = f"{len(parts)} {parts[0]}"
    for number, part in enumerate(parts):
        yield {"key": f"{kind}/{name}/{number}", "kind": kind, "value": part, "nothing": [0.0, 0.0]}


def read_records(engine: Engine, collection: str, kind: str, names: Sequence[str]) -> dict[str, str]:
    """Return the values of records by name; missing ones are left out."""
    firsts = _get(engine, collection, [f"{kind}/{name}/0" for name in names])
    counts, parts = {}, {}
    for name in names:
        if (first := firsts.get(f"{kind}/{name}/0")) is not None:
            count, _, parts[name] = first.partition(" ")
            counts[name] = int(count)
    further = _get(engine, collection, [f"{kind}/{name}/{n}" for name in counts for n in range(1, counts[name])])
    rest = {name: [further[f"{kind}/{name}/{n}"] for n in range(1, count)] for name, count in counts.items()}
    return {name: "".join([parts[name], *rest[name]]) for name in counts}


def _get(engine: Engine, collection: str, keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first in range(0, len(keys), _KEYS_AT_ONCE):
        rows = engine.get(collection, keys[first : first + _KEYS_AT_ONCE], ["key", "value"])
        found |= {row["key"]: row["value"] for row in rows}
    return found


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article with its number, its number of passages, its sentences, near copies and origins.

    `publications`: what origins state of it, where it is not what the article itself states.
    """

    article: Article
    number: int
    passages: int
    sentences: Stretches
    copies: frozenset[str]
    origins: tuple[str, ...]
    publications: Mapping[str, Publication]


def write_article(record: ArticleRecord) -> str:
    """Serialize the record of an article."""
    fields = {
        "article": asdict(record.article),
        "number": record.number,
        "passages": record.passages,
        "sentences": base64.b64encode(record.sentences.astype(np.int32).tobytes()).decode(),
        "copies": sorted(record.copies),
        "origins": record.origins,
        "publications": {place: asdict(one) for place, one in record.publications.items()},
    }
    return json.dumps(fields, default=date.isoformat, ensure_ascii=False)


def read_article(text: str) -> ArticleRecord:
    """Parse the output of `write_article`."""
    fields: dict[str, Any] = json.loads(text)
    sentences = np.frombuffer(base64.b64decode(fields["sentences"]), dtype=np.int32).reshape(-1, 2)
    return ArticleRecord(
        article=make_article_of(fields["article"]),
        number=fields["number"],
        passages=fields["passages"],
        sentences=sentences.astype(np.int64),
        copies=frozenset(fields["copies"]),
        origins=tuple(fields["origins"]),
        publications={place: make_publication_of(one) for place, one in fields.get("publications", {}).items()},
    )


def batch_by_bytes(rows: Iterable[Row], limit: int, measure: Callable[[Row], int]) -> Iterator[list[Row]]:
    """Yield rows in lists of at most `limit` bytes, or of one longer row."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        own = measure(row)
        if batch and size + own > limit:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += own
    if batch:
        yield batch


def measure_row(row: Mapping[str, object]) -> int:
    """Return the approximate size of a row in a request, in bytes."""
    return sum(map(_measure, row.values()))


def _measure(value: object) -> int:
    if isinstance(value, str):
        return len(value.encode())
    return 4 * len(value) if isinstance(value, list) else 8
