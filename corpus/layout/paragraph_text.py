"""Writes the paragraphs of a document as one text, without the hyphens that divide words at line ends."""

import re
from collections import Counter
from collections.abc import Iterable

from corpus.articles import clean_text
from corpus.layout.hyphens import HYPHENS, MIN_LINES, MIN_SHARE, collect_words, end_divided
from corpus.layout.paragraphs import Paragraph

_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f"
_NO_BLANK = re.compile(rf"[{_WIDE}]\Z")
_NO_BLANK_BEFORE = re.compile(rf"[{_WIDE}]")
_DASH = re.compile(r"(?<=\w)[–—/]\Z|(?:\bhttps?:/|\bwww\.)\S*[/.=&?%_-]\Z|\bhttps?:\Z|\w@\Z")


def write_text(paragraphs: Iterable[Paragraph], pages: int) -> tuple[str, list[int]]:
    """Return the text with a blank line between paragraphs, and the offset at which each page begins."""
    paragraphs = list(paragraphs)
    known, is_hyphenated = _collect_known(paragraphs)
    parts: list[str] = []
    length = 0
    starts: dict[int, int] = {}
    for paragraph in paragraphs:
        pieces: list[str] = []
        for line in paragraph.lines:
            text = clean_text(line.text)
            if pieces:
                joined = _end_line(pieces[-1], text, known, is_hyphenated)
                length += len(joined) - len(pieces[-1])
                pieces[-1] = joined
            starts.setdefault(line.page, length)
            pieces.append(text)
            length += len(text)
        parts.append("".join(pieces))
        length += 2
    text = "\n\n".join(parts)
    offsets, next_start = [0] * pages, len(text)
    for number in range(pages, 0, -1):
        next_start = min(starts.get(number, next_start), next_start)
        offsets[number - 1] = next_start
    return text, offsets


def _collect_known(paragraphs: list[Paragraph]) -> tuple[Counter[str], bool]:
    """Return the words of undivided lines, and whether a program divided words, if any line ends with a hyphen."""
    lines = [
        (line, at == len(paragraph.lines) - 1) for paragraph in paragraphs for at, line in enumerate(paragraph.lines)
    ]
    broken = sum(line.is_broken for line, _ in lines)
    if not broken:
        return Counter(), False
    texts = (line.text.rpartition(" ")[0] if line.is_broken else line.text for line, _ in lines)
    inner = sum(not is_last for _, is_last in lines)
    return collect_words(texts), inner < MIN_LINES or broken >= MIN_SHARE * inner


def _end_line(before: str, after: str, known: Counter[str], is_hyphenated: bool) -> str:
    """Return a line with what separates it from the next, without a hyphen that only divides a word."""
    if before[-1] in HYPHENS and len(before) > 1 and before[-2].isalnum():
        return end_divided(before, after, known, is_hyphenated)
    is_dense = _NO_BLANK.search(before) and _NO_BLANK_BEFORE.match(after)
    return before if is_dense or _DASH.search(before) else f"{before} "
