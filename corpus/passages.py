"""`Passage`: whole sentences of one article, short enough for the model to read in one piece."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.articles import Article
from corpus.sentences import split_sentences

CountPieces = Callable[[Sequence[str]], list[int]]
"""Tells how many word pieces the model makes of each text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences: `text == article.text[start:end]`, offsets count code points."""

    article_id: str
    text: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """Return `<article id>:<start>-<end>`."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence starts and ends in its article, and its length in word pieces."""

    start: int
    end: int
    pieces: int


def cut_sentences(text: str, count_pieces: CountPieces, limit: int) -> list[Sentence]:
    """Cut a text into sentences of at most `limit` word pieces.

    A longer one (a table, a text without full stops) is halved at white space until its parts fit, so that
    the model reads all of it.
    """
    pending = split_sentences(text)
    sentences = []
    while pending:
        counts = count_pieces([text[start:end] for start, end in pending])
        longer = []
        for (start, end), pieces in zip(pending, counts, strict=True):
            if pieces <= limit or end - start == 1:
                sentences.append(Sentence(start, end, pieces))
            else:
                longer += _halve(text, start, end)
        pending = longer
    return sorted(sentences, key=lambda sentence: sentence.start)


def _halve(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split at the white space nearest to the middle, or in the middle where there is none."""
    middle = (start + end) // 2
    gaps = [gap.span() for gap in re.finditer(r"\s+", text[start:end])]
    if not gaps:
        return [(start, middle), (middle, end)]
    before, after = min(gaps, key=lambda gap: abs(start + gap[0] - middle))
    return [(start, start + before), (start + after, end)]


def cut_passages(article: Article, sentences: Sequence[Sentence], limit: int) -> list[Passage]:
    """Pack whole sentences into passages of at most `limit` word pieces.

    A passage ends at a blank line, where a new subject may start, and at any other line break once it is half
    full. Elsewhere neighbouring passages share a sentence where it fits.
    """
    passages = []
    first = 0
    while first < len(sentences):
        after = _find_end(article.text, sentences, first, limit)
        start, end = sentences[first].start, sentences[after - 1].end
        passages.append(Passage(article.id, article.text[start:end], start, end))
        shares = (
            after < len(sentences)
            and after - first > 1
            and not _count_breaks(article.text, sentences, after)
            and sentences[after - 1].pieces + sentences[after].pieces <= limit
        )
        first = after - 1 if shares else after
    return passages


def _find_end(text: str, sentences: Sequence[Sentence], first: int, limit: int) -> int:
    """Return the number of the sentence after the passage that starts at `first`."""
    pieces = sentences[first].pieces
    after = first + 1
    while after < len(sentences) and pieces + sentences[after].pieces <= limit:
        breaks = _count_breaks(text, sentences, after)
        if breaks > 1 or (breaks == 1 and pieces * 2 >= limit):
            break
        pieces += sentences[after].pieces
        after += 1
    return after


def _count_breaks(text: str, sentences: Sequence[Sentence], after: int) -> int:
    """Count the line breaks before a sentence."""
    return text.count("\n", sentences[after - 1].end, sentences[after].start)
