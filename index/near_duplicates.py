"""Near copies: articles with the same text, complete, shortened or with a few sentences changed.

MinHash over word shingles (Broder, "On the resemblance and containment of documents", 1997) proposes pairs, and the
shingles themselves decide. A digest contains articles that are no copies of each other, so pairs are stored, not
groups.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.articles import Article
from index.segment.shingles import HASHES, MIN_LENGTH, Shingler, Shingles, Signatures

CONTAINED = 0.8
"""Minimum share of the shorter article's shingles that a copy also contains."""

MAX_BOILERPLATE_LENGTH = 120
"""Maximum words in a shared paragraph that counts as boilerplate; `REST_CONTAINED` of the rest must agree."""

REST_CONTAINED = 0.5

ROWS = 2
"""Number of hashes of a signature that must agree for two articles to share a bucket."""

NEIGHBOURS = 50
"""Maximum number of articles of a bucket, the nearest in length, that one is compared with; bounds the cost."""

_DEVIATIONS = 3
_REMEMBERED = 4096
_CHUNK = 1 << 17
_GATHERED = 1 << 24

Pairs = NDArray[np.int64]
Pair = tuple[str, str]


def link_copies(
    articles: Mapping[str, Article], signatures: Signatures, fresh: Collection[str] | None = None
) -> list[Pair]:
    """Return the pairs of near copies among articles; the signatures are in the same order.

    With `fresh` ids, only pairs with one of these. Such an article is compared with all others of its buckets: it may
    find a copy that is missed if all articles are compared at once.
    """
    ids = list(articles)
    signed = np.flatnonzero(signatures.sizes >= MIN_LENGTH)
    sizes, hashes = signatures.sizes[signed].astype(np.int64), signatures.hashes[signed]
    if fresh is None:
        pairs = _propose_pairs(hashes, sizes)
    else:
        chosen = set(fresh)
        pairs = _propose_pairs_of([row for row, number in enumerate(signed) if ids[number] in chosen], hashes, sizes)
    shingler = Shingler()
    shingle = lru_cache(maxsize=_REMEMBERED)(lambda id: shingler.shingle(articles[id].text))
    found = []
    for first, second in signed[pairs].tolist():
        one, other = sorted((ids[first], ids[second]))
        alike = _contained(shingle(one), shingle(other)) >= CONTAINED
        if alike and not _share_only_a_paragraph(articles[one], articles[other], shingler):
            found.append((one, other))
    return sorted(found)


def are_near_copies(first: Article, second: Article) -> bool:
    """Return whether two articles are near copies, as `link_copies` would link them within an index."""
    shingler = Shingler()
    shingles = [shingler.shingle(article.text) for article in (first, second)]
    if min(map(len, shingles)) < MIN_LENGTH or _contained(*shingles) < CONTAINED:
        return False
    return not _share_only_a_paragraph(first, second, shingler)


def _contained(first: Shingles, second: Shingles) -> float:
    """Return the share of the smaller set that the other one contains."""
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return shared / min(len(first), len(second))


def _share_only_a_paragraph(first: Article, second: Article, shingler: Shingler) -> bool:
    """Return whether two articles share only a boilerplate paragraph, and each has other text besides."""
    shared = {line.strip() for line in first.text.splitlines()} & {line.strip() for line in second.text.splitlines()}
    longest = max(shared, key=lambda line: (len(line), line), default="")
    if not longest or len(longest.split()) > MAX_BOILERPLATE_LENGTH:
        return False
    if _count_words(shared - {longest}) > _count_words([longest]):
        return False
    rests = [shingler.shingle(article.text.replace(longest, " ")) for article in (first, second)]
    return all(len(rest) for rest in rests) and _contained(*rests) < REST_CONTAINED


def _count_words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _propose_pairs(hashes: NDArray[np.uint32], sizes: Pairs) -> Pairs:
    """Return the pairs that may be copies, as rows of the signatures."""
    if len(sizes) < 2:  # noqa: PLR2004
        return np.empty((0, 2), dtype=np.int64)
    by_size = np.argsort(sizes, kind="stable")
    codes = _gather(_find_buckets(hashes[by_size], by_size))
    pairs = np.column_stack(np.divmod(codes, len(sizes)))
    chunks = [_choose(pairs[first : first + _CHUNK], hashes, sizes) for first in range(0, len(pairs), _CHUNK)]
    return np.concatenate(chunks) if chunks else pairs


def _gather(found: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the distinct numbers of many arrays; articles from one template repeat the same numbers."""
    gathered, fresh = [np.empty(0, dtype=np.int64)], 0
    for numbers in found:
        gathered.append(numbers)
        fresh += len(numbers)
        if fresh > max(_GATHERED, len(gathered[0])):
            gathered, fresh = [_sort_out(gathered)], 0
    return _sort_out(gathered)


def _sort_out(arrays: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    # Far faster than np.unique, which hashes the numbers.
    numbers = np.sort(np.concatenate(arrays))
    return numbers[np.diff(numbers, prepend=-1) > 0]


def _propose_pairs_of(fresh: Sequence[int], hashes: NDArray[np.uint32], sizes: Pairs) -> Pairs:
    """Return the pairs with one of the fresh articles that may be copies."""
    bands = np.ascontiguousarray(hashes).view(np.uint64)
    pairs: set[tuple[int, int]] = set()
    for row in fresh:
        others = np.unique(np.nonzero(bands == bands[row])[0])
        likely = _choose(np.column_stack([np.full_like(others, row), others]), hashes, sizes)
        pairs.update((min(pair), max(pair)) for pair in likely.tolist() if pair[0] != pair[1])
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _find_buckets(signatures: NDArray[np.uint32], names: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the pairs that agree in a band of rows, each pair as one number."""
    for first in range(0, HASHES, ROWS):
        band = signatures[:, first].astype(np.uint64) << np.uint64(32) | signatures[:, first + 1]
        order = np.argsort(band, kind="stable")
        band, members = band[order], names[order]
        for distance in range(1, min(NEIGHBOURS + 1, len(band))):
            alike = np.flatnonzero(band[distance:] == band[:-distance])
            if not len(alike):
                break
            one, other = members[alike], members[alike + distance]
            yield np.minimum(one, other) * len(names) + np.maximum(one, other)


def _choose(pairs: Pairs, signatures: NDArray[np.uint32], sizes: NDArray[np.int64]) -> Pairs:
    """Keep the pairs that may be copies, given the error of the estimate from their signatures."""
    one, other = pairs.T
    shared = CONTAINED * np.minimum(sizes[one], sizes[other])
    needed = shared / (sizes[one] + sizes[other] - shared)
    alike = (signatures[one] == signatures[other]).mean(axis=1)
    likely: Pairs = pairs[alike >= needed - _DEVIATIONS * np.sqrt(needed * (1 - needed) / HASHES)]
    return likely


def save_copies(path: Path, pairs: Iterable[Pair]) -> None:
    """Write the pairs as one JSON list."""
    path.write_text(json.dumps(list(pairs), indent=1), encoding="utf-8")


def parse_copies(content: bytes) -> Mapping[str, frozenset[str]]:
    """Return the copies of every article that has any, from the file written by `save_copies`."""
    copies: dict[str, set[str]] = {}
    for one, other in json.loads(content):
        copies.setdefault(one, set()).add(other)
        copies.setdefault(other, set()).add(one)
    return {id: frozenset(others) for id, others in copies.items()}
