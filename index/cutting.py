"""An article as the index stores it: where its sentences and passages lie, and the text each passage is found by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from corpus.passages import CountPieces, cut_passages, cut_sentences
from index.encoder import Vectors

PASSAGE_PIECES = 100
"""The longest passage in word pieces of the model, some 60 words; `tests/bench/README.md` tells why."""

Stretches = NDArray[np.int64]
"""Shape (count, 2): start and end."""


@dataclass(slots=True)
class CutArticle:
    """The offsets of an article's sentences and passages, what its passages are found by, and their vectors."""

    sentences: Stretches
    passages: Stretches
    matching: list[str]
    vectors: Vectors | None = None


def cut_article(article: Article, count_pieces: CountPieces, limit: int) -> CutArticle:
    """Cut an article into sentences, and passages of at most `limit` word pieces."""
    sentences = cut_sentences(article.text, count_pieces, limit)
    passages = cut_passages(article, sentences, limit)
    return CutArticle(
        sentences=np.array([(sentence.start, sentence.end) for sentence in sentences], dtype=np.int64),
        passages=np.array([(passage.start, passage.end) for passage in passages], dtype=np.int64),
        matching=[matching_text(article, passage.text) for passage in passages],
    )


def matching_text(article: Article, passage: str) -> str:
    """Return what a passage is found by: headline and date before its own words, which alone are quoted."""
    date = f"{article.published:%-d %B %Y}" if article.published else ""
    return "\n".join(part for part in (article.title, date, passage) if part)
