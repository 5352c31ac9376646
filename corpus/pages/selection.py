"""Finds the blocks of a page that an extracted text consists of.

Extraction decides well which parts of a page belong to its article, but it joins blocks to one line and drops words
from within sentences. So its text only selects blocks, and the article is the text of the blocks.
"""

import html
import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

from corpus.pages.blocks import Block, find_blocks, fold, has_words, squeeze

_PROBE_LENGTH = 20
"""Number of characters by which the place of a text in the page is searched for."""

_MAX_SEARCHED = 500_000_000
"""Number of characters of the page that all searches together may look at."""

_MIN_FOUND = 0.8
"""Share of a line that must be found in blocks; otherwise the line is kept as it is."""

_MIN_SHARE, _MIN_RUN = 0.3, 40
"""Share of a block, or number of its characters, that a line must contain to select the block."""

_MAX_FILLED, _MIN_NEIGHBOURS = 1_000, 2
"""Length of a text, in characters, to which blocks are added, and how many chosen ones must be beside them in a page
without parts."""

_WITHIN_PARTS = frozenset(
    "b blockquote br caption dd dl dt h1 h2 h3 h4 h5 h6 li ol p pre table tbody td tfoot th thead tr ul".split()
)
_BODIES = {"articleBody", "reviewBody", "text"}


def select_blocks(blocks: list[Block], text: str, tree: Any) -> list[Block]:  # noqa: ANN401 - lxml has no types
    """Return the blocks that a text consists of, in the order of the page; a line found in no block is one itself."""
    matcher = _Matcher(blocks)
    missed = _match_lines(matcher, [line for line in text.split("\n") if has_words(line)])
    matcher.fill()
    missed = matcher.drop_pieces(missed)
    if missed:
        embedded = _Matcher(find_embedded(tree))
        missed = embedded.drop_pieces([line for line in missed if not embedded.match(line)])
        return [*matcher.chosen(), *embedded.chosen(), *(Block(fold(line), squeeze(line)) for line in missed)]
    return matcher.chosen()


def _match_lines(matcher: "_Matcher", lines: Iterable[str]) -> list[str]:
    """Choose the blocks that lines consist of; return the lines that are found in none.

    Extraction may divide a block at each of its elements, so lines that follow each other are also searched together.
    """
    missed = list[str]()
    for is_found, group in groupby(((matcher.match(line), line) for line in lines), key=itemgetter(0)):
        if not is_found:
            pieces = [line for _, line in group]
            missed += [] if len(pieces) > 1 and matcher.match("".join(pieces)) else pieces
    return missed


def _find_home(block: Block) -> Any:  # noqa: ANN401
    """Return the part of the page that contains a block beside others; None for a block of another kind."""
    element = block.element
    while element is not None and element.tag in _WITHIN_PARTS:
        element = element.getparent()
    return element


