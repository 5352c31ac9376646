"""`Passage`: whole sentences of one article, short enough for the model to read in one piece."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.articles import Article
from corpus.sentences import align_cut, split_sentences

CountPieces = Callable[[Sequence[str]], list[int]]
"""Tells how many word pieces the model makes of each text."""

LONGEST_SENTENCE = 2_000
"""Maximum length of a sentence in characters; word pieces do not bound it, since a word of any length may be one."""

LONGEST_PASSAGE = 2 * LONGEST_SENTENCE
"""Maximum length of a passage in characters, blanks between its sentences included."""

LONGEST_WORD = 300
"""Maximum length of a word in characters; a longer one is cut."""

_COUNTED_AT_ONCE = 4_096
_LONG_WORD = re.compile(rf"\b\w{{{LONGEST_WORD + 1}}}")


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
    """Cut a text into sentences of at most `limit` word pieces and `LONGEST_SENTENCE` characters.

    A longer one (a table, a text without full stops) is halved at white space until its parts fit, so that
    the model reads all of it. A word of more than `LONGEST_WORD` characters is cut.
    """
    pending = [part for start, end in split_sentences(text) for part in _shorten(text, start, end)]
    sentences = []
    while pending:
        longer = []
        for (start, end), pieces in zip(pending, _count_pieces(text, pending, count_pieces), strict=True):
            if pieces <= limit or end - start == 1:
                sentences.append(Sentence(start, end, pieces))
            else:
                longer += _halve(text, start, end)
        pending = longer
    return sorted(sentences, key=lambda sentence: sentence.start)


def _count_pieces(text: str, stretches: Sequence[tuple[int, int]], count_pieces: CountPieces) -> Iterator[int]:
    """Yield the number of word pieces of each stretch; some at a time, since tokens take far more memory than text."""
    for first in range(0, len(stretches), _COUNTED_AT_ONCE):
        yield from count_pieces([text[start:end] for start, end in stretches[first : first + _COUNTED_AT_ONCE]])


def _shorten(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long in characters, or has a word that is."""
    if end - start > LONGEST_SENTENCE:
        parts = _halve(text, start, end)
    elif end - start > LONGEST_WORD and (word := _LONG_WORD.search(text[start:end])):
        parts = _cut_word(text, start, end, start + word.start())
    else:
        return [(start, end)]
    return [part for stretch in parts for part in _shorten(text, *stretch)]


def _halve(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split at the white space nearest to the middle, or in the middle, between graphemes, where there is none."""
    middle = (start + end) // 2
    gaps = [gap.span() for gap in re.finditer(r"\s+", text[start:end])]
    if not gaps:
        middle = align_cut(text, start + 1, middle)
        return [(start, middle), (middle, end)]
    before, after = min(gaps, key=lambda gap: abs(start + gap[0] - middle))
    return [(start, start + before), (start + after, end)]


def _cut_word(text: str, start: int, end: int, word: int) -> list[tuple[int, int]]:
    """Split before a word that is too long, or within it where nothing is before it."""
    cut = word if word > start else align_cut(text, start + 1, start + LONGEST_WORD)
    return [(start, start + len(text[start:cut].rstrip())), (cut, end)]


def cut_passages(article: Article, sentences: Sequence[Sentence], limit: int) -> list[Passage]:
    """Pack whole sentences into passages of at most `limit` word pieces and `LONGEST_PASSAGE` characters.

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
            and _fit_together(sentences[after - 1], sentences[after], sentences[after - 1].pieces, limit)
        )
        first = after - 1 if shares else after
    return passages


def _find_end(text: str, sentences: Sequence[Sentence], first: int, limit: int) -> int:
    """Return the number of the sentence after the passage that starts at `first`."""
    pieces = sentences[first].pieces
    after = first + 1
    while after < len(sentences) and _fit_together(sentences[first], sentences[after], pieces, limit):
        breaks = _count_breaks(text, sentences, after)
        if breaks > 1 or (breaks == 1 and pieces * 2 >= limit):
            break
        pieces += sentences[after].pieces
        after += 1
    return after


def _fit_together(first: Sentence, last: Sentence, pieces: int, limit: int) -> bool:
    """Return whether a passage from `first` on, with so many pieces before `last`, has room for `last`."""
    return pieces + last.pieces <= limit and last.end - first.start <= LONGEST_PASSAGE


def _count_breaks(text: str, sentences: Sequence[Sentence], after: int) -> int:
    """Count the line breaks before a sentence."""
    return text.count("\n", sentences[after - 1].end, sentences[after].start)
