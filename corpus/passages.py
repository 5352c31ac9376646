"""`Passage`: whole sentences of one article, short enough for the model to read at once."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.articles import Article, abridge
from corpus.headings import Heading, find_headings, find_headings_of, is_date_line
from corpus.sentences import ENGLISH, align_cut, split_sentences

CountPieces = Callable[[Sequence[str]], list[int]]
"""Returns the number of word pieces of each text."""

MAX_SENTENCE_LENGTH = 2_000
"""Maximum length of a sentence in characters; word pieces do not limit it, as a long word may be a single one."""

MAX_PASSAGE_LENGTH = 2 * MAX_SENTENCE_LENGTH
"""Maximum length of a passage in characters, blanks between its sentences included."""

MAX_WORD_LENGTH = 300
"""Maximum length of a word in characters; a longer one is cut."""

HEADING_PIECES = 40
"""Number of word pieces that headings may add to a passage beyond its limit, to keep them with their text."""

_COUNTED_AT_ONCE = 4_096
_TOP_SENTENCES = 4
_LONG_WORD = re.compile(rf"\b\w{{{MAX_WORD_LENGTH + 1}}}")


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences: `text == article.text[start:end]`, offsets count code points."""

    article_id: str
    text: str
    start: int
    end: int

    def __repr__(self) -> str:
        """Return the id and the text in one line."""
        return f"Passage({self.id!r}, {abridge(self.text)!r})"

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


def cut_sentences(text: str, count_pieces: CountPieces, limit: int, language: str = ENGLISH) -> list[Sentence]:
    """Cut a text into sentences of at most `limit` word pieces and `MAX_SENTENCE_LENGTH` characters.

    A heading shares no sentence with the text around it. A longer sentence (a table, a text without full stops) is
    halved at white space until its parts fit, so that the model reads all of it. A word of more than `MAX_WORD_LENGTH`
    characters is cut.
    """
    found = _part_headings(text, split_sentences(text, language))
    pending = [part for start, end in found for part in _shorten(text, start, end)]
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


