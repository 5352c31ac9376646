"""Where the sentences of a text start and end.

The sentences themselves are found by sentencex. Of the libraries compared on the five shipped articles and
on 200 sentences of encyclopedia text (sentencex, pySBD, syntok, BlingFire) it was the one that kept "Lt. Gen.",
"U.N.", "St.", "$8 million." and closing quotation marks right, gives offsets, and is far faster than
the runner-up; `tests/bench/README.md` has the table. What it does not know is which line breaks end a
sentence (a headline, a list line) and which merely wrap one: that is decided here.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_MARKER = re.compile(r"\s*(?:[-*•‣◦–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the start and end of every sentence, in order, without the white space around it.

    Every character that is not white space lies in exactly one sentence.
    """
    sentences = []
    for block_start, block_end in _find_blocks(text):
        block = text[block_start:block_end]
        for boundary in get_sentence_boundaries("en", block):
            start, end = boundary["start_index"], boundary["end_index"]
            stripped = block[start:end].strip()
            if stripped:
                start += block[start:end].index(stripped)
                sentences.append((block_start + start, block_start + start + len(stripped)))
    return sentences


def _find_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between line breaks that end a sentence."""
    start = 0
    for paragraph_start, paragraph_end in _find_paragraphs(text):
        lines = _find_lines(text, paragraph_start, paragraph_end)
        wrapped = _is_wrapped([text[a:b] for a, b in lines])
        start = paragraph_start
        for (_, line_end), (next_start, next_end) in zip(lines, lines[1:], strict=False):
            if not _continues(text[next_start:next_end], wrapped):
                yield start, line_end
                start = next_start
        yield start, paragraph_end


def _find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK_LINES.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def _find_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    for line in text[start:end].split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _continues(line: str, wrapped: bool) -> bool:
    """Tell whether a line carries on the sentence of the line before it."""
    if _LIST_MARKER.match(line):
        return False
    return wrapped or line.lstrip()[:1].islower()


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether the lines were broken at a width: no line had room for the first word of the next."""
    if len(lines) < 3:
        return False
    width = max(map(len, lines))
    return all(
        len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
        for line, following in zip(lines, lines[1:], strict=False)
        if following.strip()
    )
