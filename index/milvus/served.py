"""`MilvusIndex`: a generation in Milvus, with the interface of one in a folder."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_data_path

from corpus.articles import Article, Publication
from corpus.errors import IndexDamaged, IndexMissing, IndexStale
from index.filters import ALL, Filter
from index.generation.manifest import FORMAT_VERSION
from index.milvus.address import Address
from index.milvus.engine import Engine
from index.milvus.models import open_model
from index.milvus.passage_rows import PassageRows, ReadThroughCache
from index.milvus.records import FACTS, ArticleRecord, read_article, read_records
from index.milvus.schema import ORDINAL_BITS, UNDATED, records_of
from index.milvus.scoring import MilvusDense, MilvusLexical, MilvusTokens, make_condition
from index.segment.article_lines import make_publication_of
from index.store import Index
from index.types import Among, Encoder, FileRecord, Manifest, ModelCard, Overview, Rows, Stretches

_KEPT_ARTICLES = 2048
_PAGE = 100


def staging_folder(address: Address) -> Path:
    """Return the folder on this machine for building generations for Milvus, with the judgements and the exam."""
    digest = hashlib.sha256(str(address).encode()).hexdigest()[:16]
    return user_data_path("quotedesk") / "milvus" / f"{address.name}-{digest}"


def find_collection(engine: Engine) -> str:
    """Return the collection of the published generation. Raises IndexMissing."""
    collection = engine.find_target(engine.address.name)
    if collection is None:
        raise IndexMissing(
            f"There is no index at {engine.address}.",
            f"Build one with: quotedesk index PATH --index {engine.address}",
        )
    return collection


def open_served(engine: Engine) -> "MilvusIndex":
    """Open the published generation. Raises IndexMissing, IndexDamaged, IndexStale or EngineError."""
    collection = find_collection(engine)
    for name in (collection, records_of(collection)):
        engine.call("load_collection", name)
    found = read_records(engine, records_of(collection), FACTS, [FACTS])
    if FACTS not in found:
        raise IndexDamaged(
            f"The collection {collection} at {engine.address} is incomplete.",
            f"Publish it again with: quotedesk index PATH --index {engine.address}",
        )
    facts = json.loads(found[FACTS])
    index = MilvusIndex(engine, collection, facts)
    _check_fit(engine, index)
    return index


def _check_fit(engine: Engine, index: "MilvusIndex") -> None:
    """Raise IndexStale for another format or dimension of vectors, IndexDamaged for missing rows."""
    again = f"Publish it again with: quotedesk index --full PATH --index {engine.address}"
    manifest, collection = index.manifest, index.collection
    if manifest.format_version != FORMAT_VERSION:
        what = f"The index at {engine.address} has format {manifest.format_version}; this quotedesk reads"
        raise IndexStale(f"{what} {FORMAT_VERSION}.", again)
    fields = engine.call("describe_collection", collection)["fields"]
    dimension = next((int(field["params"]["dim"]) for field in fields if field["name"] == "dense"), 0)
    if dimension != manifest.model.dimension:
        what = f"The vectors of {collection} have {dimension} numbers instead of {manifest.model.dimension}"
        raise IndexStale(f"{what}.", again)
    count = engine.count(collection)
    if count != manifest.passages:
        what = f"The collection {collection} has {count:,} passages instead of {manifest.passages:,}"
        raise IndexDamaged(f"{what}.", again)


class MilvusIndex(Index):
    """An opened generation in Milvus."""

    def __init__(self, engine: Engine, collection: str, facts: dict[str, Any]) -> None:
        self.collection = collection
        self._engine = engine
        self._facts = facts
        self.manifest = _read_manifest(facts["manifest"])
        self._rows = PassageRows(engine, collection)
        self._records: ReadThroughCache[str, ArticleRecord] = ReadThroughCache(self._read_articles, _KEPT_ARTICLES)
        self._lexical = MilvusLexical(
            engine,
            collection,
            self._rows,
            passages=self.manifest.passages,
            mean_length=facts["mean_length"],
            languages=facts.get("languages", ()),
        )
        self._dense = MilvusDense(engine, collection, self._rows)
        self._tokens = MilvusTokens(self._rows)

    @property
    def folder(self) -> Path:
        """The folder on this machine of its exam and judgements."""
        return staging_folder(self._engine.address)

    @property
    def generation(self) -> str:
        """The name of its collection."""
        return self.collection

    @property
    def search_slot(self) -> AbstractContextManager[object]:
        """No limit here: a search mostly waits for the engine."""
        return nullcontext()

    @cached_property
    def articles(self) -> "MilvusArticles":
        """The articles by id; iterating reads all of them."""
        return MilvusArticles(self)

    @property
    def lexical(self) -> MilvusLexical:
        """The words of the passages."""
        return self._lexical

    @property
    def dense(self) -> MilvusDense:
        """The vectors of the passages."""
        return self._dense

    @property
    def tokens(self) -> MilvusTokens:
        """The word pieces of the passages."""
        return self._tokens

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The acronyms that the articles define, with their long forms."""
        acronyms: dict[str, str] = self._facts["acronyms"]
        return acronyms

    @cached_property
    def copies(self) -> Mapping[str, frozenset[str]]:
        """The near copies of every article that has any."""
        return MilvusCopies(self, self._facts["articles_with_copies"])

    @cached_property
    def encoder(self) -> Encoder:
        """The model of the vectors; its files come with the index and are cached on this machine."""
        return open_model(self._engine, self.manifest)

    @cached_property
    def overview(self) -> Overview:
        """The sources and dates of the articles."""
        facts = self._facts["overview"]
        return Overview(**facts | {"sources": tuple(map(tuple, facts["sources"]))})

    def record(self, article_id: str) -> ArticleRecord:
        """Return the record of an article. Raises KeyError."""
        return self._records.one(article_id)

    def _read_articles(self, ids: Sequence[str]) -> dict[str, ArticleRecord]:
        found = read_records(self._engine, records_of(self.collection), "article", ids)
        return {id: read_article(text) for id, text in found.items()}

    def read_articles_ahead(self, ids: Sequence[str]) -> None:
        """Fetch articles in one request."""
        self._records.get(ids)

    def list_ids(self) -> Iterator[str]:
        """Yield the id of every article, in order."""
        for row in self._engine.stream(records_of(self.collection), 'kind == "article"', ["key"]):
            _, id, part = row["key"].split("/")
            if part == "0":
                yield id

    def article_id_at(self, row: int) -> str:
        """Return the id of the article of a passage row."""
        return self._rows.one(row).article_id

    def articles_of(self, rows: Rows) -> Rows:
        """Return the number of the article of each of the rows."""
        return rows >> ORDINAL_BITS

    def bounds_at(self, row: int) -> tuple[int, int]:
        """Return the start and end of the passage of a row."""
        passage = self._rows.one(row)
        return passage.start, passage.end

    def passages_of(self, article_id: str) -> range:
        """Return the passage rows of an article."""
        record = self.record(article_id)
        first = record.number << ORDINAL_BITS
        return range(first, first + record.passages)

    def sentences_of(self, article_id: str) -> Stretches:
        """Return the start and end of every sentence of an article."""
        return self.record(article_id).sentences

    def read_ahead(self, rows: Rows) -> None:
        """Fetch passages and their articles in two requests."""
        self._records.get(passage.article_id for passage in self._rows.get(rows))

    def select(self, wanted: Filter) -> str | None:
        """Return the condition for the articles that match a filter."""
        if wanted == ALL:
            return None
        only = f"article_id in {json.dumps(sorted(wanted.articles))}" if wanted.articles else ""
        if only and not wanted.sources and not wanted.dates:
            return only
        conditions = []
        if wanted.sources:
            conditions.append(f"source in {json.dumps(sorted(wanted.sources), ensure_ascii=False)}")
        if wanted.dates:
            first, last = (day.toordinal() for day in wanted.dates)
            conditions.append(f"published > {UNDATED} and published >= {first} and published <= {last}")
        own = " and ".join(conditions)
        # The rows of an article have the source and date of its first publication.
        further = [id for id, also in self._also.items() if any(map(wanted.includes, also))]
        own = f"({own}) or article_id in {json.dumps(further)}" if further else own
        return f"({own}) and {only}" if only else own

    @cached_property
    def _also(self) -> Mapping[str, Sequence[Publication]]:
        """The further publications of the articles that have any."""
        return {id: list(map(make_publication_of, also)) for id, also in self._facts.get("also", {}).items()}

    def exclude(self, words: Sequence[str], rows: Rows, among: Among) -> str:
        """Return the condition `among` without these rows and without passages that contain one of the words."""
        forms = (form for word in words for form in self._lexical.list_written(word))
        without = [f"not TEXT_MATCH(words, '{form}')" for form in forms]
        without += [f"row not in {rows.tolist()}"] if len(rows) else []
        own = make_condition(among)
        return " and ".join([*([f"({own})"] if own else []), *without])

    def keep(self, rows: Rows, among: Among) -> Rows:
        """Return the rows that are also in `among`."""
        if among is None or not len(rows):
            return rows
        condition = f"{make_condition(rows)} and ({make_condition(among)})"
        found = self._engine.query(self.collection, condition, ["row"])
        return np.array(sorted(row["row"] for row in found), dtype=np.int64)