def _part_headings(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the sentences, each cut where a heading in it begins or ends."""
    edges = sorted(edge for heading in find_headings(text) for edge in (heading.start, heading.end))
    for start, end in sentences:
        inner = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for first, after in pairwise([start, *inner, end]):
            stripped = text[first:after].strip()
            if stripped:
                first += text[first:after].index(stripped)
                yield first, first + len(stripped)


def _count_pieces(text: str, stretches: Sequence[tuple[int, int]], count_pieces: CountPieces) -> Iterator[int]:
    """Yield the number of word pieces of each span; in batches, since tokens take far more memory than text."""
    for first in range(0, len(stretches), _COUNTED_AT_ONCE):
        yield from count_pieces([text[start:end] for start, end in stretches[first : first + _COUNTED_AT_ONCE]])


def _shorten(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long in characters, or contains a word that is."""
    if end - start > MAX_SENTENCE_LENGTH:
        parts = _halve(text, start, end)
    elif end - start > MAX_WORD_LENGTH and (word := _LONG_WORD.search(text[start:end])):
        parts = _cut_word(text, start, end, start + word.start())
    else:
        return [(start, end)]
    return [part for stretch in parts for part in _shorten(text, *stretch)]


def _halve(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split at the white space nearest to the middle; without white space in the middle, between graphemes."""
    middle = (start + end) // 2
    gaps = [gap.span() for gap in re.finditer(r"\s+", text[start:end])]
    if not gaps:
        middle = align_cut(text, start + 1, middle)
        return [(start, middle), (middle, end)]
    before, after = min(gaps, key=lambda gap: abs(start + gap[0] - middle))
    return [(start, start + before), (start + after, end)]


def _cut_word(text: str, start: int, end: int, word: int) -> list[tuple[int, int]]:
    """Split before an overlong word, or within it if it comes first."""
    cut = word if word > start else align_cut(text, start + 1, start + MAX_WORD_LENGTH)
    return [(start, start + len(text[start:cut].rstrip())), (cut, end)]


def cut_passages(article: Article, sentences: Sequence[Sentence], limit: int) -> list[Passage]:
    """Pack whole sentences into passages of at most `limit` word pieces and `MAX_PASSAGE_LENGTH` characters.

    A passage ends at a blank line, where a new subject may start, and at any other line break once it is half
    full. Elsewhere neighbouring passages share a sentence if it fits. A heading starts a passage and is followed by the
    text below it, for which the passage may have `HEADING_PIECES` more. A blank line after a colon does not end a
    passage either.
    """
    packer = _Packer(article, sentences, limit)
    return [
        Passage(article.id, article.text[start:end], start, end)
        for start, end in ((sentences[first].start, sentences[after - 1].end) for first, after in packer.pack())
    ]


class _Packer:
    """Packs the sentences of an article into passages."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], limit: int) -> None:
        self._text = article.text
        self._sentences = sentences
        self._limit = limit
        headings = find_headings_of(article)
        self._is_heading = [_is_within(sentence, headings) for sentence in sentences]
        self._joins = [heading or self._is_joined(article, number) for number, heading in enumerate(self._is_heading)]

    def _is_joined(self, article: Article, number: int) -> bool:
        """Return whether a blank line after a sentence is ignored: after a colon, or at a date below the title."""
        start, end = self._sentences[number].start, self._sentences[number].end
        is_top = 0 < number < _TOP_SENTENCES and self._is_heading[number - 1]
        return article.text[end - 1] == ":" or (is_top and is_date_line(article, start, end))

    def pack(self) -> list[tuple[int, int]]:
        """Return for each passage the number of its first sentence and the number after its last."""
        passages: list[tuple[int, int]] = []
        first = 0
        while first < len(self._sentences):
            after = self._find_end(first)
            passages.append((first, after))
            first = after - 1 if self._shares(first, after) else after
        if len(passages) > 1 and all(self._is_heading[passages[-1][0] :]):
            before, last = passages[-2:]
            pieces = sum(sentence.pieces for sentence in self._sentences[before[0] : last[1] - 1])
            if self._fit(before[0], last[1] - 1, pieces, HEADING_PIECES):
                passages[-2:] = [(before[0], last[1])]
        return passages

    def _find_end(self, first: int) -> int:
        """Return the number of the sentence after the passage that starts at `first`."""
        pieces = self._sentences[first].pieces
        has_text = not self._is_heading[first]
        after = first + 1
        while after < len(self._sentences):
            extra = 0 if has_text or pieces > HEADING_PIECES else HEADING_PIECES
            if not self._fit(first, after, pieces, extra) or self._ends(after, pieces, has_text):
                break
            has_text = has_text or not self._is_heading[after]
            pieces += self._sentences[after].pieces
            after += 1
        return after

    def _ends(self, after: int, pieces: int, has_text: bool) -> bool:
        """Return whether a passage of `pieces` word pieces ends before a sentence for which it has room."""
        if self._is_heading[after]:
            return has_text
        if self._joins[after - 1]:
            return False
        breaks = self._count_breaks(after)
        return breaks > 1 or (breaks == 1 and pieces * 2 >= self._limit)

    def _shares(self, first: int, after: int) -> bool:
        """Return whether the next passage begins with the last sentence of this one."""
        return (
            after < len(self._sentences)
            and after - first > 1
            and not self._is_heading[after]
            and not self._count_breaks(after)
            and self._fit(after - 1, after, self._sentences[after - 1].pieces)
        )

    def _fit(self, first: int, last: int, pieces: int, extra: int = 0) -> bool:
        """Return whether a passage from `first` on, with `pieces` word pieces before `last`, has room for `last`."""
        length = self._sentences[last].end - self._sentences[first].start
        return pieces + self._sentences[last].pieces <= self._limit + extra and length <= MAX_PASSAGE_LENGTH

    def _count_breaks(self, after: int) -> int:
        """Count the line breaks before a sentence."""
        return self._text.count("\n", self._sentences[after - 1].end, self._sentences[after].start)


def _is_within(sentence: Sentence, headings: Sequence[Heading]) -> bool:
    """Return whether a sentence is part of a heading."""
    number = bisect_right(headings, sentence.start, key=lambda heading: heading.start)
    return number > 0 and sentence.end <= headings[number - 1].end
