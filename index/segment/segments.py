"""A segment: articles that were indexed together, with all their index data; never changed after it was written.

<segment>/articles.jsonl, lines.npy             the articles, one per line, and their checksums
<segment>/sources.json, facets.npy, also.npy    their sources and dates, and those of further publications
<segment>/passages.npy, sentences.npy           the number of the article, start and end of each
<segment>/vectors.faiss, lexical/, tokens/      of the passages
<segment>/acronyms.json, signatures.npy         of the articles

An index has one segment or a few. Adding an article writes a small one beside the existing ones.
(Segments and their merging by size: O'Neil and others, "The log-structured merge-tree", 1996, as in Lucene.)
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from index.arrays import map_array
from index.checked import CheckedPath
from index.cutting import find_matching
from index.facets import Facets
from index.model.tokens import TokenSegment, write_tokens
from index.segment.article_lines import ArticleFile, write_articles
from index.segment.dense import DenseSegment
from index.segment.lexical import LexicalSegment
from index.segment.shingles import Signatures, sign
from index.text.acronyms import Definitions, find_definitions, parse_definitions, save_definitions
from index.types import CutArticle, Passages, Rows, Stretches

LEXICAL_FOLDER = "lexical"
TOKENS_FOLDER = "tokens"
_PASSAGES_FILE, _SENTENCES_FILE = "passages.npy", "sentences.npy"
_ACRONYMS_FILE, SIGNATURES_FILE = "acronyms.json", "signatures.npy"

Offsets = NDArray[np.int64]
"""Shape (count, 3): the article's number, start and end; in order of article and start."""


class Segment:
    """An opened segment; each of its files is read and checked when it is first needed."""

    def __init__(self, folder: CheckedPath) -> None:
        self._folder = folder

    @cached_property
    def articles(self) -> ArticleFile:
        """The articles by their numbers."""
        return ArticleFile(self._folder)

    @cached_property
    def facets(self) -> Facets:
        """The sources and dates of the articles."""
        return Facets.open(self._folder)

    @cached_property
    def passages(self) -> Offsets:
        """The passages, in the order of their own rows."""
        return map_array(self._folder / _PASSAGES_FILE)

    @cached_property
    def sentences(self) -> Offsets:
        """The sentences."""
        return map_array(self._folder / _SENTENCES_FILE)

    @cached_property
    def passage_bounds(self) -> Rows:
        """The first own row of each article, and the total."""
        return np.searchsorted(self.passages[:, 0], np.arange(len(self.articles) + 1))

    @cached_property
    def sentence_bounds(self) -> Rows:
        """The first sentence of each article, and the total."""
        return np.searchsorted(self.sentences[:, 0], np.arange(len(self.articles) + 1))

    @cached_property
    def dense(self) -> DenseSegment:
        """The vectors of the passages."""
        return DenseSegment.open(self._folder)

    @cached_property
    def tokens(self) -> TokenSegment:
        """The word pieces of the passages."""
        return TokenSegment(self._folder / TOKENS_FOLDER)

    @cached_property
    def lexical(self) -> LexicalSegment:
        """The words of the passages."""
        return LexicalSegment.open(self._folder / LEXICAL_FOLDER)

    @cached_property
    def definitions(self) -> Definitions:
        """The acronyms that the articles define."""
        return (self._folder / _ACRONYMS_FILE).read(parse_definitions)

    @cached_property
    def signatures(self) -> Signatures:
        """The signatures by which copies of the articles are found."""
        return (self._folder / SIGNATURES_FILE).read(Signatures.parse)

    def passages_of(self, number: int) -> Stretches:
        """Return the start and end of every passage of an article."""
        return self.passages[self.passage_bounds[number] : self.passage_bounds[number + 1], 1:]

    def sentences_of(self, number: int) -> Stretches:
        """Return the start and end of every sentence of an article."""
        return self.sentences[self.sentence_bounds[number] : self.sentence_bounds[number + 1], 1:]

    def encoded(self, number: int) -> Passages:
        """Return the vectors of the passages of an article, and their pieces."""
        own = range(self.passage_bounds[number], self.passage_bounds[number + 1])
        return Passages(self.dense.read(np.arange(own.start, own.stop)), [self.tokens.pieces_of(row) for row in own])


def write_texts(folder: Path, articles: Sequence[Article], cuts: Sequence[CutArticle]) -> None:
    """Write articles with their cuts, and the index data of their words, into the folder of a segment."""
    write_articles(folder, articles)
    Facets.of(articles).save(folder)
    np.save(folder / _PASSAGES_FILE, _number([cut.passages for cut in cuts]))
    np.save(folder / _SENTENCES_FILE, _number([cut.sentences for cut in cuts]))
    pairs = zip(articles, cuts, strict=True)
    texts = [(text, article.language) for article, cut in pairs for text in find_matching(article, cut)]
    LexicalSegment.build(*zip(*texts, strict=True)).save(folder / LEXICAL_FOLDER)
    save_definitions(folder / _ACRONYMS_FILE, find_definitions(article.text for article in articles))
    sign(articles).save(folder / SIGNATURES_FILE)


def write_vectors(folder: Path, encoded: Sequence[Passages]) -> None:
    """Write the vectors and word pieces of the passages of each article into the folder of a segment."""
    DenseSegment.build(np.concatenate([part.vectors for part in encoded])).save(folder)
    write_tokens(folder / TOKENS_FOLDER, [pieces for part in encoded for pieces in part.pieces])


def _number(stretches: Sequence[Stretches]) -> Offsets:
    """Prefix each start and end with the number of its article."""
    numbers = np.repeat(np.arange(len(stretches)), [len(part) for part in stretches])
    return np.column_stack([numbers, np.concatenate(stretches)])
