"""`FolderIndex`: one opened generation of an index folder."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.articles import Article
from index.acronyms import choose_acronyms
from index.copies import read_copies
from index.cutting import CutArticle, Stretches
from index.dense import CELLS_FILE, VECTORS_FILE, DenseIndex
from index.encoder import Encoder, Passages, share_encoder
from index.filters import ALL, Filter
from index.layout import Layout, Rows, lay_out
from index.lexical import LexicalIndex
from index.manifest import Manifest, damaged, find_damage
from index.members import Members
from index.overview import Overview, look_over
from index.records import Articles
from index.segments import LEXICAL_FOLDER, TOKENS_FOLDER, Offsets, Segment
from index.shingles import Signatures
from index.store import Among, Index, as_rows
from index.tokens import TokenIndex

COPIES_FILE = "copies.json"
MODEL_FOLDER = "model"


class FolderIndex(Index):
    """An opened generation in a folder; each of its files is read when it is needed."""

    def __init__(self, generation: Path, manifest: Manifest, members: Members) -> None:
        self.path = generation
        self.manifest = manifest
        self.members = members
        self.segments = {name: Segment(generation / name) for name in self.members.segments}
        self._ids = list(self.members)

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self.path.parent

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.path.name

    def verify(self, name: str) -> None:
        """Check every file of a segment, or of the model. Raises IndexDamaged."""
        for file, problem in find_damage(self.path, self.manifest, lambda file: file.startswith(f"{name}/")):
            raise damaged(self.path.parent, file, problem)

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id, in order of id."""
        return Articles(self.members, {name: segment.articles for name, segment in self.segments.items()})

    @cached_property
    def _layout(self) -> Layout:
        return lay_out(self.members.places, [segment.passage_bounds for segment in self.segments.values()])

    @cached_property
    def passages(self) -> Offsets:
        """The article's number, start and end of each passage; in order of article id and start."""
        layout = self._layout
        passages = np.empty((layout.count, 3), dtype=np.int64)
        passages[:, 0] = layout.article
        for number, segment in enumerate(self.segments.values()):
            here = layout.segment == number
            passages[here, 1:] = segment.passages[layout.own[here], 1:]
        return passages

    @cached_property
    def dense(self) -> DenseIndex:
        """The vectors of the passages. Raises IndexDamaged where they are not one of the model's for each."""
        dimension = self.manifest.model.dimension
        for name, segment in self.segments.items():
            fits = segment.dense.vectors.shape == (len(segment.passages), dimension)
            self._check(f"{name}/{VECTORS_FILE}", fits)
            cells = segment.dense.cells
            self._check(f"{name}/{CELLS_FILE}", cells is None or cells.count == len(segment.passages))
        return DenseIndex([segment.dense for segment in self.segments.values()], self._layout)

    @cached_property
    def tokens(self) -> TokenIndex:
        """The word pieces of the passages. Raises IndexDamaged where they are of other passages."""
        for name, segment in self.segments.items():
            self._check(f"{name}/{TOKENS_FOLDER}", segment.tokens.count == len(segment.passages))
        return TokenIndex([segment.tokens for segment in self.segments.values()], self._layout)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The words of the passages. Raises IndexDamaged where they are of other passages."""
        for name, segment in self.segments.items():
            self._check(f"{name}/{LEXICAL_FOLDER}", len(segment.lexical.lengths) == len(segment.passages))
        return LexicalIndex([segment.lexical for segment in self.segments.values()], self._layout)

    def _check(self, name: str, fits: bool) -> None:
        if not fits:
            raise damaged(self.path.parent, name, "does not fit the passages of the index")

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The acronyms that the articles define, with their long forms."""
        places = self.members.places
        return choose_acronyms(
            (segment.definitions, set(places[places[:, 0] == number, 1].tolist()))
            for number, segment in enumerate(self.segments.values())
        )

    @cached_property
    def copies(self) -> Mapping[str, frozenset[str]]:
        """The near copies of every article that has some."""
        return read_copies(self.path / COPIES_FILE)

    @cached_property
    def overview(self) -> Overview:
        """The sources and days of the articles."""
        return look_over(self.articles.values())

    @property
    def signatures(self) -> Signatures:
        """What finds the copies of the articles, in order of id."""
        parts, places = [segment.signatures for segment in self.segments.values()], self.members.places
        firsts = np.cumsum([0, *(len(part.sizes) for part in parts)])
        chosen = firsts[places[:, 0]] + places[:, 1]
        sizes, hashes = (np.concatenate([getattr(part, name) for part in parts]) for name in ("sizes", "hashes"))
        return Signatures(sizes[chosen], hashes[chosen])

    @cached_property
    def encoder(self) -> Encoder:
        """The model that the vectors were made with."""
        files = {name: file for name, file in self.manifest.files.items() if name.startswith(f"{MODEL_FOLDER}/")}
        digest = hashlib.sha256(repr((self.manifest.model, sorted(files.items()))).encode()).hexdigest()
        return share_encoder(self.path / MODEL_FOLDER, self.manifest.model, digest)

    def article_id_at(self, row: int) -> str:
        """Return the id of the article of a passage row, which is not read for that."""
        return self._ids[int(self.passages[row, 0])]

    def articles_of(self, rows: Rows) -> Rows:
        """Return the number of the article of each of the rows."""
        return self._layout.article[rows]

    def bounds_at(self, row: int) -> tuple[int, int]:
        """Return the start and end of the passage of a row."""
        _, start, end = self.passages[row].tolist()
        return start, end

    def select(self, wanted: Filter) -> Rows | None:
        """Return the rows of the articles that pass a filter, None for all."""
        if wanted == ALL:
            return None
        passing = (article.id for article in self.articles.values() if wanted.passes(article))
        rows = [row for id in passing for row in self.passages_of(id)]
        return np.array(rows, dtype=np.int64)

    def read_ahead(self, rows: Rows) -> None:
        """Do nothing: what is mapped into memory is there when it is asked for."""

    def exclude(self, words: Sequence[str], among: Among) -> Rows:
        """Return the rows that are left without the passages that hold one of the words."""
        rows = self.keep(np.arange(self._layout.count), among)
        for word in words:
            rows = np.setdiff1d(rows, self.lexical.rows_with(word))
        return rows

    def keep(self, rows: Rows, among: Among) -> Rows:
        """Return those of the rows that are among others."""
        return rows if among is None else np.intersect1d(rows, as_rows(among))

    def cut_of(self, article: Article) -> CutArticle | None:
        """Return the stored cut of an article whose text, title and date are in the index."""
        known = self.articles.get(article.id)
        if known is None or (known.title, known.published) != (article.title, article.published):
            return None
        segment, number, _ = self.members[article.id]
        return CutArticle(self.sentences_of(article.id), self.segments[segment].passages_of(number), is_encoded=True)

    def encoded(self, article_id: str) -> Passages:
        """Return the vectors of the passages of an article, and their pieces."""
        segment, number, _ = self.members[article_id]
        return self.segments[segment].encoded(number)

    def passages_of(self, article_id: str) -> range:
        """Return the passage rows of an article."""
        number = self._numbers[article_id]
        return range(self._layout.bounds[number], self._layout.bounds[number + 1])

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {id: number for number, id in enumerate(self._ids)}

    def sentences_of(self, article_id: str) -> Stretches:
        """Return the start and end of every sentence of an article."""
        segment, number, _ = self.members[article_id]
        return self.segments[segment].sentences_of(number)