class _Matcher:
    """Marks the blocks that lines consist of."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._all = "".join(block.key for block in blocks)
        self._starts = [0, *accumulate(len(block.key) for block in blocks)]
        self._is_chosen = [False] * len(blocks)
        self._by_key: dict[str, list[int]] = {}
        for number, block in enumerate(blocks):
            self._by_key.setdefault(block.key, []).append(number)
        self._next = 0
        self._searched = 0

    def chosen(self) -> list[Block]:
        """Return the blocks chosen so far."""
        return [block for block, is_chosen in zip(self._blocks, self._is_chosen, strict=True) if is_chosen]

    def fill(self) -> None:
        """Choose the blocks beside the chosen ones of a short text: extraction drops headings and lists of those."""
        chosen = self.chosen()
        if sum(len(block.text) for block in chosen) > _MAX_FILLED:
            return
        homes = Counter(home for block in chosen if (home := _find_home(block)) is not None and not block.is_link)
        for number, block in enumerate(self._blocks):
            home = _find_home(block)
            if home is block.element and not block.is_sentence:
                # Loose words, such as a date, are no paragraph.
                continue
            is_whole_page = home is not None and home.tag == "body"
            if not block.is_link and homes[home] >= (_MIN_NEIGHBOURS if is_whole_page else 1):
                self._is_chosen[number] = True

    def drop_pieces(self, lines: Iterable[str]) -> list[str]:
        """Return the lines that are not merely a piece of a chosen block."""
        text = "\n".join(block.key for block in self.chosen())
        kept = list[str]()
        for line in lines:
            is_searched = self._searched < _MAX_SEARCHED
            self._searched += len(text)
            if not (is_searched and squeeze(line) in text):
                kept.append(line)
        return kept

    def match(self, line: str) -> bool:
        """Choose the blocks that a line consists of; return whether there are any."""
        key = squeeze(line)
        same = self._by_key.get(key)
        if same is None:
            return self._match_parts(key)
        if same:
            # The next block with this text; a text that was extracted more often than it is in the page is dropped.
            self._choose(same.pop(bisect_left(same, self._next) % len(same)))
        return True

    def _choose(self, number: int) -> None:
        self._is_chosen[number] = True
        self._next = number + 1

    def _match_parts(self, key: str) -> bool:
        """Choose the blocks that share long runs of characters with a line."""
        found: dict[int, int] = {}
        for start, length in self._find_runs(key):
            for number, shared in self._divide(start, length):
                found[number] = found.get(number, 0) + shared
        found = {
            number: shared
            for number, shared in found.items()
            if shared >= min(_MIN_RUN, _MIN_SHARE * len(self._blocks[number].key))
        }
        if sum(found.values()) < _MIN_FOUND * len(key):
            return False
        for number in sorted(found):
            self._choose(number)
        return True

    def _find_runs(self, key: str) -> Iterator[tuple[int, int]]:
        """Yield where in the page the parts of a line are, and their lengths, in order."""
        at, place = 0, self._starts[min(self._next, len(self._blocks))]
        while at < len(key) and self._searched < _MAX_SEARCHED:
            probe = key[at : at + _PROBE_LENGTH]
            found = self._search(probe, place)
            if found < 0:
                at += _PROBE_LENGTH
                continue
            length = _count_shared(key, at, self._all, found)
            yield found, length
            at += length
            place = found + length

    def _search(self, probe: str, place: int) -> int:
        found = self._all.find(probe, place)
        self._searched += (found if found >= 0 else len(self._all)) - place
        if found < 0:
            found = self._all.find(probe, 0, place + len(probe))
            self._searched += found if found >= 0 else place
        return found

    def _divide(self, start: int, length: int) -> Iterator[tuple[int, int]]:
        """Yield the blocks of a run of characters, and how many of them each has."""
        number = bisect_right(self._starts, start) - 1
        end = start + length
        while number < len(self._blocks) and self._starts[number] < end:
            shared = min(end, self._starts[number + 1]) - max(start, self._starts[number])
            yield number, shared
            number += 1


def _count_shared(one: str, start: int, other: str, place: int) -> int:
    """Return the length of the longest common beginning of two texts from the given offsets on."""
    length, step = 0, _PROBE_LENGTH
    while step:
        part = one[start + length : start + length + step]
        if part and other.startswith(part, place + length):
            length += len(part)
            step *= 2
        else:
            step = min(step, max(len(part), 1)) // 2
    return length


def find_embedded(tree: Any) -> list[Block]:  # noqa: ANN401
    """Return the blocks of the texts that a page holds as JSON-LD, such as that of an article behind a paywall."""
    blocks = []
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text:
            try:
                bodies = _find_bodies(json.loads(script.text, strict=False))
                blocks += [block for body in bodies for block in _divide_body(body)]
            except (ValueError, RecursionError):
                continue
    return blocks


def _find_bodies(value: object) -> Iterator[str]:
    pending = [value]
    while pending:
        item = pending.pop()
        children: Iterable[object] = ()
        if isinstance(item, dict):
            yield from (text for name, text in item.items() if name in _BODIES and isinstance(text, str))
            children = item.values()
        elif isinstance(item, list):
            children = item
        pending += [child for child in children if isinstance(child, dict | list)][::-1]


def _divide_body(body: str) -> Iterator[Block]:
    """Yield the blocks of a text, which may be HTML, also with its marks escaped."""
    from lxml import html as lxml_html
    from lxml.etree import LxmlError

    body = html.unescape(body)
    try:
        blocks = find_blocks(lxml_html.fromstring(f"<div>{body}</div>")) if "<" in body else []
    except (LxmlError, ValueError):
        blocks = []
    if len(blocks) > 1:
        yield from blocks
    else:
        text = blocks[0].element.text_content() if blocks else body
        yield from (Block(fold(line), squeeze(line)) for line in text.split("\n") if squeeze(line))
