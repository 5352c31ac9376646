"""`Index`: one opened generation."""

import os
import weakref
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from corpus.errors import UserError
from corpus.passages import Passage
from index.acronyms import read_acronyms
from index.copies import read_copies
from index.cutting import CutArticle, Stretches, matching_text
from index.dense import DenseIndex
from index.encoder import Encoder, Passages, open_encoder
from index.generations import find_current, hold_generation
from index.lexical import LexicalIndex
from index.manifest import (
    ARTICLES_FILE,
    MANIFEST,
    Manifest,
    damaged,
    find_damage,
    read_manifest,
)
from index.records import read_records
from index.tokens import TokenIndex

PASSAGES_FILE = "passages.npy"
SENTENCES_FILE = "sentences.npy"
VECTORS_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
TOKENS_FOLDER = "tokens"
ACRONYMS_FILE = "acronyms.json"
COPIES_FILE = "copies.json"

Offsets = NDArray[np.int64]
"""Shape (count, 3): the article's row, start and end; in order of article and start."""


class Index:
    """An opened generation: articles, passages, sentences, and what finds them. Reading changes nothing."""

    def __init__(self, generation: Path, manifest: Manifest) -> None:
        self.path = generation
        self.manifest = manifest
        self.records = {record.article.id: record for record in read_records(generation / ARTICLES_FILE)}
        self.passages: Offsets = np.load(generation / PASSAGES_FILE)
        self.sentences: Offsets = np.load(generation / SENTENCES_FILE)
        self._ids = list(self.records)
        self._numbers = {id: number for number, id in enumerate(self._ids)}
        numbers = np.arange(len(self._ids) + 1)
        self._passage_bounds = np.searchsorted(self.passages[:, 0], numbers)
        self._sentence_bounds = np.searchsorted(self.sentences[:, 0], numbers)

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.path.name

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id, in order of id."""
        return {id: record.article for id, record in self.records.items()}

    @cached_property
    def dense(self) -> DenseIndex:
        """The vectors of the passages. Raises IndexDamaged where they are not one of the model's for each."""
        dense = DenseIndex.open(self.path / VECTORS_FILE)
        self._check(VECTORS_FILE, dense.vectors.shape == (len(self.passages), self.manifest.model.dimension))
        return dense

    @cached_property
    def tokens(self) -> TokenIndex:
        """The word pieces of the passages. Raises IndexDamaged where they are of other passages."""
        tokens = TokenIndex.open(self.path / TOKENS_FOLDER)
        self._check(TOKENS_FOLDER, tokens.count == len(self.passages))
        return tokens

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The words of the passages. Raises IndexDamaged where they are of other passages."""
        lexical = LexicalIndex.open(self.path / LEXICAL_FOLDER)
        self._check(LEXICAL_FOLDER, lexical.count == len(self.passages))
        return lexical

    def _check(self, name: str, fits: bool) -> None:
        if not fits:
            raise damaged(self.path.parent, name, "does not fit the passages of the index")

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The acronyms that the articles define, with their long forms."""
        return read_acronyms(self.path / ACRONYMS_FILE)

    @cached_property
    def copies(self) -> Mapping[str, frozenset[str]]:
        """The near copies of every article that has some; none in an index made before they were looked for."""
        return read_copies(self.path / COPIES_FILE) if COPIES_FILE in self.manifest.files else {}

    @cached_property
    def encoder(self) -> Encoder:
        """The model that the vectors were made with."""
        return open_encoder(self.path, self.manifest.model)

    def article_at(self, row: int) -> Article:
        """Return the article of a passage row."""
        return self.records[self._ids[self.passages[row, 0]]].article

    def passage_at(self, row: int) -> Passage:
        """Return the passage of a row."""
        article = self.article_at(row)
        _, start, end = self.passages[row].tolist()
        return Passage(article.id, article.text[start:end], start, end)

    def cut_of(self, article: Article) -> CutArticle | None:
        """Return the stored cut, with its vectors, of an article whose text, title and date are in the index."""
        known = self.articles.get(article.id)
        if known is None or (known.title, known.published) != (article.title, article.published):
            return None
        rows = self.passages_of(article.id)
        passages = self.passages[rows.start : rows.stop, 1:]
        return CutArticle(
            sentences=self.sentences_of(article.id),
            passages=passages,
            matching=[matching_text(article, article.text[start:end]) for start, end in passages.tolist()],
            encoded=Passages(
                self.dense.vectors[rows.start : rows.stop].astype(np.float32),
                [self.tokens.pieces_of(row) for row in rows],
            ),
        )

    def passages_of(self, article_id: str) -> range:
        """Return the passage rows of an article."""
        number = self._numbers[article_id]
        return range(self._passage_bounds[number], self._passage_bounds[number + 1])

    def sentences_of(self, article_id: str) -> Stretches:
        """Return the start and end of every sentence of an article."""
        number = self._numbers[article_id]
        return self.sentences[self._sentence_bounds[number] : self._sentence_bounds[number + 1], 1:]

    def sentences_in(self, passage: Passage) -> Stretches:
        """Return the start and end, in the article, of every sentence of a passage."""
        sentences = self.sentences_of(passage.article_id)
        first, after = np.searchsorted(sentences[:, 0], (passage.start, passage.end))
        return sentences[first:after]


def open_index(folder: Path) -> Index:
    """Open the published generation of an index folder, after checking every file of it.

    Raises IndexMissing, IndexDamaged or IndexStale.
    """
    generation = find_current(folder)
    try:
        return _open_generation(generation)
    except (UserError, OSError):
        # Two builds may have ended since, and removed it.
        if find_current(folder) == generation:
            raise
        return open_index(folder)


def _open_generation(generation: Path) -> Index:
    folder = generation.parent
    manifest = read_manifest(generation)
    held = hold_generation(generation)
    try:
        for name, problem in find_damage(generation, manifest):
            raise damaged(folder, name, problem)
        index = Index(generation, manifest)
    except BaseException:
        os.close(held)
        raise
    # Some files are read when they are first needed, which may be after newer generations came.
    weakref.finalize(index, os.close, held)
    if (len(index.records), len(index.passages), len(index.sentences)) != (
        manifest.articles,
        manifest.passages,
        manifest.sentences,
    ):
        raise damaged(folder, MANIFEST, "counts other articles, passages or sentences than there are")
    return index
