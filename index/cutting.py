"""An article as the index stores it: the offsets of its sentences and passages, and the text of each to index."""

from collections.abc import Sequence

import numpy as np

from corpus.articles import Article
from corpus.headings import find_path
from corpus.passages import CountPieces, cut_passages, cut_sentences
from index.types import HEADLINE, CutArticle, Pieces

PASSAGE_PIECES = 120
"""Maximum length of a passage in word pieces, about 70 words; `tests/bench/choices.py` compares others."""

_MAX_TITLE_LENGTH = 300
"""Maximum part of a title indexed with each passage, in characters; more would outweigh the passage's own words."""

_LAST = np.iinfo(np.uint16).max
"""Largest offset of a piece in a passage. Larger ones, which only a long run of blanks or signs causes, become it."""


def cut_article(article: Article, count_pieces: CountPieces, limit: int) -> CutArticle:
    """Cut an article into sentences, and passages of at most `limit` word pieces."""
    sentences = cut_sentences(article.text, count_pieces, limit, article.language)
    passages = cut_passages(article, sentences, limit)
    return CutArticle(
        sentences=np.array([(sentence.start, sentence.end) for sentence in sentences], dtype=np.int64),
        passages=np.array([(passage.start, passage.end) for passage in passages], dtype=np.int64),
    )


def indexed_text(article: Article, passage: str, start: int) -> str:
    """Return the text that the passage at an offset is indexed by; it ends with the passage itself.

    The title, the date and the headings above come first; they are never quoted.
    """
    date = f"{article.published:%-d %B %Y}" if article.published else ""
    above = find_path(article, start)
    return "\n".join(part for part in (article.title[:_MAX_TITLE_LENGTH], date, *above, passage) if part)


def find_matching(article: Article, cut: CutArticle) -> list[str]:
    """Return the text that each passage of an article is indexed by."""
    return [indexed_text(article, article.text[start:end], start) for start, end in cut.passages.tolist()]


def place_pieces(article: Article, cut: CutArticle, pieces: Sequence[Pieces]) -> list[Pieces]:
    """Return the pieces of the indexed texts of an article, with their starts counted in the passages."""
    placed = []
    for (start, _), of_text in zip(cut.passages.tolist(), pieces, strict=True):
        before = len(indexed_text(article, "x", start)) - 1
        starts = np.clip(of_text.starts - before + 1, HEADLINE, _LAST)
        placed.append(Pieces(of_text.vectors, starts.astype(np.uint16)))
    return placed
