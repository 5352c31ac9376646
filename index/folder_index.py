"""`FolderIndex`: one opened generation of an index folder."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore

import numpy as np

from corpus.articles import Article, Publication
from index.checked import CheckedPath
from index.damage import ORIGINS_FILE, PLACES_FILE, PUBLICATIONS_FILE, damaged
from index.facets import NO_FURTHER, Facets, look_over
from index.filters import ALL, Filter
from index.generation.catalogue import CATALOGUE_FOLDER, Catalogue, Origins, read_origins
from index.generation.manifest import find_damage
from index.model.sharing import share_encoder
from index.model.tokens import TokenIndex
from index.near_duplicates import parse_copies
from index.rows import Layout, lay_out
from index.segment.article_lines import Articles, parse_publications
from index.segment.dense import VECTORS_FILE, DenseIndex
from index.segment.lexical import LexicalIndex
from index.segment.segments import LEXICAL_FOLDER, TOKENS_FOLDER, Segment
from index.segment.shingles import NO_SIGNATURES, Signatures
from index.store import AT_ONCE, Index, find_between
from index.text.acronyms import choose_acronyms
from index.types import Among, CutArticle, Encoder, Manifest, Overview, Passages, Rows, Stretches, as_rows

COPIES_FILE = "copies.json"
MODEL_FOLDER = "model"

_search_slots = BoundedSemaphore(AT_ONCE)
"""Shared by all indexes of the process, as their searches use the same CPUs."""


class FolderIndex(Index):
    """An opened generation in a folder; each of its files is read and checked when it is first needed."""

    def __init__(self, files: CheckedPath, manifest: Manifest, catalogue: Catalogue) -> None:
        self.files = files
        self.path = files.path
        self.manifest = manifest
        self.catalogue = catalogue
        self.segments = {name: Segment(files / name) for name in catalogue.segments}

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self.path.parent

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.path.name

    @property
    def search_slot(self) -> BoundedSemaphore:
        """A semaphore of `AT_ONCE` searches shared by all folder indexes: they all run in this process."""
        return _search_slots

    def verify(self, name: str) -> None:
        """Check every file of a segment. Raises IndexDamaged."""
        for file, problem in find_damage(self.path, self.manifest, lambda file: file.startswith(f"{name}/")):
            raise damaged(self.path.parent, file, problem)

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id, in order of id."""
        return Articles(self.catalogue, {name: segment.articles for name, segment in self.segments.items()})

    @cached_property
    def origins(self) -> Mapping[str, Origins]:
        """The origins of each article, by its id."""
        return read_origins(self.files / ORIGINS_FILE, self.catalogue)

    @cached_property
    def publications(self) -> Mapping[str, Mapping[str, Publication]]:
        """What the origins of an article state of it, by its id and the origin, where the article says otherwise."""
        place = self.files / PUBLICATIONS_FILE
        return place.read(parse_publications) if place.exists() else {}

    @cached_property
    def _layout(self) -> Layout:
        bounds = [segment.passage_bounds for segment in self.segments.values()]
        with (self.files / CATALOGUE_FOLDER / PLACES_FILE).reading():
            return lay_out(self.catalogue.places, bounds)

    @property
    def passage_count(self) -> int:
        """The number of passages."""
        return self._layout.count

    @cached_property
    def dense(self) -> DenseIndex:
        """The vectors of the passages. Raises IndexDamaged unless there is one of the model's dimension for each."""
        dimension = self.manifest.model.dimension
        for name, segment in self.segments.items():
            self._check(f"{name}/{VECTORS_FILE}", segment.dense.shape == (len(segment.passages), dimension))
        return DenseIndex([segment.dense for segment in self.segments.values()], self._layout)

    @cached_property
    def tokens(self) -> TokenIndex:
        """The word pieces of the passages. Raises IndexDamaged unless they belong to these passages."""
        for name, segment in self.segments.items():
            self._check(f"{name}/{TOKENS_FOLDER}", segment.tokens.count == len(segment.passages))
        return TokenIndex([segment.tokens for segment in self.segments.values()], self._layout)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The words of the passages. Raises IndexDamaged unless they belong to these passages."""
        for name, segment in self.segments.items():
            self._check(f"{name}/{LEXICAL_FOLDER}", len(segment.lexical.lengths) == len(segment.passages))
        return LexicalIndex([segment.lexical for segment in self.segments.values()], self._layout)

    def _check(self, name: str, fits: bool) -> None:
        if not fits:
            raise damaged(self.path.parent, name, "does not fit the passages of the index")

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The acronyms that the articles define, with their long forms."""
        places = self.catalogue.places
        return choose_acronyms(
            (segment.definitions, set(places[places[:, 0] == number, 1].tolist()))
            for number, segment in enumerate(self.segments.values())
        )

    @cached_property
    def copies(self) -> Mapping[str, frozenset[str]]:
        """The near copies of every article that has any."""
        return (self.files / COPIES_FILE).read(parse_copies)

    @cached_property
    def overview(self) -> Overview:
        """The sources and dates of the articles."""
        return look_over(self._facets)

    @cached_property
    def _facets(self) -> Facets:
        return join_facets([segment.facets for segment in self.segments.values()], self.catalogue)

    @property
    def signatures(self) -> Signatures:
        """The signatures by which copies are found, in order of article id."""
        parts = [segment.signatures for segment in self.segments.values()]
        gather = self.catalogue.gather
        sizes = gather([part.sizes for part in parts], NO_SIGNATURES.sizes)
        return Signatures(sizes, gather([part.hashes for part in parts], NO_SIGNATURES.hashes))

    @cached_property
    def encoder(self) -> Encoder:
        """The model that the vectors were made with."""
        files = {name: file for name, file in self.manifest.files.items() if name.startswith(f"{MODEL_FOLDER}/")}
        digest = hashlib.sha256(repr((self.manifest.model, sorted(files.items()))).encode()).hexdigest()
        return share_encoder(lambda: self.files / MODEL_FOLDER, self.manifest.model, digest)

    def article_id_at(self, row: int) -> str:
        """Return the id of the article of a passage row, without reading the article."""
        return self.catalogue.id_at(int(self._layout.article[row]))

    def articles_of(self, rows: Rows) -> Rows:
        """Return the number of the article of each of the rows."""
        return self._layout.article[rows]

    def bounds_at(self, row: int) -> tuple[int, int]:
        """Return the start and end of the passage of a row."""
        own = self._layout.own[row]
        _, start, end = self._segment_at(row).passages[own].tolist()
        return start, end

    def _segment_at(self, row: int) -> Segment:
        return self.segments[self.catalogue.segments[self._layout.segment[row]]]

    def select(self, wanted: Filter) -> Rows | None:
        """Return the rows of the articles that match a filter, None for all."""
        if wanted == ALL:
            return None
        if wanted.articles:
            known = sorted(id for id in wanted.articles if id in self.articles)
            if wanted.sources or wanted.dates:
                passing = self._facets.passing(wanted)
                known = [id for id in known if passing[self.catalogue.find(id)]]
            return np.concatenate([np.arange(0), *(np.asarray(self.passages_of(id)) for id in known)])
        return np.flatnonzero(self._facets.passing(wanted)[self._layout.article])

    def read_articles_ahead(self, ids: Sequence[str]) -> None:
        """Do nothing, as `read_ahead`."""

    def read_ahead(self, rows: Rows) -> None:
        """Do nothing: files mapped into memory need no reading ahead."""

    def exclude(self, words: Sequence[str], rows: Rows, among: Among) -> Rows:
        """Return `among` without these rows and without the passages that contain one of the words."""
        left = np.setdiff1d(self.keep(np.arange(self._layout.count), among), rows)
        for word in words:
            left = np.setdiff1d(left, self.lexical.rows_with(word))
        return left

    def keep(self, rows: Rows, among: Among) -> Rows:
        """Return the rows that are also in `among`."""
        return rows if among is None else np.intersect1d(rows, as_rows(among))

    def cut_of(self, article: Article) -> CutArticle | None:
        """Return the stored cut of an article whose text, title and date are in the index."""
        known = self.articles.get(article.id)
        if known is None or (known.title, known.published) != (article.title, article.published):
            return None
        segment, number = self.catalogue[article.id]
        return CutArticle(self.sentences_of(article.id), self.segments[segment].passages_of(number), is_encoded=True)

    def encoded(self, article_id: str) -> Passages:
        """Return the vectors of the passages of an article, and their pieces."""
        segment, number = self.catalogue[article_id]
        return self.segments[segment].encoded(number)

    def passages_of(self, article_id: str) -> range:
        """Return the passage rows of an article."""
        number = self.catalogue.find(article_id)
        return range(self._layout.bounds[number], self._layout.bounds[number + 1])

    def sentences_at(self, row: int) -> Stretches:
        """Return the start and end, in the article, of every sentence of the passage of a row."""
        number = self.catalogue.places[self._layout.article[row], 1]
        return find_between(self._segment_at(row).sentences_of(number), *self.bounds_at(row))

    def sentences_of(self, article_id: str) -> Stretches:
        """Return the start and end of every sentence of an article."""
        segment, number = self.catalogue[article_id]
        return self.segments[segment].sentences_of(number)


def join_facets(parts: Sequence[Facets], catalogue: Catalogue) -> Facets:
    """Return the facets of all articles in order of id, given those of each segment."""
    known: dict[str, int] = {}
    sources = [
        np.array([known.setdefault(name, len(known)) for name in part.sources], dtype=np.int64) for part in parts
    ]
    no_rows = np.empty(0, dtype=np.int64)
    numbers = catalogue.gather([own[part.numbers] for own, part in zip(sources, parts, strict=True)], no_rows)
    days = catalogue.gather([part.days for part in parts], no_rows)
    also = [NO_FURTHER]
    for number, (own, part) in enumerate(zip(sources, parts, strict=True)):
        if len(part.also):
            rows = catalogue.rows_of(number, len(part.numbers))[part.also[:, 0]]
            stays = rows >= 0
            also.append(np.column_stack([rows, own[part.also[:, 1]], part.also[:, 2]])[stays])
    return Facets(list(known), numbers, days, np.concatenate(also))