class MilvusArticles(Mapping[str, Article]):
    """The articles of a generation by id."""

    def __init__(self, index: MilvusIndex) -> None:
        self._index = index

    def __getitem__(self, id: str) -> Article:
        """Return an article. Raises KeyError."""
        return self._index.record(id).article

    def __iter__(self) -> Iterator[str]:
        """Yield the ids, in order."""
        ids = self._index.list_ids()
        while page := list(islice(ids, _PAGE)):
            # Iteration usually needs the articles as well.
            self._index.read_articles_ahead(page)
            yield from page

    def __len__(self) -> int:
        """Return the number of articles."""
        return self._index.manifest.articles


class MilvusCopies(Mapping[str, frozenset[str]]):
    """The near copies of each of the `count` articles that have any."""

    def __init__(self, index: MilvusIndex, count: int) -> None:
        self._index = index
        self._count = count

    def __getitem__(self, id: str) -> frozenset[str]:
        """Return the ids of the copies of an article. Raises KeyError if it has none."""
        copies = self._index.record(id).copies if self._count else frozenset()
        if not copies:
            raise KeyError(id)
        return copies

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of articles that have copies."""
        return (id for id in self._index.articles if id in self)

    def __len__(self) -> int:
        """Return the number of articles that have copies."""
        return self._count


def _read_manifest(fields: dict[str, Any]) -> Manifest:
    card = ModelCard(**fields["model"])
    files = {name: FileRecord(**record) for name, record in fields["files"].items()}
    return Manifest(**fields | {"model": card, "files": files})
