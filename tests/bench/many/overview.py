"""Measures the overview of many articles: `python -m tests.bench.many.overview SET FOLDER [ARTICLES]`.

The articles are synthetic: each has sentences of one article of the set in random order, so the articles of the set are
its topics. So are the vectors: those of real passages of the topic, moved at random. They lie in a file in FOLDER, as
those of an index do, and are mapped into memory. Words are not indexed, as an overview does not need them.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corpus.articles import Article, make_article
from index.folder_index import FolderIndex
from index.types import Rows, Stretches, Vectors
from qa.evaluation.evaluate import index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set
from qa.overview.central_sentences import extract
from qa.overview.overview import survey_in_steps
from tests.bench.__main__ import print_line
from tests.bench.peers.worker import read_status

ARTICLES, PASSAGES, SENTENCES = 26_000, 13, 3
"""Number of articles, of the passages of each, and of the sentences of a passage."""

MOVED = 0.35
"""Length of the vector added to a unit vector: the cosine to the real one is about .94."""

EXTRACTED = 20
"""Number of real articles whose extracts are timed."""

_KEPT, _WRITTEN = 1_000, 1_024


class ManyArticles(Mapping[str, Article]):
    """Articles that are made when they are read; the number of one is its id."""

    def __init__(self, pools: Sequence[Sequence[str]], count: int) -> None:
        self._pools = pools
        self._count = count
        self.made = lru_cache(_KEPT)(self._make)

    def _make(self, id: str) -> tuple[Article, Stretches]:
        number = int(id)
        pool = self._pools[number % len(self._pools)]
        chosen = [pool[place] for place in np.random.default_rng(number).integers(len(pool), size=PASSAGES * SENTENCES)]
        ends = np.cumsum([len(sentence) + 1 for sentence in chosen])
        starts = np.concatenate([[0], ends[:-1]])
        return replace(make_article(" ".join(chosen)), id=id), np.column_stack([starts, ends - 1])

    def __getitem__(self, id: str) -> Article:
        return self.made(id)[0]

    def __iter__(self) -> Iterator[str]:
        return (f"{number:08}" for number in range(self._count))

    def __len__(self) -> int:
        return self._count


class ManyVectors:
    """Vectors in half precision in a file that is mapped into memory."""

    def __init__(self, path: Path) -> None:
        self._stored = np.load(path, mmap_mode="r")

    def vectors_of(self, rows: Rows | Sequence[int]) -> Vectors:
        return self._stored[np.asarray(rows)].astype(np.float32)


class ManyIndex:
    """The parts of an index that an overview reads."""

    def __init__(self, real: FolderIndex, count: int, path: Path) -> None:
        self.encoder = real.encoder
        self.copies: Mapping[str, frozenset[str]] = {}
        self.articles = ManyArticles(list_sentences(real), count)
        self.dense = ManyVectors(path)

    def read_articles_ahead(self, ids: Sequence[str]) -> None:
        """Do nothing: articles are made when they are read."""

    def passages_of(self, id: str) -> range:
        return range(int(id) * PASSAGES, (int(id) + 1) * PASSAGES)

    def sentences_of(self, id: str) -> Stretches:
        return self.articles.made(id)[1]

    def sentences_at(self, row: int) -> Stretches:
        article, place = divmod(row, PASSAGES)
        return self.sentences_of(f"{article:08}")[SENTENCES * place : SENTENCES * (place + 1)]


def list_sentences(real: FolderIndex) -> list[list[str]]:
    """Return the sentences of each real article."""
    return [
        [article.text[start:end] for start, end in real.sentences_of(id).tolist()]
        for id, article in real.articles.items()
    ]


def write_vectors(real: FolderIndex, count: int, path: Path) -> None:
    """Write the vectors of articles whose topics take turns."""
    draw = np.random.default_rng(7)
    topics = [real.dense.vectors_of(list(real.passages_of(id))) for id in real.articles]
    shape = (count * PASSAGES, topics[0].shape[1])
    stored = np.lib.format.open_memmap(path, "w+", np.float16, shape)
    for first in range(0, count, _WRITTEN):
        numbers = range(first, min(first + _WRITTEN, count))
        chosen = [topics[number % len(topics)] for number in numbers]
        vectors = np.concatenate([own[draw.integers(len(own), size=PASSAGES)] for own in chosen])
        vectors += MOVED * draw.standard_normal(vectors.shape, dtype=np.float32) / np.sqrt(np.float32(shape[1]))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        stored[first * PASSAGES : first * PASSAGES + len(vectors)] = vectors
    stored.flush()


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else ARTICLES  # noqa: PLR2004
    question_set = read_question_set(path)
    real = open_or_build(question_set, index_folder_for(question_set))
    folder.mkdir(parents=True, exist_ok=True)
    vectors = folder / f"{count}.npy"
    if not vectors.exists():
        write_vectors(real, count, vectors)
    index: Any = ManyIndex(real, count, vectors)
    real.encoder.encode_passages(["The first text takes longer."])
    print_line(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    for found in (measure_overview(index, len(real.articles)), measure_extracts(real)):
        print_line(json.dumps({name: round(value, 3) for name, value in found.items()}))


def measure_overview(index: Any, topics: int) -> dict[str, float]:  # noqa: ANN401
    resting, anonymous = read_status("VmRSS"), read_status("RssAnon")
    started, processor, longest = time.perf_counter(), time.process_time(), 0.0
    work = survey_in_steps(index)
    while True:
        before = time.perf_counter()
        try:
            next(work)
        except StopIteration as done:
            found = done.value
            break
        longest = max(longest, time.perf_counter() - before)
    together = Counter((int(id) % topics, group.number) for group in found.groups for id in group.ids)
    largest = [max(count for (own, _), count in together.items() if own == topic) for topic in range(topics)]
    return {
        "articles": found.articles,
        "passages": len(index.articles) * PASSAGES,
        "groups": len(found.groups),
        "topics": topics,
        "in_the_group_of_their_topic": sum(largest) / found.articles,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - processor,
        "longest_step_seconds": longest,
        "before_mb": resting,
        "peak_mb": read_status("VmHWM"),
        "added_anonymous_mb": read_status("RssAnon") - anonymous,
    }


def measure_extracts(real: FolderIndex) -> dict[str, float]:
    processor = time.process_time()
    for id in list(real.articles)[:EXTRACTED]:
        extract(id, index=real)
    return {"extract_cpu_ms": 1000 * (time.process_time() - processor) / EXTRACTED}


if __name__ == "__main__":
    main()
