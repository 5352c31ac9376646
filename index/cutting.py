"""An article as the index stores it: where its sentences and passages lie, and the text each passage is found by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from corpus.passages import CountPieces, cut_passages, cut_sentences
from index.encoder import Pieces
from index.tokens import HEADLINE

PASSAGE_PIECES = 120
"""The longest passage in word pieces of the model, some 70 words; `tests/bench/choices.py` compares others."""

_LONGEST_TITLE = 300
"""So many characters of a title are found, with each of its passages; more would crowd out the passage's own words."""

_LAST = np.iinfo(np.uint16).max
"""What starts later in a passage, which so long a run of blanks or signs alone makes, counts as starting there."""

Stretches = NDArray[np.int64]
"""Shape (count, 2): start and end."""


@dataclass(frozen=True, slots=True)
class CutArticle:
    """The offsets of an article's sentences and passages, and whether the last generation has the vectors of these."""

    sentences: Stretches
    passages: Stretches
    is_encoded: bool = False


def cut_article(article: Article, count_pieces: CountPieces, limit: int) -> CutArticle:
    """Cut an article into sentences, and passages of at most `limit` word pieces."""
    sentences = cut_sentences(article.text, count_pieces, limit)
    passages = cut_passages(article, sentences, limit)
    return CutArticle(
        sentences=np.array([(sentence.start, sentence.end) for sentence in sentences], dtype=np.int64),
        passages=np.array([(passage.start, passage.end) for passage in passages], dtype=np.int64),
    )


def matching_text(article: Article, passage: str) -> str:
    """Return what a passage is found by: headline and date before its own words, which alone are quoted."""
    date = f"{article.published:%-d %B %Y}" if article.published else ""
    return "\n".join(part for part in (article.title[:_LONGEST_TITLE], date, passage) if part)


def find_matching(article: Article, cut: CutArticle) -> list[str]:
    """Return what each passage of an article is found by."""
    return [matching_text(article, article.text[start:end]) for start, end in cut.passages.tolist()]


def place_pieces(article: Article, pieces: Sequence[Pieces]) -> list[Pieces]:
    """Return the pieces of the matching texts of passages of an article with their starts counted in the passages."""
    before = len(matching_text(article, "x")) - 1
    placed = []
    for of_text in pieces:
        starts = np.clip(of_text.starts - before + 1, HEADLINE, _LAST)
        placed.append(Pieces(of_text.vectors, starts.astype(np.uint16)))
    return placed
