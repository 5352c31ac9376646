"""Publishes a generation of a folder in Milvus: fills a collection, examines it, and points an alias to it.

The alias with the name of the index points to the published collection; the one before it is kept for a rollback. An
interrupted publication continues: rows are written in the same batches each time, and complete ones are skipped.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import numpy as np

from corpus.errors import CorpusError, EngineError, IndexBusy, IndexMissing
from index.cutting import indexed_text
from index.failpoints import failpoint
from index.folder_index import FolderIndex
from index.generation.manifest import NAME_DIGITS
from index.milvus.engine import BUILDING, Engine, Row
from index.milvus.models import list_model_files, publish_model
from index.milvus.records import FACTS, ArticleRecord, batch_by_bytes, measure_row, write_article, write_record
from index.milvus.schema import (
    ORDINAL_BITS,
    UNDATED,
    check_lengths,
    make_passage_indexes,
    make_passage_schema,
    make_record_indexes,
    make_record_schema,
    records_of,
    write_pieces,
    write_word,
)
from index.text.stems import analyze_in
from index.types import Progress, ignore_progress

KNOWN_ITEMS = 100
"""Number of passages that must be found by their own vector and words before a generation is published."""

_BATCH_BYTES = 8 << 20
"""Maximum size of a batch in bytes; Milvus rejects a request of 64 MB."""

_WRITING = "publishing in Milvus"


def publish_served(index: FolderIndex, engine: Engine, former: str | None, progress: Progress = ignore_progress) -> str:
    """Write a generation into Milvus, examine it and point to it; return the name of its collection.

    `former`: the collection that was published when the work began. IndexBusy is raised if that has changed.
    """
    collection = _name_collection(index, engine)
    if collection != former:
        publish_model(index, engine)
        _create(index, engine, collection)
        _write_passages(index, engine, collection, progress)
        failpoint("passages in milvus")
        _write_records(index, engine, collection)
        failpoint("records in milvus")
        for name in (collection, records_of(collection)):
            engine.call("flush", name)
            engine.call("load_collection", name)
        examine_served(index, engine, collection)
        failpoint("examined in milvus")
        point_to(engine, collection, former)
        failpoint("published in milvus")
        _remove_all_but(engine, collection, former)
    return collection


def point_to(engine: Engine, collection: str, former: str | None) -> None:
    """Publish a collection in one step. Raises IndexBusy if another one was published in between."""
    alias = engine.address.name
    if engine.find_target(alias) != former:
        raise IndexBusy(f"Another build has published at {engine.address}.", "Run the same command again.")
    engine.call("alter_alias" if former else "create_alias", collection, alias)


def list_generations(engine: Engine) -> list[str]:
    """Return the collections of the existing generations, oldest first."""
    kind = re.compile(rf"{engine.address.name}_generation_\d{{6}}_[0-9a-f]{{{NAME_DIGITS}}}")
    return sorted(filter(kind.fullmatch, engine.list_collections()))


def _name_collection(index: FolderIndex, engine: Engine) -> str:
    """Return the unfinished collection of a generation, otherwise a name that sorts after all others."""
    names, digest = list_generations(engine), index.generation[-NAME_DIGITS:]
    begun = [name for name in names if name.endswith(digest)]
    number = max((int(name.split("_")[-2]) for name in names), default=0) + 1
    return begun[-1] if begun else f"{engine.address.name}_generation_{number:06d}_{digest}"


def point_back(engine: Engine) -> str:
    """Point to the generation before the published one and return its collection. Raises IndexMissing."""
    current = engine.find_target(engine.address.name)
    older = [name for name in list_generations(engine) if current and name < current]
    if not older:
        raise IndexMissing(
            f"The index at {engine.address} has no generation before the current one.",
            f"Build a new one with: quotedesk index PATH --index {engine.address}",
        )
    for name in (older[-1], records_of(older[-1])):
        engine.call("load_collection", name)
    point_to(engine, older[-1], current)
    return older[-1]


def _create(index: FolderIndex, engine: Engine, collection: str) -> None:
    schema, indexes = make_passage_schema(index.manifest.model.dimension), make_passage_indexes(index.manifest.passages)
    engine.create(collection, schema, indexes)
    engine.create(records_of(collection), make_record_schema(), make_record_indexes())


def _write_passages(index: FolderIndex, engine: Engine, collection: str, progress: Progress) -> None:
    count = index.manifest.passages
    _write_rows(index, engine, collection, engine.count(collection), progress)
    if engine.count(collection) != count:
        # The existing rows had gaps.
        _write_rows(index, engine, collection, 0, progress)


def _write_rows(index: FolderIndex, engine: Engine, collection: str, there: int, progress: Progress) -> None:
    """Write the passages of a generation in order, without the batches covered by the `there` existing rows."""
    done = 0
    for batch in batch_by_bytes(_make_rows(index), _BATCH_BYTES, measure_row):
        done += len(batch)
        if done > there:
            engine.call("upsert", collection, batch)
            failpoint("batch in milvus")
        progress(_WRITING, done, index.manifest.passages)


def _make_rows(index: FolderIndex) -> Iterator[Row]:
    """Yield every passage as a row. Raises CorpusError for texts longer than Milvus allows."""
    for number, article in enumerate(index.articles.values()):
        rows = index.passages_of(article.id)
        if len(rows) >= 1 << ORDINAL_BITS:
            raise CorpusError(f"Article {article.id} has {len(rows):,} passages.", "Split it into several files.")
        facts: Row = {
            "article_id": article.id,
            "source": article.source.casefold(),
            "title": article.title,
            "published": article.published.toordinal() if article.published else UNDATED,
        }
        vectors = index.dense.vectors_of(rows)
        for ordinal, (row, pieces) in enumerate(zip(rows, index.tokens.read(rows), strict=True)):
            start, end = index.bounds_at(row)
            words = analyze_in(article.language, indexed_text(article, article.text[start:end], start))
            own: Row = {
                "row": number << ORDINAL_BITS | ordinal,
                "start": start,
                "end": end,
                "words": " ".join(map(write_word, words)),
                "dense": vectors[ordinal].tolist(),
                **write_pieces(pieces),
            }
            check_lengths(article.id, facts | own)
            yield facts | own


def _write_records(index: FolderIndex, engine: Engine, collection: str) -> None:
    """Write everything else; the record of the manifest comes last, and marks the generation as complete."""
    for batch in batch_by_bytes(_make_records(index), _BATCH_BYTES, measure_row):
        engine.call("upsert", records_of(collection), batch)


def _make_records(index: FolderIndex) -> Iterator[Row]:
    with_copies, also = 0, {}
    for number, article in enumerate(index.articles.values()):
        copies = index.copies.get(article.id, frozenset())
        with_copies += bool(copies)
        if article.also:
            also[article.id] = [asdict(one) for one in article.also]
        record = ArticleRecord(
            article=article,
            number=number,
            passages=len(index.passages_of(article.id)),
            sentences=index.sentences_of(article.id),
            copies=copies,
            origins=index.origins[article.id],
            publications=index.publications.get(article.id, {}),
        )
        yield from write_record("article", article.id, write_article(record))
    for word in index.lexical.words:
        yield from write_record("word", write_word(word), str(index.lexical.count_rows(word)))
    facts = {
        "manifest": asdict(replace(index.manifest, files=list_model_files(index))),
        "mean_length": index.lexical.mean_length,
        "languages": index.lexical.languages,
        "acronyms": dict(index.acronyms),
        "articles_with_copies": with_copies,
        "overview": asdict(index.overview),
        "also": also,
    }
    yield from write_record(FACTS, FACTS, json.dumps(facts, default=date.isoformat))


def examine_served(index: FolderIndex, engine: Engine, collection: str) -> None:
    """Count the rows, and search for passages by their own vectors and words. Raises EngineError."""
    count = engine.count(collection)
    if count != index.manifest.passages:
        raise EngineError(
            f"Milvus has {count:,} of {index.manifest.passages:,} passages.", "Run the same command again."
        )
    rng = np.random.default_rng(0)
    chosen = rng.choice(count, size=min(KNOWN_ITEMS, count), replace=False)
    missed = {"vectors": 0, "BM25": 0}
    for row in sorted(chosen.tolist()):
        vector = index.dense.vectors_of([row])[0].tolist()
        words = analyze_in(index.articles[index.article_id_at(row)].language, index.matching_text_at(row))
        number = _number_of(index, row)
        missed["vectors"] += not _finds(engine, collection, "dense", vector, number)
        missed["BM25"] += bool(words) and not _finds(
            engine, collection, "sparse", " ".join(map(write_word, words)), number
        )
    for what, misses in missed.items():
        # Of many equal passages one may be missed; an engine without BM25 finds none.
        if 20 * misses > len(chosen):
            raise EngineError(
                f"The {what} search of Milvus misses {misses} of {len(chosen)} stored passages.",
                "Use Milvus 2.5 or newer, see its log, and run the same command again.",
            )


def _number_of(index: FolderIndex, row: int) -> int:
    article = int(index.articles_of(np.array([row]))[0])
    return article << ORDINAL_BITS | row - index.passages_of(index.article_id_at(row)).start


def _finds(engine: Engine, collection: str, field: str, wanted: object, number: int) -> bool:
    """Return whether the ten best rows contain a passage, or one with the same distance as the best."""
    # The first search may wait until the engine is ready.
    found = engine.search(collection, field, wanted, 10, timeout=BUILDING)
    is_there = any(hit["row"] == number for hit in found)
    return is_there or (len(found) > 1 and found[0]["distance"] == found[-1]["distance"])


def _remove_all_but(engine: Engine, current: str, former: str | None) -> None:
    """Remove all generations but the published one and its predecessor, and unfinished ones.

    The predecessor is unloaded; a client that still uses it loads it again.
    """
    for name in list_generations(engine):
        for part in (name, records_of(name)):
            if name not in (current, former):
                engine.call("drop_collection", part)
            elif name == former:
                engine.call("release_collection", part)
