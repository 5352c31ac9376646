"""Finds the standfirst: the paragraph between title and text that says what an article is about.

Extraction drops it because it is apart from the text, often beside the picture. The page names it: as its
description, or by a class.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from corpus.pages.blocks import Block, squeeze

MIN_SHARED = 30
"""Number of characters, without blanks, that description and paragraph must have in common."""

_MAX_DISTANCE = 8
"""Number of blocks between the standfirst and the text, if only its class names it."""

_MAX_BEFORE, _MAX_KNOWN = 300, 20_000
"""Number of blocks before the text that are examined, and of characters of the text in which each is searched for."""

_MIN_LENGTH, _MAX_LENGTH, _MAX_DESCRIPTIONS = 40, 1_000, 6
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_NAME = re.compile(
    r"(?:^|[\s_-])(?:abstract|article-?(?:header|head|top)|bajada|chapeau|chapo|copete|deck?|entradilla|excerpt|intro"
    r"|introduction|kicker-?text|lead|leadtext|lede|preamble|standfirst|strapline|sub-?head(?:ing|line)?|sub-?title"
    r"|summary|teaser-?text|vorspann)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEVELS = 3
"""Number of elements around a paragraph, or within a heading, that are examined."""


def add_standfirst(blocks: Sequence[Block], chosen: list[Block], tree: Any) -> list[Block]:  # noqa: ANN401
    """Return the chosen blocks of a page, with the standfirst before them unless they have it."""
    numbers = {id(block): number for number, block in enumerate(blocks)}
    first = next((numbers[id(block)] for block in chosen if id(block) in numbers and _is_text(block)), 0)
    known = "".join(block.key for block in chosen)[:_MAX_KNOWN]
    start = max(first - _MAX_BEFORE, 0)
    candidates = [
        (number, block)
        for number, block in enumerate(blocks[start:first], start)
        if _MIN_LENGTH <= len(block.text) <= _MAX_LENGTH and not block.is_link and block.key[:MIN_SHARED] not in known
    ]
    descriptions = list(islice(_find_descriptions(tree), _MAX_DESCRIPTIONS))
    top = _find_title(blocks[start:first], start)
    for number, block in reversed(candidates):
        is_described = any(_is_described(block.key, description) for description in descriptions)
        is_near = top < number and first - number <= _MAX_DISTANCE and block.is_sentence
        if is_described or (is_near and _is_named(block)):
            return _insert(block, number, chosen, numbers)
    return chosen


def _is_text(block: Block) -> bool:
    return block.is_sentence and not block.is_link and not block.is_heading


def _find_title(blocks: Sequence[Block], start: int) -> int:
    """Return the number of the last heading of the first level; one after all blocks if there is none."""
    titles = [number for number, block in enumerate(blocks, start) if _is_title(block)]
    return titles[-1] if titles else start + len(blocks)


def _is_title(block: Block) -> bool:
    return any(element.tag == "h1" for element in _find_around(block))


def _find_around(block: Block) -> Iterator[Any]:
    """Yield the innermost elements around a block."""
    element = block.element
    for _ in range(_LEVELS):
        if element is None or element.tag in {"article", "main", "body"}:
            return
        yield element
        element = element.getparent()


def _find_descriptions(tree: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the descriptions in the head of the page, without blanks and the ellipsis at the end."""
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").strip().lower() in _DESCRIPTIONS:
            key = squeeze(meta.get("content", "")[: 2 * _MAX_LENGTH]).rstrip(".…[]")
            if len(key) >= MIN_SHARED:
                yield key


def _is_described(key: str, description: str) -> bool:
    return key.startswith(description) or description.startswith(key.rstrip(".…")) or description in key


def _is_named(block: Block) -> bool:
    """Return whether a class around a block calls it a standfirst."""
    return any(
        element.tag == "header" or _NAME.search(element.get("class", "")) is not None for element in _find_around(block)
    )


def _insert(block: Block, number: int, chosen: list[Block], numbers: dict[int, int]) -> list[Block]:
    """Return the chosen blocks with one more, in the order of the page."""
    place = next((place for place, one in enumerate(chosen) if numbers.get(id(one), -1) > number), len(chosen))
    return [*chosen[:place], block, *chosen[place:]]
