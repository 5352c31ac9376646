"""Measures lists of mentions beside a plain scan: `python -m tests.bench.many.mentions SET FOLDER [SENTENCES]`.

The articles are random sentences of a set, a million by default. Their vectors are random, as mentions need none; the
rest of the build is the real one. The scan analyses every sentence of every article, in the same process.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from corpus.sentences import split_sentences
from index.building.build import build_index
from index.generation.generations import has_generation
from index.model.default_model import copy_default_model
from index.opening import open_index
from index.types import Advance, EncodedQuery, Passages, Pieces, ignore_advance
from qa.evaluation.question_sets import read_question_set
from qa.mentions.finding import find_mentions
from qa.mentions.phrase import read_phrase
from tests.bench.__main__ import print_line
from tests.bench.peers.worker import read_status

SENTENCES = 1_000_000
AN_ARTICLE, A_PARAGRAPH = 40, 5
"""Number of sentences of an article and of a paragraph."""

_NAME = re.compile(r"(?<=[a-z,] )(?!The )[A-Z][a-z]{2,} [A-Z][a-z]{2,}\b")
_WORD = re.compile(r"\b[a-z]{6,}\b")
_PIECES_A_WORD = 1.33


class RandomEncoder:
    """Gives every passage a random vector and one piece, and counts pieces by words."""

    def __init__(self, folder: Path) -> None:
        self._real = copy_default_model(folder)
        self.card = self._real.card
        self._draw = np.random.default_rng(7)
        (piece,) = self._real.encode_passages(["a"]).pieces
        self._piece = Pieces(piece.vectors[:1], piece.starts[:1])

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [round(_PIECES_A_WORD * len(text.split())) for text in texts]

    def encode_query(self, text: str) -> EncodedQuery:
        return self._real.encode_query(text)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        advance(len(texts))
        vectors = self._draw.standard_normal((len(texts), self.card.dimension), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return Passages(vectors, [self._piece] * len(texts))

    def save(self, folder: Path) -> None:
        self._real.save(folder)


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else SENTENCES
    pool = [
        article.text[start:end]
        for article in read_question_set(path).articles
        for start, end in split_sentences(article.text)
    ]
    if not has_generation(folder):
        with TemporaryDirectory() as model:
            build_index(Reading(list(write_articles(pool, count))), folder, encoder=RandomEncoder(Path(model)))
    command = [sys.executable, "-m", __spec__.name, "--measure", str(folder), *choose_phrases(pool)]
    subprocess.run(command, check=True)


def write_articles(pool: Sequence[str], count: int) -> Iterator[FoundArticle]:
    draw = np.random.default_rng(7)
    for number in range(count // AN_ARTICLE):
        rows = draw.integers(len(pool), size=(AN_ARTICLE // A_PARAGRAPH, A_PARAGRAPH)).tolist()
        text = "\n\n".join(" ".join(pool[row] for row in paragraph) for paragraph in rows)
        yield FoundArticle(make_article(text, title=f"Report {number}"), str(number))


def choose_phrases(pool: Sequence[str]) -> list[str]:
    """Return the most frequent name, one of middling frequency, and the most frequent long word."""
    names = Counter(name for sentence in pool for name in set(_NAME.findall(sentence))).most_common()
    words = Counter(word for sentence in pool for word in set(_WORD.findall(sentence))).most_common(1)
    return [names[0][0], names[len(names) // 20][0], words[0][0]]


def measure(folder: Path, phrases: Sequence[str]) -> None:
    index = open_index(folder)
    sentences = sum(len(index.sentences_of(id)) for id in index.articles)
    print_line(f"{len(index.articles):,} articles, {sentences:,} sentences, {index.passage_count:,} passages")
    find_mentions("warming up", index=index)
    print_line(json.dumps({"memory_before_mb": round(read_status("VmRSS"))}))
    listed = {}
    for phrase in phrases:
        started, cpu = time.perf_counter(), time.process_time()
        found = find_mentions(phrase, index=index)
        figures = {"s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
        listed[phrase] = {(found.by_article[number].id, start) for number, start, _ in found.places.tolist()}
        figures |= {"mentions": len(found), "read": found.read, "peak_mb": read_status("VmHWM")}
        print_line(json.dumps({"list": phrase} | {name: round(value, 3) for name, value in figures.items()}))
    for phrase in phrases:
        wanted = read_phrase(phrase, index)
        started, cpu, scanned = time.perf_counter(), time.process_time(), set()
        for id, article in index.articles.items():
            for start, end in index.sentences_of(id).tolist():
                if wanted.is_in(article.text[start:end]):
                    scanned.add((id, start))
        figures = {"s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu, "mentions": len(scanned)}
        same = scanned == listed[phrase]
        print_line(
            json.dumps({"scan": phrase, "same": same} | {name: round(value, 3) for name, value in figures.items()})
        )


if __name__ == "__main__":
    if sys.argv[1] == "--measure":
        measure(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
